"""The copy of a recording that apps download: made and read back before an episode is published."""

from dataclasses import dataclass
from datetime import datetime

from app.media.enclosures import Enclosure, find_enclosure
from app.podcast.draft import EpisodeDraft
from app.podcast.models import Episode, Show


@dataclass(frozen=True)
class TaggedCopy:
    """A file in the storage, ready to be an episode's enclosure, and the recording that it was made of."""

    audio_id: int
    file: Enclosure


def prepare(
    episode: Episode | None, show: Show, draft: EpisodeDraft, *, at: datetime, again: bool = False
) -> TaggedCopy | None:
    """Make the tagged copy of what `draft` will publish `at` an instant. Call outside a unit of work: it takes a while.

    None when there is nothing to do: no recording, or the episode's present copy was made of it already (an edited
    title does not tag again, because apps would download everything anew), unless `again` asks for a new one.
    """
    if draft.audio_id is None or (episode is not None and is_made_of(episode, draft.audio_id) and not again):
        return None
    file = find_enclosure(draft.audio_id)
    return None if file is None else TaggedCopy(draft.audio_id, file)


def is_made_of(episode: Episode, audio_id: int) -> bool:
    """Whether the episode's file is the tagged copy of this recording."""
    return episode.enclosure_audio_id == audio_id and episode.enclosure_sha256 != ""
