"""Reading a transcript that an editor brings: WebVTT and SubRip here, JSON and HTML in `transcript_data`. Pure.

What a file is is seen from its content. Markup and script in a cue are left out or text, never markup. Cues that run into
each other are mended (`transcripts.untangled`), which WebVTT allows and apps show badly; others that cannot be are named.
"""

import re
from dataclasses import dataclass
from html import unescape

from app.core.decoding import text_of
from app.core.errors import Invalid
from app.core.text import one_line, without_control_characters
from app.podcast import transcript_data
from app.podcast.chapters import parse_time
from app.podcast.transcripts import MAX_CUES, Cue, in_parts, settled, untangled

MAX_BYTES = 5 << 20
_ARROW = re.compile(r"([\d:.,]+)[ \t]*-->[ \t]*([\d:.,]+)(?:[ \t].*)?", re.ASCII)
# None of these reaches over another "<": a million of them without an end would be tried one by one.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]*)>|<v(?:\.[^\s<>]*)?>")
_TAG = re.compile(r"</?[a-zA-Z0-9.:][^<>]*>")
_NO_CUE = "No cue was found. A transcript is a WebVTT (.vtt) or SubRip (.srt) file."
_NO_TIMES = (
    "No cue was found: this text has no times, so no app could follow it. Let a program that knows the recording set them "
    "(speech recognition and subtitle editors save WebVTT or SubRip files), then correct the words here."
)
# "Anna Reed: ..." one to four words beginning with a capital or a digit; "Note that: ..." is not a name.
_NAME = re.compile(r"((?:[^\W\d_a-z]|\d)[\w.'’-]*(?: (?:[^\W\d_a-z]|\d)[\w.'’-]*){0,3}): +(?=\S)")


@dataclass(frozen=True)
class Brought:
    """What a file held: its kind in words, its cues in the master form, and how many ran into others and were mended."""

    kind: str
    cues: tuple[Cue, ...]
    mended: int = 0


def read(data: bytes) -> Brought:
    """The transcript in a file. Raises Invalid with what it should have been, and with the line where there is one."""
    if len(data) > MAX_BYTES:
        raise _no("This file is larger than 5 MB: an hour of talk is a tenth of that.")
    return _brought(text_of(data, field="transcript"))


def parse(text: str) -> tuple[Cue, ...]:
    """The cues of a transcript in any form that is taken. Raises Invalid with the line in question."""
    return _brought(text).cues


def _brought(text: str) -> Brought:
    clean = without_control_characters(text).lstrip("\ufeff")
    first = clean.lstrip()
    if first.startswith("WEBVTT"):
        kind, cues = "WebVTT", parse_vtt(first)
    elif re.match(r"\{|\[\s*[\[{\]]", first):
        kind, cues = "JSON", transcript_data.parse_json(first)
    elif first.startswith("<"):
        kind, cues = "HTML", transcript_data.parse_html(first)
    else:
        kind, cues = "SubRip", parse_srt(clean)
    if len(cues) > MAX_CUES:
        raise _no(f"There are {len(cues):,} cues in it; {MAX_CUES:,} is the most.")
    mended, count = untangled(settled(cues))
    return Brought(kind, mended, count)


def _no(message: str) -> Invalid:
    return Invalid(message, field="transcript")


def parse_vtt(text: str) -> tuple[Cue, ...]:
    """WebVTT. Notes, styles, settings and markup are left out; a cue without a voice is the speaker's before it."""
    clean = without_control_characters(text).lstrip("\ufeff")
    if not clean.startswith("WEBVTT"):
        raise Invalid("A WebVTT file begins with the word WEBVTT.", field="transcript")
    cues: list[Cue] = []
    for start, end, said in _blocks(clean):
        cues.extend(_voices(Cue(start, end, "", said)))
    return settled(cues)


def parse_srt(text: str) -> tuple[Cue, ...]:
    """SubRip. A name with a colon at the start of a cue is its speaker."""
    cues: list[Cue] = []
    for start, end, said in _blocks(without_control_characters(text).lstrip("\ufeff")):
        line = one_line(_TAG.sub("", said))
        name = _NAME.match(line)
        cues.append(Cue(start, end, name[1] if name else "", line[name.end() :] if name else line))
    return settled(cues)


def _blocks(text: str) -> list[tuple[int, int, str]]:
    """Start, end and raw text of every block that has a line with times."""
    found: list[tuple[int, int, str]] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if "-->" not in lines[at]:
            at += 1
            continue
        start, end = _times(lines[at], at + 1)
        said: list[str] = []
        at += 1
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at] and not _is_number(lines, at):
            said.append(lines[at])
            at += 1
        found.append((start, end, "\n".join(said)))
    if not found:
        raise _no(_NO_TIMES if text.strip() and not text.startswith("WEBVTT") else _NO_CUE)
    return found


def _is_number(lines: list[str], at: int) -> bool:
    """Whether this line counts the next cue, where somebody left out the empty line between."""
    return lines[at].strip().isdigit() and at + 1 < len(lines) and "-->" in lines[at + 1]


def _times(line: str, count: int) -> tuple[int, int]:
    found = _ARROW.fullmatch(line.strip())
    start, end = (parse_time(found[1]), parse_time(found[2])) if found else (None, None)
    if start is None or end is None:
        message = f"Line {count}: the times of a cue look like 00:01.000 --> 00:04.000."
        raise Invalid(message, field="transcript")
    return start, end


def _voices(cue: Cue) -> list[Cue]:
    """One cue for each voice in it, the time shared out by the length of what is said."""
    pieces = _VOICE.split(cue.text)
    turns = [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]
    said = [(_plain(name or ""), _plain(text)) for name, text in turns]
    said = [(name, text) for name, text in said if text]
    parts = in_parts(cue, [text for _, text in said])
    return [Cue(part.start_ms, part.end_ms, name, part.text) for part, (name, _) in zip(parts, said, strict=True)]


def _plain(markup: str) -> str:
    return one_line(unescape(_TAG.sub("", markup)))
