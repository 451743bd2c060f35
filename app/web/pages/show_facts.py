"""What is said about a show and an episode beside their text: support, places, licence, other shows, seasons. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from app.podcast.draft import EpisodeType, ShowDraft
from app.podcast.models import Episode, Show
from app.podcast.parts import Funding, OtherShow, Place, PlaceRole, SeasonName, Soundbite, read_rows
from app.web.pages.parts import Link, Teaser

P = TypeVar("P")
OPEN_STREET_MAP = "https://www.openstreetmap.org"
_OSM_KINDS = {"N": "node", "W": "way", "R": "relation"}
# What the form offers is kept as the words that the namespace has for machines.
_AI = {"true": "Words, voices or sound were made by AI.", "false": "Nothing was made by AI."}
_ALL_RIGHTS = "arr"
_CREATIVE_COMMONS = re.compile(r"cc-(by(?:-nc)?(?:-nd|-sa)?)-(\d\.\d)", re.ASCII)


@dataclass(frozen=True)
class Fact:
    """A line of the list of facts: what it is, and one or several things that may lead somewhere."""

    name: str
    values: tuple[Link, ...]


@dataclass(frozen=True)
class Season:
    """Some of a show's episodes under one heading; without a name, where the show has no seasons."""

    name: str
    episodes: tuple[Teaser, ...]


def support_links(source: Show | ShowDraft) -> tuple[Link, ...]:
    """Where listeners can give money."""
    return tuple(Link(f.text, f.url) for f in parts(Funding, source.funding))


def show_facts(source: Show | ShowDraft) -> tuple[Fact, ...]:
    """How often it comes, where it is from, its licence, what its makers say of AI, and which shows they like."""
    often = "No more episodes are planned." if source.complete else source.update_frequency
    return tuple(
        fact
        for fact in (
            _words("New episodes", often),
            *place_facts(parts(Place, source.places)),
            _licence(source.licence, source.licence_url),
            *ai_fact(source.ai_content),
            Fact("We also listen to", tuple(filter(None, map(_other, parts(OtherShow, source.podroll))))),
        )
        if fact.values
    )


def place_facts(places: Iterable[Place]) -> tuple[Fact, ...]:
    """What it is about and where it is made, each with its place on a map where that is known."""
    listed = list(places)
    named = ((PlaceRole.SUBJECT, "About"), (PlaceRole.CREATOR, "Made in"))
    found = (Fact(name, tuple(_place(p) for p in listed if p.role is role)) for role, name in named)
    return tuple(fact for fact in found if fact.values)


def ai_fact(statement: str) -> tuple[Fact, ...]:
    """What its makers say about the use of AI."""
    return (_words("Use of AI", _AI.get(statement.lower(), statement)),) if statement else ()


def in_seasons(listed: Sequence[tuple[Episode, Teaser]], source: Show | ShowDraft) -> tuple[Season, ...]:
    """A page of episodes under the names of their seasons, in the order in which they come. A show without seasons is one
    list without a heading."""
    names = {s.number: s.name for s in parts(SeasonName, source.season_names)}
    if not any(episode.season for episode, _ in listed):
        return (Season("", tuple(item for _, item in listed)),) if listed else ()
    groups: dict[int | None, list[Teaser]] = {}
    for episode, item in listed:
        groups.setdefault(episode.season, []).append(item)
    return tuple(Season(_season(number, names), tuple(items)) for number, items in groups.items())


def soundbites(rows: Iterable[Any]) -> tuple[Soundbite, ...]:
    return parts(Soundbite, rows)


def parts(of: type[P], rows: Iterable[Any]) -> tuple[P, ...]:
    """The parts of a draft, or of a column that keeps them as plain values."""
    return tuple(row if isinstance(row, of) else read_rows(of, [row])[0] for row in rows)


def is_whole(episode: Episode) -> bool:
    """An episode in its own right that can be heard: no trailer, no bonus."""
    return episode.episode_type is EpisodeType.FULL and episode.enclosure is not None


def _season(number: int | None, names: dict[int, str]) -> str:
    if number is None:
        return "Outside the seasons"
    return f"Season {number}: {names[number]}" if number in names else f"Season {number}"


def _words(name: str, text: str) -> Fact:
    return Fact(name, (Link(text, None),) if text else ())


def _place(place: Place) -> Link:
    return Link(place.name, _on_a_map(place))


def _on_a_map(place: Place) -> str | None:
    if place.osm:
        return f"{OPEN_STREET_MAP}/{_OSM_KINDS[place.osm[0]]}/{place.osm[1:].partition('#')[0]}"
    if place.geo:
        latitude, longitude = place.geo.removeprefix("geo:").partition(";")[0].split(",")[:2]
        return f"{OPEN_STREET_MAP}/?mlat={latitude}&mlon={longitude}#map=14/{latitude}/{longitude}"
    return None


def _licence(slug: str, url: str) -> Fact:
    """A Creative Commons licence by its own address; any other by the name and the address that the editors gave."""
    found = _CREATIVE_COMMONS.fullmatch(slug.lower())
    if found:
        kind, version = found.groups()
        name = f"Creative Commons {kind.upper()} {version}"
        return Fact("Licence", (Link(name, url or f"https://creativecommons.org/licenses/{kind}/{version}/"),))
    name = "All rights reserved" if slug == _ALL_RIGHTS else slug or url
    return Fact("Licence", (Link(name, url or None),) if name else ())


def _other(show: OtherShow) -> Link | None:
    """Another show by its name; of one that has no name its host is said, and one without both cannot be found."""
    name = show.title or (urlsplit(show.feed_url).hostname or "")
    return Link(name, show.feed_url or None) if name else None
