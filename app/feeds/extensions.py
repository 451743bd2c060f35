"""How we use feedgen: its core for the RSS and Atom frame, one extension of ours for every other namespace.

feedgen's own podcast extension refuses "true", drops art whose address does not end in .jpg or .png, and cannot write
an atom:link other than self; so elements are described here as plain data and written as they are described.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from typing import Any

from lxml import etree

# isort: split
# feedgen.util needs lxml.etree to be imported before it.
import feedgen.entry
import feedgen.feed
import feedgen.util
from feedgen.ext.base import BaseEntryExtension, BaseExtension

from app.core.text import one_line, without_control_characters

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
    "fh": "http://purl.org/syndication/history/1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": ATOM,
    "content": CONTENT,
}

# feedgen switches the locale of the whole process to print a date, which another thread may see; RFC 2822 names of
# days and months are English whatever the locale, and the standard library prints them so.
for _module in (feedgen.feed, feedgen.entry, feedgen.util):
    _module.formatRFC2822 = format_datetime


@dataclass(frozen=True)
class Element:
    """One element in a namespace of ours, such as `Element("itunes:type", "serial")`. Attributes keep their order."""

    name: str
    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple["Element", ...] = ()


@cache
def _full_name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _append(parent: Any, element: Element) -> None:
    node = etree.SubElement(parent, _full_name(element.name))
    for key, value in element.attributes:
        node.set(key, line(value))
    if element.text:
        node.text = prose(element.text)
    for child in element.children:
        _append(node, child)


class _FeedElements(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Writes `elements` into the channel. `prefixes` are the namespaces the feed declares besides feedgen's own."""

    def __init__(self) -> None:
        self.elements: tuple[Element, ...] = ()
        self.prefixes: tuple[str, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        return {prefix: NAMESPACES[prefix] for prefix in self.prefixes}

    def extend_rss(self, feed: Any) -> Any:
        for element in self.elements:
            _append(feed[0], element)
        return feed


class _EntryElements(BaseEntryExtension):  # type: ignore[misc]  # feedgen is untyped
    """Writes `elements` into the item."""

    def __init__(self) -> None:
        self.elements: tuple[Element, ...] = ()

    def extend_rss(self, item: Any) -> Any:
        for element in self.elements:
            _append(item, element)
        return item


def new_feed(*, generator: str, updated: datetime, prefixes: Iterable[str] = ()) -> Any:
    """A feedgen generator that takes `feed.ours.elements` and `entry.ours.elements`, and knows no "now"."""
    feed = feedgen.feed.FeedGenerator()
    feed.register_extension("ours", _FeedElements, _EntryElements, atom=False, rss=True)
    feed.ours.prefixes = tuple(prefixes)
    feed.generator(line(generator) or "feedgen")
    feed.updated(to_the_second(updated))
    return feed


def new_entry() -> Any:
    """An item that takes `ours.elements`, to be printed by itself."""
    entry = feedgen.entry.FeedEntry()
    entry.register_extension("ours", _EntryElements, atom=False, rss=True)
    return entry


def printed_item(entry: Any, *, prefixes: Iterable[str]) -> bytes:
    """The item as it stands in a feed that declares `prefixes` besides feedgen's own: without declarations again."""
    names = {prefix: NAMESPACES[prefix] for prefix in (*prefixes, "atom", "content")}
    item = entry.rss_entry()
    etree.SubElement(etree.Element("rss", nsmap=names), "channel").append(item)
    printed = bytes(etree.tostring(item, encoding="UTF-8", xml_declaration=False, pretty_print=True))
    return b"<item>" + printed.partition(b">")[2]


def to_the_second(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)


def line(text: str) -> str:
    """A value that stands on one line, without blanks at its ends and without what XML cannot carry."""
    # Nearly every value is right already, and a feed has a hundred thousand of them. What is printable has no other white
    # space than the plain blank.
    is_right = text.isprintable() and "  " not in text and not text.startswith(" ") and not text.endswith(" ")
    return text if is_right else one_line(text)


def prose(text: str) -> str:
    """A value that may have several lines."""
    return text.strip() if text.isprintable() else without_control_characters(text).strip()
