import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.distance import Point, box_around, haversine_of, miles_between, miles_of
from app.directory.grid import to_degrees

LEEDS, LONDON = Point(53.7965, -1.5478), Point(51.5085, -0.1257)
points = st.builds(Point, st.floats(49, 61), st.floats(-9, 2.5))


def test_a_known_distance() -> None:
    assert miles_between(LEEDS, LONDON) == pytest.approx(169, abs=1)
    assert miles_between(LEEDS, LEEDS) == 0


@given(points, points)
def test_the_formula_without_its_arc_is_turned_back(one: Point, other: Point) -> None:
    miles = miles_between(one, other)
    assert miles_of(haversine_of(miles)) == pytest.approx(miles, abs=1e-4)
    assert miles_between(other, one) == pytest.approx(miles, abs=1e-6)


@given(points, st.floats(0.1, 100), st.floats(0, 2 * math.pi))
def test_a_circle_lies_in_its_box(centre: Point, miles: float, bearing: float) -> None:
    angle, latitude = miles / 3958.7613, math.radians(centre.latitude)
    up = math.asin(math.sin(latitude) * math.cos(angle) + math.cos(latitude) * math.sin(angle) * math.cos(bearing))
    across = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(latitude), math.cos(angle) - math.sin(latitude) * math.sin(up)
    )
    box = box_around(centre, miles)
    assert box.south <= math.degrees(up) <= box.north
    assert box.west <= centre.longitude + math.degrees(across) <= box.east


def test_the_largest_boxes_hold_everything() -> None:
    assert box_around(LEEDS, 20_000).west == -180
    assert box_around(Point(89.9, 0), 50).east == 180
    assert box_around(LEEDS, 1_000).west < -9


@pytest.mark.parametrize(
    ("easting", "northing", "latitude", "longitude"),
    [
        (651409.903, 313177.270, 52.657977, 1.716038),  # Caister water tower, the guide's own example
        (530626, 183961, 51.53944, -0.11787),  # N1 0AA of Code-Point Open
        (216666, 771288, 56.79685, -5.00351),  # Ben Nevis
        (134200, 25100, 50.06604, -5.71475),  # Land's End
    ],
)
def test_the_grid_in_degrees(easting: float, northing: float, latitude: float, longitude: float) -> None:
    found = to_degrees(easting, northing)
    assert miles_between(found, Point(latitude, longitude)) * 1609 < 100
    if northing == 313177.270:
        assert miles_between(found, Point(latitude, longitude)) * 1609 < 5
