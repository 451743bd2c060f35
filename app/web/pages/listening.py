"""What a listener is given: the audio, its chapters, pieces worth hearing, and the words in paragraphs. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from app.podcast.parts import Soundbite
from app.web.pages.parts import Link, Picture

LONGEST_TURN_MS = 30_000
NOBODY: Mapping[str, Link] = MappingProxyType({})


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
    """A part of the recording, from where it begins to where the next one does."""

    start_ms: int
    title: str
    end_ms: int = 0
    url: str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class Clip:
    """A piece of the recording that can be heard by itself."""

    start_ms: int
    end_ms: int
    title: str

    @property
    def fragment(self) -> str:
        """The part of an address that asks a browser for this piece (W3C Media Fragments, 4.2.1)."""
        return f"#t={_seconds(self.start_ms)},{_seconds(self.end_ms)}"


@dataclass(frozen=True)
class Player:
    """One player: what it plays, what it is called, and the name under which the place in it is remembered."""

    key: str
    title: str
    show: str
    href: str
    """The episode's page."""
    audio: Audio
    chapters: tuple[Chapter, ...] = ()
    artwork: Picture | None = None


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
    href: str | None = None
    """The page of the person who speaks, where they have one."""


def read_chapters(
    rows: Iterable[dict[str, Any]],
    *,
    duration_ms: int = 0,
    picture: Callable[[dict[str, Any]], Picture | None] = lambda _row: None,
) -> tuple[Chapter, ...]:
    """The chapters as an episode keeps them. `picture` finds that of a row; the last one ends with the audio."""
    listed = list(rows)
    starts = [int(row["start_ms"]) for row in listed]
    ends = [after for _, after in pairwise([*starts, max([duration_ms, *starts[-1:]])])]
    return tuple(
        Chapter(start, str(row["title"]), end, str(row.get("url") or ""), picture(row))
        for row, start, end in zip(listed, starts, ends, strict=True)
    )


def read_clips(bites: Iterable[Soundbite], *, title: str) -> tuple[Clip, ...]:
    """The pieces in the order of the editor; one without a title of its own has the episode's."""
    return tuple(Clip(b.start_ms, b.start_ms + b.duration_ms, b.title or title) for b in bites)


def read_turns(rows: Iterable[dict[str, Any]], people: Mapping[str, Link] = NOBODY) -> tuple[Turn, ...]:
    """The cues of a transcript as paragraphs: a new one when somebody else speaks or after half a minute. `people` says
    who the names of the transcript are."""
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
        _turn(said, people.get(speaker, Link(speaker, None)) if speaker != last else Link("", None))
        for last, (speaker, said) in zip(before, grouped, strict=False)
    )


def _turn(said: Sequence[Cue], speaker: Link) -> Turn:
    return Turn(said[0].start_ms, speaker.text, tuple(said), speaker.href)


def _short_enough(said: Sequence[Cue], cue: Cue) -> bool:
    return cue.end_ms - said[0].start_ms <= LONGEST_TURN_MS


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")
