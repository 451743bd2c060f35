"""Small values as feeds write them. Pure."""

import re

from app.importing.feed_xml import Node
from app.podcast.parts import SHORT, Place, PlaceRole, Txt, place_faults, txt_faults

AI = "ai-content"
_NUMBER = re.compile(r"(\d{1,12})(\.0+)?", re.ASCII)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)")


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


def language_of(text: str) -> str:
    """A language's code, also written as programs do ("en_GB"); "" for what is none."""
    found = _LANGUAGE.fullmatch(text.strip())
    return found[1].lower() + found[2].replace("_", "-") if found else ""


def txts_of(node: Node) -> tuple[Txt, ...]:
    """The lines for machines, but for what is said about AI: that is a choice of its own."""
    lines = (
        Txt(txt.attribute("purpose")[:SHORT], " ".join(txt.own_text.split())) for txt in node.children("podcast:txt")
    )
    return tuple(line for line in lines if line.purpose.lower() != AI and not txt_faults((line,)))


def ai_content_of(node: Node) -> str:
    """What is said about the use of AI: "true", "false", or "" for nothing."""
    said = (txt for txt in node.children("podcast:txt") if txt.attribute("purpose").lower() == AI)
    words = {True: "true", False: "false", None: ""}
    return next((words[flag(txt.own_text)] for txt in said), "")
