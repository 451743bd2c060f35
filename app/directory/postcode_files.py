"""Rows of the files that publishers of postcodes give out, read into points. Pure: rows come in, postcodes go out.

Code-Point Open and the ONS Postcode Directory are described in docs/directory.md, with what is left out of each.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import Invalid
from app.directory.asking import Code, read_code
from app.directory.distance import Point
from app.directory.grid import to_degrees

SOUTH, NORTH, WEST, EAST = 49.0, 61.0, -9.0, 2.5
"""Everything of these islands lies between."""
NO_POINT = 90  # the quality of Code-Point Open that means: no coordinates
NO_LATITUDE = "99.999999"  # the same in the ONS Postcode Directory


@dataclass(frozen=True)
class Read:
    """A postcode, compact and in capitals, and where it is."""

    compact: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Rejected:
    """A row that could not be used, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Ended:
    """A row that is left out by rule: a postcode that is no more or is nowhere, or of a country whose licence is another."""


Found = Read | Rejected | Ended
Rows = Iterable[Sequence[str]]


def code_point_open(rows: Rows, *, northern_ireland: bool = False) -> Iterator[Found]:
    """No header: postcode, quality, easting, northing."""
    for line, row in numbered(rows):
        if len(row) >= 2 and row[1].strip() == str(NO_POINT):
            yield Ended()
        elif len(row) < 4:
            yield Rejected(line, ",".join(row), "it has fewer than four columns")
        else:
            yield from_grid(line, row[0], row[2], row[3], northern_ireland=northern_ireland)


def by_header(rows: Rows, *, northern_ireland: bool = False) -> Iterator[Found]:
    """The ONS Postcode Directory, and any other table whose header names a postcode and a point. Names of columns move
    between releases, so several are known for each. Raises Invalid for a header without them."""
    lines = numbered(rows)
    _, header = next(lines, (0, ()))
    at = {name.strip().lower().lstrip("\ufeff"): number for number, name in enumerate(header)}
    column = {what: _first(at, names) for what, names in _NAMES.items()}
    degrees = column["latitude"] is not None and column["longitude"] is not None
    if column["postcode"] is None or not (
        degrees or (column["easting"] is not None and column["northing"] is not None)
    ):
        raise Invalid(
            "The first line must name a column postcode (or pcds, pcd), and latitude and longitude"
            " (or easting and northing)."
        )

    for line, row in lines:

        def value(what: str, row: Sequence[str] = row) -> str:
            number = column[what]
            return row[number].strip() if number is not None and number < len(row) else ""

        if value("ended") or value("latitude") == NO_LATITUDE:
            yield Ended()
        elif degrees:
            yield from_degrees(
                line, value("postcode"), value("latitude"), value("longitude"), northern_ireland=northern_ireland
            )
        else:
            yield from_grid(
                line, value("postcode"), value("easting"), value("northing"), northern_ireland=northern_ireland
            )


_NAMES = {
    "postcode": ("pcds", "postcode", "pcd8", "pcd7", "pcd", "pcd2"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lon", "lng"),
    "easting": ("easting", "eastings", "oseast1m", "east1m", "x"),
    "northing": ("northing", "northings", "osnrth1m", "north1m", "y"),
    "ended": ("doterm",),
}
FORMATS: dict[str, Callable[..., Iterator[Found]]] = {
    "code-point-open": code_point_open,
    "onspd": by_header,
    "csv": by_header,
}


def from_grid(line: int, postcode: str, easting: object, northing: object, *, northern_ireland: bool = False) -> Found:
    """A postcode with a point of the National Grid; Northern Ireland has another grid."""
    code = _whole(postcode)
    if code is not None and code.area == "BT":
        return Rejected(line, postcode, "its grid is the Irish one") if northern_ireland else Ended()
    return _checked(line, postcode, code, numbers(easting, northing), to_degrees)


def from_degrees(line: int, postcode: str, latitude: str, longitude: str, *, northern_ireland: bool = False) -> Found:
    """A postcode with a point in degrees."""
    code = _whole(postcode)
    if code is not None and code.area == "BT" and not northern_ireland:
        return Ended()
    return _checked(line, postcode, code, numbers(latitude, longitude), Point)


def within_bounds(point: Point) -> bool:
    return SOUTH <= point.latitude <= NORTH and WEST <= point.longitude <= EAST


def _checked(
    line: int,
    postcode: str,
    code: Code | None,
    numbers: tuple[float, float] | None,
    point_of: Callable[[float, float], Point],
) -> Found:
    if code is None:
        return Rejected(line, postcode, "it is no full postcode")
    if numbers is None:
        return Rejected(line, postcode, "it has no coordinates")
    point = point_of(*numbers)
    if not within_bounds(point):
        return Rejected(line, postcode, "its point is not in these islands")
    return Read(code.compact, round(point.latitude, 6), round(point.longitude, 6))


def _whole(postcode: str) -> Code | None:
    code = read_code(postcode)
    return code if code is not None and code.incode else None


def numbers(one: object, other: object) -> tuple[float, float] | None:
    """Both as numbers; None where one is missing, or is so large that it is none."""
    try:
        pair = float(str(one)), float(str(other))
    except ValueError:
        return None
    return pair if all(math.isfinite(each) and abs(each) < 1e7 for each in pair) and any(pair) else None


def numbered(rows: Rows) -> Iterator[tuple[int, Sequence[str]]]:
    return ((line, row) for line, row in enumerate(rows, 1) if any(cell.strip() for cell in row))


def _first(at: Mapping[str, int], names: Sequence[str]) -> int | None:
    return next((at[name] for name in names if name in at), None)
