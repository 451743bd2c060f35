"""What a feed says, as our own drafts. Pure."""

from dataclasses import dataclass, replace

from app.content.drafts import Credit
from app.core.errors import Fault
from app.importing.parsed import ParsedItem, ParsedShow
from app.importing.texts import body_of, summary_of
from app.podcast import chapters as chapter_lists
from app.podcast import transcripts
from app.podcast.chapters import Chapter
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft
from app.podcast.parts import Soundbite, soundbite_faults
from app.podcast.transcripts import Cue

NO_TRANSCRIPT = "Imported without a transcript."


@dataclass(frozen=True)
class Brought:
    """What was fetched for an item, besides its texts."""

    audio_id: int | None = None
    duration_ms: int = 0
    image_id: int | None = None
    chapters: tuple[Chapter, ...] = ()
    cues: tuple[Cue, ...] = ()
    transcript_language: str = ""
    credits: tuple[Credit, ...] = ()


def show_draft(show: ShowDraft, said: ParsedShow, *, image_id: int | None, credits: tuple[Credit, ...]) -> ShowDraft:  # noqa: A002 - the field's own word
    """`show` holds the defaults of this site; what the feed says goes over them."""
    body = body_of(said.html)
    owner = said.owner_name or said.author_name
    return replace(
        show,
        title=said.title,
        summary=summary_of(said.summary, body, otherwise=said.title),
        body=body,
        image_id=image_id,
        image_alt=f"Cover of {said.title}"[:255] if image_id else "",
        author_name=said.author_name or said.owner_name,
        owner_name=owner if said.owner_email else "",
        owner_email=said.owner_email if owner else "",
        language=said.language or show.language,
        category=said.category or show.category,
        subcategory=said.subcategory if said.category else show.subcategory,
        explicit=said.explicit,
        show_type=said.show_type,
        copyright_holder=said.copyright_holder,
        complete=said.complete,
        medium=said.medium,
        licence=said.licence,
        licence_url=said.licence_url,
        funding=said.funding,
        places=said.places,
        txts=said.txts,
        ai_content=said.ai_content,
        publisher=said.publisher,
        podroll=said.podroll,
        season_names=said.season_names,
        update_frequency=said.update_frequency,
        update_rule=said.update_rule,
        update_start=said.update_start,
        credits=credits,
    )


def left_out(said: ParsedItem, brought: Brought) -> list[str]:
    """What the feed has and cannot be taken as it is, in words: nothing is lost in silence."""
    found = [
        f"Its transcript was left out: {fault.message}"
        for fault in _cue_faults(transcripts.settled(brought.cues), brought)
    ][:1]
    taken = {chapter.start_ms for chapter in fitting(brought.chapters, brought.duration_ms)}
    kept = {chapter.start_ms for chapter in brought.chapters if chapter.title} & taken
    if lost := len(brought.chapters) - len(kept):
        found.append(
            f"{_counted(lost, 'chapter')} left out: after the end of the audio, out of order, or without a title."
        )
    if lost := sum(bool(_too_late((clip,), brought.duration_ms)) for clip in said.soundbites):
        found.append(f"{_counted(lost, 'clip')} left out: after the end of the audio.")
    if said.txts:
        found.append("Its lines for machines (podcast:txt) were left out: only a show has them here.")
    return found


def _counted(count: int, name: str) -> str:
    return f"1 {name} was" if count == 1 else f"{count} {name}s were"


def _cue_faults(cues: tuple[Cue, ...], brought: Brought) -> list[Fault]:
    return transcripts.faults(cues, duration_ms=brought.duration_ms or None)


def episode_draft(said: ParsedItem, brought: Brought) -> EpisodeDraft:
    body = body_of(said.html)
    found = transcripts.settled(brought.cues)
    cues = () if _cue_faults(found, brought) else found
    trailer = said.episode_type is EpisodeType.TRAILER
    return EpisodeDraft(
        title=said.title,
        summary=summary_of(said.summary, body, otherwise=said.title),
        body=body,
        image_id=brought.image_id,
        image_alt=f"Cover of {said.title}"[:255] if brought.image_id else "",
        season=_number_of(said.season),
        number=None if trailer else _number_of(said.number),
        episode_type=said.episode_type,
        explicit=said.explicit,
        audio_id=brought.audio_id,
        chapters=tuple(chapter_lists.to_stored(fitting(brought.chapters, brought.duration_ms))),
        transcript=tuple(transcripts.to_stored(cues)),
        transcript_language=brought.transcript_language if cues else "",
        no_transcript_reason="" if cues else NO_TRANSCRIPT,
        soundbites=tuple(b for b in said.soundbites if not _too_late((b,), brought.duration_ms)),
        places=said.places,
        ai_content=said.ai_content,
        credits=brought.credits,
    )


def fitting(found: tuple[Chapter, ...], duration_ms: int) -> tuple[Chapter, ...]:
    """Chapters as every reader takes them: from 0:00, one after the other, within the audio."""
    kept: list[Chapter] = []
    for chapter in found:
        after = not kept or chapter.start_ms > kept[-1].start_ms
        if after and chapter.title and (chapter.start_ms < duration_ms or not duration_ms):
            kept.append(chapter)
    if kept and kept[0].start_ms > 0:
        kept.insert(0, Chapter(0, "Beginning"))
    return tuple(kept)


def _too_late(bites: tuple[Soundbite, ...], duration_ms: int) -> list[Fault]:
    return soundbite_faults(bites, duration_ms=duration_ms or None)


def _number_of(number: int | None) -> int | None:
    return number if number is not None and number <= 100_000 else None


# What is compared to tell whether an item has changed since it was brought in, in the words of the list.
COMPARED = {"title": "title", "season": "season", "number": "number", "episode_type": "kind", "body": "text"}


def differences(ours: EpisodeDraft, said: ParsedItem) -> tuple[str, ...]:
    """In what an item of the feed differs from the newest draft here."""
    theirs = episode_draft(said, Brought())
    return tuple(words for name, words in COMPARED.items() if getattr(ours, name) != getattr(theirs, name))


def changed(ours: EpisodeDraft, said: ParsedItem) -> EpisodeDraft:
    """Our draft with what the feed says now of its texts and numbers; audio, chapters and transcript stay ours."""
    theirs = episode_draft(said, Brought())
    return replace(ours, summary=theirs.summary, **{name: getattr(theirs, name) for name in COMPARED})
