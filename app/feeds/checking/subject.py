"""A feed that has been fetched and read, ready for its rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from app.feeds.checking.probe import NOTHING, Reply, Visits
from app.feeds.extensions import NAMESPACES as NS

NEWEST = 3
"""How many episodes' files are asked for: the newest are what apps fetch."""
FEED_LIMIT = 64 * 1024 * 1024
FILE_LIMIT = 16 * 1024 * 1024


@dataclass
class Subject:
    """What every rule is asked of. `root` is None when the feed could not be read."""

    url: str
    visits: Visits
    now: datetime
    reply: Reply
    root: Any
    problem: str = ""
    """Why it could not be read."""

    @cached_property
    def channel(self) -> Any:
        return self.root.find("channel")

    @cached_property
    def items(self) -> list[Any]:
        return list(self.channel.findall("item"))

    @cached_property
    def newest(self) -> list[Any]:
        """The items whose files are asked for."""
        return sorted(self.items, key=lambda item: date_of(item) or self.now, reverse=True)[:NEWEST]

    @cached_property
    def self_url(self) -> str:
        own = [link.get("href", "") for link in self.atom_links if link.get("rel") == "self"]
        return own[0] if own else ""

    @cached_property
    def atom_links(self) -> list[Any]:
        return list(self.channel.findall("atom:link", NS))

    def get(self, url: str, headers: Mapping[str, str] = NOTHING, *, limit: int = FILE_LIMIT) -> Reply:
        return self.visits.last("GET", url, headers, limit=limit)

    def head(self, url: str) -> Reply:
        return self.visits.last("HEAD", url)

    def enclosures(self) -> Iterator[tuple[str, Any]]:
        """Title and enclosure of the newest items that have one."""
        for item in self.newest:
            found = item.find("enclosure")
            if found is not None and found.get("url"):
                yield title_of(item), found

    def art(self) -> list[str]:
        """The addresses of the show's art and of the newest episodes' own."""
        found = [image.get("href", "") for image in self.channel.findall("itunes:image", NS)[:1]]
        for item in self.newest:
            found += [image.get("href", "") for image in item.findall("itunes:image", NS)]
        return list(dict.fromkeys(filter(None, found)))


def said(parent: Any, path: str) -> str:
    """The text at a path, or nothing."""
    return parent.findtext(path, namespaces=NS) or ""


def each(parent: Any, path: str) -> list[Any]:
    return list(parent.findall(path, NS))


def title_of(item: Any) -> str:
    """How an item is named in a reason."""
    return f"“{said(item, 'title').strip() or said(item, 'guid').strip() or 'Untitled'}”"


def date_of(item: Any) -> datetime | None:
    try:
        found = parsedate_to_datetime(said(item, "pubDate").strip())
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def seconds_of(item: Any) -> int | None:
    """The length of an item in seconds, from whole seconds or H:MM:SS."""
    parts = said(item, "itunes:duration").strip().split(":")
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    total = 0
    for part in parts:
        total = total * 60 + int(part[:9])
    return total
