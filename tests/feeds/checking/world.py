"""A small web in memory with one right feed in it, to be broken in one point by a test."""

import gzip
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from PIL import Image

from app.feeds.chapter_list import with_chapters
from app.feeds.check import Finding, Report, check_feed
from app.feeds.checking.probe import Reply
from app.feeds.documents import FeedLink, PodcastDocument, TranscriptLink
from app.feeds.rss import podcast_rss
from app.podcast import chapters, transcript_formats
from app.podcast.chapters import Chapter
from app.podcast.transcripts import Cue
from tests.feeds.makers import COVER, SITE, item, show

FEED = f"{SITE}/podcast/steady-steps/feed.xml"
CHAPTERS = (Chapter(0, "Hello"), Chapter(60_500, "Walking & resting"), Chapter(90_000, "End"))
CUES = (Cue(0, 4_000, "Sample host", "Welcome."), Cue(4_000, 9_000, "Sample guest", "Thank you & hello."))
NOW = datetime(2026, 4, 1, tzinfo=UTC)
AUDIO_SIZE = 5_000
Change = Callable[[str, Mapping[str, str], Reply], Reply]


def right_show() -> PodcastDocument:
    """Two episodes with everything beside them that can be fetched."""
    items = []
    for count in (2, 1):
        page = f"{SITE}/podcast/steady-steps/moving-{count}/"
        made = item(count, chapters=CHAPTERS)
        items.append(
            replace(
                made,
                content=with_chapters(made.content, CHAPTERS),
                enclosure=replace(made.enclosure, length=AUDIO_SIZE),
                transcripts=tuple(
                    TranscriptLink(f"{page}transcript.{ending}", mime)
                    for ending, (mime, _) in transcript_formats.PRINTERS.items()
                ),
            )
        )
    return show(items=tuple(items), locked=True, links=(FeedLink("hub", "https://hub.example/"),))


def picture(width: int = 1400, height: int = 1400, mode: str = "RGB", kind: str = "JPEG") -> bytes:
    made = io.BytesIO()
    Image.new(mode, (width, height)).save(made, kind)
    return made.getvalue()


_ART = picture()


@dataclass
class World:
    """Answers by address. `changes` may spoil an answer: they see method, headers that were sent, and the right reply."""

    feed: bytes = field(default_factory=lambda: podcast_rss(right_show()))
    changes: list[Change] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def send(self, method: str, url: str, headers: Mapping[str, str], *, limit: int) -> Reply:
        self.asked.append((method, url))
        reply = self._right(method, url, headers)
        for change in self.changes:
            reply = change(method, headers, reply)
        return replace(reply, body=reply.body[:limit] if method == "GET" else b"")

    def _right(self, method: str, url: str, headers: Mapping[str, str]) -> Reply:
        if url == FEED:
            return self._feed(url, headers)
        if url.endswith((".mp3", ".m4a")):
            return _audio(method, url, headers)
        if url == COVER.url:
            return Reply(url, 200, {"content-type": "image/jpeg", "content-length": str(len(_ART))}, _ART)
        if url.endswith("chapters.json"):
            return _beside(url, chapters.JSON_TYPE, chapters.to_json(CHAPTERS))
        if found := re.search(r"transcript\.(\w+)$", url):
            mime, printed = transcript_formats.PRINTERS[found[1]]
            return _beside(url, mime, printed(CUES).encode())
        page = b'<h1>Moving</h1><audio controls preload="none" src="/x.mp3"></audio>'
        return Reply(url, 200, {"content-type": "text/html"}, page)

    def _feed(self, url: str, headers: Mapping[str, str]) -> Reply:
        said = {
            "content-type": "application/rss+xml; charset=utf-8",
            "etag": '"abc"',
            "last-modified": "Mon, 02 Mar 2026 07:30:05 GMT",
            "cache-control": "public, max-age=300",
        }
        if headers.get("If-None-Match") == '"abc"':
            return Reply(url, 304, said)
        if headers.get("Accept-Encoding") == "gzip":
            return Reply(url, 200, said | {"content-encoding": "gzip"}, gzip.compress(self.feed))
        return Reply(url, 200, said, self.feed)


def _beside(url: str, mime: str, body: bytes) -> Reply:
    return Reply(url, 200, {"content-type": mime, "access-control-allow-origin": "*"}, body)


def _audio(method: str, url: str, headers: Mapping[str, str]) -> Reply:
    said = {"content-type": "audio/mpeg", "accept-ranges": "bytes", "content-length": str(AUDIO_SIZE)}
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", headers.get("Range", ""))
    if method == "HEAD" or found is None or "If-Range" in headers:
        return Reply(url, 200, said, b"x" * AUDIO_SIZE)
    start = int(found[1]) if found[1] else AUDIO_SIZE - int(found[2])
    if start >= AUDIO_SIZE:
        return Reply(url, 416, said | {"content-length": "0", "content-range": f"bytes */{AUDIO_SIZE}"})
    stop = int(found[2]) + 1 if found[1] and found[2] else AUDIO_SIZE
    more = {"content-length": str(stop - start), "content-range": f"bytes {start}-{stop - 1}/{AUDIO_SIZE}"}
    return Reply(url, 206, said | more, b"x" * (stop - start))


def checked(world: World, url: str = FEED) -> Report:
    return check_feed(url, world, now=NOW)


def of_rule(number: int, world: World, url: str = FEED) -> Finding:
    return next(finding for finding in checked(world, url).findings if finding.rule == number)


def with_feed(*replacements: tuple[str, str]) -> World:
    """The world with its feed changed; what is to be replaced must be there."""
    text = podcast_rss(right_show()).decode()
    for before, after in replacements:
        assert before in text, before
        text = text.replace(before, after)
    return World(feed=text.encode())


def with_answers(change: Change) -> World:
    return World(changes=[change])
