"""Rules 5 to 8, 11 to 13 and 15 to 17: what the channel says."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

from app.feeds.addresses import address_fault
from app.feeds.categories import apple_categories
from app.feeds.checking.findings import NotChecked
from app.feeds.checking.subject import Subject, each, said, title_of
from app.feeds.languages import is_language
from app.feeds.lists import countries, licences
from app.podcast.parts import SHORT

_GEO = re.compile(r"geo:-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?([,;].*)?", re.ASCII)
_OSM = re.compile(r"[NWR]\d+(#\d+)?", re.ASCII)


def rule_5(feed: Subject) -> Iterator[str]:
    for name in ("title", "description", "link"):
        if not said(feed.channel, name).strip():
            yield f"The show has no {name}."
    if not is_language(said(feed.channel, "language")):
        yield f"“{said(feed.channel, 'language')}” is not a language code such as en-gb."
    if not any(image.get("href") for image in each(feed.channel, "itunes:image")):
        yield "The show has no art (itunes:image)."
    if said(feed.channel, "itunes:explicit") not in {"true", "false"}:
        yield "itunes:explicit must be true or false."
    if not feed.self_url:
        yield "The feed does not name its own address (atom:link rel=self)."
    yield from _category(feed)


def _category(feed: Subject) -> Iterator[str]:
    found = each(feed.channel, "itunes:category")
    if not found:
        yield "The show has no category (itunes:category)."
        return
    name = found[0].get("text", "")
    if name not in apple_categories():
        yield f"“{name}” is not in Apple’s list of categories."
        return
    for below in each(found[0], "itunes:category"):
        if below.get("text", "") not in apple_categories()[name]:
            yield f"“{below.get('text', '')}” is not a part of {name} in Apple’s list."


def rule_6(feed: Subject) -> Iterator[str]:
    for name in ("itunes:author", "podcast:guid"):
        if not said(feed.channel, name).strip():
            yield f"The show has no {name}."
    locked = feed.channel.find("{*}locked")
    if locked is None or (locked.text or "") not in {"yes", "no"}:
        yield "podcast:locked must be yes or no."
    elif locked.text == "yes" and not locked.get("owner"):
        yield "The show is locked, but no owner can be asked: podcast:locked has no address."


def rule_7(feed: Subject) -> Iterator[str]:
    kind = said(feed.channel, "itunes:type")
    if kind not in {"episodic", "serial"}:
        yield "itunes:type must be episodic or serial."
    for item in feed.items if kind == "serial" else ():
        is_full = said(item, "itunes:episodeType") in {"", "full"}
        if is_full and not said(item, "itunes:episode"):
            yield f"{title_of(item)} has no number, as every episode of a serial show needs."


def rule_8(feed: Subject) -> Iterator[str]:
    for name in ("itunes:block", "itunes:complete"):
        for found in each(feed.channel, name):
            if (found.text or "") != "Yes":
                yield f"{name} says “{found.text or ''}”; it says “Yes” or is left out."


def rule_11(feed: Subject) -> Iterator[str]:
    try:
        uuid.UUID(said(feed.channel, "podcast:guid").strip())
    except ValueError:
        yield "The podcast:guid is missing or no UUID."


def rule_12(feed: Subject) -> Iterator[str]:
    pings, updates = each(feed.channel, "podcast:podping"), each(feed.channel, "podcast:updateFrequency")
    if not (pings or updates):
        raise NotChecked("The feed says nothing about Podping or how often there is something new.")
    if any(ping.get("usesPodping") not in {"true", "false"} for ping in pings):
        yield "podcast:podping says neither true nor false."
    for update in updates:
        if not 1 <= len((update.text or "").strip()) <= SHORT:
            yield f"podcast:updateFrequency has 1 to {SHORT} characters."
        if "COUNT=" in update.get("rrule", "").upper() and not update.get("dtstart"):
            yield "A rule with COUNT needs its first date (dtstart)."


def rule_13(feed: Subject) -> Iterator[str]:
    funding, txts = each(feed.channel, "podcast:funding"), each(feed.channel, ".//podcast:txt")
    if not (funding or txts):
        raise NotChecked("The feed has no support links and no texts for machines.")
    for found in funding:
        if not found.get("url") or not 1 <= len((found.text or "").strip()) <= SHORT:
            yield f"A podcast:funding needs an address and 1 to {SHORT} characters."
    for found in txts:
        text, purpose = found.text or "", found.get("purpose", "")
        if len(text) > 4000 or len(purpose) > SHORT:
            yield f"The podcast:txt for “{purpose[:SHORT]}” is too long."
        if purpose == "ai-content" and text not in {"true", "false"}:
            yield "The podcast:txt for ai-content must be true or false."


def rule_15(feed: Subject) -> Iterator[str]:
    rights, places = each(feed.channel, ".//podcast:license"), each(feed.channel, ".//podcast:location")
    if not (rights or places):
        raise NotChecked("The feed names no licence and no place.")
    for found in rights:
        name = (found.text or "").strip()
        if not 1 <= len(name) <= SHORT or (name.lower() not in licences() and not found.get("url")):
            yield f"The licence “{name[:SHORT]}” is not in the list and has no address."
    for found in places:
        yield from _place(found)


def _place(found: Any) -> Iterator[str]:
    name = (found.text or "").strip()
    if not 1 <= len(name) <= SHORT:
        yield f"A place needs a name of 1 to {SHORT} characters."
    if found.get("rel", "subject") not in {"subject", "creator"}:
        yield f"“{name}”: rel is subject or creator."
    if found.get("geo") and not _GEO.fullmatch(found.get("geo")):
        yield f"“{name}”: geo has the form geo:53.8,-1.5."
    if found.get("osm") and not _OSM.fullmatch(found.get("osm")):
        yield f"“{name}”: osm is N, W or R and digits."
    if found.get("country") and found.get("country") not in countries():
        yield f"“{name}”: “{found.get('country')}” is not the code of a country."


def rule_16(feed: Subject) -> Iterator[str]:
    rolls, publishers = each(feed.channel, "podcast:podroll"), each(feed.channel, "podcast:publisher")
    if not (rolls or publishers):
        raise NotChecked("The feed recommends no shows and names no publisher.")
    for parent in (*rolls, *publishers):
        others = each(parent, "podcast:remoteItem")
        if not others or not all(other.get("feedGuid") for other in others):
            yield "Every show that is named needs its podcast GUID (feedGuid)."
    for publisher in publishers:
        if [other.get("medium") for other in each(publisher, "podcast:remoteItem")] != ["publisher"]:
            yield "podcast:publisher holds exactly one remoteItem of the medium publisher."


def rule_17(feed: Subject) -> Iterator[str]:
    new = said(feed.channel, "itunes:new-feed-url").strip()
    if not new:
        raise NotChecked("The feed announces no new address.")
    if fault := address_fault(new):
        yield f"The new address {fault}."
    if new != feed.self_url:
        yield f"It announces {new}, but calls itself {feed.self_url}."
