"""The pages of the podcast: the shows, a show, an episode."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.web.pages.parts import Body, EntryPage, Head, Link, Pager, Picture, Teaser


@dataclass(frozen=True)
class ShowsPage:
    """All shows."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    shows: tuple[Teaser, ...]


@dataclass(frozen=True)
class ShowPage:
    """A show and its episodes."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    slug: str
    body: Body
    episodes: tuple[Teaser, ...]
    feed_address: str
    cover: Picture | None = None
    sample: bool = False
    pager: Pager = field(default_factory=Pager)


@dataclass(frozen=True)
class Audio:
    """What the player needs to know before it has loaded anything."""

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
    """What one speaker says before another does, or before a pause in the page."""

    start_ms: int
    speaker: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class EpisodePage(EntryPage):
    """One episode with its player, chapters and transcript."""

    show: Link = Link("", None)
    label: str = ""
    audio: Audio | None = None
    facts: tuple[str, ...] = ()
    """Said beside the date: how long it is, whether the language is explicit."""
    chapters: tuple[Chapter, ...] = ()
    transcript: tuple[Turn, ...] = ()
    transcript_files: tuple[Link, ...] = ()


def turns(cues: Iterable[tuple[str, Cue]], *, longest_ms: int = 30_000) -> tuple[Turn, ...]:
    """(speaker, cue) pairs as paragraphs: a new one when the speaker changes or after `longest_ms`."""
    collected: list[tuple[str, list[Cue]]] = []
    for speaker, cue in cues:
        if collected and collected[-1][0] == speaker and not _too_long(collected[-1][1], cue, longest_ms):
            collected[-1][1].append(cue)
        else:
            collected.append((speaker, [cue]))
    named = ""
    made = []
    for speaker, said in collected:
        made.append(Turn(said[0].start_ms, speaker if speaker != named else "", tuple(said)))
        named = speaker
    return tuple(made)


def _too_long(said: Sequence[Cue], cue: Cue, longest_ms: int) -> bool:
    return cue.end_ms - said[0].start_ms > longest_ms
