"""What belongs to an episode beside its page: its chapters and its transcript, as they are given out."""

from collections.abc import Iterable

from app.accounts import queries as people
from app.core.site import Site
from app.media.queries import list_pictures
from app.podcast import chapters, parts, transcripts
from app.podcast.chapters import Chapter
from app.podcast.models import Episode
from app.podcast.transcripts import Cue


def episode_chapters(episode: Episode, site: Site) -> tuple[Chapter, ...]:
    """The chapters of one episode with the full addresses of their pictures."""
    return with_addresses(chapters.from_stored(episode.chapters), site)


def with_addresses(found: Iterable[Chapter], site: Site) -> tuple[Chapter, ...]:
    """The chapters with the full addresses of their pictures in the place of ids."""
    listed = tuple(found)
    pictures = list_pictures(c.image_id for c in listed if c.image_id is not None)
    return chapters.resolved(listed, lambda i: site.absolute(pictures[i].src) if i in pictures else "")


def episode_transcript(episode: Episode) -> tuple[Cue, ...]:
    """The cues of one episode; where the editors said who a speaker is, with that person's name of today."""
    speakers = parts.read_rows(parts.Speaker, episode.speakers)
    return with_names(transcripts.from_stored(episode.transcript), speakers)


def with_names(cues: tuple[Cue, ...], speakers: Iterable[parts.Speaker]) -> tuple[Cue, ...]:
    """The cues with the names of people in the place of those of the transcript, where it is known who they are."""
    known = printed_names(speakers)
    return transcripts.named(cues, known) if known else cues


def printed_names(speakers: Iterable[parts.Speaker]) -> dict[str, str]:
    """The names of people, by those that the transcript has for them."""
    known = {speaker.name: speaker.person_id for speaker in speakers}
    names = {person.id: person.name for person in people.list_people()} if known else {}
    return {name: names[i] for name, i in known.items() if i in names}
