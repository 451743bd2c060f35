"""Crops keep the point that matters, whatever the picture and wherever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.focal import Focal, Shape, crop

SIDES = st.integers(1, 20_000)
THOUSANDTHS = st.integers(0, 1000)
SHAPES = st.sampled_from(Shape)


@given(SIDES, SIDES, SHAPES, THOUSANDTHS, THOUSANDTHS)
def test_a_crop_lies_within_the_picture_and_keeps_the_focal_point(w: int, h: int, shape: Shape, x: int, y: int) -> None:
    box = crop(w, h, shape, Focal(x, y))
    assert 0 <= box.left < box.right <= w
    assert 0 <= box.top < box.bottom <= h
    assert box.left <= w * x / 1000 + 0.5
    assert w * x / 1000 - 0.5 <= box.right
    assert box.top <= h * y / 1000 + 0.5
    assert h * y / 1000 - 0.5 <= box.bottom


@given(SIDES, SIDES, SHAPES, THOUSANDTHS, THOUSANDTHS)
def test_a_crop_is_as_large_as_it_can_be_and_has_its_shape(w: int, h: int, shape: Shape, x: int, y: int) -> None:
    box = crop(w, h, shape, Focal(x, y))
    assert box.width == w or box.height == h
    across, down = shape.ratio
    ideal_width, ideal_height = min(w, h * across / down), min(h, w * down / across)
    assert abs(box.width - ideal_width) <= 1
    assert abs(box.height - ideal_height) <= 1


@given(SIDES, SIDES, SHAPES, THOUSANDTHS, THOUSANDTHS)
def test_away_from_the_edges_the_point_is_in_the_middle(w: int, h: int, shape: Shape, x: int, y: int) -> None:
    box = crop(w, h, shape, Focal(x, y))
    for start, stop, whole, at in ((box.left, box.right, w, x), (box.top, box.bottom, h, y)):
        if start > 0 and stop < whole:
            assert abs((start + stop) / 2 - whole * at / 1000) <= 1


@given(SIDES, SIDES, SHAPES, THOUSANDTHS, THOUSANDTHS)
def test_a_point_further_right_never_moves_the_crop_left(w: int, h: int, shape: Shape, x: int, y: int) -> None:
    further = crop(w, h, shape, Focal(min(1000, x + 7), min(1000, y + 7)))
    assert further.left >= crop(w, h, shape, Focal(x, y)).left
    assert further.top >= crop(w, h, shape, Focal(x, y)).top


@pytest.mark.parametrize(
    ("shape", "focal", "box"),
    [
        (Shape.SQUARE, Focal(), (250, 0, 750, 500)),
        (Shape.SQUARE, Focal(0, 0), (0, 0, 500, 500)),
        (Shape.SQUARE, Focal(1000, 1000), (500, 0, 1000, 500)),
        (Shape.WIDE, Focal(500, 1000), (56, 0, 945, 500)),
        (Shape.STANDARD, Focal(300, 500), (0, 0, 667, 500)),
    ],
)
def test_crops_of_a_picture_of_a_thousand_by_five_hundred(
    shape: Shape, focal: Focal, box: tuple[int, int, int, int]
) -> None:
    assert crop(1000, 500, shape, focal) == box


def test_shapes_are_said_in_words() -> None:
    assert [shape.words for shape in Shape] == ["16:9", "4:3", "1:1"]
