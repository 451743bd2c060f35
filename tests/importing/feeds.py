"""Feeds of made-up shows, and a server that has their audio."""

from collections.abc import Iterator
from html import escape

SPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:psc="http://podlove.org/simple-chapters"'
)
DATE = "Mon, 01 Feb 2027 06:30:15 +0100"
OWNER = (
    "<itunes:owner><itunes:name>Sample host</itunes:name><itunes:email>host@example.org</itunes:email></itunes:owner>"
)
CATEGORY = '<itunes:category text="Health &amp; Fitness"><itunes:category text="Medicine"/></itunes:category>'


def item(
    number: int = 1,
    *,
    audio: str = "https://old.example/1.mp3",
    guid: str | None = None,
    date: str = "",
    extra: str = "",
) -> str:
    """An item; `guid` "" leaves it out."""
    known = f"guid-{number}" if guid is None else guid
    guid_line = f'<guid isPermaLink="false">{escape(known)}</guid>' if known else ""
    minutes, seconds = divmod(number % 3600, 60)
    written = date or f"Mon, 01 Feb 2027 {6 + number // 3600:02}:{minutes:02}:{seconds:02} +0100"
    enclosure = f'<enclosure url="{escape(audio)}" length="9000" type="audio/mpeg"/>' if audio else ""
    return (
        f"<item><title>Episode {number}</title>{guid_line}<pubDate>{written}</pubDate>"
        f"<description>About number {number}.</description>{enclosure}{extra}</item>"
    )


def feed(*items: str, title: str = "Old show", channel: str = "", cover: str = "") -> bytes:
    image = f'<itunes:image href="{escape(cover)}"/>' if cover else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {SPACES}><channel><title>{title}</title>'
        f"<link>https://old.example/</link><language>en-GB</language><description>What it is about.</description>"
        f"<itunes:author>Sample host</itunes:author><itunes:explicit>false</itunes:explicit>"
        f"{OWNER}{CATEGORY}{image}{channel}{''.join(items)}</channel></rss>"
    ).encode()


def items(count: int, audio: str) -> Iterator[str]:
    """The newest first, as feeds have them."""
    return (item(number, audio=audio) for number in range(count, 0, -1))
