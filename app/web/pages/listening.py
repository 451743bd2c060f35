"""What the player of an episode needs: audio, chapters, and the transcript in paragraphs. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_TURN_MS = 30_000


@dataclass(frozen=True)
class Audio:
    """What is known before anything is loaded."""

    src: str
    mime: str
    bytes: int
    duration_ms: int

    @property
    def mime_word(self) -> str:
        return {"audio/mpeg": "MP3", "audio/x-m4a": "M4A"}.get(self.mime, "audio")


@dataclass(frozen=True)
class Chapter:
    """Where a part of the recording begins."""

    start_ms: int
    title: str


@dataclass(frozen=True)
class Cue:
    """A few words and when they are said."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True)
class Turn:
    """A paragraph of the transcript. `speaker` is empty while the same person goes on."""

    start_ms: int
    speaker: str
    cues: tuple[Cue, ...]


def read_chapters(rows: Iterable[dict[str, Any]]) -> tuple[Chapter, ...]:
    """The chapters as an episode keeps them."""
    return tuple(Chapter(int(row["start_ms"]), str(row["title"])) for row in rows)


def read_turns(rows: Iterable[dict[str, Any]]) -> tuple[Turn, ...]:
    """The cues of a transcript as paragraphs: a new one when somebody else speaks or after half a minute."""
    grouped: list[tuple[str, list[Cue]]] = []
    for row in rows:
        cue = Cue(int(row["start_ms"]), int(row["end_ms"]), str(row["text"]))
        speaker = str(row.get("speaker") or "") or (grouped[-1][0] if grouped else "")
        if grouped and grouped[-1][0] == speaker and _short_enough(grouped[-1][1], cue):
            grouped[-1][1].append(cue)
        else:
            grouped.append((speaker, [cue]))
    before = ["", *(speaker for speaker, _ in grouped)]
    return tuple(
        Turn(said[0].start_ms, "" if speaker == last else speaker, tuple(said))
        for last, (speaker, said) in zip(before, grouped, strict=False)
    )


def _short_enough(said: Sequence[Cue], cue: Cue) -> bool:
    return cue.end_ms - said[0].start_ms <= LONGEST_TURN_MS
