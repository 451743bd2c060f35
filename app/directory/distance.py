"""Distances on the ground, in miles as the crow flies. Pure."""

import math
from dataclasses import dataclass

EARTH_MILES = 6371.0088 / 1.609344
"""The mean radius (IUGG)."""
PADDING = 1.001
"""A box is a little larger than its circle: what lies on the edge is decided by the distance alone."""


@dataclass(frozen=True)
class Point:
    """Degrees, WGS84."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Box:
    """Everything within so many miles of a point lies in it, and some more."""

    south: float
    north: float
    west: float
    east: float


def miles_between(one: Point, other: Point) -> float:
    """By the haversine formula."""
    a = (
        math.sin(math.radians(one.latitude - other.latitude) / 2) ** 2
        + math.cos(math.radians(one.latitude))
        * math.cos(math.radians(other.latitude))
        * math.sin(math.radians(one.longitude - other.longitude) / 2) ** 2
    )
    return 2 * EARTH_MILES * math.asin(min(1.0, math.sqrt(a)))


def haversine_of(miles: float) -> float:
    """The value of the formula before the arc is taken of it. It grows with the distance, so it compares and sorts as the
    distance does and costs a database less."""
    return math.sin(min(miles / (2 * EARTH_MILES), math.pi / 2)) ** 2


def miles_of(haversine: float) -> float:
    """The distance that belongs to a value of the formula."""
    return 2 * EARTH_MILES * math.asin(min(1.0, math.sqrt(max(0.0, haversine))))


def box_around(centre: Point, miles: float) -> Box:
    """The box of a circle. Near a pole, or for a circle half round the earth, every longitude is inside."""
    angle = miles * PADDING / EARTH_MILES
    south, north = centre.latitude - math.degrees(angle), centre.latitude + math.degrees(angle)
    if south <= -90 or north >= 90:
        return Box(max(south, -90.0), min(north, 90.0), -180.0, 180.0)
    width = math.degrees(
        math.asin(min(1.0, math.sin(min(angle, math.pi / 2)) / math.cos(math.radians(centre.latitude))))
    )
    return Box(south, north, centre.longitude - width, centre.longitude + width)
