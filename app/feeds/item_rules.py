"""What directories ask of one episode. Pure; the numbers are those of docs/feeds.md."""

import re
from collections.abc import Iterator
from datetime import datetime

from app.core.errors import Fault
from app.feeds.addresses import address_fault, ending
from app.feeds.documents import PodcastDocument, PodcastItem
from app.feeds.field_rules import cover_faults, description_faults, text_faults
from app.feeds.namespace_rules import episode_namespace_faults
from app.feeds.podcast_namespace import duration_seconds
from app.feeds.show_notes import foreign_tags
from app.podcast import chapters
from app.podcast.numbering import EPISODE_TYPES

AUDIO = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a"}
"""The type that goes with each ending, of those that Apple names and this site publishes (rule 21)."""

# Rule 18. "S1 E2: ...", "Episode 4 - ...", "#12 ..." but not "Season of change" or "Episodes of pain".
_NUMBER_IN_TITLE = re.compile(
    r"(?:s(?:eason)?\s*\d+(?:[\s,.]*e(?:p(?:isode)?)?\.?\s*\d+)?|ep(?:isode)?\.?\s*\d+|e\d+|#\d+)\b", re.IGNORECASE
)
_SEPARATORS = ":-–—|,"


def item_faults(item: PodcastItem, document: PodcastDocument, *, now: datetime | None) -> list[Fault]:
    """What is wrong with `item` as a part of `document`."""
    return [
        *_title(item, document),
        *_identity(item),
        *_description(item),
        *_enclosure(item),
        *_date(item, now),
        *_numbers(item, document),
        *(cover_faults(item.cover) if item.cover else ()),
        *chapters.faults(item.chapters, duration_ms=item.duration_ms),
        *_further_addresses(item),
        *episode_namespace_faults(item),
    ]


def _title(item: PodcastItem, document: PodcastDocument) -> Iterator[Fault]:
    if not item.title.strip():
        yield Fault("title", "The episode needs a title.")
    yield from text_faults("title", item.title)
    if _names_the_show(item.title, document.title):
        yield Fault("title", "Leave the show’s name out of the title; apps show it beside it.")
    if _NUMBER_IN_TITLE.match(item.title):
        yield Fault("title", "Leave season and episode numbers out of the title; they have fields of their own.")


def _names_the_show(title: str, show: str) -> bool:
    rest = title.casefold().removeprefix(show.casefold()).lstrip() if show else title
    return rest != title.casefold() and rest[:1] in _SEPARATORS and rest != ""


def _identity(item: PodcastItem) -> Iterator[Fault]:
    if not item.guid:
        yield Fault("guid", "The episode has no GUID.")
    yield from text_faults("guid", item.guid)
    if fault := address_fault(item.url):
        yield Fault("url", f"The address of the episode’s page {fault}.")


def _description(item: PodcastItem) -> Iterator[Fault]:
    yield from description_faults(item.description)
    if tags := foreign_tags(item.content):
        names = ", ".join(sorted(tags))
        yield Fault("content", f"Podcast apps do not show these tags in the notes: {names}.")


def _enclosure(item: PodcastItem) -> Iterator[Fault]:
    audio = item.enclosure
    if fault := address_fault(audio.url):
        yield Fault("audio", f"The address of the audio {fault}.")
    if audio.length <= 0:
        yield Fault("audio", "The audio file is empty or has not been measured.")
    if audio.mime not in AUDIO.values():
        yield Fault("audio", "Directories take MP3 and M4A audio only.")
    elif AUDIO.get(ending(audio.url)) != audio.mime:
        yield Fault("audio", "The ending of the audio’s address does not fit its type.")
    if duration_seconds(item.duration_ms) < 1:
        yield Fault("audio", "The audio is shorter than a second.")


def _date(item: PodcastItem, now: datetime | None) -> Iterator[Fault]:
    if item.published_at.tzinfo is None:
        yield Fault("published_at", "The date of publication has no time zone.")
    elif now is not None and item.published_at > now:
        yield Fault("published_at", "The episode is not published yet, so it may not stand in the feed.")


def _numbers(item: PodcastItem, document: PodcastDocument) -> Iterator[Fault]:
    if item.episode_type not in EPISODE_TYPES:
        yield Fault("episode_type", "An episode is full, a trailer or a bonus.")
    for field, name in (("season", "season"), ("number", "episode")):
        value = getattr(item, field)
        if value is not None and value < 1:
            yield Fault(field, f"The {name} number must be 1 or more, or empty.")
    if item.episode_type == "trailer" and item.number is not None:
        yield Fault("number", "A trailer has no episode number.")
    # Rule 7 says every item, rule 25 that a trailer has none; a bonus may belong to no episode.
    if document.show_type == "serial" and item.episode_type == "full" and item.number is None:
        yield Fault("number", "Every episode of a serial show needs its number.")


def _further_addresses(item: PodcastItem) -> Iterator[Fault]:
    if item.chapters_url and (fault := address_fault(item.chapters_url)):
        yield Fault("chapters", f"The address of the chapters {fault}.")
    for link in item.transcripts:
        if fault := address_fault(link.url):
            yield Fault("transcript", f"The address of the transcript {fault}.")
