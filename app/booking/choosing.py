"""What a patient chooses from: whom, what, and a week of free times."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.booking.availability import NOT_OFFERED, Offer, free_times, get_offer, list_offers, taken_of
from app.booking.slots import DAY, free_starts
from app.core.db import db
from app.core.errors import Gone, NotFound
from app.directory.models import Location, Practitioner

WEEK = 7 * DAY


@dataclass(frozen=True)
class Week:
    """The free times of an offer from a Monday on, by local day. `earlier` and `later` are the Mondays beside it, where
    there can be times at all."""

    monday: date
    days: tuple[tuple[date, tuple[datetime, ...]], ...]
    first_free: datetime | None
    earlier: date | None
    later: date | None


def get_listed(slug: str, *, now: datetime) -> Practitioner:
    """With their locations and practices. Raises NotFound, and Gone for somebody who was listed."""
    found = db.session.scalar(
        sa.select(Practitioner)
        .where(Practitioner.slug == slug)
        .options(selectinload(Practitioner.locations).joinedload(Location.practice))
    )
    return _require_listed(found, now=now)


def get_chosen(slug: str, location_id: int, service_id: int, *, now: datetime) -> Offer:
    """What is booked of this person. Raises NotFound for what is not offered and for what is somebody else's, and Gone for
    somebody who was listed."""
    offer = get_offer(location_id, service_id, bookable=False)
    _require_listed(offer.practitioner, now=now)
    if offer.practitioner.slug != slug or not offer.bookable:
        raise NotFound(NOT_OFFERED)
    return offer


def offers_of(practitioner: Practitioner) -> list[Offer]:
    """Everything of this person that is booked on this site, by location."""
    found = list_offers(practitioner.locations)
    return [offer for location in practitioner.locations for offer in found.get(location.id, ())]


def week_of(offer: Offer, asked: date | None, *, now: datetime, apart_from: int | None = None) -> Week:
    """The week that holds the day `asked`; without one the first that has a free time. A day out of reach is the nearest
    that is in reach."""
    today = now.astimezone(offer.zone).date()
    latest = today + offer.rules.latest_days * DAY
    first_free = first_start(offer, now=now, apart_from=apart_from)
    day = asked or (first_free.astimezone(offer.zone).date() if first_free else today)
    monday = _monday(min(max(day, today), latest))
    starts = free_times(offer, first=monday, last=monday + WEEK - DAY, now=now, apart_from=apart_from)
    days = [monday + number * DAY for number in range(7)]
    return Week(
        monday,
        tuple(
            (each, tuple(start for start in starts if start.astimezone(offer.zone).date() == each))
            for each in days
            if today <= each <= latest
        ),
        first_free,
        monday - WEEK if monday > today else None,
        monday + WEEK if monday + WEEK <= latest else None,
    )


def first_start(offer: Offer, *, now: datetime, apart_from: int | None = None) -> datetime | None:
    """The first time of the offer that can be booked, if there is one as far ahead as it is booked."""
    today = now.astimezone(offer.zone).date()
    last = today + offer.rules.latest_days * DAY
    taken = taken_of([offer.location], first=today, last=last, now=now, apart_from=apart_from)[offer.location.id]
    return next(free_starts(offer.hours, offer.rules, taken, first=today, last=last, now=now), None)


def minutes_left(until: datetime, *, now: datetime) -> int:
    """Whole minutes until then, rounded up; 0 when it is over."""
    return max(0, -(-(until - now) // timedelta(minutes=1)))


def _require_listed(found: Practitioner | None, *, now: datetime) -> Practitioner:
    if found is None or found.listed_at is None or found.listed_at > now:
        raise NotFound("There is no such physiotherapist here.")
    if found.delisted_at is not None and found.delisted_at <= now:
        raise Gone("This physiotherapist is not listed here any more.")
    return found


def _monday(day: date) -> date:
    return day - day.weekday() * DAY
