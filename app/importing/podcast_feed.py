"""A podcast's feed, read. Pure: bytes in, plain values or refusals out.

A GUID is kept byte for byte, but for white space around it, which apps drop as well. What has none, or the one of an
item above it, or no date or no audio, is refused by name: to make one up would give listeners an episode twice.
"""

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache

from app.content.drafts import PersonRole
from app.core.web_address import is_web_address
from app.importing.channel_reading import read_show
from app.importing.feed_dates import read_date
from app.importing.feed_xml import Node, read_tree
from app.importing.parsed import ParsedFeed, ParsedItem, ParsedPerson, ParsedTranscript
from app.importing.reading import ai_content_of, flag, language_of, places_of, txts_of, whole_number
from app.podcast.chapters import Chapter, parse_time
from app.podcast.draft import EpisodeType
from app.podcast.parts import SHORT, Soundbite

MAX_ITEMS = 20_000
GUID_MAX = 1000
ROLES = {
    "host": PersonRole.HOST,
    "co-host": PersonRole.HOST,
    "cohost": PersonRole.HOST,
    "guest host": PersonRole.HOST,
    "guest": PersonRole.GUEST,
    "author": PersonRole.AUTHOR,
    "writer": PersonRole.AUTHOR,
}
_SECONDS = re.compile(r"\d{1,6}(\.\d{1,9})?", re.ASCII)


@lru_cache(maxsize=2)
def read_feed(document: bytes) -> ParsedFeed:
    """Everything that is in the feed. Raises Invalid when the whole of it cannot be read."""
    tree = read_tree(document)
    warnings = tree.warnings
    if len(tree.items) > MAX_ITEMS:
        warnings += (f"The feed has {len(tree.items):,} items; only the first {MAX_ITEMS:,} are looked at.",)
    items = [_item(node, position) for position, node in enumerate(tree.items[:MAX_ITEMS], start=1)]
    return ParsedFeed(read_show(tree.channel, _people), tuple(_without_doubles(items)), warnings)


def _without_doubles(items: list[ParsedItem]) -> list[ParsedItem]:
    seen: Counter[str] = Counter()
    found = []
    for item in items:
        seen[item.guid] += 1
        double = bool(item.guid) and seen[item.guid] > 1 and not item.refusal
        words = "Another item of this feed has the same GUID, so apps know only one of the two."
        found.append(replace(item, refusal=words) if double else item)
    return found


def _item(node: Node, position: int) -> ParsedItem:
    guid = node.text("guid").strip()
    title = node.line("title", "itunes:title")[:255]
    date = read_date(node.line("pubDate") or node.line("dc:date", "atom:published", "published"))
    url, size = _audio(node)
    html = node.text("content:encoded", "description", "itunes:summary")
    bites = (_soundbite(bite) for bite in node.children("podcast:soundbite"))
    item = ParsedItem(
        position=position,
        guid=guid[:GUID_MAX],
        title=title,
        published_at=date,
        html=html,
        summary=node.line("itunes:subtitle", "itunes:summary", "description"),
        audio_url=url,
        audio_bytes=size,
        season=whole_number(node.line("podcast:season", "itunes:season")),
        number=whole_number(node.line("podcast:episode", "itunes:episode")),
        episode_type=_type(node.line("itunes:episodeType")),
        explicit=flag(node.line("itunes:explicit")),
        image_url=_image(node),
        people=_people(node),
        chapters=tuple(_chapters(node)),
        chapters_url=_chapters_url(node),
        transcripts=tuple(_transcripts(node)),
        soundbites=tuple(bite for bite in bites if bite is not None),
        places=places_of(node),
        ai_content=ai_content_of(node),
        txts=txts_of(node),
    )
    return replace(item, refusal=_refusal(item, node, guid))


def _refusal(item: ParsedItem, node: Node, guid: str) -> str:
    if not guid:
        return "It has no GUID, so no app could tell it from a new episode. Ask the old host to give it one."
    if len(guid) > GUID_MAX:
        return f"Its GUID is longer than {GUID_MAX:,} characters."
    if not item.title:
        return "It has no title."
    if not item.audio_url:
        return "It has no audio: the feed names no sound file for it."
    if item.published_at is None:
        written = node.line("pubDate")[:80]
        return f"Its date cannot be read: “{written}”." if written else "It has no date."
    return ""


def _audio(node: Node) -> tuple[str, int]:
    for enclosure in node.children("enclosure"):
        url = enclosure.attribute("url").replace(" ", "%20")
        if is_web_address(url) and not enclosure.attribute("type").startswith(("image/", "video/", "text/")):
            return url, whole_number(enclosure.attribute("length")) or 0
    return "", 0


def _image(node: Node) -> str:
    for image in node.children("itunes:image", "podcast:image"):
        url = image.attribute("href").replace(" ", "%20")
        if is_web_address(url):
            return url
    return ""


def _type(text: str) -> EpisodeType:
    try:
        return EpisodeType(text.lower())
    except ValueError:
        return EpisodeType.FULL


def _people(node: Node) -> tuple[ParsedPerson, ...]:
    """Those of the roles that we name; producers and engineers have no place here."""
    found = []
    for person in node.children("podcast:person"):
        role = ROLES.get(person.attribute("role").lower() or "host")
        name = " ".join(person.own_text.split())
        if role is not None and 1 <= len(name) <= 120:
            found.append(ParsedPerson(name, role))
    return tuple(dict.fromkeys(found))


def _chapters(node: Node) -> list[Chapter]:
    """Podlove Simple Chapters, in the order of their time."""
    found = []
    for chapter in (below for block in node.children("psc:chapters") for below in block.children("psc:chapter")):
        start, title = parse_time(chapter.attribute("start")), chapter.attribute("title")[:255]
        if start is not None and title:
            links = (chapter.attribute("href"), chapter.attribute("image"))
            url, image = (link if is_web_address(link) else "" for link in links)
            found.append(Chapter(start, title, url, image))
    return sorted(found, key=lambda chapter: chapter.start_ms)


def _chapters_url(node: Node) -> str:
    return next((url for c in node.children("podcast:chapters") if is_web_address(url := c.attribute("url"))), "")


def _transcripts(node: Node) -> list[ParsedTranscript]:
    return [
        ParsedTranscript(url, t.attribute("type").lower(), language_of(t.attribute("language")))
        for t in node.children("podcast:transcript")
        if is_web_address(url := t.attribute("url"))
    ]


def _soundbite(node: Node) -> Soundbite | None:
    start, length = node.attribute("startTime"), node.attribute("duration")
    if not _SECONDS.fullmatch(start) or not _SECONDS.fullmatch(length) or float(length) == 0:
        return None
    title = " ".join(node.own_text.split())[:SHORT]
    return Soundbite(round(float(start) * 1000), round(float(length) * 1000), title)
