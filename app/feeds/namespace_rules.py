"""What the podcast namespace asks of its elements, checked on the document. Pure; the numbers are those of docs/feeds.md.

Lengths and forms of what an editor writes are the room's own rules (app/podcast/parts.py) and asked there for drafts; here
they are asked again of everything that a feed would say, together with what only the whole feed shows.
"""

import re
from collections.abc import Iterable, Iterator

from app.core.errors import Fault
from app.feeds.addresses import address_fault
from app.feeds.documents import Image, Participant, PodcastDocument, PodcastItem, Updates
from app.feeds.lists import countries, licences, person_roles
from app.podcast import parts
from app.podcast.parts import SHORT, Place

MAX_DISPLAY = 32  # characters, rule 28
_UNTIL = re.compile(r"(?:^|;)UNTIL=([^;]*)", re.IGNORECASE)


def show_namespace_faults(document: PodcastDocument) -> Iterator[Fault]:
    """Rules 12 to 16, and of 29, 33 and 52 what concerns the channel."""
    yield from _updates(document.updates)
    yield from parts.funding_faults(document.funding)
    yield from parts.txt_faults(document.txts)
    yield from _places(document.places)
    if document.licence is not None:
        if len(document.licence.name) > SHORT:
            yield Fault("licence", f"The name of the licence has at most {SHORT} characters.")
        if document.licence.name.lower() not in licences() and not document.licence.url:
            yield Fault("licence_url", "A licence of your own needs the address where its text is.")
    yield from parts.other_show_faults("podroll", document.podroll)
    yield from parts.other_show_faults("publisher", (document.publisher,) if document.publisher else ())
    yield from _people(document.people)
    yield from _images(document.images)
    for trailer in document.trailers:
        if len(trailer.title) > SHORT:
            yield Fault("trailers", f"The title of a trailer has at most {SHORT} characters: “{trailer.title}”.")
    for hub in document.hubs:
        if fault := address_fault(hub):
            yield Fault("hubs", f"The address of a hub {fault}.")


def episode_namespace_faults(item: PodcastItem) -> Iterator[Fault]:
    """Rules 28 to 30 and 33."""
    if len(item.season_name) > SHORT:
        yield Fault("season_names", f"The name of season {item.season} has at most {SHORT} characters.")
    if len(item.display) > MAX_DISPLAY:
        yield Fault("number", f"What apps show for the number has at most {MAX_DISPLAY} characters.")
    if item.episode_type == "trailer" and len(item.title) > SHORT:
        yield Fault("title", f"The title of a trailer has at most {SHORT} characters.")
    yield from _people(item.people)
    yield from _places(item.places)
    yield from parts.soundbite_faults(item.soundbites, duration_ms=item.duration_ms)
    yield from _images(item.images)


def _updates(updates: Updates | None) -> Iterator[Fault]:
    if updates is None:
        return
    if not 1 <= len(updates.words) <= SHORT:
        yield Fault("update_frequency", f"Say how often in words, with at most {SHORT} characters.")
    if "COUNT=" in updates.rule.upper() and not updates.start:
        yield Fault("update_start", "A rule with COUNT needs the date from which it counts.")
    until = _UNTIL.search(updates.rule)
    if until and updates.start and "T" in until[1].upper():
        yield Fault("update_rule", "UNTIL must be a date without a time, as the first date is.")


def _places(places: tuple[Place, ...]) -> Iterator[Fault]:
    yield from parts.place_faults(places)
    for place in places:
        if place.country and place.country not in countries():
            yield Fault("places", f"“{place.country}” is not the code of a country. For the United Kingdom it is GB.")


def _people(people: Iterable[Participant]) -> Iterator[Fault]:
    for person in people:
        if not 1 <= len(person.name) <= SHORT:
            yield Fault("credits", f"The name of a person has 1 to {SHORT} characters.")
        if person.role not in person_roles().get(person.group, frozenset()):
            yield Fault("credits", f"“{person.role}” is not a role in the group “{person.group}”.")


def _images(images: Iterable[Image]) -> Iterator[Fault]:
    for image in images:
        if fault := address_fault(image.url):
            yield Fault("image_id", f"The address of a picture {fault}.")
        if len(image.purpose) > SHORT:
            yield Fault("image_id", f"The purpose of a picture has at most {SHORT} characters.")
