"""The point of a picture that matters most, and the crops that keep it. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

WHOLE = 1000
"""A focal point is said in thousandths of the width and of the height."""


class Shape(StrEnum):
    """The shapes that pages cut pictures to; the value stands in the address of a crop."""

    WIDE = "16x9"
    STANDARD = "4x3"
    SQUARE = "1x1"

    @property
    def ratio(self) -> tuple[int, int]:
        across, down = self.value.split("x")
        return int(across), int(down)

    @property
    def words(self) -> str:
        return self.value.replace("x", ":")


@dataclass(frozen=True)
class Focal:
    """In thousandths, from the left and from the top."""

    x: int = WHOLE // 2
    y: int = WHOLE // 2


class Box(NamedTuple):
    """A part of a picture in pixels, as Pillow has it: `right` and `bottom` are outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def crop(width: int, height: int, shape: Shape, focal: Focal) -> Box:
    """The largest part of this shape, with the focal point as near to its middle as the edges let it be.

    It lies within the picture, always holds the focal point, and has the shape to the nearest pixel.
    """
    across, down = shape.ratio
    if width * down >= height * across:
        wide, high = min(width, max(1, round(height * across / down))), height
    else:
        wide, high = width, min(height, max(1, round(width * down / across)))
    left, top = _start(width, wide, focal.x), _start(height, high, focal.y)
    return Box(left, top, left + wide, top + high)


def _start(whole: int, part: int, at: int) -> int:
    """Where a part of a line begins that has `at` in its middle, or as near to it as the ends let it be."""
    return min(max(0, round(whole * at / WHOLE - part / 2)), whole - part)
