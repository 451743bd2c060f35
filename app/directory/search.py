"""Who is near a place: one query for every database, a box on the covering index and the haversine formula inside it.

The figures behind that choice: docs/bench.md. What matches a search: docs/directory.md.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import Invalid
from app.core.paging import Page
from app.directory.distance import EARTH_MILES, Box, Point, box_around, haversine_of, miles_between, miles_of
from app.directory.models import Location, Practitioner, PractitionerTreatment, Treatment

RADII = (5, 10, 15, 25, 50)
USUAL_RADIUS = 10
PAGE_SIZE = 20
NEURO = "neuro"
"""The treatment that the tick box of its name asks for."""
_WIDER = (25.0, 100.0, 1_000.0)
"""Where the nearest is looked for when nobody is within the radius; the last holds all of these islands."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a search asks for. Every tick must be met by one and the same location of a practitioner."""

    radius: int = USUAL_RADIUS
    """Miles. With `home_visits` it plays no part: then it counts how far each one travels."""
    neuro: bool = False
    home_visits: bool = False
    female: bool = False


@dataclass(frozen=True)
class Found:
    """One practitioner, at the nearest location that matches."""

    practitioner_id: int
    miles: float


@dataclass(frozen=True)
class Card:
    """The same with everything that a card shows."""

    location: Location
    miles: float

    @property
    def practitioner(self) -> Practitioner:
        return self.location.practitioner


def read_radius(text: str) -> int:
    """The radius that was asked for; nothing is the usual one. Raises Invalid for any other than those on offer."""
    if not text:
        return USUAL_RADIUS
    if text.isascii() and text.isdigit() and len(text) < 4 and int(text) in RADII:
        return int(text)
    *others, last = map(str, RADII)
    raise Invalid(f"The distance must be {', '.join(others)} or {last} miles.", field="radius")


def is_empty() -> bool:
    """Whether nobody is listed at all."""
    return db.session.scalar(sa.select(Location.id).where(Location.listed).limit(1)) is None


def search(centre: Point, wanted: Wanted, *, page: int = 1) -> Page[Found]:
    """A page of those who match, the nearest first; who is equally near stands by number, so that pages stay apart."""
    near = _near(centre, wanted, _furthest(wanted)).subquery()
    of_radius = sa.true() if wanted.home_visits else near.c.haversine <= haversine_of(wanted.radius)
    nearest = sa.func.min(near.c.haversine).label("nearest")
    each = sa.select(near.c.practitioner_id, nearest).where(of_radius).group_by(near.c.practitioner_id).cte("each")
    total = sa.select(sa.func.count()).select_from(each).scalar_subquery()  # cheaper than a window over all of them
    found = sa.select(each, total.label("total")).order_by(each.c.nearest, each.c.practitioner_id).limit(PAGE_SIZE)
    rows = db.session.execute(found.offset((page - 1) * PAGE_SIZE)).all()
    if not rows and page > 1:
        rows_of_first = db.session.execute(found.limit(1)).all()
        return Page((), page, PAGE_SIZE, rows_of_first[0].total if rows_of_first else 0)
    items = [Found(row.practitioner_id, miles_of(row.nearest)) for row in rows]
    return Page(items, page, PAGE_SIZE, rows[0].total if rows else 0)


def find_nearest(centre: Point, wanted: Wanted) -> Found | None:
    """The nearest who matches, however far, for a search that found nobody. For home visits it is the nearest who makes
    them at all."""
    for miles in _WIDER:
        near = _near(centre, wanted, miles, however_far=True).subquery()
        row = db.session.execute(
            sa.select(near.c.practitioner_id, near.c.haversine)
            .where(near.c.haversine <= haversine_of(miles))
            .order_by(near.c.haversine, near.c.practitioner_id)
            .limit(1)
        ).first()
        if row is not None:
            return Found(row.practitioner_id, miles_of(row.haversine))
    return None


def list_cards(found: Collection[Found], centre: Point, wanted: Wanted) -> list[Card]:
    """What the cards of these show, in their order, with the location that was found."""
    locations = db.session.scalars(
        sa.select(Location)
        .where(Location.practitioner_id.in_([each.practitioner_id for each in found]), Location.listed)
        .options(
            joinedload(Location.practice),
            joinedload(Location.practitioner).selectinload(Practitioner.treatments),
        )
        .order_by(Location.id)
    ).all()
    cards = []
    for each in found:
        of_each = [location for location in locations if location.practitioner_id == each.practitioner_id]
        if of_each:  # else it was delisted between the two queries
            cards.append(min((_card(location, centre, wanted) for location in of_each), key=_nearest_match))
    return [card for _, card in cards]


def _nearest_match(each: tuple[bool, Card]) -> tuple[bool, float, int]:
    matches, card = each
    return not matches, card.miles, card.location.id


def _card(location: Location, centre: Point, wanted: Wanted) -> tuple[bool, Card]:
    miles = miles_between(centre, Point(location.latitude, location.longitude))
    travels = location.home_miles is not None and miles <= location.home_miles
    return travels or (location.sees_here and not wanted.home_visits), Card(location, miles)


def _furthest(wanted: Wanted) -> float:
    """How far the box must reach: for home visits as far as the one who travels furthest."""
    if not wanted.home_visits:
        return float(wanted.radius)
    return db.session.scalar(sa.select(sa.func.max(Location.home_miles))) or 0.0


def _near(centre: Point, wanted: Wanted, miles: float, *, however_far: bool = False) -> sa.Select[int, float]:
    """The locations of a box that match, but for the radius. `however_far` leaves out how far somebody travels."""
    haversine = _haversine(centre)
    conditions = [*_inside(box_around(centre, miles)), Location.listed]
    if wanted.female:
        conditions.append(Location.female)
    if wanted.neuro:
        conditions.append(_treats(NEURO))
    if wanted.home_visits:
        conditions.append(Location.home_miles.is_not(None))
    if not (however_far and wanted.home_visits):
        conditions.append(_reached(haversine, wanted))
    return sa.select(Location.practitioner_id, haversine.label("haversine")).where(*conditions)


def _reached(haversine: sa.ColumnElement[float], wanted: Wanted) -> sa.ColumnElement[bool]:
    """Patients come there, or somebody comes from there as far as this."""
    half = sa.func.sin(Location.home_miles / (2 * EARTH_MILES))
    travels = haversine <= half * half
    return travels if wanted.home_visits else sa.or_(Location.sees_here, travels)


def _inside(box: Box) -> tuple[sa.ColumnElement[bool], ...]:
    return Location.latitude.between(box.south, box.north), Location.longitude.between(box.west, box.east)


def _haversine(centre: Point) -> sa.ColumnElement[float]:
    """The formula without its arc, which neither the order nor a comparison needs. The square of the sine of half an
    angle is written as half of one less its cosine: databases work out everything as often as it stands there. What
    that loses is less than a foot."""
    up = 1 - sa.func.cos(sa.func.radians(Location.latitude - centre.latitude))
    across = 1 - sa.func.cos(sa.func.radians(Location.longitude - centre.longitude))
    narrow = math.cos(math.radians(centre.latitude)) * sa.func.cos(sa.func.radians(Location.latitude))
    return (up + narrow * across) * 0.5


def _treats(slug: str) -> sa.ColumnElement[bool]:
    return (
        sa.select(PractitionerTreatment.treatment_id)
        .join(Treatment, Treatment.id == PractitionerTreatment.treatment_id)
        .where(PractitionerTreatment.practitioner_id == Location.practitioner_id, Treatment.slug == slug)
        .exists()
    )
