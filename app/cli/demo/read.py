"""The sample site as it lies on the disk: texts, people, pictures, recordings. Reads and understands, stores nothing.

A text is Markdown under a header of TOML between two lines of `+++`. In a body, `asset:NAME` is a picture of
`pictures/` and `entry:SLUG` another sample page; `with_ids` puts the numbers in once they are known.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PICTURES = {path.stem: path for path in sorted((HERE / "pictures").iterdir())}
RECORDINGS = {path.stem: path for path in sorted((HERE / "audio").glob("*.mp3"))}

_FENCE = "+++\n"
_IMAGE = re.compile(r"\]\(asset:([a-z0-9-]+)")
_LINK = re.compile(r"\[([^\]]+)\]\(entry:([a-z0-9-]+)\)")
_CUE = re.compile(r"(\S+) --> (\S+)\n<v ([^>]+)>(.*)</v>")


@dataclass(frozen=True)
class SamplePerson:
    """A role that stands where a person will be."""

    slug: str
    name: str
    role_title: str
    bio: str


@dataclass(frozen=True)
class Page:
    """One sample page. `more` holds what only its kind has, by the names of the kind's own fields."""

    kind: str
    slug: str
    title: str
    summary: str
    days_ago: int
    hour: int
    body: str = ""
    parent: str = ""
    tags: tuple[str, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    """Slug and role of each."""
    citations: tuple[Mapping[str, str], ...] = ()
    formerly: tuple[Mapping[str, str], ...] = ()
    picture: str = ""
    picture_alt: str = ""
    audio: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def published_at(self, now: datetime) -> datetime:
        """When this page came out, seen from `now`: always in the past, and no two at the same time."""
        day = now - timedelta(days=self.days_ago)
        return day.replace(hour=self.hour, minute=0, second=0, microsecond=0)


def people() -> tuple[SamplePerson, ...]:
    """Everybody who is credited somewhere."""
    return tuple(SamplePerson(**person) for person in _toml("people")["people"])


def references() -> tuple[dict[str, Any], ...]:
    """The library of references: each before those that it replaced."""
    return tuple(_toml("references")["references"])


def directory() -> dict[str, list[dict[str, Any]]]:
    """The practices and physiotherapists."""
    return _toml("directory")


def diary() -> dict[str, Any]:
    """What stands in the diary of which practice."""
    return _toml("diary")


def pages() -> tuple[Page, ...]:
    """Every page, parents before their children, shows before their episodes."""
    texts = [_page(path) for path in sorted((HERE / "texts").rglob("*.md"))]
    resources = [
        Page(kind="resource", days_ago=62 + number, hour=10, **_sorted_out(resource))
        for number, resource in enumerate(_toml("resources")["resources"])
    ]
    return tuple(sorted([*texts, *resources], key=lambda page: (bool(page.parent), page.kind, page.slug)))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "texts" / f"{name}.toml").read_text("utf-8"))


def _page(path: Path) -> Page:
    _, header, body = path.read_text("utf-8").split(_FENCE, 2)
    return Page(body=body, **_sorted_out(tomllib.loads(header)))


def _sorted_out(header: dict[str, Any]) -> dict[str, Any]:
    """The header by the fields of a page, with the rest under `more`."""
    common = {key: value for key, value in header.items() if key in Page.__dataclass_fields__}
    common["people"] = tuple((credit["person"], credit["role"]) for credit in header.get("people", ()))
    common["tags"] = tuple(header.get("tags", ()))
    common["citations"] = tuple(header.get("citations", ()))
    common["formerly"] = tuple(header.get("formerly", ()))
    return common | {"more": {key: value for key, value in header.items() if key not in common}}


def with_ids(body: str, *, assets: Mapping[str, int], entries: Mapping[str, int]) -> str:
    """`body` with ids in place of names. A link to a page that has no id yet becomes plain words.

    A picture that is unknown is a KeyError.
    """
    body = _IMAGE.sub(lambda found: f"](asset:{assets[found[1]]}", body)
    return _LINK.sub(
        lambda found: f"[{found[1]}](entry:{entries[found[2]]})" if found[2] in entries else found[1], body
    )


def links_in(body: str) -> frozenset[str]:
    """The slugs of the pages that `body` links to."""
    return frozenset(found[2] for found in _LINK.finditer(body))


def pictures_in(body: str) -> frozenset[str]:
    """The names of the pictures that `body` shows."""
    return frozenset(_IMAGE.findall(body))


def cues(recording: str) -> list[dict[str, Any]]:
    """The transcript of a recording: start and end in milliseconds, speaker, text."""
    text = (HERE / "audio" / f"{recording}.vtt").read_text("utf-8")
    return [
        {"start_ms": _milliseconds(start), "end_ms": _milliseconds(end), "speaker": speaker, "text": said}
        for start, end, speaker, said in _CUE.findall(text)
    ]


def chapters(recording: str) -> list[dict[str, Any]]:
    """The chapters of a recording: start in milliseconds and title."""
    found = json.loads((HERE / "audio" / f"{recording}.chapters.json").read_text("utf-8"))["chapters"]
    return [{"start_ms": round(chapter["startTime"] * 1000), "title": chapter["title"]} for chapter in found]


def _milliseconds(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)
