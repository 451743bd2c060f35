import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content import queries as entries
from app.core.db import db
from app.core.errors import Invalid
from app.core.slugs import slug_of
from app.media.enclosures import Enclosure, find_enclosure
from app.media.models import Asset
from app.podcast import queries
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.models import Episode, Show
from app.podcast.readiness import AudioReadiness, CoverFacts, episode_faults, show_faults

# The namespace of podcast:guid (podcast-namespace docs/tags/guid.md).
GUID_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def podcast_guid_of(feed_url: str) -> str:
    """The podcast:guid of a feed's first real address: without scheme and without slashes at the end."""
    return str(uuid.uuid5(GUID_NAMESPACE, feed_url.split("://", 1)[-1].rstrip("/")))


def create_show(draft: ShowDraft, *, slug: str = "", guid: str = "", by: Actor, now: datetime) -> Show:
    """A new show. Its podcast:guid is a provisional random one until `settle_guids`, or the `guid` that an import brings."""
    show = Show(podcast_guid=guid or str(uuid.uuid4()), guid_is_provisional=not guid)
    return content.create(show, draft, slug=slug, by=by, now=now)


def create_episode(
    show: Show, draft: EpisodeDraft, *, slug: str = "", guid: str = "", by: Actor, now: datetime
) -> Episode:
    return content.create(Episode(parent_id=show.id), draft, slug=slug, guid=guid, by=by, now=now)


def publish_show(
    show: Show, *, by: Actor, now: datetime, at: datetime | None = None, expected_version: int | None = None
) -> None:
    """As every entry, when directories would take the show."""
    draft = show_draft(show)
    faults = show_faults(draft, _cover(draft.image_id))
    if faults:
        raise Invalid.of(faults)
    content.publish(show, by=by, now=now, at=at, expected_version=expected_version)


def publish_episode(
    episode: Episode, *, by: Actor, now: datetime, at: datetime | None = None, expected_version: int | None = None
) -> None:
    """Publish, with a date that no other episode of the show has, and fix the path of the audio for good."""
    show = queries.get_show(episode.parent_id or 0)
    draft = episode_draft(episode)
    enclosure = None if draft.audio_id is None else find_enclosure(draft.audio_id)
    faults = episode_faults(
        draft, show_type=show.show_type, audio=_audio(draft.audio_id, enclosure), cover=_cover(draft.image_id)
    )
    if faults:
        raise Invalid.of(faults)
    content.publish(episode, by=by, now=now, at=at, expected_version=expected_version)
    _make_date_distinct(episode)
    if episode.enclosure_path is None and enclosure is not None:
        episode.enclosure_path = _free_enclosure_path(show, episode, enclosure.extension)


def show_draft(show: Show) -> ShowDraft:
    draft = entries.latest_draft(show)
    assert isinstance(draft, ShowDraft)
    return draft


def episode_draft(episode: Episode) -> EpisodeDraft:
    draft = entries.latest_draft(episode)
    assert isinstance(draft, EpisodeDraft)
    return draft


def settle_guids(feed_url_of: Callable[[Show], str]) -> int:
    """At the first start with a real address: give each show the podcast:guid of its feed's address, for good."""
    provisional = list(db.session.scalars(sa.select(Show).where(Show.guid_is_provisional)))
    for show in provisional:
        show.podcast_guid, show.guid_is_provisional = podcast_guid_of(feed_url_of(show)), False
    return len(provisional)


def _make_date_distinct(episode: Episode) -> None:
    """Two items with one date are put in an order of their own by every app, so the later one moves on by a second."""
    others = sa.select(Episode.published_at).where(Episode.parent_id == episode.parent_id, Episode.id != episode.id)
    taken = {at.replace(microsecond=0) for at in db.session.scalars(others) if at is not None}
    date = episode.published_at
    while date is not None and date.replace(microsecond=0) in taken:
        date = episode.published_at = date + timedelta(seconds=1)


def _free_enclosure_path(show: Show, episode: Episode, extension: str) -> str:
    """ASCII only, the extension last. Numbered when a renamed episode left its audio at this path."""
    count = 1
    while True:
        name = slug_of(episode.slug) if count == 1 else f"{slug_of(episode.slug)}-{count}"
        path = f"/media/{slug_of(show.slug)}/{name}.{extension}"
        if db.session.scalar(sa.select(Episode.id).where(Episode.enclosure_path == path)) is None:
            return path
        count += 1


def _cover(image_id: int | None) -> CoverFacts | None:
    image = None if image_id is None else db.session.get(Asset, image_id)
    if image is None:
        return None
    return CoverFacts(image.mime, image.width or 0, image.height or 0, str(image.facts.get("mode", "")))


def _audio(asset_id: int | None, enclosure: Enclosure | None) -> AudioReadiness | None:
    if asset_id is None:
        return None
    if enclosure is None:
        return AudioReadiness(
            0,
            refused="The audio is a master in a format that podcast apps do not take; its MP3 is not ready. Wait a moment and try again.",
        )
    return AudioReadiness(enclosure.duration_ms)
