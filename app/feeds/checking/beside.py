"""Rules 34, 35 and 38 to 45: the chapters, transcripts and pictures that the feed points at, fetched and read."""

from collections.abc import Iterator
from html import unescape
from re import sub
from typing import Any

from app.core.errors import HouseError
from app.feeds.checking.extras import has_chapters_in_notes
from app.feeds.checking.findings import NotChecked
from app.feeds.checking.subject import Subject, each, said, seconds_of, title_of
from app.feeds.field_rules import COVER_ENDINGS, COVER_SIDES
from app.media.images import measured
from app.podcast import chapters, transcript_files, transcripts
from app.podcast.chapters import Chapter
from app.podcast.transcripts import Cue

_PSC = "{http://podlove.org/simple-chapters}chapters"
_SUBRIP = "application/x-subrip"
_TYPES = {"text/plain", "text/html", "text/vtt", "application/json", _SUBRIP, "application/srt"}
_PLAYER = {"Origin": "https://player.example"}


def _chapters(feed: Subject) -> list[tuple[Any, str]]:
    found = [(item, one.get("url", "")) for item in feed.newest for one in each(item, "podcast:chapters")]
    if not found:
        raise NotChecked("None of the newest episodes has a file of chapters.")
    return found


def _read_chapters(feed: Subject, url: str) -> tuple[Chapter, ...]:
    """Raises HouseError for what is none."""
    return chapters.parse_json(feed.get(url).body.decode("utf-8", "replace"))


def rule_34(feed: Subject) -> Iterator[str]:
    for item, url in _chapters(feed):
        reply = feed.get(url)
        if reply.status != 200:
            yield f"{title_of(item)}: the chapters’ address {reply.in_words()}."
            continue
        if reply.mime != chapters.JSON_TYPE:
            yield f"{title_of(item)}: the chapters are served as {reply.mime or 'nothing'}, not {chapters.JSON_TYPE}."
        try:
            found = _read_chapters(feed, url)
        except HouseError as refused:
            yield f"{title_of(item)}: {refused.message}"
            continue
        if not found:
            yield f"{title_of(item)}: the file of chapters is empty."


def rule_35(feed: Subject) -> Iterator[str]:
    for item, url in _chapters(feed):
        try:
            found = _read_chapters(feed, url)
        except HouseError:
            continue  # rule 34 says so
        length = seconds_of(item)
        end = None if length is None else length * 1000 + 500
        yield from (f"{title_of(item)}: {fault.message}" for fault in chapters.faults(found, duration_ms=end))


def rule_38(feed: Subject) -> Iterator[str]:
    for item, url in _chapters(feed):
        try:
            found = [chapter.start_ms for chapter in _read_chapters(feed, url)]
        except HouseError:
            continue  # rule 34 says so
        podlove = [chapters.parse_time(one.get("start", "")) for parent in each(item, _PSC) for one in parent]
        if podlove and podlove != found:
            yield f"{title_of(item)}: the Podlove chapters begin at other times than those of the JSON file."
        if has_chapters_in_notes(item):
            words = unescape(sub(r"<[^>]+>", "\n", said(item, "content:encoded")))
            noted = {ms for ms in map(_time_of, words.split("\n")) if ms is not None}
            if missing := [chapters.clock(ms) for ms in found if ms not in noted]:
                yield f"{title_of(item)}: the notes do not name the chapters at {', '.join(missing)}."


def _time_of(line: str) -> int | None:
    try:
        found = chapters.parse_list(line)
    except HouseError:
        return None
    return found[0].start_ms if found else None


def _transcripts(feed: Subject) -> list[tuple[Any, Any]]:
    found = [(item, one) for item in feed.newest for one in each(item, "podcast:transcript")]
    if not found:
        raise NotChecked("None of the newest episodes has a transcript.")
    return found


def rule_39(feed: Subject) -> Iterator[str]:
    for item, link in _transcripts(feed):
        url, mime = link.get("url", ""), link.get("type", "")
        if not url or mime not in _TYPES:
            yield f"{title_of(item)}: a transcript needs an address and one of the known types, not “{mime}”."
            continue
        reply = feed.get(url)
        if reply.status != 200:
            yield f"{title_of(item)}: the transcript’s address {reply.in_words()}: {url}."
        elif reply.mime != mime:
            yield f"{title_of(item)}: the feed says {mime}, the transcript is served as {reply.mime or 'nothing'}."


def rule_40(feed: Subject) -> Iterator[str]:
    files = [(item, one.get("url", "")) for item in feed.newest for one in each(item, "podcast:transcript")]
    files += [(item, one.get("url", "")) for item in feed.newest for one in each(item, "podcast:chapters")]
    if not files:
        raise NotChecked("None of the newest episodes has chapters or a transcript.")
    for item, url in files:
        if feed.get(url, _PLAYER).headers.get("access-control-allow-origin") != "*":
            yield f"{title_of(item)}: players elsewhere may not read {url} (Access-Control-Allow-Origin)."


def _timed(feed: Subject, *types: str) -> Iterator[tuple[Any, str, str]]:
    """Item, type and text of the transcripts of these types that can be had."""
    links = [(item, link) for item, link in _transcripts(feed) if link.get("type") in types]
    if not links:
        raise NotChecked("None of the newest episodes has a transcript of this kind.")
    for item, link in links:
        reply = feed.get(link.get("url", ""))
        if reply.status == 200:
            yield item, link.get("type"), reply.body.decode("utf-8", "replace")


def rule_41(feed: Subject) -> Iterator[str]:
    for item, _, text in _timed(feed, "text/vtt"):
        lines = text.lstrip("\ufeff").split("\n")
        if not lines[0].startswith("WEBVTT"):
            yield f"{title_of(item)}: the transcript does not begin with WEBVTT."
        if "<v " not in text:
            yield f"{title_of(item)}: the WebVTT names no speaker (<v Name>); Apple takes names from nowhere else."
        spoken = [sub(r"<[^>]*>", "", line) for line in lines if "-->" not in line]
        if any(len(unescape(line)) > 65 for line in spoken):
            yield f"{title_of(item)}: the WebVTT has lines of more than 65 characters."


def rule_42(feed: Subject) -> Iterator[str]:
    for item, mime, text in _timed(feed, _SUBRIP, "application/json"):
        if mime == "application/json":
            if '"segments"' not in text:
                yield f"{title_of(item)}: the JSON transcript has no segments."
            continue
        blocks = [block.strip().split("\n")[2:] for block in text.replace("\r", "").split("\n\n") if block.strip()]
        if any(len(block) > 2 or any(len(line) > 32 for line in block) for block in blocks):
            yield f"{title_of(item)}: SubRip has at most two lines of 32 characters a cue."


def rule_43(feed: Subject) -> Iterator[str]:
    for item, _, text in _timed(feed, "text/vtt", _SUBRIP):
        try:
            cues: tuple[Cue, ...] = transcript_files.parse(text)
        except HouseError as refused:
            yield f"{title_of(item)}: {refused.message}"
            continue
        length = seconds_of(item)
        end = None if length is None else length * 1000 + 500
        yield from (f"{title_of(item)}: {fault.message}" for fault in transcripts.faults(cues, duration_ms=end))


def rule_44(feed: Subject) -> Iterator[str]:
    for url in feed.art():
        reply = feed.get(url)
        picture = measured(reply.body) if reply.status == 200 else None
        if picture is None:
            yield f"{url} {'is no picture' if reply.status == 200 else reply.in_words()}."
            continue
        if picture.mime not in COVER_ENDINGS:
            yield f"{url} is neither JPEG nor PNG."
        elif url.partition("?")[0].rpartition(".")[2].lower() not in COVER_ENDINGS[picture.mime]:
            yield f"{url}: the ending does not fit the type {picture.mime}."
        if picture.width != picture.height or picture.width not in COVER_SIDES:
            yield f"{url} is {picture.width} by {picture.height} pixels; directories take squares of 1400 to 3000."
        if picture.mode != "RGB":
            yield f"{url} is in the colours {picture.mode}; directories take RGB without transparency."


def rule_45(feed: Subject) -> Iterator[str]:
    for url in feed.art():
        head = feed.head(url)
        if head.status != 200 or not head.length or not head.mime.startswith("image/"):
            yield f"{url}: HEAD {head.in_words()}, with {head.length or 'no'} bytes as {head.mime or 'nothing'}."
    if not feed.art():
        raise NotChecked("The feed has no art.")
