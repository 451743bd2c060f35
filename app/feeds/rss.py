"""Documents printed as RSS 2.0: a podcast feed and a blog feed. The same document gives the same bytes."""

from dataclasses import replace
from datetime import UTC
from functools import lru_cache
from typing import Any

from app.core.errors import Invalid
from app.feeds import podcast_namespace
from app.feeds.documents import EntriesDocument, EntryItem, PodcastDocument, PodcastItem
from app.feeds.extensions import Element, line, new_entry, new_feed, printed_item, prose, to_the_second

_LARGEST_KEPT = 20_000  # characters of notes
MEDIA_TYPE = "application/rss+xml"


def podcast_rss(document: PodcastDocument) -> bytes:
    """The feed that podcast apps and directories read. Raises Invalid where RSS itself could not be written."""
    feed = new_feed(generator=document.generator, updated=document.updated, prefixes=podcast_namespace.PREFIXES)
    _frame(feed, title=document.title, description=document.description, url=document.url, language=document.language)
    if document.copyright_holder:
        feed.copyright(line(document.copyright_holder))
    if document.cover:
        feed.image(url=line(document.cover.url), title=line(document.title), link=line(document.url))
    feed.ours.elements = podcast_namespace.channel_elements(document)
    # The items are put in as they are kept: a publish changes one of thousands.
    head, end, _ = _printed(feed).rpartition(b"  </channel>")
    return b"".join((head, *map(_podcast_item, document.items), end, b"\n</rss>"))


def _podcast_item(item: PodcastItem) -> bytes:
    if item.published_at.tzinfo not in {None, UTC}:
        # In a zone of its own the hour that comes twice in October would be the same key for two instants.
        item = replace(item, published_at=item.published_at.astimezone(UTC))
    return _kept_item(item) if len(item.content) <= _LARGEST_KEPT else _printed_item(item)


@lru_cache(maxsize=4096)
def _kept_item(item: PodcastItem) -> bytes:
    return _printed_item(item)


def _printed_item(item: PodcastItem) -> bytes:
    if item.enclosure.length <= 0 or not line(item.enclosure.url) or not line(item.guid):
        raise Invalid(f"“{item.title}” has no audio yet, so it cannot stand in a podcast feed.", field="audio")
    entry = _fill(new_entry(), item, description=item.description)
    entry.enclosure(line(item.enclosure.url), str(item.enclosure.length), line(item.enclosure.mime))
    entry.pubDate(to_the_second(item.published_at))
    entry.ours.elements = podcast_namespace.item_elements(item)
    return printed_item(entry, prefixes=podcast_namespace.PREFIXES)


def blog_rss(document: EntriesDocument) -> bytes:
    """The blog for feed readers, with every post in full. Raises Invalid where RSS itself could not be written."""
    feed = new_feed(generator=document.generator, updated=document.updated, prefixes=("dc",))
    _frame(feed, title=document.title, description=document.description, url=document.url, language=document.language)
    if document.image_url:
        feed.image(url=line(document.image_url), title=line(document.title), link=line(document.url))
    feed.ours.elements = tuple(podcast_namespace.atom_links(document.rss_url, document.links, mime=MEDIA_TYPE))
    for item in document.items:
        _blog_item(feed, item)
    return _printed(feed)


def _blog_item(feed: Any, item: EntryItem) -> None:
    entry = _fill(feed.add_entry(order="append"), item, description=item.summary)
    if tags := [{"term": line(tag)} for tag in item.tags if line(tag)]:
        entry.category(tags)
    entry.pubDate(to_the_second(item.published_at))
    # RSS's own author is an e-mail address; a name goes into dc:creator.
    entry.ours.elements = tuple(Element("dc:creator", author.name) for author in item.authors if line(author.name))


def _frame(feed: Any, *, title: str, description: str, url: str, language: str) -> None:
    required = {"title": line(title), "description": prose(description), "url": line(url)}
    for name, value in required.items():
        if not value:
            raise Invalid(f"A feed needs a {name}.", field=name)
    feed.title(required["title"])
    feed.description(required["description"])
    # One link only: RSS's <link> is the last that feedgen was given, whatever its relation.
    feed.link(href=required["url"], rel="alternate")
    feed.language(line(language) or None)


def _fill(entry: Any, item: PodcastItem | EntryItem, *, description: str) -> Any:
    """`entry` with what every item has."""
    if not line(item.title):
        raise Invalid("Every item of a feed needs a title.", field="title")
    entry.title(line(item.title))
    entry.link(href=line(item.url), rel="alternate")
    entry.guid(line(item.guid), permalink=False)
    # Without a description feedgen would print the HTML as one.
    entry.description(prose(description) or line(item.title))
    if prose(item.content):
        entry.content(prose(item.content), type="CDATA")
    return entry


def _printed(feed: Any) -> bytes:
    return bytes(feed.rss_str(pretty=True)).rstrip()
