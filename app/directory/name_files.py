"""OS Open Names, read into places. Pure: rows come in, names go out. The format: docs/directory.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.directory.asking import folded
from app.directory.distance import Point
from app.directory.grid import to_degrees
from app.directory.postcode_files import Ended, Rejected, Rows, numbered, numbers, within_bounds

WEIGHTS = {"City": 5, "Town": 4, "Suburban Area": 3, "Village": 2, "Hamlet": 1}
"""Which of a name comes first; every other kind of settlement comes last."""
_NATIONS = {"England": "ENG", "Scotland": "SCT", "Wales": "WLS"}
_COLUMNS = 30
_NAME, _OTHER_NAME, _TYPE, _LOCAL_TYPE, _X, _Y = 2, 4, 6, 7, 8, 9
_OUTCODE, _COUNTY, _COUNTRY = 16, 24, 29


@dataclass(frozen=True)
class NameRead:
    """A settlement. `area` is its county and outcode: what tells it from others of its name."""

    name: str
    area: str
    nation: str
    point: Point
    weight: int

    def columns(self) -> dict[str, Any]:
        """As the table has them."""
        return {
            "name": self.name,
            "folded": folded(self.name),
            "area": self.area,
            "nation": self.nation,
            "latitude": self.point.latitude,
            "longitude": self.point.longitude,
            "weight": self.weight,
        }


def open_names(rows: Rows) -> Iterator[NameRead | Rejected | Ended]:
    """The settlements of the table, one for each language of a name; roads, rivers and postcodes are passed over."""
    for line, row in numbered(rows):
        if len(row) < _COLUMNS:
            yield Rejected(line, ",".join(row)[:80], f"it has fewer than {_COLUMNS} columns")
        elif row[_TYPE] != "populatedPlace":
            yield Ended()
        else:
            yield from _settlement(line, row)


def _settlement(line: int, row: Sequence[str]) -> Iterator[NameRead | Rejected]:
    grid = numbers(row[_X], row[_Y])
    point = to_degrees(*grid) if grid else None
    if point is None or not within_bounds(point):
        yield Rejected(line, row[_NAME], "its point is not in these islands")
        return
    area = ", ".join(part for part in (row[_COUNTY].strip(), row[_OUTCODE].strip()) if part)
    for name in filter(None, (row[_NAME].strip(), row[_OTHER_NAME].strip())):
        nation = _NATIONS.get(row[_COUNTRY].strip(), "")
        yield NameRead(name, area, nation, point, WEIGHTS.get(row[_LOCAL_TYPE].strip(), 0))
