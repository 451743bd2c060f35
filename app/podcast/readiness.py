"""What a show or an episode lacks before directories and apps would take it. Pure: the facts are handed in."""

from dataclasses import dataclass

from app.core.errors import Fault
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft, ShowType

COVER_MIN, COVER_MAX = 1400, 3000
DESCRIPTION_MAX_BYTES = 4000


@dataclass(frozen=True)
class CoverFacts:
    """The measured facts of a picture."""

    mime: str
    width: int
    height: int
    mode: str
    """Pillow's word: RGB, RGBA, CMYK, L ..."""


@dataclass(frozen=True)
class AudioReadiness:
    """What is known of the audio that would be the enclosure; `refused` says why it cannot be one."""

    duration_ms: int
    refused: str = ""


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
    if not draft.author_name:
        found.append(Fault("author_name", "Say who makes the show: apps print it below the title."))
    if not draft.category:
        found.append(Fault("category", "Choose a category: directories refuse a show without one."))
    if bool(draft.owner_name) != bool(draft.owner_email):
        found.append(Fault("owner_email", "Give both a name and an e-mail address for the owner, or neither."))
    return found + _description_faults(draft.summary)


def episode_faults(
    draft: EpisodeDraft, *, show_type: ShowType, audio: AudioReadiness | None, cover: CoverFacts | None
) -> list[Fault]:
    """What keeps an episode from being published. `cover` is the episode's own picture, if it has one."""
    found = [] if cover is None else cover_faults(cover)
    if audio is None:
        found.append(Fault("audio_id", "Upload the audio first."))
    elif audio.refused:
        found.append(Fault("audio_id", audio.refused))
    if show_type is ShowType.SERIAL and draft.episode_type is EpisodeType.FULL and draft.number is None:
        found.append(Fault("number", "Every episode of a serial show needs a number."))
    if draft.episode_type is EpisodeType.TRAILER and draft.number is not None:
        found.append(Fault("number", "A trailer has no number of its own."))
    if audio is not None and draft.chapters:
        if draft.chapters[0]["start_ms"] != 0:
            found.append(Fault("chapters", "The first chapter must start at 0:00."))
        if draft.chapters[-1]["start_ms"] >= audio.duration_ms > 0:
            found.append(Fault("chapters", "The last chapter starts after the end of the audio."))
    if (
        audio is not None
        and draft.transcript
        and audio.duration_ms
        and draft.transcript[-1]["end_ms"] > audio.duration_ms + 1000
    ):
        found.append(Fault("transcript", "The transcript goes on after the end of the audio."))
    return found + _description_faults(draft.summary)


def _description_faults(summary: str) -> list[Fault]:
    if len(summary.encode()) > DESCRIPTION_MAX_BYTES:
        return [Fault("summary", "Apps take at most 4,000 bytes.")]
    return []
