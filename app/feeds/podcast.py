"""A show's feed, gathered and checked."""

from datetime import datetime

from app.content.models import Entry
from app.core.errors import Fault, Invalid
from app.core.site import Site
from app.feeds.documents import Cover, Enclosure, PodcastDocument, PodcastItem, TranscriptLink
from app.feeds.entries import last_change
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

ALL = 100_000
"""A podcast feed is complete: apps and directories are not known to follow pages."""
_TIMED = frozenset({"vtt", "srt", "json"})


def podcast_document(show: Show, *, site: Site, now: datetime) -> PodcastDocument:
    """A visible show with all its visible episodes, the newest first."""
    episodes = podcast.list_episodes(show.id, now=now, size=ALL).items
    around = surroundings([show, *episodes], site=site, now=now)
    items = tuple(_item(e, file, around) for e in episodes if (file := e.enclosure) is not None)
    since = max(show.changed_at, show.published_at or show.changed_at)
    return PodcastDocument(
        title=show.title,
        description=show.summary,
        url=site.absolute(show.path),
        self_url=feed_url(show, site),
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
        items=items,
    )


def feed_url(show: Show, site: Site) -> str:
    return site.absolute(f"{show.path}feed.xml")


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


def _item(episode: Episode, audio: AudioFile, around: Surroundings) -> PodcastItem:
    assert episode.published_at is not None  # it is visible
    site = around.site
    stem = (episode.enclosure_path or "").rpartition(".")[0]
    return PodcastItem(
        guid=episode.guid,
        title=episode.title,
        url=site.absolute(episode.path),
        description=episode.summary,
        content=reduced(around.text(episode)),
        published_at=episode.published_at,
        # The path is kept for good, but its ending must be that of the file (rule 21): another format redirects.
        enclosure=Enclosure(site.absolute(f"{stem}.{audio.extension}"), audio.bytes, audio.mime),
        duration_ms=audio.duration_ms,
        season=episode.season,
        number=episode.number,
        episode_type=episode.episode_type,
        explicit=episode.explicit,
        cover=_cover(episode.image_id, around),
        chapters=chapters.resolved(chapters.from_stored(episode.chapters), around.picture_url),
        chapters_url=site.absolute(f"{episode.path}chapters.json") if episode.chapters else "",
        transcripts=_transcripts(episode, site) if episode.transcript else (),
    )


def _cover(asset_id: int | None, around: Surroundings) -> Cover | None:
    asset = around.assets.get(asset_id or 0)
    if asset is None:
        return None
    url = around.site.absolute(picture_of(asset).original)
    return Cover(url, asset.mime, asset.width or 0, asset.height or 0, str(asset.facts.get("mode", "")))


def _transcripts(episode: Episode, site: Site) -> tuple[TranscriptLink, ...]:
    """WebVTT first: Apple takes no other with the names of speakers."""
    return tuple(
        TranscriptLink(
            url=site.absolute(f"{episode.path}transcript.{ending}"),
            mime=mime,
            language=episode.transcript_language,
            timed=ending in _TIMED,
        )
        for ending, (mime, _) in transcript_formats.PRINTERS.items()
    )
