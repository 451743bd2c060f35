"""Rules 1 to 4, 9 and 10: the document itself."""

import re
from collections.abc import Iterator

from app.feeds.checking.findings import NotChecked
from app.feeds.checking.subject import Subject, each, said, title_of
from app.feeds.extensions import NAMESPACES as NS
from app.feeds.field_rules import MAX_DESCRIPTION, MAX_LENGTH

_SHORT = ("title", "copyright", "itunes:author", "itunes:title", "guid")


def rule_1(feed: Subject) -> Iterator[str]:
    head = feed.reply.body[:100].lower()
    if not head.startswith(b"<?xml") or b"utf-8" not in head.split(b"?>", maxsplit=1)[0]:
        yield "The feed does not begin with an XML declaration that says UTF-8."
    if feed.root.tag != "rss" or feed.root.get("version") != "2.0":
        yield "The feed is not RSS 2.0."
    for prefix in ("itunes", "podcast", "atom", "content"):
        if NS[prefix] not in feed.root.nsmap.values():
            yield f"The namespace {NS[prefix]} is not declared."


def rule_2(feed: Subject) -> Iterator[str]:
    if feed.problem:
        yield feed.problem


def rule_3(feed: Subject) -> Iterator[str]:
    for name, parent in (("The show", feed.channel), *((title_of(item), item) for item in feed.items)):
        for path in _SHORT:
            text = said(parent, path)
            if len(text) > MAX_LENGTH:
                yield f"{name}: {path} has {len(text)} characters; apps take {MAX_LENGTH}."
            if text != text.strip():
                yield f"{name}: {path} has blanks at its beginning or end."
        size = len(said(parent, "description").encode())
        if size > MAX_DESCRIPTION:
            yield f"{name}: the description has {size} bytes; apps take {MAX_DESCRIPTION}."


def rule_4(feed: Subject) -> Iterator[str]:
    if not feed.reply.body.rstrip().endswith(b"</rss>"):
        yield "Something stands after </rss>; it delays some directories."


def rule_9(feed: Subject) -> Iterator[str]:
    image = feed.channel.find("image")
    if image is None:
        raise NotChecked("The feed has no plain RSS image.")
    art = each(feed.channel, "itunes:image")
    if art and said(image, "url") != art[0].get("href"):
        yield "The address of the RSS image is not that of the art."
    if said(image, "title") != said(feed.channel, "title"):
        yield "The title of the RSS image is not that of the show."
    if said(image, "link") != said(feed.channel, "link"):
        yield "The link of the RSS image is not that of the show."


def rule_10(feed: Subject) -> Iterator[str]:
    holder = said(feed.channel, "copyright")
    if not holder:
        raise NotChecked("The feed names no copyright holder.")
    if re.search(r"copyright|©|\(c\)|\b(?:19|20)\d\d\b", holder, re.IGNORECASE):
        yield f"The copyright “{holder}” should be the holder’s name only."
