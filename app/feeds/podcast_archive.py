"""The past of a show in pages, beside its complete feed (RFC 5005, docs/feeds.md rule 51).

Pages are filled from the oldest episode on and counted from 1, so an episode stays on the page that it came on. What has
been taken down keeps its place there, unseen, so that nothing moves from page to page behind it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from app.content.models import Entry
from app.core.errors import NotFound
from app.core.site import Site
from app.feeds.documents import FeedLink, History, PodcastDocument
from app.feeds.entries import last_change
from app.feeds.podcast import PUBLIC, feed_url, gathered
from app.feeds.rss import MEDIA_TYPE
from app.podcast import queries as podcast
from app.podcast.models import Episode, Show

PAGE_SIZE = 100


@dataclass(frozen=True)
class _Pages:
    """The places of all episodes that have ever been public, the oldest first."""

    places: list[tuple[int, datetime]]

    @property
    def last(self) -> int:
        """The newest page; there is always one, even with nothing on it."""
        return max(1, -(-len(self.places) // PAGE_SIZE))

    @property
    def last_since(self) -> datetime | None:
        """When the newest page was begun: the others name it since then."""
        return self.places[(self.last - 1) * PAGE_SIZE][1] if self.places else None

    def ids(self, number: int) -> list[int]:
        return [entry_id for entry_id, _ in self.places[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]]

    def is_full(self, number: int) -> bool:
        return number * PAGE_SIZE <= len(self.places)


def archive_page(show: Show, number: int, *, site: Site, now: datetime) -> PodcastDocument:
    """Page `number` of a visible show's episodes, the newest of the page first. NotFound beyond the last one."""
    pages = _Pages(podcast.list_places_in_archive(show.id, now=now))
    if not 1 <= number <= pages.last:
        raise NotFound("There is no such page of the archive.")
    ids = pages.ids(number)
    episodes = podcast.list_feed_episodes(show.id, now=now, ids=ids)
    instants = (last_change(Episode.__table__, Entry.id.in_(ids), now=now), pages.last_since)
    changed = max(instant for instant in instants if instant is not None)
    document = gathered(show, episodes, site=site, now=now, addresses=PUBLIC, changed=changed)
    return replace(
        document,
        self_url=site.absolute(page_path(show, number)),
        new_feed_url="",  # that is said in the feed which apps are to use
        links=_links(show, number, pages, site),
        history=History.ARCHIVE if pages.is_full(number) else History.PAGE,
    )


def page_path(show: Show, number: int) -> str:
    return f"{show.path}archive/{number}.xml"


def _links(show: Show, number: int, pages: _Pages, site: Site) -> tuple[FeedLink, ...]:
    """RFC 5005, sections 3 and 4. The page that is still being filled is no archive, so none is named after it."""
    targets = [("first", 1), ("last", pages.last)]
    if number > 1:
        targets += [("previous", number - 1), ("prev-archive", number - 1)]
    if number < pages.last:
        targets.append(("next", number + 1))
        if pages.is_full(number + 1):
            targets.append(("next-archive", number + 1))
    found = [FeedLink(rel, site.absolute(page_path(show, page)), MEDIA_TYPE) for rel, page in targets]
    return (FeedLink("current", feed_url(show, site), MEDIA_TYPE), *found)
