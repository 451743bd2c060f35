"""A blog printed as JSON Feed 1.1 (jsonfeed.org/version/1.1). The same document gives the same bytes."""

import json
from datetime import datetime
from typing import Any

from app.core.errors import Invalid
from app.feeds.documents import Author, EntriesDocument, EntryItem
from app.feeds.extensions import line, prose, to_the_second

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def blog_json(document: EntriesDocument) -> bytes:
    """The blog for feed readers, with every post in full. Raises Invalid when it has no title."""
    if not line(document.title):
        raise Invalid("A feed needs a title.", field="title")
    feed = {
        "version": VERSION,
        "title": line(document.title),
        "home_page_url": line(document.url),
        "feed_url": line(document.json_url),
        "description": prose(document.description),
        "icon": line(document.image_url),
        "authors": _people(document.authors),
        "language": line(document.language),
        "hubs": [{"type": "WebSub", "url": line(link.href)} for link in document.links if link.rel == "hub"],
    }
    return _printed({**_said(feed), "items": [_item(item) for item in document.items]})


def _item(item: EntryItem) -> dict[str, Any]:
    return _said(
        {
            "id": line(item.guid),
            "url": line(item.url),
            "title": line(item.title),
            # One of the two content fields is required, even when there is nothing to say.
            "content_html": prose(item.content) or "<p></p>",
            "summary": prose(item.summary),
            "image": line(item.image_url),
            "date_published": _instant(item.published_at),
            "date_modified": _instant(item.updated_at),
            "authors": _people(item.authors),
            "tags": [line(tag) for tag in item.tags if line(tag)],
        }
    )


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """`values` without what is empty."""
    return {key: value for key, value in values.items() if value}


def _instant(instant: datetime) -> str:
    return to_the_second(instant).isoformat()


def _people(authors: tuple[Author, ...]) -> list[dict[str, str]]:
    return [_said({"name": line(author.name), "url": line(author.url)}) for author in authors if line(author.name)]


def _printed(feed: dict[str, Any]) -> bytes:
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()
