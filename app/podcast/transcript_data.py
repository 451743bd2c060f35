"""Transcripts as JSON and as HTML, read. Pure.

podcast-namespace, docs/examples/transcripts/transcripts.md; the JSON that speech recognition gives (`segments` with
`start`, `end` and `text` in seconds, or `transcription` with `offsets` in milliseconds).
"""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from lxml import etree

from app.core.errors import Invalid
from app.core.text import one_line
from app.podcast.chapters import LATEST_MS, parse_time
from app.podcast.transcripts import Cue

_MS_A_SIGN, _SHORTEST_MS = 65, 1500  # how long the last words of an HTML transcript last, which no file says


def parse_json(text: str) -> tuple[Cue, ...]:
    """One cue a segment. Raises Invalid naming the segment that cannot be read."""
    try:
        found = json.loads(text)
        rows = found if isinstance(found, list) else found.get("segments", found.get("transcription"))
    except (ValueError, AttributeError, RecursionError) as error:
        raise _no("This JSON cannot be read: it is damaged or cut off.") from error
    if not isinstance(rows, list) or not rows:
        raise _no("No cue was found in this JSON. A transcript has a list of segments, each with times and words.")
    cues = []
    for count, row in enumerate(rows, start=1):
        try:
            cues.append(_segment(row))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise _no(f"Segment {count} has no start, end and words that can be read.") from error
    return tuple(cues)


def _segment(row: dict[str, Any]) -> Cue:
    if "offsets" in row:
        start, end = int(row["offsets"]["from"]), int(row["offsets"]["to"])
    else:
        start = _ms(row["startTime"] if "startTime" in row else row["start"])
        end = _ms(row["endTime"] if "endTime" in row else row["end"])
    if not (0 <= start <= LATEST_MS and 0 <= end <= LATEST_MS):
        raise ValueError("No recording has such a time.")
    said = row["body"] if "body" in row else row["text"]
    if not isinstance(said, str):
        raise TypeError("Words are text.")
    return Cue(start, end, str(row.get("speaker") or ""), said)


def _ms(seconds: Any) -> int:
    return round(float(seconds) * 1000)


def parse_html(text: str) -> tuple[Cue, ...]:
    """`cite` is who speaks, `time` when, `p` what is said; each lasts until the next. Everything else is left out."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root: Any = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _no("This HTML cannot be read.") from error
    heard: list[Cue] = []
    speaker, at = "", None
    for element in root.iter("cite", "time", "p") if root is not None else ():
        words = _words(element)
        if element.tag == "cite":
            speaker = words
        elif element.tag == "time":
            at = parse_time(words)
        elif words and at is not None:
            heard.append(Cue(at, at, speaker, words))
    if not heard:
        raise _no("No cue was found in this HTML. A transcript has each time in <time> and the words in <p> after it.")
    last = heard[-1]
    heard.append(Cue(last.start_ms + max(_SHORTEST_MS, len(last.text) * _MS_A_SIGN), 0, "", ""))
    return tuple(
        Cue(cue.start_ms, after.start_ms if after.start_ms > cue.start_ms else cue.start_ms + 1, cue.speaker, cue.text)
        for cue, after in pairwise(heard)
    )


def _words(element: Any) -> str:
    """The text of an element. What stands in cite and time inside it is theirs, and script and style say nothing."""
    return one_line("".join(_pieces(element)))


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield " "
        elif child.tag not in {"cite", "time", "p", "script", "style"}:
            yield from _pieces(child)
        yield child.tail or ""


def _no(message: str) -> Invalid:
    return Invalid(message, field="transcript")
