"""Rules 28 to 33: what the podcast namespace says of an item."""

import re
from collections.abc import Iterator
from typing import Any

from app.feeds.checking.findings import NotChecked
from app.feeds.checking.subject import Subject, each, said, seconds_of, title_of
from app.feeds.lists import person_roles
from app.feeds.namespace_rules import MAX_DISPLAY
from app.podcast.parts import SHORT

_DECIMAL = re.compile(r"\d+(\.\d+)?", re.ASCII)
_RATIO = re.compile(r"\d+(\.\d+)?\s*/\s*\d+(\.\d+)?", re.ASCII)


def _of_all(feed: Subject, path: str, nothing: str) -> list[tuple[Any, Any]]:
    """Every such element with the item (or channel) that it stands in."""
    found = [(parent, one) for parent in (feed.channel, *feed.items) for one in each(parent, path)]
    if not found:
        raise NotChecked(nothing)
    return found


def rule_28(feed: Subject) -> Iterator[str]:
    seasons = [(item, one) for item in feed.items for one in each(item, "podcast:season")]
    episodes = [(item, one) for item in feed.items for one in each(item, "podcast:episode")]
    if not (seasons or episodes):
        raise NotChecked("No episode says its season or number for other apps than Apple’s.")
    for item, season in seasons:
        if not (season.text or "").strip().isdigit() or len(season.get("name", "")) > SHORT:
            yield f"{title_of(item)}: podcast:season is a whole number with a name of at most {SHORT} characters."
    for item, episode in episodes:
        if not _DECIMAL.fullmatch((episode.text or "").strip()) or len(episode.get("display", "")) > MAX_DISPLAY:
            yield f"{title_of(item)}: podcast:episode is a number, shown in at most {MAX_DISPLAY} characters."


def rule_29(feed: Subject) -> Iterator[str]:
    groups = person_roles()
    for parent, person in _of_all(feed, "podcast:person", "The feed names no people."):
        name = (person.text or "").strip()
        if not 1 <= len(name) <= SHORT:
            yield f"{title_of(parent)}: a person needs a name of 1 to {SHORT} characters."
        role, group = person.get("role", "host").lower(), person.get("group", "cast").lower()
        if role not in groups.get(group, frozenset()):
            yield f"{title_of(parent)}: “{role}” in “{group}” is not in the Podcast Taxonomy."
    for item in feed.items:
        people = each(item, "podcast:person")
        if people and not any(one.get("role", "host").lower().endswith("host") for one in people):
            yield f"{title_of(item)} names people, but none of the hosts: they replace the show’s."


def rule_30(feed: Subject) -> Iterator[str]:
    for item, clip in _of_all(feed, "podcast:soundbite", "The feed has no clips."):
        start, length = clip.get("startTime", ""), clip.get("duration", "")
        if not (_DECIMAL.fullmatch(start) and _DECIMAL.fullmatch(length)) or float(length) <= 0:
            yield f"{title_of(item)}: a clip needs a start and a length in seconds."
            continue
        whole = seconds_of(item)
        if whole is not None and float(start) + float(length) > whole + 1:
            yield f"{title_of(item)}: a clip ends after the audio."
        if len(clip.text or "") > SHORT:
            yield f"{title_of(item)}: the title of a clip has at most {SHORT} characters."


def rule_31(feed: Subject) -> Iterator[str]:
    for item, other in _of_all(feed, "podcast:alternateEnclosure", "No episode offers its audio in another way."):
        if not other.get("type"):
            yield f"{title_of(item)}: podcast:alternateEnclosure needs a type."
        if not any(source.get("uri") for source in each(other, "podcast:source")):
            yield f"{title_of(item)}: podcast:alternateEnclosure needs a source."
        for proof in each(other, "podcast:integrity"):
            if proof.get("type") not in {"sri", "pgp-signature"} or not proof.get("value"):
                yield f"{title_of(item)}: podcast:integrity needs its type (sri or pgp-signature) and value."


def rule_32(feed: Subject) -> Iterator[str]:
    for parent, one in _of_all(feed, "podcast:socialInteract", "The feed says nothing about comments."):
        if one.get("protocol") == "disabled":
            if set(one.attrib) != {"protocol"}:
                yield f"{title_of(parent)}: comments are turned off with protocol=“disabled” and nothing else."
        elif not (one.get("protocol") and one.get("uri")):
            yield f"{title_of(parent)}: podcast:socialInteract needs a protocol and an address."


def rule_33(feed: Subject) -> Iterator[str]:
    if each(feed.channel, ".//podcast:images"):
        yield "podcast:images is out of use; podcast:image has taken its place."
    for parent, image in _of_all(feed, "podcast:image", "The feed has no pictures in the form of 2025."):
        if not image.get("href"):
            yield f"{title_of(parent)}: podcast:image needs an address (href)."
        ratio = image.get("aspect-ratio", "1/1")
        if not _RATIO.fullmatch(ratio.strip()):
            yield f"{title_of(parent)}: the aspect-ratio “{ratio}” has not the form 16/9."
        if len(image.get("purpose", "")) > SHORT:
            yield f"{title_of(parent)}: the purpose of a picture has at most {SHORT} characters."


def rule_36(feed: Subject) -> Iterator[str]:
    """Which of the ways to give chapters an app finds is its own affair; that there is one can be seen."""
    paths = ("podcast:chapters", "{http://podlove.org/simple-chapters}chapters")
    if not any(each(item, path) for item in feed.items for path in paths):
        raise NotChecked("No episode has chapters in the feed; those inside the audio are not looked for.")
    for item in feed.items:
        for found in each(item, "podcast:chapters"):
            if not (found.get("url") and found.get("type")):
                yield f"{title_of(item)}: podcast:chapters needs an address and a type."


def rule_37(feed: Subject) -> Iterator[str]:
    path = "{http://podlove.org/simple-chapters}chapters"
    found = [(item, each(item, path)) for item in feed.items if each(item, path)]
    if not found:
        raise NotChecked("No episode has Podlove chapters.")
    for item, lists in found:
        if len(lists) > 1:
            yield f"{title_of(item)} has more than one list of Podlove chapters."
        for chapter in lists[0]:
            if not chapter.get("start") or not said_title(chapter):
                yield f"{title_of(item)}: a Podlove chapter needs a start and a title."


def said_title(chapter: Any) -> str:
    return str(chapter.get("title", "")).strip()


def has_chapters_in_notes(item: Any) -> bool:
    """Whether the notes have a line that begins with 00:00."""
    return re.search(r"(?:^|>|\s)\(?0?0:00\)?\s", said(item, "content:encoded")) is not None
