"""What a show or an episode lacks before directories and apps would take it, or show all of it. Pure: facts are handed in.

Two kinds: what a directory would refuse keeps a publish back; what apps would merely miss is said and no more. The
numbers are those of docs/feeds.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.content.drafts import PersonRole
from app.core.errors import Fault
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft, ShowType

COVER_MIN, COVER_MAX = 1400, 3000
COVER_LARGE_BYTES = 512 * 1024
DESCRIPTION_MAX_BYTES = 4000
CLIP_MIN_MS, CLIP_MAX_MS = 15_000, 120_000
CHAPTERS_FEW, WORTH_CHAPTERS_MS = 3, 10 * 60_000
# Rule 18. "S1 E2: ...", "Episode 4 - ...", "#12 ..." but not "Season of change" or "Episodes of pain".
_NUMBER_IN_TITLE = re.compile(
    r"(?:s(?:eason)?\s*\d+(?:[\s,.]*e(?:p(?:isode)?)?\.?\s*\d+)?|ep(?:isode)?\.?\s*\d+|e\d+|#\d+)\b", re.IGNORECASE
)
LICENCES = frozenset({"arr", "cc-by-4.0", "cc-by-nc-4.0", "cc-by-nc-nd-4.0", "pod-v4v-1.0"})
"""Rule 15: those that need no address of their own (app/feeds/licences.json)."""
_SEPARATORS = ":-–—|,"


class Weight(StrEnum):
    REFUSED = "refused"
    """A directory or an app would not take it; it is not published."""
    MISSED = "missed"
    """It is taken, and listeners miss something."""


@dataclass(frozen=True)
class Finding:
    """One thing to mend, at the field of the form where that is done."""

    weight: Weight
    field: str
    message: str


@dataclass(frozen=True)
class CoverFacts:
    """The measured facts of a picture."""

    mime: str
    width: int
    height: int
    mode: str
    """Pillow's word: RGB, RGBA, CMYK, L ..."""
    bytes: int = 0


@dataclass(frozen=True)
class AudioReadiness:
    """What is known of the audio that would be the enclosure; `refused` says why it cannot be one."""

    duration_ms: int
    refused: str = ""
    warnings: tuple[str, ...] = ()
    """What is not as good as it could be, in words: loudness, silence at the ends."""


def refused(faults: list[Fault]) -> list[Finding]:
    """Faults that keep a publish back, as findings."""
    return [Finding(Weight.REFUSED, fault.field, fault.message) for fault in faults]


def _missed(field: str, message: str) -> Finding:
    return Finding(Weight.MISSED, field, message)


def cover_faults(cover: CoverFacts | None, *, field: str = "image_id") -> list[Fault]:
    """Apple's rules for artwork: square, 1400 to 3000 px, JPEG or PNG, RGB, nothing transparent."""
    if cover is None:
        return [Fault(field, "A show needs a cover: a square JPEG or PNG of 1400 to 3000 pixels, best 3000.")]
    found = []
    if cover.mime not in {"image/jpeg", "image/png"}:
        found.append("The cover must be a JPEG or a PNG.")
    if cover.width != cover.height:
        found.append(f"The cover must be square; this one is {cover.width} × {cover.height} pixels.")
    elif not COVER_MIN <= cover.width <= COVER_MAX:
        found.append(f"The cover must be {COVER_MIN} to {COVER_MAX} pixels wide; this one has {cover.width}.")
    if cover.mode != "RGB":
        found.append("The cover must be in plain RGB colours, with nothing transparent.")
    return [Fault(field, " ".join(found))] if found else []


def show_faults(draft: ShowDraft, cover: CoverFacts | None) -> list[Fault]:
    """What keeps a show from being published."""
    found = cover_faults(cover)
    if not draft.title.strip():
        found.append(Fault("title", "Give it a title: apps list it by that."))
    if not draft.author_name:
        found.append(Fault("author_name", "Say who makes the show: apps print it below the title."))
    if not draft.category:
        found.append(Fault("category", "Choose a category: directories refuse a show without one."))
    if bool(draft.owner_name) != bool(draft.owner_email):
        found.append(Fault("owner_email", "Give both a name and an e-mail address for the owner, or neither."))
    if draft.licence and draft.licence.lower() not in LICENCES and not draft.licence_url:
        found.append(Fault("licence_url", "A licence of your own needs the address where its text stands."))
    return found + _description_faults(draft.summary)


def show_findings(draft: ShowDraft, cover: CoverFacts | None) -> list[Finding]:
    """All that a show lacks."""
    found = refused(show_faults(draft, cover))
    if draft.locked and not (draft.owner_name or draft.owner_email):
        found += refused(
            [Fault("owner_email", "A show that nobody else may take over needs an owner's name and e-mail address.")]
        )
    return found + list(_missed_by_show(draft, cover))


def _missed_by_show(draft: ShowDraft, cover: CoverFacts | None) -> Iterator[Finding]:
    if not draft.owner_email and not draft.locked:
        yield _missed("owner_email", "Several directories write to the owner before they list a show.")
    if not draft.body:
        yield _missed("body", "A longer text tells people what the show is about before they listen.")
    if not draft.copyright_holder:
        yield _missed("copyright_holder", "Nobody is named who holds the rights.")
    if not draft.update_frequency and not draft.complete:
        yield _missed("update_choice", "Apps cannot say when the next episode comes.")
    if not any(credit.role in {PersonRole.HOST, PersonRole.AUTHOR} for credit in draft.credits):
        yield _missed("credits", "No host is named: apps show hosts with their picture.")
    if cover is not None and COVER_MIN <= cover.width < COVER_MAX:
        yield _missed("image_id", f"The cover has {cover.width} pixels; {COVER_MAX} are sharp on every screen.")
    if cover is not None and cover.bytes > COVER_LARGE_BYTES:
        yield _missed("image_id", f"The cover has {cover.bytes // 1024:,} KB; up to 512 KB load quickly in apps.")


def episode_faults(
    draft: EpisodeDraft, *, show_type: ShowType, audio: AudioReadiness | None, cover: CoverFacts | None
) -> list[Fault]:
    """What keeps an episode from being published. `cover` is the episode's own picture, if it has one."""
    found = [] if cover is None else cover_faults(cover)
    found += _audio_faults(audio)
    if show_type is ShowType.SERIAL and draft.episode_type is EpisodeType.FULL and draft.number is None:
        found.append(Fault("number", "Every episode of a serial show needs a number."))
    if draft.episode_type is EpisodeType.TRAILER and draft.number is not None:
        found.append(Fault("number", "A trailer has no number of its own."))
    if not draft.transcript and not draft.no_transcript_reason:
        found.append(
            Fault("no_transcript_reason", "Add a transcript, or say why there is none: some people can only read it.")
        )
    if audio is not None and not audio.refused:
        found += _timed_faults(draft, audio.duration_ms)
    return found + _description_faults(draft.summary)


def _audio_faults(audio: AudioReadiness | None) -> list[Fault]:
    if audio is None:
        return [Fault("audio_id", "Upload the audio first.")]
    return [Fault("audio_id", audio.refused)] if audio.refused else []


def _timed_faults(draft: EpisodeDraft, duration_ms: int) -> list[Fault]:
    """What does not fit the length of the audio; 0 is a length that is not known."""
    found = []
    if draft.chapters and draft.chapters[0]["start_ms"] != 0:
        found.append(Fault("chapters", "The first chapter must start at 0:00."))
    if draft.chapters and draft.chapters[-1]["start_ms"] >= duration_ms > 0:
        found.append(Fault("chapters", "The last chapter starts after the end of the audio."))
    if draft.transcript and duration_ms and draft.transcript[-1]["end_ms"] > duration_ms + 1000:
        found.append(Fault("transcript", "The transcript goes on after the end of the audio."))
    late = [n for n, s in enumerate(draft.soundbites, start=1) if s.start_ms + s.duration_ms > duration_ms > 0]
    return found + [Fault("soundbites", f"Clip {number} ends after the audio does.") for number in late]


def title_faults(title: str, show_title: str) -> list[Fault]:
    """Rule 18: apps show the show's name and the numbers beside the title."""
    if not title.strip():
        return [Fault("title", "Give it a title: apps list it by that.")]
    found = []
    rest = title.casefold().removeprefix(show_title.casefold()).lstrip() if show_title else title.casefold()
    if rest != title.casefold() and rest and rest[0] in _SEPARATORS:
        found.append(Fault("title", "Leave the show's name out of the title: apps show it beside it."))
    if _NUMBER_IN_TITLE.match(title):
        found.append(Fault("title", "Leave the numbers out of the title: season and episode have fields of their own."))
    return found


def episode_findings(
    draft: EpisodeDraft, show: ShowDraft, *, audio: AudioReadiness | None, cover: CoverFacts | None
) -> list[Finding]:
    """All that an episode of `show` lacks."""
    faults = episode_faults(draft, show_type=show.show_type, audio=audio, cover=cover)
    return [
        *refused(title_faults(draft.title, show.title) + faults),
        *(_missed("audio_id", warning) for warning in (audio.warnings if audio else ())),
        *_missed_in_text(draft, show),
        *_missed_in_audio(draft, 0 if audio is None else audio.duration_ms),
    ]


def _missed_in_text(draft: EpisodeDraft, show: ShowDraft) -> Iterator[Finding]:
    if not draft.body:
        yield _missed("body", "There are no show notes: links and sources would stand there.")
    if not draft.credits and not show.credits:
        yield _missed("credits", "Nobody is named as host or guest.")
    if draft.season is not None and show.season_names and draft.season not in {s.number for s in show.season_names}:
        yield _missed("season", f"Season {draft.season} has no name yet, others have; it is given on the show's page.")


def _missed_in_audio(draft: EpisodeDraft, duration_ms: int) -> Iterator[Finding]:
    if not draft.transcript and draft.no_transcript_reason:
        yield _missed("transcript", f"There is no transcript. The reason given: {draft.no_transcript_reason}")
    mapped = {speaker.name for speaker in draft.speakers}
    names = dict.fromkeys(str(cue.get("speaker") or "") for cue in draft.transcript)
    if unknown := [name for name in names if name and name not in mapped]:
        yield _missed("speakers", f"Say who is speaking: {', '.join(unknown[:5])}.")
    if not draft.chapters and duration_ms >= WORTH_CHAPTERS_MS and draft.episode_type is EpisodeType.FULL:
        yield _missed("chapters", "It is longer than ten minutes and has no chapters to jump to.")
    if 0 < len(draft.chapters) < CHAPTERS_FEW:
        yield _missed("chapters", "Apple Podcasts shows chapters from three on.")
    for number, clip in enumerate(draft.soundbites, start=1):
        if not CLIP_MIN_MS <= clip.duration_ms <= CLIP_MAX_MS:
            yield _missed("soundbites", f"Clip {number} is best 15 to 120 seconds long.")


def _description_faults(summary: str) -> list[Fault]:
    if len(summary.encode()) > DESCRIPTION_MAX_BYTES:
        return [Fault("summary", "Apps take at most 4,000 bytes.")]
    return []
