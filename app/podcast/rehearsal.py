"""A publish tried on the feed before anything is locked.

A feed of thousands of episodes takes a second to gather, print and read strictly. Held under the write lock, that second
is everybody's; so it is spent before, and under the lock it is enough to see that nothing public has changed since.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts import queries as accounts
from app.content.drafts import checked
from app.content.models import EntryPerson
from app.core.cache import generation
from app.core.db import db
from app.core.errors import Fault, Invalid
from app.core.slugs import slug_of
from app.media.enclosures import Enclosure
from app.podcast import queries
from app.podcast.draft import EpisodeDraft
from app.podcast.models import Episode, Show
from app.podcast.tagging import TaggedCopy, file_of

FeedFaults = Callable[[Show, str, datetime, Episode | None], list[Fault]]


class _Wiring:
    feed_faults: FeedFaults = staticmethod(lambda show, guid, now, candidate: [])


def wire(feed_faults: FeedFaults) -> None:
    """What directories would hold against a show's feed, as far as it concerns one GUID, as it will be at an instant;
    with an episode that is not saved in its place, when one is given."""
    _Wiring.feed_faults = staticmethod(feed_faults)


@dataclass(frozen=True)
class Rehearsal:
    """What was found of one draft with one file, in one generation of the site."""

    generation: int
    of: tuple[str, str]
    faults: tuple[Fault, ...]

    def holds_for(self, draft: EpisodeDraft, file: Enclosure | None) -> bool:
        """Whether it is still the same draft and the same file, and nothing public has changed since."""
        return self.generation == generation() and self.of == _of(draft, file)


def rehearse(
    episode: Episode | None, show: Show, draft: EpisodeDraft, tagged: TaggedCopy | None, *, at: datetime
) -> Rehearsal | None:
    """Try what publishing `draft` will do to the feed `at` an instant. Call outside a unit of work; it ends the reading
    transaction. None when the draft cannot be published as it is: publishing says why."""
    file = None if draft.audio_id is None else file_of(episode, draft.audio_id, tagged)
    if file is None:
        return None
    try:
        draft = checked(draft)
    except Invalid:
        return None
    begun = generation()
    show = queries.get_show(show.id)
    candidate = _candidate(episode, show, draft, file, at=at)
    assert candidate.published_at is not None
    faults = _Wiring.feed_faults(show, candidate.guid, max(at, candidate.published_at), candidate)
    db.session.rollback()  # an open read keeps SQLite's writers waiting
    return Rehearsal(begun, _of(draft, file), tuple(faults))


def feed_faults(show: Show, guid: str, *, now: datetime) -> list[Fault]:
    """What directories would hold against the feed as it stands in the open unit of work."""
    return _Wiring.feed_faults(show, guid, now, None)


def _candidate(episode: Episode | None, show: Show, draft: EpisodeDraft, file: Enclosure, *, at: datetime) -> Episode:
    """The episode as it will be, in no session: it cannot be saved by accident."""
    slug = slug_of(draft.title) if episode is None else episode.slug
    date = at if episode is None else episode.published_at or episode.date_elsewhere(at) or at
    made = Episode(
        **draft.columns(),
        id=None if episode is None else episode.id,
        guid=str(uuid.uuid4()) if episode is None else episode.guid,
        path=f"{show.path}{slug}/" if episode is None else episode.path,
        parent_id=show.id,
        published_at=_free_second(show, episode, min(date, at)),
        enclosure_path=(episode.enclosure_path if episode else None) or f"/media/x/{slug}.{file.extension}",
        enclosure_audio_id=draft.audio_id,
        enclosure_sha256=file.sha256,
        enclosure_bytes=file.bytes,
        enclosure_mime=file.mime,
        enclosure_duration_ms=file.duration_ms,
    )
    known = {person.id: person for person in accounts.list_people()}
    made.people = [
        EntryPerson(person=known[credit.person_id], role=credit.role, position=position)
        for position, credit in enumerate(draft.credits)
        if credit.person_id in known
    ]
    return made


def _free_second(show: Show, episode: Episode | None, date: datetime) -> datetime:
    """The date that it will get: none that another episode of the show has."""
    taken = queries.list_seconds(show.id, but=0 if episode is None else episode.id)
    while date.replace(microsecond=0) in taken:
        date += timedelta(seconds=1)
    return date


def _of(draft: EpisodeDraft, file: Enclosure | None) -> tuple[str, str]:
    return draft.content_hash(), "" if file is None else file.sha256
