"""The National Grid of Great Britain to degrees of WGS84. Pure.

The projection is undone as the Ordnance Survey's "A guide to coordinate systems in Great Britain", annexe C, describes
it, and the datum is changed by the seven parameters of the same guide (section 6.6): right to about five metres, which
is less than the width of a practice.
"""

import math

from app.directory.distance import Point

# The Airy 1830 ellipsoid, and the projection of the grid (annexe A).
_A, _B = 6_377_563.396, 6_356_256.909
_SCALE = 0.9996012717
_LATITUDE0, _LONGITUDE0 = math.radians(49), math.radians(-2)
_EAST0, _NORTH0 = 400_000.0, -100_000.0
_WGS84_A, _WGS84_B = 6_378_137.0, 6_356_752.3142
# From OSGB36 to WGS84: metres, seconds of arc, parts per million.
_SHIFT = (446.448, -125.157, 542.060)
_TURN = tuple(math.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
_GROWTH = 1 - 20.4894e-6
_FINE = 1e-5  # metres


def to_degrees(easting: float, northing: float) -> Point:
    """A point of the grid, in metres, in degrees. Ireland has another grid: its points come out in the sea."""
    latitude, longitude = _unprojected(easting, northing)
    return _moved(latitude, longitude)


def _unprojected(easting: float, northing: float) -> tuple[float, float]:
    """Radians on the Airy ellipsoid."""
    latitude = _foot(northing)
    sine, cosine, tangent = math.sin(latitude), math.cos(latitude), math.tan(latitude)
    squared = 1 - (_B / _A) ** 2
    nu = _A * _SCALE / math.sqrt(1 - squared * sine**2)
    rho = nu * (1 - squared) / (1 - squared * sine**2)
    eta = nu / rho - 1
    t2, east = tangent**2, easting - _EAST0
    up = (
        tangent / (2 * rho * nu) * east**2
        - tangent / (24 * rho * nu**3) * (5 + 3 * t2 + eta - 9 * t2 * eta) * east**4
        + tangent / (720 * rho * nu**5) * (61 + 90 * t2 + 45 * t2**2) * east**6
    )
    across = (
        east / nu
        - east**3 / (6 * nu**3) * (nu / rho + 2 * t2)
        + east**5 / (120 * nu**5) * (5 + 28 * t2 + 24 * t2**2)
        - east**7 / (5040 * nu**7) * (61 + 662 * t2 + 1320 * t2**2 + 720 * t2**3)
    ) / cosine
    return latitude - up, _LONGITUDE0 + across


def _foot(northing: float) -> float:
    """The latitude on the central meridian that is so far north."""
    latitude = _LATITUDE0
    rest = northing - _NORTH0
    while abs(rest) > _FINE:
        latitude += rest / (_A * _SCALE)
        rest = northing - _NORTH0 - _meridian(latitude)
    return latitude


def _meridian(latitude: float) -> float:
    """Metres along the meridian from the true origin."""
    n = (_A - _B) / (_A + _B)
    minus, plus = latitude - _LATITUDE0, latitude + _LATITUDE0
    return (
        _B
        * _SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * minus
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(minus) * math.cos(plus)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * math.sin(2 * minus) * math.cos(2 * plus)
            - 35 / 24 * n**3 * math.sin(3 * minus) * math.cos(3 * plus)
        )
    )


def _moved(latitude: float, longitude: float) -> Point:
    """From the Airy ellipsoid through space to that of WGS84."""
    squared = 1 - (_B / _A) ** 2
    nu = _A / math.sqrt(1 - squared * math.sin(latitude) ** 2)
    x = nu * math.cos(latitude) * math.cos(longitude)
    y = nu * math.cos(latitude) * math.sin(longitude)
    z = nu * (1 - squared) * math.sin(latitude)
    (dx, dy, dz), (rx, ry, rz) = _SHIFT, _TURN
    east = dx + _GROWTH * x - rz * y + ry * z
    north = dy + rz * x + _GROWTH * y - rx * z
    up = dz - ry * x + rx * y + _GROWTH * z
    return _on_wgs84(east, north, up)


def _on_wgs84(x: float, y: float, z: float) -> Point:
    squared = 1 - (_WGS84_B / _WGS84_A) ** 2
    out = math.hypot(x, y)
    latitude = math.atan2(z, out * (1 - squared))
    for _ in range(4):  # each gives two digits more
        nu = _WGS84_A / math.sqrt(1 - squared * math.sin(latitude) ** 2)
        latitude = math.atan2(z + squared * nu * math.sin(latitude), out)
    return Point(math.degrees(latitude), math.degrees(math.atan2(y, x)))
