"""Small values as feeds write them. Pure."""

import re

from app.importing.feed_xml import Node
from app.podcast.parts import SHORT, Place, PlaceRole, place_faults

_NUMBER = re.compile(r"(\d{1,12})(\.0+)?", re.ASCII)


def whole_number(text: str) -> int | None:
    """A number from 1; None for everything else, 0 included."""
    found = _NUMBER.fullmatch(text.strip())
    return (int(found[1]) or None) if found is not None else None


def flag(text: str) -> bool | None:
    """Yes or no in any of the words that feeds have for it; None when it is neither."""
    match text.strip().lower():
        case "yes" | "true" | "explicit":
            return True
        case "no" | "false" | "clean":
            return False
        case _:
            return None


def places_of(node: Node) -> tuple[Place, ...]:
    """The locations that are in order, in today's form and in the older one."""
    found = []
    for location in node.children("podcast:location"):
        role = PlaceRole.CREATOR if location.attribute("rel") == "creator" else PlaceRole.SUBJECT
        name = " ".join(location.own_text.split())[:SHORT]
        place = Place(
            name, role, location.attribute("geo"), location.attribute("osm"), location.attribute("country").upper()
        )
        if place_faults((place,)):
            place = Place(name, role)  # the name is right even where its position is not
        if not place_faults((place,)):
            found.append(place)
    return tuple(found)
