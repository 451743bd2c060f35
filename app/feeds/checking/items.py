"""Rules 14, 18, 19 and 21 to 27: what the items say."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from app.feeds.addresses import address_fault, ending
from app.feeds.checking.findings import NotChecked
from app.feeds.checking.subject import Subject, date_of, each, said, seconds_of, title_of
from app.feeds.item_rules import AUDIO
from app.feeds.show_notes import foreign_tags
from app.podcast.numbering import EPISODE_TYPES
from app.podcast.parts import SHORT

_URL_ATTRIBUTES = ("url", "href", "uri")
_DATE = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    r" \d\d:\d\d:\d\d (?:[+-]\d{4}|GMT)",
    re.ASCII,
)
# What Apple takes beside the audio that this site publishes (rule 21).
_TYPES = {**AUDIO, "mp4": "video/mp4", "m4v": "video/x-m4v", "mov": "video/quicktime", "pdf": "application/pdf"}
_ALSO = {"m4a": {"audio/mp4", "audio/m4a"}}


def rule_14(feed: Subject) -> Iterator[str]:
    found = each(feed.channel, "podcast:trailer")
    if not found:
        raise NotChecked("The feed names no trailer.")
    seasons = {said(item, path).strip() for item in feed.items for path in ("podcast:season", "itunes:season")}
    for trailer in found:
        text = (trailer.text or "").strip()
        if not trailer.get("url") or not _DATE.fullmatch(trailer.get("pubdate", "")):
            yield f"The trailer “{text[:SHORT]}” needs an address and a date such as Tue, 02 Mar 2027 07:30:00 +0000."
        if not 1 <= len(text) <= SHORT:
            yield f"A trailer has a title of 1 to {SHORT} characters."
        season = trailer.get("season")
        if season is not None and (not season.isdigit() or (season not in seasons and int(season) < 1)):
            yield f"The trailer “{text[:SHORT]}” is for season “{season}”, which is no number."


def rule_18(feed: Subject) -> Iterator[str]:
    show = said(feed.channel, "title").strip().casefold()
    files = Counter(e.get("url") for item in feed.items for e in item.findall("enclosure"))
    for item in feed.items:
        title = said(item, "title").strip()
        if not title:
            yield f"{title_of(item)} has no title."
        if show and title.casefold().startswith((f"{show}:", f"{show} -", f"{show} –", f"{show} |")):
            yield f"{title_of(item)}: the title names the show, which apps print beside it."
        found = item.findall("enclosure")
        if len(found) != 1 or not all(found[0].get(name) for name in ("url", "length", "type")):
            yield f"{title_of(item)} needs one enclosure with address, length and type."
        elif files[found[0].get("url")] > 1:
            yield f"{title_of(item)} has the same audio address as another episode."


def rule_19(feed: Subject) -> Iterator[str]:
    guids = Counter(said(item, "guid").strip() for item in feed.items)
    for item in feed.items:
        guid = said(item, "guid").strip()
        if not guid:
            yield f"{title_of(item)} has no GUID."
        elif guids[guid] > 1:
            yield f"{title_of(item)} has the same GUID as another episode: {guid}."
        elif item.find("guid").get("isPermaLink") != "false" and not guid.startswith(("http://", "https://")):
            yield f"{title_of(item)}: the GUID is no address, so it must say isPermaLink=“false”."


def rule_21(feed: Subject) -> Iterator[str]:
    for item in feed.items:
        for found in item.findall("enclosure"):
            extension, mime = ending(found.get("url", "")), found.get("type", "").lower()
            if extension not in _TYPES:
                yield f"{title_of(item)}: the audio’s address ends in “{extension}”, which Apple does not take."
            elif mime != _TYPES[extension] and mime not in _ALSO.get(extension, set()):
                yield f"{title_of(item)}: the type {mime} does not fit the ending “{extension}”."
    for title, found in feed.enclosures():
        served = feed.head(found.get("url"))
        if served.status == 200 and served.mime != found.get("type", "").lower():
            yield f"{title}: the feed says {found.get('type')}, the file is served as {served.mime or 'nothing'}."


def rule_22(feed: Subject) -> Iterator[str]:
    known: dict[str, str] = {"the feed itself": feed.self_url or feed.url}
    for element in feed.root.iter():
        if isinstance(element.tag, str):
            for name in _URL_ATTRIBUTES:
                if element.get(name):
                    known[f"{element.tag.rpartition('}')[2]} {element.get(name)}"] = element.get(name)
    for where, url in known.items():
        if (fault := address_fault(url)) and "}href" not in where:
            yield f"The address of {where} {fault}."


def rule_23(feed: Subject) -> Iterator[str]:
    dates = Counter(date_of(item) for item in feed.items)
    for item in feed.items:
        found = date_of(item)
        if found is None or not _DATE.fullmatch(said(item, "pubDate").strip()):
            yield f"{title_of(item)}: “{said(item, 'pubDate')}” is not a date such as Tue, 02 Mar 2027 07:30:00 +0000."
        elif dates[found] > 1:
            yield f"{title_of(item)} has the same date as another episode, so apps order them as they like."
        elif found > feed.now:
            yield f"{title_of(item)} has a date in the future."


def rule_24(feed: Subject) -> Iterator[str]:
    for item in feed.items:
        said_as = said(item, "itunes:duration")
        if not said_as:
            yield f"{title_of(item)} does not say how long it is."
        elif not said_as.strip().isdigit():
            plain = seconds_of(item)
            more = "" if plain is None else f": write {plain}"
            yield f"{title_of(item)}: the length “{said_as}” is not whole seconds{more}."


def rule_25(feed: Subject) -> Iterator[str]:
    for item in feed.items:
        for name in ("itunes:season", "itunes:episode"):
            number = said(item, name).strip()
            if number and not (number.isascii() and number.isdigit() and int(number[:9]) > 0):
                yield f"{title_of(item)}: {name} is “{number}”, not a number from 1."
        kind = said(item, "itunes:episodeType")
        if kind and kind not in EPISODE_TYPES:
            yield f"{title_of(item)}: “{kind}” is neither full nor trailer nor bonus."
        if kind == "trailer" and said(item, "itunes:episode"):
            yield f"{title_of(item)} is a trailer and has an episode number."


def rule_26(feed: Subject) -> Iterator[str]:
    for item in feed.items:
        explicit = said(item, "itunes:explicit")
        if explicit and explicit not in {"true", "false"}:
            yield f"{title_of(item)}: itunes:explicit is “{explicit}”, not true or false."
        for image in each(item, "itunes:image"):
            if not image.get("href"):
                yield f"{title_of(item)} has art without an address."


def rule_27(feed: Subject) -> Iterator[str]:
    for item in feed.items:
        if tags := foreign_tags(said(item, "content:encoded")):
            yield f"{title_of(item)}: apps do not show these tags in notes: {', '.join(sorted(tags))}."
        summary = said(item, "itunes:summary")
        if summary and summary == said(item, "description"):
            yield f"{title_of(item)}: itunes:summary is a copy of the description."
    for element in chain(each(feed.channel, ".//itunes:keywords"), feed.root.iter("{*}googleplay")):
        yield f"{element.tag.rpartition('}')[2]} is read by nobody any more."
        break
