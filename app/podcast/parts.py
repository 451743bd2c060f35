"""The small parts of shows and episodes that feeds name: support, places, recommendations, clips. Pure.

Lengths and closed sets are those of the podcast namespace (docs/feeds.md, rules 12 to 16 and 28 to 33).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from app.core.errors import Fault
from app.core.text import one_line
from app.core.web_address import is_web_address

SHORT = 128
P = TypeVar("P")
_GEO = re.compile(r"geo:-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?(,-?\d+(\.\d+)?)?(;u=\d+(\.\d+)?)?", re.ASCII)
_OSM = re.compile(r"[NWR]\d+(#\d+)?", re.ASCII)
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


class Medium(StrEnum):
    """What a show is made of, of the namespace's list what fits a publisher of health information."""

    PODCAST = "podcast"
    AUDIOBOOK = "audiobook"
    COURSE = "course"


class PlaceRole(StrEnum):
    SUBJECT = "subject"
    """What it is about."""
    CREATOR = "creator"
    """Where it is made."""


@dataclass(frozen=True)
class Funding:
    """A page where listeners can give money, and what the app writes on the button."""

    url: str
    text: str


@dataclass(frozen=True)
class Place:
    """A place in words; `geo` is "geo:51.5,-0.12", `osm` such as "R113314", `country` two letters."""

    name: str
    role: PlaceRole = PlaceRole.SUBJECT
    geo: str = ""
    osm: str = ""
    country: str = ""


@dataclass(frozen=True)
class Txt:
    """A line of text for machines, such as the code by which a directory proves who owns the show."""

    purpose: str
    value: str


@dataclass(frozen=True)
class OtherShow:
    """Another show, by its podcast:guid; the feed's address and the title help where the guid is not known."""

    feed_guid: str
    feed_url: str = ""
    title: str = ""


@dataclass(frozen=True)
class SeasonName:
    number: int
    name: str


@dataclass(frozen=True)
class Soundbite:
    """A piece of the episode worth playing by itself."""

    start_ms: int
    duration_ms: int
    title: str = ""


@dataclass(frozen=True)
class Speaker:
    """Which person a name in the transcript is."""

    name: str
    person_id: int


def read_rows(of: type[P], rows: list[dict[str, Any]]) -> tuple[P, ...]:
    """Parts from their JSON form; what is not known is left out."""
    names = of.__dataclass_fields__.keys()  # type: ignore[attr-defined]  # every part is a dataclass
    made = []
    for row in rows:
        values = {name: row[name] for name in names if name in row}
        if "role" in values:
            values["role"] = PlaceRole(values["role"])
        made.append(of(**values))
    return tuple(made)


def cleaned(part: P) -> P:
    """The same part with its texts on one line."""
    values = {name: getattr(part, name) for name in part.__dataclass_fields__}  # type: ignore[attr-defined]
    of: type[P] = type(part)
    return of(**{k: one_line(v) if type(v) is str else v for k, v in values.items()})


def funding_faults(rows: tuple[Funding, ...]) -> list[Fault]:
    return [
        *(
            Fault("funding", f"The address of support link {n} must start with https://.")
            for n, f in _numbered(rows)
            if not is_web_address(f.url)
        ),
        *(
            _short("funding", f"The text of support link {n}", f.text)
            for n, f in _numbered(rows)
            if not 1 <= len(f.text) <= SHORT
        ),
    ]


def place_faults(rows: tuple[Place, ...]) -> list[Fault]:
    found = []
    for n, place in _numbered(rows):
        if not 1 <= len(place.name) <= SHORT:
            found.append(_short("places", f"The name of place {n}", place.name))
        if place.geo and not _GEO.fullmatch(place.geo):
            found.append(Fault("places", f"The position of place {n} is written as geo:51.5072,-0.1276."))
        if place.osm and not _OSM.fullmatch(place.osm):
            found.append(Fault("places", f"The OpenStreetMap number of place {n} is N, W or R and digits."))
        if place.country and not re.fullmatch("[A-Z]{2}", place.country):
            found.append(Fault("places", f"The country of place {n} is two capital letters, such as GB."))
    return found


def txt_faults(rows: tuple[Txt, ...]) -> list[Fault]:
    found = [
        Fault("txts", f"Line {n} for machines needs a text of at most 4,000 characters.")
        for n, t in _numbered(rows)
        if not 1 <= len(t.value) <= 4000
    ]
    return found + [
        Fault("txts", f"The purpose of line {n} has at most {SHORT} characters.")
        for n, t in _numbered(rows)
        if len(t.purpose) > SHORT
    ]


def other_show_faults(field: str, rows: tuple[OtherShow, ...]) -> list[Fault]:
    found = [
        Fault(field, f"Show {n} needs its podcast GUID, such as 9b024349-ccf0-5f69-a609-6b82873eab3c.")
        for n, other in _numbered(rows)
        if not _GUID.fullmatch(other.feed_guid)
    ]
    return found + [
        Fault(field, f"The feed of show {n} must start with https://.")
        for n, other in _numbered(rows)
        if other.feed_url and not is_web_address(other.feed_url)
    ]


def season_name_faults(rows: tuple[SeasonName, ...]) -> list[Fault]:
    found = [
        Fault("season_names", f"Season {s.number} needs a name of at most {SHORT} characters.")
        for s in rows
        if not 1 <= len(s.name) <= SHORT
    ]
    numbers = [s.number for s in rows]
    if len(set(numbers)) < len(numbers):
        found.append(Fault("season_names", "Each season has one name."))
    return found + [Fault("season_names", "Seasons count from 1.") for n in numbers if not 1 <= n <= 100_000][:1]


def soundbite_faults(rows: tuple[Soundbite, ...], *, duration_ms: int | None = None) -> list[Fault]:
    """`duration_ms` is the audio's, when it is known. Apps like 15 to 120 seconds; that is no reason to refuse."""
    found = []
    for n, clip in _numbered(rows):
        if clip.start_ms < 0 or clip.duration_ms <= 0:
            found.append(Fault("soundbites", f"Clip {n} needs a start and a length."))
        elif duration_ms is not None and clip.start_ms + clip.duration_ms > duration_ms:
            found.append(Fault("soundbites", f"Clip {n} ends after the audio does."))
        if len(clip.title) > SHORT:
            found.append(_short("soundbites", f"The title of clip {n}", clip.title))
    return found


def _short(field: str, name: str, text: str) -> Fault:
    return Fault(field, f"{name} has at most {SHORT} characters." if text else f"{name} is missing.")


def _numbered(rows: tuple[P, ...]) -> list[tuple[int, P]]:
    return list(enumerate(rows, start=1))
