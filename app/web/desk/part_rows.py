"""The rows of shows and episodes: support, places, proofs, other shows, seasons, clips, speakers. In plain words; what
feeds call these things is made of it."""

import re
from typing import Any, ClassVar

from wtforms import StringField

from app.core.errors import Invalid
from app.core.text import one_line
from app.podcast.chapters import clock, parse_time
from app.podcast.parts import Funding, OtherShow, Place, PlaceRole, SeasonName, Soundbite, Speaker, Txt
from app.web.desk.entry_rows import Row
from app.web.desk.fields import ChoiceField, OpenChoiceField, number_of, people_choices

_POSITION = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)", re.ASCII)
_MAP = re.compile(r"https?://(?:www\.)?openstreetmap\.org/(node|way|relation)/(\d+)\S*", re.ASCII)
PURPOSES = [
    ("verify", "A code that a directory gave you"),
    ("applepodcastsverify", "The code of Apple Podcasts"),
    ("", "Something else"),
]


class FundingRow(Row):
    url = StringField("Address", render_kw={"inputmode": "url", "placeholder": "https://"})
    text = StringField("What the button says", render_kw={"maxlength": 128})

    def part(self, number: int) -> Funding:
        return Funding(self.typed("url"), self.typed("text"))


class PlaceRow(Row):
    name = StringField("Name", render_kw={"maxlength": 128})
    role = ChoiceField(
        "What it is",
        choices=[(PlaceRole.SUBJECT.value, "What it is about"), (PlaceRole.CREATOR.value, "Where it is made")],
        default=PlaceRole.SUBJECT.value,
    )
    geo = StringField("Latitude and longitude", render_kw={"placeholder": "51.5072, -0.1276"})
    osm = StringField("Its OpenStreetMap page")
    country = StringField("Country, two letters", render_kw={"maxlength": 2, "placeholder": "GB"})

    @classmethod
    def values_of(cls, part: Place) -> dict[str, Any]:
        return super().values_of(part) | {"role": part.role.value, "geo": _shown_position(part.geo)}

    def part(self, number: int) -> Place:
        role = self.role.data if self.role.data in set(PlaceRole) else PlaceRole.SUBJECT
        found = _MAP.fullmatch(self.typed("osm"))
        osm = f"{found[1][0].upper()}{found[2]}" if found else self.typed("osm")
        return Place(
            self.typed("name"), PlaceRole(role), _position(self.typed("geo")), osm, self.typed("country").upper()
        )


class TxtRow(Row):
    KEYS: ClassVar[tuple[str, ...]] = ("value",)

    purpose = OpenChoiceField("What it is", choices=PURPOSES, default="verify")
    value = StringField("The code or text", render_kw={"maxlength": 4000, "autocomplete": "off"})

    def process(self, *args: Any, **more: Any) -> None:
        """A purpose that came with an import is known by nobody but the feed it came from: it stays."""
        super().process(*args, **more)
        self.purpose.allow(one_line(self.purpose.data or ""))

    def part(self, number: int) -> Txt:
        return Txt(self.typed("purpose"), self.typed("value"))


class OtherShowRow(Row):
    title = StringField("What it is called", render_kw={"maxlength": 255})
    feed_guid = StringField("Its podcast GUID", render_kw={"autocomplete": "off", "spellcheck": "false"})
    feed_url = StringField("Its feed", render_kw={"inputmode": "url", "placeholder": "https://"})

    def part(self, number: int) -> OtherShow:
        return OtherShow(self.typed("feed_guid").lower(), self.typed("feed_url"), self.typed("title"))


class SeasonRow(Row):
    number = StringField("Season", render_kw={"inputmode": "numeric"})
    name = StringField("Its name", render_kw={"maxlength": 128})

    @classmethod
    def values_of(cls, part: SeasonName) -> dict[str, Any]:
        return {"number": str(part.number), "name": part.name}

    def part(self, number: int) -> SeasonName:
        typed = self.typed("number")
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise Invalid(f"Row {number} needs the season as a whole number from 1.", field="season_names")
        return SeasonName(int(typed), self.typed("name"))


class SoundbiteRow(Row):
    start_ms = StringField("Starts at", render_kw={"placeholder": "12:30"})
    duration_ms = StringField("Seconds long", render_kw={"inputmode": "decimal", "placeholder": "45"})
    title = StringField("What it is called", render_kw={"maxlength": 128})

    @classmethod
    def values_of(cls, part: Soundbite) -> dict[str, Any]:
        seconds, rest = divmod(part.duration_ms, 1000)
        return {
            "start_ms": clock(part.start_ms),
            "duration_ms": f"{seconds}.{rest:03}" if rest else str(seconds),
            "title": part.title,
        }

    def part(self, number: int) -> Soundbite:
        start, length = parse_time(self.typed("start_ms")), parse_time(self.typed("duration_ms"))
        if start is None:
            raise Invalid(f"Clip {number}: write where it starts as minutes and seconds, 12:30.", field="soundbites")
        if length is None:
            raise Invalid(f"Clip {number}: write how many seconds it lasts, such as 45.", field="soundbites")
        return Soundbite(start, length, self.typed("title"))


class SpeakerRow(Row):
    KEYS: ClassVar[tuple[str, ...]] = ("person_id",)

    name = StringField("Name in the transcript")
    person_id = ChoiceField("Person", choices=people_choices)

    def part(self, number: int) -> Speaker:
        if not self.typed("name"):
            raise Invalid(f"Row {number}: write the name as it is in the transcript.", field="speakers")
        return Speaker(self.typed("name"), number_of(self.person_id.data) or 0)


def _shown_position(geo: str) -> str:
    """Latitude and longitude as maps give them; a position that says more stays as it is."""
    found = _POSITION.fullmatch(geo.removeprefix("geo:"))
    return f"{found[1]}, {found[2]}" if found else geo


def _position(typed: str) -> str:
    found = _POSITION.fullmatch(typed)
    return f"geo:{found[1]},{found[2]}" if found else typed
