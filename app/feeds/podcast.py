"""A show's feed, gathered and checked."""

from collections.abc import Iterable
from datetime import datetime

from app.content.models import Entry
from app.core.errors import Fault, Invalid
from app.core.site import Site
from app.feeds.documents import FeedLink, Image, Licence, PodcastDocument, PodcastItem, Trailer, Updates
from app.feeds.entries import last_change
from app.feeds.podcast_addresses import PUBLIC, Addresses
from app.feeds.podcast_items import Frame, ai_content, artwork, cover_of, is_host, item_of, participants
from app.feeds.rss import podcast_rss
from app.feeds.rules import faults
from app.feeds.strict import strictly_parsed
from app.feeds.texts import Surroundings, surroundings
from app.podcast import parts
from app.podcast import queries as podcast
from app.podcast.draft import EpisodeType
from app.podcast.models import Episode, Show
from app.podcast.parts import Funding, OtherShow, Place, SeasonName, Txt

__all__ = ["PUBLIC", "Addresses", "feed_url", "podcast_document", "publishing_faults", "show_faults"]


def podcast_document(show: Show, *, site: Site, now: datetime, addresses: Addresses = PUBLIC) -> PodcastDocument:
    """A live show with all its live episodes, the newest first: a podcast feed is complete, because apps and directories
    are not known to follow pages. Who may see a private one is the door's to say, with `addresses` of its own."""
    episodes = podcast.list_feed_episodes(show.id, now=now)
    changed = last_change(Episode.__table__, Entry.parent_id == show.id, now=now)
    return gathered(show, episodes, site=site, now=now, addresses=addresses, changed=changed)


def gathered(
    show: Show, episodes: list[Episode], *, site: Site, now: datetime, addresses: Addresses, changed: datetime
) -> PodcastDocument:
    """The show with these of its episodes. `changed` is when they, or the absence of others, changed last."""
    around = surroundings([show, *episodes], site=site, now=now, pictures=_banner_ids(show))
    people = participants(show, site)
    names = {name.number: name.name for name in parts.read_rows(SeasonName, show.season_names)}
    transcribed = podcast.list_transcribed(show.id) | {
        e.id for e in episodes if "transcript" in e.__dict__ and e.transcript
    }
    frame = Frame(around, addresses, tuple(filter(is_host, people)), names, transcribed)
    items = tuple(item_of(e, file, frame) for e in episodes if (file := e.enclosure) is not None)
    self_url = site.absolute(addresses.feed(show))
    is_public = not (addresses.private or show.private or show.blocked)
    cover = cover_of(show.image_id, around)
    return PodcastDocument(
        title=show.title,
        description=show.summary,
        url=site.absolute(addresses.show_page(show)),
        self_url=self_url,
        language=show.language,
        cover=cover,
        category=show.category,
        subcategory=show.subcategory,
        explicit=show.explicit,
        author=show.author_name or site.name,
        owner_name=show.owner_name,
        owner_email=show.owner_email,
        copyright_holder=show.copyright_holder,
        podcast_guid=show.podcast_guid,
        updated=max(show.changed_at, show.published_at or show.changed_at, changed),
        generator=site.name,
        show_type=show.show_type,
        # Locking is asking the owner, so without an owner's address there is nothing to lock with.
        locked=show.locked and bool(show.owner_email),
        complete=show.complete,
        blocked=not is_public,
        new_feed_url=self_url if show.announces_address and not addresses.private else "",
        # Hubs are told of public feeds only, so no other feed names them.
        links=tuple(FeedLink("hub", hub) for hub in site.hubs) if is_public else (),
        medium=show.medium,
        funding=parts.read_rows(Funding, show.funding),
        places=parts.read_rows(Place, show.places),
        licence=Licence(show.licence, show.licence_url) if show.licence else None,
        txts=parts.read_rows(Txt, show.txts),
        ai_content=ai_content(show.ai_content),
        podroll=parts.read_rows(OtherShow, show.podroll),
        publisher=next(iter(parts.read_rows(OtherShow, show.publisher)), None),
        updates=_updates(show),
        uses_podping=is_public and site.podping and show.podping,
        comments_off=show.comments_off,
        people=people,
        images=_images(show, around),
        trailers=_trailers(items),
        items=items,
    )


def feed_url(show: Show, site: Site) -> str:
    return site.absolute(PUBLIC.feed(show))


def show_faults(show: Show, *, site: Site, now: datetime) -> list[Fault]:
    """What directories would hold against the feed as it will be at `now`, the strict reading of its bytes included.
    For the moment before a publish is saved."""
    return _faults(podcast_document(show, site=site, now=now), now=now)


def _faults(document: PodcastDocument, *, now: datetime, only: str | None = None) -> list[Fault]:
    found = faults(document, now=now, only=only)
    try:
        strictly_parsed(podcast_rss(document))
    except Invalid as refused:
        found.extend(refused.faults)
    return found


# What the feed calls it, and what the editor's form does.
_FORM_FIELDS = {"cover": "image_id", "audio": "audio_id", "content": "body", "description": "summary", "url": "slug"}


def publishing_faults(
    show: Show, guid: str, now: datetime, candidate: Episode | None = None, *, site: Site
) -> list[Fault]:
    """Those of `show_faults` that concern the show itself or the item `guid`, at the fields of the editor's form; with
    `candidate`, which is not saved, in the place of the episode of that GUID.

    What is wrong with an older episode is no reason to hold back a new one. The show's own faults are for the whole form
    when it is an episode's, which has fields of the same names.
    """
    if candidate is None:
        document = podcast_document(show, site=site, now=now)
    else:
        others = [e for e in podcast.list_feed_episodes(show.id, now=now) if e.guid != guid]
        episodes = sorted([candidate, *others], key=lambda e: e.published_at or now, reverse=True)
        document = gathered(show, episodes, site=site, now=now, addresses=PUBLIC, changed=now)
    own = next((f"items.{count}." for count, item in enumerate(document.items) if item.guid == guid), "-")
    found = []
    for fault in _faults(document, now=now, only=guid):
        field = fault.field.removeprefix(own)
        if field.startswith("items."):
            continue
        if field == fault.field and guid != show.guid:
            found.append(Fault("", f"The show: {fault.message}"))
        else:
            found.append(Fault(_FORM_FIELDS.get(field, field), fault.message))
    return found


def _banner_ids(show: Show) -> frozenset[int]:
    return frozenset() if show.banner_id is None else frozenset({show.banner_id})


def _images(show: Show, around: Surroundings) -> tuple[Image, ...]:
    cover, banner = cover_of(show.image_id, around), cover_of(show.banner_id, around)
    return (
        *((artwork(cover, show.image_alt),) if cover else ()),
        *((artwork(banner, show.banner_alt, purpose="banner"),) if banner else ()),
    )


def _updates(show: Show) -> Updates | None:
    """A show that has ended says so, also where nobody wrote how often it came."""
    if not (show.update_frequency or show.complete):
        return None
    words = show.update_frequency or "There will be no more episodes."
    return Updates(words, show.update_rule, show.update_start, complete=show.complete)


def _trailers(items: Iterable[PodcastItem]) -> tuple[Trailer, ...]:
    return tuple(
        Trailer(item.title, item.enclosure, item.published_at, item.season)
        for item in items
        if item.episode_type == EpisodeType.TRAILER
    )
