"""Transcripts: one master list of cues, and what every printing of it shares. Pure.

Reading files is in `transcript_files`, printing in `transcript_formats`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.core.errors import Fault
from app.core.text import one_line
from app.podcast.chapters import clock

MAX_SPEAKER = 80
MAX_CUES = 50_000
LATE_MS = 1000  # how long after the audio's end the last cue may still be shown (rule 43)


@dataclass(frozen=True)
class Cue:
    """What one speaker says from `start_ms` to `end_ms`. An empty speaker means: the same as before."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


def from_stored(rows: Iterable[dict[str, Any]]) -> tuple[Cue, ...]:
    """The cues as the episode's column keeps them."""
    return tuple(
        Cue(int(row["start_ms"]), int(row["end_ms"]), str(row.get("speaker") or ""), str(row["text"])) for row in rows
    )


def to_stored(cues: Iterable[Cue]) -> list[dict[str, Any]]:
    """For the episode's column."""
    return [{"start_ms": c.start_ms, "end_ms": c.end_ms, "speaker": c.speaker, "text": c.text} for c in cues]


def settled(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """The master form: text on one line, nothing that would end a cue or a voice, every cue with its speaker's name,
    cues without text left out. Idempotent."""
    result: list[Cue] = []
    speaker = ""
    for cue in cues:
        speaker = _name(cue.speaker) or speaker
        if text := one_line(cue.text):
            result.append(replace(cue, speaker=speaker, text=text))
    return tuple(result)


def untangled(cues: Iterable[Cue]) -> tuple[tuple[Cue, ...], int]:
    """The cues with none said while the one before it still lasts, and how many had to be changed. A cue that runs into
    the next ends where that begins; cues that begin together share their time by the length of what is said. Cues that
    are out of order or end before they begin stay as they are: `faults` names them."""
    result, changed = list(cues), 0
    at = 0
    while at < len(result):
        together = at + 1
        while together < len(result) and result[together].start_ms == result[at].start_ms:
            together += 1
        following = result[together].start_ms if together < len(result) else None
        group = result[at:together]
        for offset, cue in enumerate(_side_by_side(group, following)):
            changed += cue != result[at + offset]
            result[at + offset] = cue
        at = together
    return tuple(result), changed


def _side_by_side(group: list[Cue], following: int | None) -> list[Cue]:
    """Cues that begin at one time, one after the other, all before `following` if that comes after them."""
    start, last = group[0].start_ms, max(cue.end_ms for cue in group)
    if following is not None and start < following < last:
        last = following
    if len(group) == 1:
        return [replace(group[0], end_ms=last)]
    if last - start < len(group):
        return group
    parts = in_parts(replace(group[0], end_ms=last), [cue.text for cue in group])
    return [replace(cue, start_ms=part.start_ms, end_ms=part.end_ms) for cue, part in zip(group, parts, strict=True)]


def _name(text: str) -> str:
    """A name that ends neither a voice tag nor, by a colon of its own, the "Name:" of SubRip."""
    return one_line(text.translate({ord(mark): " " for mark in "<>:"}))[:MAX_SPEAKER].strip()


def speakers(cues: Iterable[Cue]) -> tuple[str, ...]:
    """The names, each once, in the order in which they are first heard."""
    return tuple(dict.fromkeys(cue.speaker for cue in cues if cue.speaker))


def named(cues: Iterable[Cue], people: Mapping[str, str]) -> tuple[Cue, ...]:
    """The cues as they are printed: a name of the transcript that is a known person's is printed as the person's."""
    return tuple(replace(cue, speaker=people.get(cue.speaker, cue.speaker)) for cue in settled(cues))


def plain_text(cues: Iterable[Cue]) -> str:
    """All that is said, a paragraph a turn: for search and for reading."""
    turns: list[tuple[str, list[str]]] = []
    for cue in settled(cues):
        if turns and turns[-1][0] == cue.speaker:
            turns[-1][1].append(cue.text)
        else:
            turns.append((cue.speaker, [cue.text]))
    return "\n\n".join((f"{name}: " if name else "") + " ".join(said) for name, said in turns)


def in_parts(cue: Cue, texts: Sequence[str]) -> list[Cue]:
    """`cue` as one cue for each of `texts`, its time shared out by their length. None gets no time at all as long as
    there is a millisecond for each."""
    if len(texts) == 1:
        return [replace(cue, text=texts[0])]
    total = sum(len(text) for text in texts) or 1
    length, said, parts = cue.end_ms - cue.start_ms, 0, []
    start = cue.start_ms
    for count, text in enumerate(texts, start=1):
        said += len(text)
        left = len(texts) - count
        end = max(start + 1, min(cue.start_ms + length * said // total, cue.end_ms - left))
        parts.append(replace(cue, start_ms=start, end_ms=end, text=text))
        start = end
    return parts


@dataclass(frozen=True)
class CueFault:
    """What is wrong with one cue: its place in the list, and why."""

    cue: int
    message: str


def cue_faults(cues: Sequence[Cue], *, duration_ms: int | None = None) -> list[CueFault]:
    """What is wrong, in an editor's words. `duration_ms` is the audio's, when it is known."""
    found: list[CueFault] = []
    before = 0
    for count, cue in enumerate(cues, start=1):
        where = f"Cue {count} (at {clock(max(cue.start_ms, 0))})"
        if cue.start_ms < 0:
            found.append(CueFault(count - 1, f"Cue {count} starts before the audio."))
        elif cue.start_ms < before:
            found.append(CueFault(count - 1, f"{where} starts before the cue above it."))
        if cue.end_ms <= cue.start_ms:
            found.append(CueFault(count - 1, f"{where} must end after it starts."))
        if not cue.text.strip():
            found.append(CueFault(count - 1, f"{where} has no text."))
        before = max(before, cue.start_ms)
    last = max((cue.end_ms for cue in cues), default=0)
    if duration_ms is not None and last > duration_ms + LATE_MS:
        where_last = next(at for at, cue in enumerate(cues) if cue.end_ms == last)
        ends = f"but the audio ends at {clock(duration_ms)}."
        found.append(CueFault(where_last, f"The transcript runs to {clock(last)}, {ends}"))
    return found


def faults(cues: Sequence[Cue], *, duration_ms: int | None = None) -> list[Fault]:
    """The same as `cue_faults`, for whoever has one field for the whole transcript."""
    return [Fault("transcript", fault.message) for fault in cue_faults(cues, duration_ms=duration_ms)]
