"""Reading a transcript that an editor brings, as WebVTT or SubRip. Pure."""

import re
from html import unescape

from app.core.errors import Invalid
from app.core.text import one_line, without_control_characters
from app.podcast.chapters import parse_time
from app.podcast.transcripts import Cue, in_parts, settled

_ARROW = re.compile(r"([\d:.,]+)[ \t]+-->[ \t]+([\d:.,]+)(?:[ \t].*)?", re.ASCII)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>|<v(?:\.[^\s>]*)?>")
_TAG = re.compile(r"</?[a-zA-Z0-9.:][^>]*>|</?[ibu]>")
# "Anna Reed: ..." one to four words beginning with a capital or a digit; "Note that: ..." is not a name.
_NAME = re.compile(r"((?:[^\W\d_a-z]|\d)[\w.'’-]*(?: (?:[^\W\d_a-z]|\d)[\w.'’-]*){0,3}): +(?=\S)")


def parse(text: str) -> tuple[Cue, ...]:
    """The cues of a WebVTT or SubRip file, told apart by its first line. Raises Invalid with the line in question."""
    clean = without_control_characters(text).lstrip("\ufeff")
    return parse_vtt(clean) if clean.lstrip().startswith("WEBVTT") else parse_srt(clean)


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
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            said.append(lines[at])
            at += 1
        found.append((start, end, "\n".join(said)))
    if not found:
        raise Invalid("No cue was found. A transcript is a WebVTT (.vtt) or SubRip (.srt) file.", field="transcript")
    return found


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
