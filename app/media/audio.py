"""Recordings, measured. The one place that knows mutagen, and it runs in a child process with limits.

mutagen believes headers, and small hostile files make it take a minute or a gigabyte, so `measure` starts `probe`, which
calls `read_headers` here, and takes every end of the child but a good one as a refusal.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen
from mutagen.mp4 import MP4

from app.core.errors import Invalid
from app.core.text import one_line
from app.media.child import ChildFailed, run_child
from app.media.facts import AudioFacts, ChapterMark, Tags

MAX_TAG_LENGTH = 255
MAX_CHAPTERS = 1000

_NOT_READABLE = (
    "This file cannot be read as sound. It may be damaged or was not finished; please export it again and "
    "try once more."
)


class Unreadable(ValueError):
    """mutagen could make nothing of the file."""


@dataclass(frozen=True)
class Headers:
    """A recording as its own headers describe it. Only MP4 has a choice of codecs; elsewhere it is ""."""

    codec: str
    duration_ms: int
    bitrate: int
    sample_rate: int
    channels: int
    tags: Tags
    chapters: tuple[ChapterMark, ...]


def measure(path: Path, extension: str, *, field: str = "file") -> AudioFacts:
    """The facts of the recording at `path`, whose type is known from its bytes. Raises Invalid with the reason."""
    try:
        answer = run_child("app.media.probe", str(path), extension, mapped=path.stat().st_size)
        facts = AudioFacts.from_json(json.loads(answer))
    except (ChildFailed, KeyError, TypeError, ValueError) as error:
        raise Invalid(_NOT_READABLE, field=field) from error
    if facts.refusals:
        raise Invalid(" ".join(facts.refusals), field=field)
    return facts


def read_headers(path: Path) -> Headers:
    """What mutagen reads. Raises Unreadable, whatever mutagen raised (OverflowError and RecursionError are known)."""
    try:
        return _headers_of(mutagen.File(path))
    except Exception as error:
        raise Unreadable(str(error)) from error


def _headers_of(file: Any) -> Headers:
    """From mutagen's object, which is None for a file that it does not know: that ends as AttributeError."""
    info, tags = file.info, file.tags if file.tags is not None else {}
    return Headers(
        codec=str(getattr(info, "codec", "")),
        duration_ms=round(info.length * 1000),
        bitrate=int(getattr(info, "bitrate", 0) or 0),
        sample_rate=int(getattr(info, "sample_rate", 48_000)),
        channels=int(info.channels),
        tags=_tags_of(file, tags),
        chapters=_chapters_of(file, tags),
    )


def _tags_of(file: Any, tags: Any) -> Tags:
    return Tags(
        title=_first(tags, "TIT2", "\xa9nam", "title"),
        artist=_first(tags, "TPE1", "\xa9ART", "artist"),
        album=_first(tags, "TALB", "\xa9alb", "album"),
        has_cover=any(str(k).startswith(("APIC", "covr", "metadata_block_picture")) for k in tags)
        or bool(getattr(file, "pictures", None)),
    )


def _first(tags: Any, *names: str) -> str:
    for name in names:
        value = _get(tags, name)
        values = getattr(value, "text", value)
        if values:
            return one_line(str(values[0] if isinstance(values, list) else values))[:MAX_TAG_LENGTH]
    return ""


def _get(tags: Any, name: str) -> Any:
    """Vorbis comments refuse names that are not ASCII, others merely do not have them."""
    try:
        return tags.get(name)
    except ValueError:
        return None


def _chapters_of(file: Any, tags: Any) -> tuple[ChapterMark, ...]:
    if isinstance(file, MP4):
        found = [ChapterMark(round(c.start * 1000), _title(c.title)) for c in file.chapters or ()]
    elif hasattr(tags, "getall"):
        found = [ChapterMark(int(c.start_time), _title(_first(c.sub_frames, "TIT2"))) for c in tags.getall("CHAP")]
    else:
        found = _comment_chapters(tags)
    # Frames come in the order of their size, not of time.
    return tuple(sorted(found, key=lambda c: (c.start_ms, c.title))[:MAX_CHAPTERS])


def _comment_chapters(tags: Any) -> list[ChapterMark]:
    """CHAPTER001=00:00:00.000 with CHAPTER001NAME=Title, as Ogg and FLAC files have them."""
    found = []
    for key in tags:
        name = str(key[0] if isinstance(key, tuple) else key).upper()
        start = _milliseconds(_first(tags, name)) if name.startswith("CHAPTER") and name[7:].isdigit() else None
        if start is not None:
            found.append(ChapterMark(start, _title(_first(tags, f"{name}NAME"))))
    return list(dict.fromkeys(found))


def _milliseconds(clock: str) -> int | None:
    try:
        hours, minutes, seconds = clock.split(":")
        return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
    except (ValueError, OverflowError):
        return None


def _title(text: str) -> str:
    return one_line(text)[:MAX_TAG_LENGTH]
