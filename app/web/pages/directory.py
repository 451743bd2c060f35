"""The search for a physiotherapist: what was asked, where that is, and who was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from app.core.errors import Fault
from app.core.paging import Page
from app.directory.languages import language_names
from app.directory.models import BookingMode, Measured
from app.directory.places import Nowhere, Place, Several
from app.directory.search import RADII, USUAL_RADIUS, Card, Found, Wanted
from app.web.pages.parts import Link, Pager
from app.web.pages.plain import PlainPage

TICKS = (("neuro", "Neuro Physiotherapy"), ("home_visits", "Home Visits"), ("female", "Female Physiotherapists"))
PATH = "/physiotherapists/"
WEEKS = 4
"""How far ahead a card looks for a free time."""


class Stage(StrEnum):
    """What the page has to say."""

    EMPTY = "empty"
    START = "start"
    SEVERAL = "several"
    NOWHERE = "nowhere"
    RESULTS = "results"
    NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The search as it was typed, to be kept in its form and in every address that leads on."""

    near: str = ""
    radius: int = USUAL_RADIUS
    ticked: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def wanted(self) -> Wanted:
        return Wanted(radius=self.radius, **{name: name in self.ticked for name, _ in TICKS})

    @property
    def in_words(self) -> str:
        """The search in words; nothing for an empty one."""
        words = self.ticks_in_words
        return f"{words or 'a physiotherapist'} near {self.near}" if self.near else words

    @property
    def ticks_in_words(self) -> str:
        return ", ".join(text for name, text in TICKS if name in self.ticked)

    def href(self, *, near: str | None = None, radius: int | None = None, page: int = 1) -> str:
        """The same search with something else in its place."""
        query: dict[str, object] = {"near": self.near if near is None else near}
        if (radius or self.radius) != USUAL_RADIUS:
            query["radius"] = radius or self.radius
        query |= dict.fromkeys(self.ticked, 1)
        if page > 1:
            query["page"] = page
        return f"{PATH}?{urlencode(query)}"

    def fault(self, field: str) -> str:
        """What is wrong with `field`, or nothing."""
        return " ".join(fault.message for fault in self.faults if fault.field == field)


@dataclass(frozen=True)
class Choice:
    """A place that may have been meant."""

    name: str
    hint: str
    href: str


@dataclass(frozen=True, kw_only=True)
class FoundCard:
    """A physiotherapist as the list of results shows one."""

    name: str
    href: str
    distance: str
    where: str
    facts: tuple[str, ...]
    treatments: tuple[str, ...]
    booking: str
    """The next free time, or how else one gets an appointment."""
    sample: bool
    has_time: bool = False


@dataclass(frozen=True, kw_only=True)
class DirectoryPage(PlainPage):
    """The search page in each of its stages."""

    stage: Stage
    asked: Asked
    heading: str = ""
    note: str = ""
    """From where distances are measured."""
    choices: tuple[Choice, ...] = ()
    cards: tuple[FoundCard, ...] = ()
    pager: Pager | None = None
    wider: Link | None = None
    attributions: tuple[str, ...] = ()
    radii: tuple[int, ...] = RADII


@dataclass(frozen=True)
class Next:
    """The first free time of a location."""

    starts_at: datetime
    zone: ZoneInfo
    on_request: bool
    at_home: bool = False


def choices_of(found: Several | Nowhere, asked: Asked) -> tuple[Choice, ...]:
    """The places that can be meant, each leading to the same search there."""
    places = found.places if isinstance(found, Several) else found.suggestions
    return tuple(Choice(place.name, place.hint, asked.href(near=place.name)) for place in places)


def cards_of(cards: Sequence[Card], times: Mapping[int, Next], place: Place, zone: ZoneInfo) -> tuple[FoundCard, ...]:
    """One for each; `times` by location; `zone` is the site's."""
    return tuple(_card(card, times.get(card.location.id), place, zone) for card in cards)


def _card(card: Card, free: Next | None, place: Place, zone: ZoneInfo) -> FoundCard:
    person, location, practice = card.practitioner, card.location, card.location.practice
    facts = []
    if location.home_miles is not None:
        facts.append(f"Home visits up to {_number(location.home_miles)} miles away")
    if location.sees_here and practice.step_free:
        facts.append("Step-free access")
    if person.video:
        facts.append("Video appointments")
    if set(person.languages) - {"en"}:
        facts.append(f"Speaks {', '.join(language_names(person.languages))}")
    where = ", ".join(part for part in (practice.name, practice.town) if part)
    rough = place.is_about or practice.measured in {Measured.OUTCODE, Measured.TOWN}
    return FoundCard(
        name=person.name,
        href=f"{PATH}{person.slug}/",
        distance=distance_in_words(card.miles, rough=rough),
        where=where if location.sees_here else f"Home visits only, from {practice.town or practice.name}",
        facts=tuple(facts),
        treatments=tuple(treatment.name for treatment in person.treatments),
        booking=_booking(card, free, zone),
        sample=person.sample or practice.sample,
        has_time=free is not None and person.accepts_new,
    )


def distance_in_words(miles: float, *, rough: bool) -> str:
    """To one decimal; "about" when it is measured from the middle of something large."""
    if round(miles, 1) == 0:
        return "less than 0.1 miles away" if not rough else "about 0 miles away"
    return f"{'about ' if rough else ''}{miles:.1f} {'mile' if f'{miles:.1f}' == '1.0' else 'miles'} away"


def _booking(card: Card, free: Next | None, zone: ZoneInfo) -> str:
    if not card.practitioner.accepts_new:
        return "Not taking new patients at the moment."
    if free is not None:
        kind = "Next time to ask for" if free.on_request else "Next free time"
        what = " for a home visit" if free.at_home else ""
        return f"{kind}{what}: {moment_in_words(free.starts_at, free.zone, than=zone)}"
    match card.location.practice.mode:
        case BookingMode.LINK:
            return "Appointments are booked on the practice’s own website."
        case BookingMode.DETAILS:
            return "Appointments are made with the practice."
        case _:
            return f"No free time in the next {WEEKS} weeks."


def moment_in_words(at: datetime, zone: ZoneInfo, *, than: ZoneInfo) -> str:
    """ "Monday 8 March 2027, 9:00 am" by the clocks of `zone`, which is named when it is another than `than`."""
    local = at.astimezone(zone)
    hour = local.hour % 12 or 12
    words = f"{local:%A} {local.day} {local:%B %Y}, {hour}:{local:%M} {'am' if local.hour < 12 else 'pm'}"
    return words if zone.key == than.key else f"{words} ({zone.key.rpartition('/')[2].replace('_', ' ')} time)"


def heading_of(page: Page[Found], asked: Asked, place: Place) -> str:
    """How many were found, where."""
    one = page.total == 1
    who = f"{page.total:,} {'physiotherapist' if one else 'physiotherapists'}"
    if "home_visits" in asked.ticked:
        return f"{who} {'makes' if one else 'make'} home visits to {place.name}"
    return f"{who} within {asked.radius} miles of {place.name}"


def nobody_words(asked: Asked, place: Place, miles: float | None) -> str:
    """That nobody was found, and how far away the nearest is."""
    if "home_visits" in asked.ticked:
        start = f"No one makes home visits to {place.name}"
        return (
            f"{start} yet."
            if miles is None
            else f"{start}. The nearest who makes home visits is {_number(miles)} miles away."
        )
    start = f"No one within {asked.radius} miles of {place.name}"
    return (
        f"{start}, and no one further away."
        if miles is None
        else f"{start}. The nearest is {_over(miles, asked.radius)} miles away."
    )


def _over(miles: float, radius: int) -> str:
    """What lies beyond the radius never reads as if it lay within."""
    return _number(miles) if round(miles, 1) > radius else f"just over {radius}"


def wider_search(asked: Asked, miles: float | None) -> Link | None:
    """The smallest circle on offer that has somebody in it."""
    if miles is None or "home_visits" in asked.ticked:
        return None
    radius = next((each for each in RADII if each >= miles), None)
    return None if radius is None else Link(f"Search within {radius} miles", asked.href(radius=radius))


def pager_of(page: Page[Found], asked: Asked) -> Pager:
    def href(number: int | None) -> str | None:
        return None if number is None else asked.href(page=number)

    return Pager(page.number, page.last, href(page.previous_number), href(page.next_number))


def _number(miles: float) -> str:
    """Without a decimal that says nothing: "8", "7.5"."""
    return f"{miles:.1f}".removesuffix(".0")
