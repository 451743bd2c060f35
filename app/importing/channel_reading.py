"""What a feed says of the show as a whole. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator

from app.core.web_address import is_web_address
from app.importing.feed_xml import Node
from app.importing.parsed import ParsedPerson, ParsedShow
from app.importing.reading import ai_content_of, flag, language_of, places_of, txts_of, whole_number
from app.podcast.draft import ShowType
from app.podcast.parts import (
    SHORT,
    Funding,
    Medium,
    OtherShow,
    SeasonName,
    funding_faults,
    other_show_faults,
    season_name_faults,
)

_RULE = re.compile(r"FREQ=[A-Z]+(;[A-Z]+=[A-Z0-9,+-]+)*", re.ASCII)
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def read_show(channel: Node, people: Callable[[Node], tuple[ParsedPerson, ...]]) -> ParsedShow:
    """The show; what is out of order in a part of it is left out, as no show can be without a title but with that."""
    owner = channel.first("itunes:owner")
    lock = channel.first("podcast:locked")
    category, subcategory = _category(channel)
    licence = channel.first("podcast:license")
    guid = channel.line("podcast:guid").lower()
    words, rule, start = _updates(channel.first("podcast:updateFrequency"))
    email = owner.line("itunes:email")[:255] if owner else ""
    return ParsedShow(
        title=channel.line("title", "itunes:title")[:255] or "Untitled show",
        html=channel.text("content:encoded", "description", "itunes:summary"),
        summary=channel.line("itunes:summary", "description", "itunes:subtitle"),
        link=channel.line("link"),
        image_url=_cover(channel),
        author_name=channel.line("itunes:author", "dc:creator", "managingEditor")[:255],
        owner_name=owner.line("itunes:name")[:255] if owner else "",
        owner_email=email if "@" in email[1:-1] else "",
        language=language_of(channel.line("language")),
        category=category,
        subcategory=subcategory,
        explicit=flag(channel.line("itunes:explicit")) or False,
        show_type=ShowType.SERIAL if channel.line("itunes:type").lower() == "serial" else ShowType.EPISODIC,
        copyright_holder=channel.line("copyright")[:255],
        complete=flag(channel.line("itunes:complete")) or False,
        guid=guid if _GUID.fullmatch(guid) else "",
        locked=lock is not None and flag(lock.own_text) is True,
        lock_owner=(lock.attribute("owner") if lock else "") or email,
        medium=_medium(channel.line("podcast:medium")),
        licence=_short(licence.own_text) if licence else "",
        licence_url=url if licence and is_web_address(url := licence.attribute("url")) else "",
        update_frequency=words,
        update_rule=rule,
        update_start=start,
        people=people(channel),
        places=places_of(channel),
        funding=tuple(f for f in map(_funding, channel.children("podcast:funding")) if not funding_faults((f,))),
        txts=txts_of(channel),
        ai_content=ai_content_of(channel),
        publisher=_publisher(channel),
        podroll=_podroll(channel),
        season_names=_season_names(channel),
    )


def _short(text: str) -> str:
    return " ".join(text.split())[:SHORT]


def _category(channel: Node) -> tuple[str, str]:
    first = next(channel.children("itunes:category"), None)
    if first is None:
        return "", ""
    below = next(first.children("itunes:category"), None)
    return first.attribute("text"), below.attribute("text") if below else ""


def _cover(channel: Node) -> str:
    addresses = [image.attribute("href") for image in channel.children("itunes:image")]
    addresses += [image.line("url") for image in channel.children("image")]
    return next((url for found in addresses if is_web_address(url := found.replace(" ", "%20"))), "")


def _medium(text: str) -> Medium:
    try:
        return Medium(text.lower())
    except ValueError:
        return Medium.PODCAST


def _funding(node: Node) -> Funding:
    return Funding(node.attribute("url"), _short(node.own_text))


def _podroll(channel: Node) -> tuple[OtherShow, ...]:
    others = (item for roll in channel.children("podcast:podroll") for item in roll.children("podcast:remoteItem"))
    return tuple(_others(others))


def _publisher(channel: Node) -> tuple[OtherShow, ...]:
    """The first that is named: a show has one."""
    named = (item for box in channel.children("podcast:publisher") for item in box.children("podcast:remoteItem"))
    return tuple(_others(named))[:1]


def _others(items: Iterable[Node]) -> Iterator[OtherShow]:
    for item in items:
        other = OtherShow(item.attribute("feedGuid").lower(), item.attribute("feedUrl"), item.attribute("title"))
        if not other_show_faults("podroll", (other,)):
            yield other


def _updates(node: Node | None) -> tuple[str, str, str]:
    """How often it comes: in words, as a rule, and from which day; a rule that is in order, and no day without it."""
    words = _short(node.own_text) if node else ""
    if node is None or not words:
        return words, "", ""
    rule, day = node.attribute("rrule").upper().removeprefix("RRULE:"), node.attribute("dtstart")[:10]
    day = day if _DAY.fullmatch(day) else ""
    fine = _RULE.fullmatch(rule) and len(rule) <= SHORT and (day or "COUNT=" not in rule)
    return (words, rule, day) if fine else (words, "", "")


def _season_names(channel: Node) -> tuple[SeasonName, ...]:
    """The names stand at the items; the first that is given for a season is its name."""
    names: dict[int, str] = {}
    for item in channel.children("item"):
        for season in item.children("podcast:season"):
            number = whole_number(season.own_text)
            if number is not None and season.attribute("name"):
                names.setdefault(number, _short(season.attribute("name")))
    found = tuple(SeasonName(number, name) for number, name in sorted(names.items()))
    return found if not season_name_faults(found) else ()
