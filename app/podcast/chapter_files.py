"""Chapters brought from other programs and given to them. Pure; a file is known by what is in it, never by its name.

Podlove Simple Chapters 1.2; Audacity's labels (manual, "Importing and Exporting Labels"); FFmpeg's metadata format;
WebVTT chapters; JSON chapters and the plain list are read in `chapters`.
"""

import codecs
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from lxml import etree

from app.core.decoding import text_of
from app.core.errors import Invalid
from app.core.text import one_line, without_control_characters
from app.podcast import chapters
from app.podcast.chapters import LATEST_MS, MAX_CHAPTERS, Chapter, clock, npt, parse_time

MAX_BYTES = 1 << 20
PSC = "http://podlove.org/simple-chapters"
_SECONDS = re.compile(r"-?\d{1,9}(?:[.,]\d{1,12})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,18}", re.ASCII)
_TIMEBASE = re.compile(r"[1-9]\d{0,11}/[1-9]\d{0,11}", re.ASCII)
_ARROW = re.compile(r"\s*([\d:.,]+)\s+-->\s+[\d:.,]+.*", re.ASCII)
_TIME = r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d+)?"
# A bullet or a number, the time in any brackets, perhaps the end, then the title.
_LISTED = re.compile(
    rf"\s*(?:[-–—*•·]\s+|\d{{1,3}}[.)]\s+)?[(\[]?({_TIME})(?:\s*[-–—]\s*{_TIME})?[)\]]?[\s:\-–—|]+(\S.*)", re.ASCII
)
_KINDS = "a Podlove or JSON chapters file, Audacity labels, WebVTT chapters, FFmpeg metadata, or lines such as “2:30 First steps”"


@dataclass(frozen=True)
class Brought:
    """What a file or a pasted text held: the kind of file in words, its chapters in order, and how many lines of text
    around a list were left out."""

    kind: str
    chapters: tuple[Chapter, ...]
    left_out: int = 0


def read(data: bytes) -> Brought:
    """The chapters in `data`. Raises Invalid that says what it should have been, with the line where there is one."""
    if len(data) > MAX_BYTES:
        raise _no("This file is larger than 1 MB: chapters are a few lines of text.")
    if data.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"<"):
        return _ordered("Podlove chapters", _xml(data.lstrip(codecs.BOM_UTF8 + b" \t\r\n")))
    text = without_control_characters(text_of(data, field="chapters")).lstrip("\ufeff").strip("\n")
    if not text.strip():
        raise _no("There is nothing in it.")
    kind, reader = _reader_of(text)
    if reader is not None:
        return _ordered(kind, reader(text))
    listed, left_out = _list(text)
    return _ordered(kind, listed, left_out)


def _reader_of(text: str) -> tuple[str, Callable[[str], list[Chapter]] | None]:
    first = text.lstrip()
    if re.match(r"\{|\[\s*[\[{\]]", first):
        return "JSON chapters", lambda found: list(chapters.parse_json(found))
    if first.startswith("WEBVTT"):
        return "WebVTT chapters", _vtt
    if first.startswith(";FFMETADATA"):
        return "FFmpeg metadata", _ffmetadata
    line = next(line for line in text.split("\n") if line.strip())
    if _SECONDS.fullmatch(line.split("\t", 1)[0].strip()) and "\t" in line:
        return "Audacity labels", _labels
    return "a list of times and titles", None


def _xml(data: bytes) -> list[Chapter]:
    """Alone or inside a feed with one episode. No document types, so no entities."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, recover=False, huge_tree=False
    )
    try:
        root: Any = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise _no(f"This XML cannot be read{f' (line {line})' if line else ''}: it is damaged or cut off.") from error
    if root.getroottree().docinfo.doctype:
        raise _no("This XML has a document type. Chapters need none, and it could hide anything: remove it.")
    lists = [each for each in root.iter("{*}chapters") if isinstance(each.tag, str) and PSC in each.tag]
    if len(lists) != 1:
        many = "There are several lists of chapters in it: take the file of one episode."
        raise _no(many if lists else f"There are no Podlove chapters in this XML. Bring {_KINDS}.")
    return [_psc(each) for each in lists[0].iterchildren("{*}chapter")]


def _psc(element: Any) -> Chapter:
    said = element.get("start") or ""
    start = _checked(parse_time(said), f"Line {element.sourceline}: “{said[:40]}” is no time such as 00:01:30.000.")
    title, url, image = (one_line(element.get(name) or "") for name in ("title", "href", "image"))
    return Chapter(start, title, url, image)


def _labels(text: str) -> list[Chapter]:
    """A line a label: start, end and title with tabs between, in seconds. A point has one time twice. Lines with a
    backslash hold the frequencies of a label and no label."""
    found = []
    for count, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("\\"):
            continue
        start, end, title = [part.strip() for part in [*line.split("\t", 2), "", ""][:3]]
        good = _SECONDS.fullmatch(start) and _SECONDS.fullmatch(end)
        ms = round(Fraction(start.replace(",", ".")) * 1000) if good else None
        wrong = f"Line {count}: a label has its start and end in seconds and its title, with tabs between."
        found.append(Chapter(_checked(ms, wrong), one_line(title)))
    return found


def _vtt(text: str) -> list[Chapter]:
    found = []
    lines = text.split("\n")
    for count, line in enumerate(lines, start=1):
        if "-->" not in line:
            continue
        times = _ARROW.fullmatch(line)
        start = _checked(
            parse_time(times[1]) if times else None,
            f"Line {count}: the times of a chapter look like 00:01.000 --> 00:04.000.",
        )
        said, at = [], count
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            said.append(lines[at])
            at += 1
        found.append(Chapter(start, one_line(re.sub(r"<[^>]*>", "", " ".join(said)))))
    return found


def _ffmetadata(text: str) -> list[Chapter]:
    """[CHAPTER] sections with TIMEBASE (a billionth of a second when it is not said), START and title."""
    found: list[Chapter] = []
    for section in re.split(r"^\[", text, flags=re.MULTILINE)[1:]:
        name, _, rest = section.partition("]")
        if name.strip().upper() != "CHAPTER":
            continue
        values = dict(re.findall(r"^(TIMEBASE|START|title)=(.*)$", rest, flags=re.MULTILINE))
        begin, base = values.get("START", "").strip(), values.get("TIMEBASE", "1/1000000000").strip()
        good = _WHOLE.fullmatch(begin) and _TIMEBASE.fullmatch(base)
        start = round(int(begin) * Fraction(base) * 1000) if good else None
        wrong = f"Chapter {len(found) + 1} of this file has no START that can be read."
        found.append(Chapter(_checked(start, wrong), one_line(re.sub(r"\\(.)", r"\1", values.get("title", "")))))
    return found


def _list(text: str) -> tuple[list[Chapter], int]:
    """Lines with a time in front. Lines around them, as in pasted show notes, are counted; one that has a time which
    cannot be is named."""
    found, left_out = [], 0
    for count, line in enumerate(text.split("\n"), start=1):
        listed = _LISTED.fullmatch(line)
        if listed:
            wrong = f"Line {count}: “{listed[1]}” is no time such as 2:30 or 1:02:03."
            found.append(Chapter(_checked(parse_time(listed[1]), wrong), one_line(listed[2])))
        elif line.strip():
            left_out += 1
    if not found:
        raise _no(f"No chapter was found in it. Bring {_KINDS}.")
    return found, left_out


def _checked(start_ms: int | None, wrong: str) -> int:
    if start_ms is None or not 0 <= start_ms <= LATEST_MS:
        raise _no(wrong)
    return start_ms


def _ordered(kind: str, found: Iterable[Chapter], left_out: int = 0) -> Brought:
    """In the order of time. Two at one time are refused by name: only a person can tell which is meant."""
    listed = sorted(found, key=lambda chapter: chapter.start_ms)
    if not listed:
        raise _no("There is no chapter in it.")
    if len(listed) > MAX_CHAPTERS:
        raise _no(f"There are {len(listed):,} chapters in it; {MAX_CHAPTERS:,} is the most.")
    for one, other in pairwise(listed):
        if one.start_ms == other.start_ms:
            raise _no(f"Two chapters start at {clock(one.start_ms)}: “{one.title}” and “{other.title}”.")
    return Brought(kind, tuple(listed), left_out)


def _no(message: str) -> Invalid:
    return Invalid(message, field="chapters")


def to_psc(found: Iterable[Chapter]) -> bytes:
    """A Podlove Simple Chapters file; `found` has its pictures resolved. The same chapters give the same bytes."""
    root = etree.Element(f"{{{PSC}}}chapters", {"version": "1.2"}, nsmap={"psc": PSC})
    for chapter in found:
        more = {"href": chapter.url, "image": chapter.image}
        said = {"start": npt(chapter.start_ms), "title": chapter.title} | {k: v for k, v in more.items() if v}
        etree.SubElement(root, f"{{{PSC}}}chapter", said)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def to_labels(found: Iterable[Chapter]) -> bytes:
    """Audacity's labels, each a point."""
    return "".join(f"{(at := _seconds(c.start_ms))}\t{at}\t{c.title}\n" for c in found).encode()


def _seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03}000"


def _lines(found: Iterable[Chapter]) -> bytes:
    return f"{chapters.to_list(found)}\n".encode()


WRITERS: dict[str, tuple[str, str, Callable[[Iterable[Chapter]], bytes]]] = {
    "chapters.json": ("JSON chapters", chapters.JSON_TYPE, chapters.to_json),
    "chapters.psc": ("Podlove Simple Chapters", "application/xml", to_psc),
    "chapters.txt": ("List for show notes", "text/plain; charset=utf-8", _lines),
    "labels.txt": ("Audacity labels", "text/plain; charset=utf-8", to_labels),
}
"""By the name of the file: what it is in words, its media type, and who writes it."""
