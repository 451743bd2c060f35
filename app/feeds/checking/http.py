"""Rules 20, 46 to 53 and 58: what the site answers."""

import gzip
import re
import zlib
from collections.abc import Iterator
from typing import NoReturn
from urllib.parse import urlsplit

from app.feeds.checking.findings import NotChecked
from app.feeds.checking.probe import HOPS, Reply
from app.feeds.checking.subject import FEED_LIMIT, Subject, each, said, title_of

_PLAYER = re.compile(r"<(?:audio|video)\b[^>]*>", re.IGNORECASE)
_LINK = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?([a-z-]+)"?', re.IGNORECASE)
_PIECE = 4096  # bytes that are read of an answer in parts


def _some(feed: Subject) -> Iterator[tuple[str, str, Reply]]:
    """Title, address and HEAD of the newest audio files."""
    found = list(feed.enclosures())
    if not found:
        raise NotChecked("The feed has no episode with audio.")
    for title, enclosure in found:
        yield title, enclosure.get("url"), feed.head(enclosure.get("url"))


def rule_20(feed: Subject) -> Iterator[str]:
    lengths = {enclosure.get("url"): enclosure.get("length", "") for _, enclosure in feed.enclosures()}
    for title, url, head in _some(feed):
        if head.status != 200:
            yield f"{title}: HEAD of the audio {head.in_words()}."
        elif lengths[url] != str(head.length or ""):
            yield f"{title}: the feed says {lengths[url] or 'no'} bytes, the file has {head.length or 'no length'}."
    for item in feed.items:
        for enclosure in item.findall("enclosure"):
            if not enclosure.get("length", "").isdigit() or int(enclosure.get("length")[:15]) == 0:
                yield f"{title_of(item)}: the length “{enclosure.get('length', '')}” is not a number of bytes."


def rule_46(feed: Subject) -> Iterator[str]:
    head = feed.head(feed.url)
    if head.status != 200 or feed.reply.status != 200:
        yield f"HEAD of the feed {head.in_words()}, GET {feed.reply.in_words()}."
    for url in feed.art():
        if feed.get(url).status != 200:
            yield f"GET of {url} {feed.get(url).in_words()}."
    for title, url, head in _some(feed):
        if head.headers.get("accept-ranges") != "bytes":
            yield f"{title}: the audio does not say Accept-Ranges: bytes."
        part = _part(feed, url, "bytes=0-1")
        wanted = (206, 2, f"bytes 0-1/{head.length}")
        if (part.status, part.length, part.headers.get("content-range", "")) != wanted:
            yield f"{title}: asked for its first two bytes, the audio {part.in_words()}."


def _part(feed: Subject, url: str, wanted: str, **more: str) -> Reply:
    given = {"Range": wanted, **{name.replace("_", "-"): value for name, value in more.items()}}
    return feed.get(url, given, limit=_PIECE)


def rule_47(feed: Subject) -> Iterator[str]:
    for title, url, head in _some(feed):
        size = head.length or 0
        if size < 1000:
            continue  # too small to be asked for parts
        for asked, status, range_ in (
            ("bytes=-500", 206, f"bytes {size - 500}-{size - 1}/{size}"),
            (f"bytes={size - 500}-", 206, f"bytes {size - 500}-{size - 1}/{size}"),
            (f"bytes={size}-", 416, f"bytes */{size}"),
            ("pages=1-2", 200, ""),
        ):
            part = _part(feed, url, asked)
            if (part.status, part.headers.get("content-range", "")) != (status, range_):
                yield f"{title}: asked for “{asked}”, the audio {part.in_words()} instead of {status}."
        if _part(feed, url, "bytes=0-1", If_Range='"another file"').status != 200:
            yield f"{title}: with a stale If-Range the audio must be sent whole."


def rule_48(feed: Subject) -> Iterator[str]:
    reply = feed.reply
    if reply.mime != "application/rss+xml":
        yield f"The feed is served as {reply.mime or 'nothing'}, not application/rss+xml."
    etag = reply.headers.get("etag", "")
    if not etag or etag.startswith("W/"):
        yield "The feed has no strong ETag."
    elif feed.get(feed.url, {"If-None-Match": etag}).status != 304:
        yield "The feed does not answer 304 to its own ETag."
    if not reply.headers.get("last-modified"):
        yield "The feed does not say when it changed (Last-Modified)."
    if "max-age" not in reply.headers.get("cache-control", ""):
        yield "The feed does not say how long it may be kept (Cache-Control: max-age)."
    yield from _encodings(feed)


def _encodings(feed: Subject) -> Iterator[str]:
    packed = feed.get(feed.url, {"Accept-Encoding": "gzip"}, limit=FEED_LIMIT)
    if packed.headers.get("content-encoding") != "gzip":
        if len(feed.reply.body) > 2000:
            yield "The feed is not compressed for those who ask for gzip."
        return
    try:
        same = gzip.decompress(packed.body) == feed.reply.body
    except (OSError, EOFError, zlib.error):
        same = False
    if not same:
        yield "Fetched twice, once compressed, the feed is not the same."


def rule_49(feed: Subject) -> Iterator[str]:
    urls = [enclosure.get("url") for _, enclosure in feed.enclosures()]
    if not urls:
        raise NotChecked("The feed has no episode with audio.")
    for url in urls:
        chain = feed.visits.chain("HEAD", url)
        if len(chain) > HOPS + 1 or 300 <= chain[-1].status < 400:
            yield f"{url} is redirected more than {HOPS} times."
        schemes = [urlsplit(reply.url).scheme for reply in chain]
        if "https" in schemes and "http" in schemes[schemes.index("https") :]:
            yield f"{url} leads from https to http."


def rule_50(feed: Subject) -> Iterator[str]:
    chain = feed.visits.chain("GET", feed.url, limit=FEED_LIMIT)
    if len(chain) == 1:
        raise NotChecked("This address of the feed leads nowhere else. Check an old address to see where it leads.")
    for reply in chain[:-1]:
        if reply.status not in {301, 308}:
            yield f"{reply.url} sends on with {reply.status}; 301 says that it is for good."
    if len({reply.url for reply in chain}) < len(chain):
        yield "The redirects go round in a circle."


def rule_51(feed: Subject) -> Iterator[str]:
    rels = [link.get("rel", "") for link in feed.atom_links]
    pages = {"first", "last", "next", "previous", "current", "prev-archive", "next-archive"}
    if "prev" in rels:
        yield "A page names the one before it “prev”; RFC 5005 calls it “previous”."
    for rel in sorted(pages | {"self"}):
        if rels.count(rel) > 1:
            yield f"The relation “{rel}” is named more than once."
    is_complete = bool(each(feed.channel, "fh:complete"))
    if not is_complete and not pages & set(rels) and "prev" not in rels:
        raise NotChecked("The feed says neither that it is complete nor where its other pages are.")
    if is_complete and pages & set(rels):
        yield "The feed says that it is complete and yet has other pages."


def rule_52(feed: Subject) -> Iterator[str]:
    own = [link.get("href", "") for link in feed.atom_links if link.get("rel") == "self"]
    hubs = [link.get("href", "") for link in feed.atom_links if link.get("rel") == "hub"]
    headers = _LINK.findall(feed.reply.headers.get("link", ""))
    hubs += [address for address, rel in headers if rel == "hub"]
    if not hubs:
        raise NotChecked("The feed names no hub.")
    named = set(own) | {address for address, rel in headers if rel == "self"}
    if len(own) > 1 or len(named) != 1:
        yield "With a hub there must be exactly one address of the feed itself (rel=self)."


def rule_53(_feed: Subject) -> NoReturn:
    raise NotChecked("Whether announcements are sent cannot be seen from outside.")


def rule_58(feed: Subject) -> Iterator[str]:
    pages = [(title_of(item), said(item, "link").strip()) for item in feed.newest[:1]]
    players = 0
    for title, url in pages:
        reply = feed.get(url) if url else None
        for tag in _PLAYER.findall(reply.body.decode("utf-8", "replace")) if reply is not None else ():
            players += 1
            if 'preload="none"' not in tag:
                yield f"{title}: the player on the page loads audio before it is asked to (preload)."
    if not players:
        raise NotChecked("No player was found on the page of the newest episode.")
