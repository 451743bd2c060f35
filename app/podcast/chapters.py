"""Chapters: one master list, and the ways it is read and written. Pure.

Times are whole milliseconds, so that every representation says the same instant (rule 38 of docs/feeds.md).
JSON chapters: podcast-namespace, docs/examples/chapters/jsonChapters.md, version 1.2. Times as text: Podlove Simple
Chapters 1.2, "normal play time".
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from app.core.errors import Fault, Invalid
from app.core.text import one_line, without_control_characters
from app.core.web_address import is_web_address

JSON_TYPE = "application/json+chapters"
MAX_TITLE = 255
MAX_CHAPTERS = 1000
LATEST_MS = 1000 * 3_600_000
"""No recording is longer than a thousand hours."""

# Hours and minutes are optional; "37", "1:02", "1:02:03.5" and "01:02:03.500" are all times.
_TIME = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,9}))?", re.ASCII)
_LINE = re.compile(r"\s*[(\[]?((?:\d+:)*\d+(?:[.,]\d+)?)[)\]]?[\s\-–—]+(.+)", re.ASCII)


@dataclass(frozen=True)
class Chapter:
    """`image` is the address of a picture elsewhere, `image_id` one of the library; a chapter has at most one."""

    start_ms: int
    title: str
    url: str = ""
    image: str = ""
    image_id: int | None = None


def parse_time(text: str) -> int | None:
    """Milliseconds of a time such as `1:02:03.5`, or None when it is not one. Minutes and seconds stay below 60
    wherever a larger unit stands before them."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, fraction = found.groups()
    if (minutes and int(seconds) > 59) or (hours and int(minutes) > 59):
        return None
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return whole * 1000 + int(f"{fraction or '':0<3}"[:3])


def npt(ms: int) -> str:
    """Normal play time with milliseconds, `01:02:03.500`."""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def clock(ms: int) -> str:
    """The time as a person writes it: `0:37`, `1:02:03`. Milliseconds are shown only where there are some."""
    seconds, rest = divmod(ms, 1000)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    front = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{front}:{seconds % 60:02}" + (f".{rest:03}" if rest else "")


def from_stored(rows: Iterable[dict[str, Any]]) -> tuple[Chapter, ...]:
    """The chapters as the episode's column keeps them."""
    return tuple(
        Chapter(
            int(row["start_ms"]),
            str(row["title"]),
            str(row.get("url") or ""),
            str(row.get("image") or ""),
            int(row["image_id"]) if row.get("image_id") else None,
        )
        for row in rows
    )


def to_stored(chapters: Iterable[Chapter]) -> list[dict[str, Any]]:
    """For the episode's column; what is empty is left out."""
    return [
        {"start_ms": c.start_ms, "title": c.title}
        | ({"url": c.url} if c.url else {})
        | ({"image": c.image} if c.image else {})
        | ({"image_id": c.image_id} if c.image_id is not None else {})
        for c in chapters
    ]


def image_ids(rows: Iterable[dict[str, Any]]) -> frozenset[int]:
    """The library's pictures that stored chapters show."""
    return frozenset(c.image_id for c in from_stored(rows) if c.image_id is not None)


def resolved(chapters: Iterable[Chapter], address_of: Callable[[int], str]) -> tuple[Chapter, ...]:
    """The same chapters with the addresses of their pictures in the place of ids, as every printing needs them.
    `address_of` gives "" for a picture that is gone: the chapter is then without one."""
    return tuple(c if c.image_id is None else replace(c, image=address_of(c.image_id), image_id=None) for c in chapters)


def to_json(chapters: Iterable[Chapter]) -> bytes:
    """JSON chapters 1.2. The same chapters give the same bytes."""
    rows = [
        {"startTime": c.start_ms / 1000, "title": c.title}
        | ({"url": c.url} if c.url else {})
        | ({"img": c.image} if c.image else {})
        for c in chapters
    ]
    return json.dumps({"version": "1.2.0", "chapters": rows}, ensure_ascii=False, indent=1).encode()


def parse_json(text: str) -> tuple[Chapter, ...]:
    """JSON chapters of any version, or Podlove's as JSON, in the order of their time; silent ones (`toc: false`) are
    not for a list."""
    try:
        found = json.loads(text)
        listed = found if isinstance(found, list) and found else found["chapters"]
        rows = [row for row in listed if row.get("toc") is not False]
        chapters = [_of_json(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise Invalid("This is not a JSON chapters file.", field="chapters") from error
    return tuple(sorted(chapters, key=lambda c: c.start_ms))


def _of_json(row: dict[str, Any]) -> Chapter:
    """Podlove's JSON has `start` as normal play time and says href and image."""
    title, url, image = (
        one_line(str(row.get(key) or row.get(other) or ""))
        for key, other in (("title", "title"), ("url", "href"), ("img", "image"))
    )
    start_ms = round(float(row["startTime"]) * 1000) if "startTime" in row else parse_time(str(row["start"]))
    if start_ms is None or not 0 <= start_ms <= LATEST_MS:
        raise ValueError("No recording has such a time.")
    return Chapter(start_ms, title, url, image)


def to_list(chapters: Iterable[Chapter]) -> str:
    """One line a chapter, `0:37 Title`: what apps read in a description and editors type."""
    return "\n".join(f"{clock(c.start_ms)} {c.title}" for c in chapters)


def parse_list(text: str) -> tuple[Chapter, ...]:
    """The chapters of lines such as `00:37 Title`. Raises Invalid naming each line that is not one."""
    chapters: list[Chapter] = []
    faults: list[Fault] = []
    for count, line in enumerate(without_control_characters(text).split("\n"), start=1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line)
        start = parse_time(found[1]) if found else None
        if found is None or start is None:
            faults.append(
                Fault("chapters", f"Line {count}: write a time, a blank and a title, such as “2:30 First steps”.")
            )
        else:
            chapters.append(Chapter(start, one_line(found[2])))
    if faults:
        raise Invalid.of(faults)
    return tuple(chapters)


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one chapter: its place in the list, the part ("start", "title", "url", "image"), and why."""

    row: int
    part: str
    message: str


def row_faults(chapters: Sequence[Chapter], *, duration_ms: int | None = None) -> list[RowFault]:
    """What is wrong with the list, in an editor's words. `duration_ms` is the audio's, when it is known."""
    found: list[RowFault] = []
    if chapters and chapters[0].start_ms != 0:
        found.append(RowFault(0, "start", "The first chapter must start at 0:00."))
    for row, chapter in enumerate(chapters):
        found.extend(RowFault(row, part, message) for part, message in _own_faults(row + 1, chapter, duration_ms))
    found.extend(
        RowFault(row, "start", f"Chapter {row + 1} must start after chapter {row}.")
        for row, (before, chapter) in enumerate(pairwise(chapters), start=1)
        if chapter.start_ms <= before.start_ms
    )
    return found


def _own_faults(count: int, chapter: Chapter, duration_ms: int | None) -> Iterable[tuple[str, str]]:
    if not chapter.title.strip():
        yield "title", f"Chapter {count} has no title."
    if len(chapter.title) > MAX_TITLE:
        yield "title", f"The title of chapter {count} is longer than {MAX_TITLE} characters."
    if duration_ms is not None and chapter.start_ms >= duration_ms:
        ends = f"after the audio has ended ({clock(duration_ms)})"
        yield "start", f"Chapter {count} starts at {clock(chapter.start_ms)}, {ends}."
    if chapter.url and not is_web_address(chapter.url):
        yield "url", f"The link of chapter {count} must start with https://."
    if chapter.image and not is_web_address(chapter.image):
        yield "image", f"The address of the picture of chapter {count} must start with https://."


def faults(chapters: Sequence[Chapter], *, duration_ms: int | None = None) -> list[Fault]:
    """The same as `row_faults`, for whoever has one field for the whole list."""
    return [Fault("chapters", fault.message) for fault in row_faults(chapters, duration_ms=duration_ms)]
