"""Which copies of a picture there have to be, and what each is called. Pure; `images.draw` makes them.

Whole pictures are made in a few widths, crops in the shapes that pages use. Each is there as AVIF and WebP, which are
small, and as JPEG or (where something shows through) PNG, which everything reads.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.media.focal import Box, Focal, Shape, crop

WIDTHS = (320, 640, 1280)
CROP_WIDTHS = {Shape.WIDE: (640, 1280), Shape.STANDARD: (640,), Shape.SQUARE: (320,)}
MODERN = ("avif", "webp")
EVERYWHERE = ("jpg", "png")
MIMES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}

_NEAR = 0.9
"""A picture of 330 pixels gets no copy of its own width beside that of 320."""
_PURPOSE = re.compile(r"(?:(16x9|4x3|1x1)-(\d{1,4})-(\d{1,4})-)?w(\d{1,5})\.([a-z]{3,4})")


@dataclass(frozen=True)
class Name:
    """What a copy is: its width and format and, for a crop, its shape and the point that was kept."""

    width: int
    extension: str
    shape: Shape | None = None
    focal: Focal | None = None

    @property
    def prefix(self) -> str:
        """Of a crop, what stands before its width; "" for the whole picture."""
        return "" if self.shape is None or self.focal is None else f"{self.shape}-{self.focal.x}-{self.focal.y}-"

    @property
    def purpose(self) -> str:
        return f"{self.prefix}w{self.width}.{self.extension}"


@dataclass(frozen=True)
class Planned:
    """One copy that is to be made: the part in `box`, drawn at these measures."""

    name: Name
    box: Box
    width: int
    height: int


@dataclass(frozen=True)
class Original:
    """The picture as it is kept."""

    width: int
    height: int
    extension: str
    has_alpha: bool = False


def name_of(purpose: str) -> Name | None:
    """What a rendition's purpose says; None for what is no copy of a picture, such as "mp3"."""
    found = _PURPOSE.fullmatch(purpose)
    if found is None:
        return None
    shape, x, y, width, extension = found.groups()
    if shape is None:
        return Name(int(width), extension)
    return Name(int(width), extension, Shape(shape), Focal(int(x), int(y)))


def plan(original: Original, focal: Focal) -> tuple[Planned, ...]:
    """Every copy that this picture has to have, in a fixed order."""
    return (*_wholes(original), *_crops(original, focal))


def _wholes(original: Original) -> Iterator[Planned]:
    box = Box(0, 0, original.width, original.height)
    for width in (rung for rung in WIDTHS if rung < original.width):
        yield from _at(box, width, _formats(original), None, None)
    own = original.width
    if own <= WIDTHS[-1] and not any(own * _NEAR <= rung < own for rung in WIDTHS):
        others = [f for f in _formats(original) if f in MODERN or original.extension not in EVERYWHERE]
        yield from _at(box, own, [f for f in others if f != original.extension], None, None)


def _crops(original: Original, focal: Focal) -> Iterator[Planned]:
    for shape, widths in CROP_WIDTHS.items():
        box = crop(original.width, original.height, shape, focal)
        if _is_all(box, original) or min(box.width, box.height) < _SMALLEST_CROP:
            continue
        fitting = [width for width in widths if width <= box.width] or [box.width]
        for width in fitting:
            yield from _at(box, width, _formats(original), shape, focal)


_SMALLEST_CROP = 48


def _is_all(box: Box, original: Original) -> bool:
    """A square picture needs no square crop."""
    return original.width - box.width <= 1 and original.height - box.height <= 1


def _formats(original: Original) -> tuple[str, ...]:
    return (*MODERN, "png" if original.has_alpha else "jpg")


def _at(
    box: Box, width: int, extensions: tuple[str, ...] | list[str], shape: Shape | None, focal: Focal | None
) -> Iterator[Planned]:
    height = max(1, round(box.height * width / box.width))
    for extension in extensions:
        yield Planned(Name(width, extension, shape, focal), box, width, height)
