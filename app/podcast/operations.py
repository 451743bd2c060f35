import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content import paths
from app.content import queries as entries
from app.content.dates import Ends
from app.content.drafts import publishing_faults
from app.content.paths import give_path, was_given
from app.core.db import db
from app.core.errors import Invalid
from app.core.slugs import slug_of
from app.core.text import one_line
from app.media.enclosures import Enclosure, why_no_enclosure
from app.media.models import Asset
from app.podcast import queries, rehearsal
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.judging import cover_of
from app.podcast.models import Episode, Show
from app.podcast.podcast_guid import podcast_guid
from app.podcast.readiness import AudioReadiness, episode_faults, show_faults
from app.podcast.rehearsal import FeedFaults, Rehearsal
from app.podcast.tagging import TaggedCopy, file_of

FeedUrlOf = Callable[[Show], str]


class _Wiring:
    feed_url_of: FeedUrlOf | None = None


def wire(*, feed_url_of: FeedUrlOf | None, feed_faults: FeedFaults) -> None:
    """Handed over by `create_app`: the address of a show's feed (None while the site has none that lasts), and what
    directories would hold against the feed, as far as it concerns one GUID, as it will be at an instant."""
    _Wiring.feed_url_of = None if feed_url_of is None else staticmethod(feed_url_of)
    rehearsal.wire(feed_faults)


def create_show(draft: ShowDraft, *, slug: str = "", guid: str = "", by: Actor, now: datetime) -> Show:
    """A new show. Its podcast:guid is a provisional random one until it is settled, or the `guid` that an import brings."""
    guid = one_line(guid)
    if guid and _has_guid(guid):
        raise Invalid("There is a show with that podcast:guid already.", field="guid")
    show = Show(podcast_guid=guid or str(uuid.uuid4()), guid_is_provisional=not guid)
    return content.create(show, draft, slug=slug, by=by, now=now)


def create_episode(
    show: Show, draft: EpisodeDraft, *, slug: str = "", guid: str = "", by: Actor, now: datetime
) -> Episode:
    return content.create(Episode(parent_id=show.id, private=show.private), draft, slug=slug, guid=guid, by=by, now=now)


def publish_show(
    show: Show,
    *,
    by: Actor,
    now: datetime,
    at: datetime | None = None,
    ends: Ends = ...,
    expected_version: int | None = None,
) -> None:
    """As every entry, when directories would take the show."""
    draft = show_draft(show)
    faults = [*publishing_faults(draft), *show_faults(draft, cover_of(draft.image_id))]
    if faults:
        raise Invalid.of(faults)
    content.publish(show, by=by, now=now, at=at, ends=ends, expected_version=expected_version)
    for episode in queries.list_every_episode(show.id):
        episode.private = show.private
    settle_guid(show)
    _refuse_a_broken_feed(show, show, now=now)


def publish_episode(
    episode: Episode,
    *,
    tagged: TaggedCopy | None = None,
    rehearsed: Rehearsal | None = None,
    by: Actor,
    now: datetime,
    at: datetime | None = None,
    ends: Ends = ...,
    expected_version: int | None = None,
) -> None:
    """Publish, with a date that no other episode of the show has, and fix the path of the audio for good. One that came
    out elsewhere keeps the date that it had there, unless it is given another.

    `tagged` is the copy that apps get (`tagging.prepare`, outside the unit of work); None keeps the one there is.
    `rehearsed` says what the feed will be (`rehearsal.rehearse`, likewise); where it does not hold any more, or was not
    made, the feed is tried here.
    """
    show = queries.get_show(episode.parent_id or 0)
    enclosure = _publishable(show, episode, tagged)
    holds = rehearsed is not None and rehearsed.holds_for(episode_draft(episode), enclosure)
    elsewhere = episode.date_elsewhere(now) if at is None else None
    content.publish(episode, by=by, now=now, at=at, ends=ends, expected_version=expected_version)
    if elsewhere is not None:
        episode.published_at = episode.first_published_at = elsewhere
    _put_out(show, episode, enclosure, now=now)
    if rehearsed is None or not holds:
        _refuse_a_broken_feed(show, episode, now=now)
    elif rehearsed.faults:
        raise Invalid.of(rehearsed.faults)


def publish_arrived(
    episode: Episode, *, tagged: TaggedCopy | None, came_out_at: datetime, by: Actor, now: datetime
) -> None:
    """Publish an episode that came out elsewhere, with the date that it had there, to the second; one of the future is
    scheduled for it.

    The feed is not printed and read for each of hundreds: whoever brings them in asks `check_feed` at the end.
    """
    show = queries.get_show(episode.parent_id or 0)
    enclosure = _publishable(show, episode, tagged)
    content.publish(episode, by=by, now=now, at=came_out_at if came_out_at > now else None)
    episode.published_at = episode.first_published_at = came_out_at
    _put_out(show, episode, enclosure, now=now)


def check_feed(show: Show, *, now: datetime) -> None:
    """Print the show's feed and read it strictly. Raises Invalid when directories would hold something against it."""
    _refuse_a_broken_feed(show, show, now=now)


def _publishable(show: Show, episode: Episode, tagged: TaggedCopy | None) -> Enclosure | None:
    """The file that the episode will have. Raises Invalid with everything that is missing."""
    draft = episode_draft(episode)
    enclosure = None if draft.audio_id is None else file_of(episode, draft.audio_id, tagged)
    faults = publishing_faults(draft) + episode_faults(
        draft, show_type=show.show_type, audio=_audio(draft.audio_id, enclosure), cover=cover_of(draft.image_id)
    )
    if faults:
        raise Invalid.of(faults)
    return enclosure


def _put_out(show: Show, episode: Episode, enclosure: Enclosure | None, *, now: datetime) -> None:
    """What follows the change of the text: who may see it, its date, its file."""
    episode.private = show.private
    _make_date_distinct(episode)
    if enclosure is not None:
        _give_file(show, episode, enclosure, now=now)


def move_episode(episode: Episode, *, slug: str, parent_id: int | None, by: Actor, now: datetime) -> None:
    """Another address, or another show. GUID and the path of the audio stay; who may hear it is its new show's to say."""
    before = episode.parent_id
    paths.move(episode, slug=slug, parent_id=parent_id, by=by, now=now)
    if episode.parent_id == before:
        return
    show = queries.get_show(episode.parent_id or 0)
    episode.private, episode.changed_at = show.private, now
    _make_date_distinct(episode)
    if episode.was_public(now):
        _refuse_a_broken_feed(show, episode, now=now)


def _give_file(show: Show, episode: Episode, file: Enclosure, *, now: datetime) -> None:
    """One commit puts the new file in the place of the old one; its address stays."""
    episode.enclosure_audio_id = episode.audio_id
    episode.enclosure_sha256, episode.enclosure_bytes = file.sha256, file.bytes
    episode.enclosure_mime, episode.enclosure_duration_ms = file.mime, file.duration_ms
    if episode.enclosure_path is None:
        episode.enclosure_path = _free_enclosure_path(show, episode, file.extension, now=now)


def _refuse_a_broken_feed(show: Show, published: Show | Episode, *, now: datetime) -> None:
    """The feed is printed and read strictly as it will be; if it would be broken nothing is saved and the last good one
    stays."""
    db.session.flush()
    faults = rehearsal.feed_faults(show, published.guid, now=max(now, published.published_at or now))
    if faults:
        raise Invalid.of(faults)


def show_draft(show: Show) -> ShowDraft:
    draft = entries.latest_draft(show)
    assert isinstance(draft, ShowDraft)
    return draft


def episode_draft(episode: Episode) -> EpisodeDraft:
    draft = entries.latest_draft(episode)
    assert isinstance(draft, EpisodeDraft)
    return draft


def settle_guid(show: Show) -> None:
    """Give a show the podcast:guid of its feed's address, once and for ever; not while the site's address is a loopback one.

    A show that has the address of a renamed one keeps its random GUID: theirs is given already.
    """
    if not show.guid_is_provisional or _Wiring.feed_url_of is None:
        return
    guid = podcast_guid(_Wiring.feed_url_of(show))
    show.podcast_guid = show.podcast_guid if _has_guid(guid) else guid
    show.guid_is_provisional = False


def settle_guids() -> int:
    """At the first start with a real address: settle the podcast:guid of every show that was published before it."""
    published = sa.select(Show).where(Show.guid_is_provisional, Show.first_published_at.is_not(None))
    shows = list(db.session.scalars(published.order_by(Show.id)))
    for show in shows:
        settle_guid(show)
        db.session.flush()
    return sum(not show.guid_is_provisional for show in shows)


def _has_guid(guid: str) -> bool:
    return db.session.scalar(sa.select(Show.id).where(Show.podcast_guid == guid)) is not None


def _make_date_distinct(episode: Episode) -> None:
    """Two items with one date are put in an order of their own by every app, so the later one moves on by a second."""
    taken = queries.list_seconds(episode.parent_id or 0, but=episode.id)
    date, first = episode.published_at, episode.first_published_at == episode.published_at
    while date is not None and date.replace(microsecond=0) in taken:
        date = episode.published_at = date + timedelta(seconds=1)
    if first:
        episode.first_published_at = date


def _free_enclosure_path(show: Show, episode: Episode, extension: str, *, now: datetime) -> str:
    """ASCII only, the extension last. Numbered when another episode, renamed or deleted since, had its audio there."""
    count = 1
    while True:
        name = slug_of(episode.slug) if count == 1 else f"{slug_of(episode.slug)}-{count}"
        path = f"/media/{slug_of(show.slug)}/{name}.{extension}"
        if not was_given(path):
            give_path(path, episode, now=now)
            return path
        count += 1


def _audio(asset_id: int | None, enclosure: Enclosure | None) -> AudioReadiness | None:
    if asset_id is None:
        return None
    if enclosure is None:
        asset = db.session.get(Asset, asset_id)
        unready = "" if asset is None else why_no_enclosure(asset)
        untagged = "The copy of the recording for podcast apps has not been made. Wait a moment and try again."
        return AudioReadiness(0, refused=unready or untagged)
    return AudioReadiness(enclosure.duration_ms)
