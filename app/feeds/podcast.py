"""A show's feed, gathered and checked."""

from datetime import datetime

from app.content.models import Entry
from app.core.errors import Fault, Invalid
from app.core.site import Site
from app.feeds.documents import Cover, Enclosure, PodcastDocument, PodcastItem, TranscriptLink
from app.feeds.entries import last_change
from app.feeds.podcast_addresses import PUBLIC, Addresses
from app.feeds.rss import podcast_rss
from app.feeds.rules import faults
from app.feeds.show_notes import reduced
from app.feeds.strict import strictly_parsed
from app.feeds.texts import Surroundings, surroundings
from app.media.enclosures import Enclosure as AudioFile
from app.media.queries import picture_of
from app.podcast import chapters, transcript_formats
from app.podcast import queries as podcast
from app.podcast.models import Episode, Show

__all__ = ["PUBLIC", "Addresses", "feed_url", "podcast_document", "publishing_faults", "show_faults"]

_TIMED = frozenset({"vtt", "srt", "json"})


def podcast_document(show: Show, *, site: Site, now: datetime, addresses: Addresses = PUBLIC) -> PodcastDocument:
    """A live show with all its live episodes, the newest first: a podcast feed is complete, because apps and directories
    are not known to follow pages. Who may see a private one is the door's to say, with `addresses` of its own."""
    episodes = podcast.list_feed_episodes(show.id, now=now)
    around = surroundings([show, *episodes], site=site, now=now)
    items = tuple(_item(e, file, around, addresses) for e in episodes if (file := e.enclosure) is not None)
    since = max(show.changed_at, show.published_at or show.changed_at)
    return PodcastDocument(
        title=show.title,
        description=show.summary,
        url=site.absolute(addresses.show_page(show)),
        self_url=site.absolute(addresses.feed(show)),
        language=show.language,
        cover=_cover(show.image_id, around),
        category=show.category,
        subcategory=show.subcategory,
        explicit=show.explicit,
        author=show.author_name or site.name,
        owner_name=show.owner_name,
        owner_email=show.owner_email,
        copyright_holder=show.copyright_holder,
        podcast_guid=show.podcast_guid,
        updated=max(since, last_change(Episode.__table__, Entry.parent_id == show.id, now=now)),
        generator=site.name,
        show_type=show.show_type,
        # Locking is asking the owner, so without an owner's address there is nothing to lock with.
        locked=show.locked and bool(show.owner_email),
        complete=show.complete,
        blocked=show.blocked or addresses.private,
        items=items,
    )


def feed_url(show: Show, site: Site) -> str:
    return site.absolute(PUBLIC.feed(show))


def show_faults(show: Show, *, site: Site, now: datetime) -> list[Fault]:
    """What directories would hold against the feed as it will be at `now`, the strict reading of its bytes included.
    For the moment before a publish is saved."""
    document = podcast_document(show, site=site, now=now)
    found = faults(document, now=now)
    try:
        strictly_parsed(podcast_rss(document))
    except Invalid as refused:
        found.extend(refused.faults)
    return found


# What the feed calls it, and what the editor's form does.
_FORM_FIELDS = {"cover": "image_id", "audio": "audio_id", "content": "body", "description": "summary", "url": "slug"}


def publishing_faults(show: Show, guid: str, now: datetime, *, site: Site) -> list[Fault]:
    """Those of `show_faults` that concern the show itself or the item `guid`, at the fields of the editor's form.

    What is wrong with an older episode is no reason to hold back a new one.
    """
    items = podcast_document(show, site=site, now=now).items
    own = next((f"items.{count}." for count, item in enumerate(items) if item.guid == guid), "-")
    found = []
    for fault in show_faults(show, site=site, now=now):
        field = fault.field.removeprefix(own)
        if not field.startswith("items."):
            found.append(Fault(_FORM_FIELDS.get(field, field), fault.message))
    return found


def _item(episode: Episode, audio: AudioFile, around: Surroundings, addresses: Addresses) -> PodcastItem:
    assert episode.published_at is not None  # it is live
    site = around.site
    return PodcastItem(
        guid=episode.guid,
        title=episode.title,
        url=site.absolute(addresses.episode_page(episode)),
        description=episode.summary,
        content=reduced(around.text(episode)),
        published_at=episode.published_at,
        enclosure=Enclosure(site.absolute(addresses.audio(episode, audio.extension)), audio.bytes, audio.mime),
        duration_ms=audio.duration_ms,
        season=episode.season,
        number=episode.number,
        episode_type=episode.episode_type,
        explicit=episode.explicit,
        cover=_cover(episode.image_id, around),
        chapters=chapters.from_stored(episode.chapters),
        chapters_url=site.absolute(addresses.beside(episode, "chapters.json")) if episode.chapters else "",
        transcripts=_transcripts(episode, site, addresses) if episode.transcript else (),
    )


def _cover(asset_id: int | None, around: Surroundings) -> Cover | None:
    asset = around.assets.get(asset_id or 0)
    if asset is None:
        return None
    url = around.site.absolute(picture_of(asset).original)
    return Cover(url, asset.mime, asset.width or 0, asset.height or 0, str(asset.facts.get("mode", "")))


def _transcripts(episode: Episode, site: Site, addresses: Addresses) -> tuple[TranscriptLink, ...]:
    """WebVTT first: Apple takes no other with the names of speakers."""
    return tuple(
        TranscriptLink(
            url=site.absolute(addresses.beside(episode, f"transcript.{ending}")),
            mime=mime,
            language=episode.transcript_language,
            timed=ending in _TIMED,
        )
        for ending, (mime, _) in transcript_formats.PRINTERS.items()
    )
