"""Which bytes of a file a request is to be given (RFC 9110, chapters 13 and 14). Pure.

Written by ourselves because Werkzeug answers an unknown unit and several ranges with 416 and a HEAD with 206.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

# \d is every script's digits in Python; a Range header has ASCII only.
_ONE_RANGE = re.compile(r"bytes\s*=\s*([0-9]{0,19})\s*-\s*([0-9]{0,19})", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """The headers of a request that decide what is sent."""

    method: str
    range: str | None = None
    if_range: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None


@dataclass(frozen=True)
class Held:
    """The file that is asked for. `etag` is strong and in quotes; `modified` has whole seconds."""

    size: int
    etag: str
    modified: datetime


@dataclass(frozen=True)
class Answer:
    """`status` is 200, 206, 304 or 416; bytes `start` up to and without `stop` are sent."""

    status: int
    start: int = 0
    stop: int = 0


def decide(asked: Asked, held: Held) -> Answer:
    """What to send. What is not understood is ignored, and the whole file is sent (RFC 9110, 14.2)."""
    if _is_unchanged(asked, held):
        return Answer(304)
    whole = Answer(200, 0, held.size)
    if asked.method != "GET" or asked.range is None or not _if_range_holds(asked.if_range, held):
        return whole
    return _one_range(asked.range, held.size) or whole


def _one_range(header: str, size: int) -> Answer | None:
    match = _ONE_RANGE.fullmatch(header.strip())
    if match is None or match.group(0).replace(" ", "").endswith("=-"):
        return None  # another unit, several ranges, or no range at all
    first, last = match.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None  # invalid, hence ignored
    return Answer(206, start, stop) if start < size else Answer(416)


def _is_unchanged(asked: Asked, held: Held) -> bool:
    if asked.if_none_match is not None:
        named = {tag.strip().removeprefix("W/") for tag in asked.if_none_match.split(",")}
        return "*" in named or held.etag in named
    since = _date(asked.if_modified_since)
    return since is not None and held.modified <= since


def _if_range_holds(if_range: str | None, held: Held) -> bool:
    """A strong match of the tag, or exactly our date (RFC 9110, 13.1.5)."""
    if if_range is None:
        return True
    if '"' in if_range:
        return if_range.strip() == held.etag
    return _date(if_range) == held.modified


def _date(header: str | None) -> datetime | None:
    if not header:
        return None
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo is not None else None
