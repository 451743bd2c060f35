"""A blog printed as Atom 1.0 (RFC 4287). The same document gives the same bytes."""

import uuid
from typing import Any
from urllib.parse import quote

from app.core.errors import Invalid
from app.feeds.documents import Author, EntriesDocument, EntryItem
from app.feeds.extensions import line, new_feed, prose, to_the_second

MEDIA_TYPE = "application/atom+xml"


def blog_atom(document: EntriesDocument) -> bytes:
    """The blog for feed readers, with every post in full. Raises Invalid where Atom itself could not be written."""
    if not line(document.title):
        raise Invalid("A feed needs a title.", field="title")
    feed = new_feed(generator=document.generator, updated=document.updated)
    feed.id(line(document.atom_url))
    feed.title(line(document.title))
    if prose(document.description):
        feed.subtitle(prose(document.description))
    feed.language(line(document.language) or None)
    feed.author(_people(document.authors) or {"name": line(document.title)})
    if document.image_url:
        feed.logo(line(document.image_url))
    feed.link({"href": line(document.atom_url), "rel": "self", "type": MEDIA_TYPE})
    feed.link({"href": line(document.url), "rel": "alternate", "type": "text/html"})
    for link in document.links:
        feed.link({"href": line(link.href), "rel": line(link.rel)} | ({"type": line(link.mime)} if link.mime else {}))
    for item in document.items:
        _entry(feed, item)
    return bytes(feed.atom_str(pretty=True)).rstrip()


def _entry(feed: Any, item: EntryItem) -> None:
    if not line(item.title) or not line(item.guid):
        raise Invalid("Every item of a feed needs a title and a GUID.", field="title")
    entry = feed.add_entry(order="append")
    entry.id(atom_id(line(item.guid)))
    entry.title(line(item.title))
    entry.updated(to_the_second(item.updated_at))
    entry.published(to_the_second(item.published_at))
    entry.link({"href": line(item.url), "rel": "alternate", "type": "text/html"})
    if people := _people(item.authors):
        entry.author(people)
    if prose(item.summary):
        entry.summary(prose(item.summary))
    # Of feedgen's types only "html" is written as RFC 4287 wants it; "CDATA" would become an attribute.
    if prose(item.content):
        entry.content(prose(item.content), type="html")
    if tags := [{"term": line(tag)} for tag in item.tags if line(tag)]:
        entry.category(tags)


def atom_id(guid: str) -> str:
    """Atom wants an IRI: a UUID gets its `urn:`, an address stays, anything else becomes a `urn:x-guid:`."""
    if guid.startswith(("http://", "https://", "urn:", "tag:")):
        return guid
    try:
        return uuid.UUID(guid).urn
    except ValueError:
        return f"urn:x-guid:{quote(guid, safe='')}"


def _people(authors: tuple[Author, ...]) -> list[dict[str, str]]:
    return [
        {"name": line(author.name)} | ({"uri": line(author.url)} if author.url else {})
        for author in authors
        if line(author.name)
    ]
