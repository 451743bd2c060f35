"""The towns and the middles of outcodes that come with the program. Read once, when first asked for."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.directory.asking import FOLLOWED_BY, folded
from app.directory.distance import Point

DATA = Path(__file__).parent / "data"
ATTRIBUTIONS = (
    "Towns: GeoNames (geonames.org), licensed under CC BY 4.0.",
    (
        "Postcode districts: contains OS data © Crown copyright and database right; contains Royal Mail data © Royal Mail"
        " copyright and database right; source: Office for National Statistics, licensed under the Open Government Licence"
        " v3.0."
    ),
)
NATIONS = {"ENG": "England", "SCT": "Scotland", "WLS": "Wales", "NIR": "Northern Ireland"}


@dataclass(frozen=True)
class Town:
    """A place by its name. `outcode` and `near` (a larger place) tell it from others of its name; either may be empty."""

    name: str
    nation: str
    point: Point
    people: int = 0
    outcode: str = ""
    near: str = ""
    area: str = ""

    @property
    def told_by(self) -> frozenset[str]:
        """What may be said after a comma to mean this one, folded."""
        parts = (NATIONS.get(self.nation, self.nation), self.outcode, self.near, self.area, *self.area.split(","))
        return frozenset(folded(part) for part in parts if part)


@lru_cache(maxsize=1)
def outcodes() -> dict[str, Point]:
    """The middle of each outcode of Great Britain."""
    return {row["outcode"]: Point(float(row["latitude"]), float(row["longitude"])) for row in _rows("outcodes.csv")}


@lru_cache(maxsize=1)
def towns() -> dict[str, tuple[Town, ...]]:
    """By folded name, the larger first."""
    found: dict[str, list[Town]] = {}
    for row in _rows("towns.csv"):
        found.setdefault(folded(row["name"]), []).append(_town(row))
    return {name: tuple(sorted(same, key=lambda town: -town.people)) for name, same in found.items()}


@lru_cache(maxsize=1)
def other_names() -> dict[str, tuple[Town, ...]]:
    """By each folded name that a town also goes by: "hull", "caerdydd", and the first half of "Newcastle upon Tyne"."""
    found: dict[str, dict[Town, None]] = {}
    for row in _rows("towns.csv"):
        town = _town(row)
        aliases = {folded(name) for name in row["aliases"].split(";") if name} | _first_half(folded(town.name))
        for alias in aliases - {folded(town.name)}:
            found.setdefault(alias, {})[town] = None
    return {name: tuple(sorted(same, key=lambda town: -town.people)) for name, same in found.items()}


def _first_half(name: str) -> set[str]:
    words = name.split()
    return {" ".join(words[:number]) for number in range(1, len(words)) if words[number] in FOLLOWED_BY}


def _town(row: dict[str, str]) -> Town:
    return Town(
        name=row["name"],
        nation=row["nation"],
        point=Point(float(row["latitude"]), float(row["longitude"])),
        people=int(row["population"]),
        outcode=row["outcode"],
        near=row["near"],
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
