"""What can be booked, of whom, and when: hours and taken times read from the database for `slots`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.booking.models import OCCUPYING, Booking, Kind, Status
from app.booking.settings import wired
from app.booking.slots import DAY, Exceptional, Hours, Rules, Span, Taken, Weekly, free_starts, may_return
from app.core.db import UTCDateTime, db
from app.core.errors import NotFound
from app.directory.bank_holidays import bank_holidays
from app.directory.hours_models import ClosedDay, ExceptionKind, HoursException, WeeklyHours
from app.directory.models import BookingMode, Location, Practice, Practitioner, Service

_Row = TypeVar("_Row")
NOT_OFFERED = "This appointment is not offered here, or not any more."

# Put together once: when many want one time, making these statements costs as much as running them.
_IDS: sa.BindParameter[list[int]] = sa.bindparam("ids", expanding=True)
_LOCATIONS = (
    sa.select(Location)
    .options(joinedload(Location.practitioner), joinedload(Location.practice))
    .where(Location.id.in_(_IDS))
)
_SERVICES = (
    sa.select(Service).where(Service.practitioner_id.in_(_IDS), Service.active).order_by(Service.position, Service.id)
)
_DIARY = (
    sa.select(Practitioner.diary_version)
    .join(Location, Location.practitioner_id == Practitioner.id)
    .where(Location.id == sa.bindparam("id"))
)
_WEEKLY = sa.select(
    WeeklyHours.location_id,
    WeeklyHours.weekday,
    WeeklyHours.starts,
    WeeklyHours.ends,
    WeeklyHours.valid_from,
    WeeklyHours.valid_until,
    WeeklyHours.every_other_from,
).where(WeeklyHours.location_id.in_(_IDS))
_EXCEPTIONS = sa.select(
    HoursException.location_id, HoursException.on, HoursException.kind, HoursException.starts, HoursException.ends
).where(HoursException.location_id.in_(_IDS))
_CLOSED = sa.select(ClosedDay.practice_id, ClosedDay.on).where(ClosedDay.practice_id.in_(_IDS))
_TAKEN = sa.select(
    Booking.id,
    Booking.practitioner_id,
    Booking.location_id,
    Booking.kind,
    Booking.starts_at,
    Booking.occupied_until,
).where(
    Booking.practitioner_id.in_(_IDS),
    Booking.status.in_(OCCUPYING),
    sa.or_(Booking.status == Status.BOOKED, Booking.hold_ends_at > sa.bindparam("now", type_=UTCDateTime())),
    Booking.starts_at < sa.bindparam("end", type_=UTCDateTime()),
    Booking.occupied_until > sa.bindparam("start", type_=UTCDateTime()),
)


@dataclass(frozen=True)
class Offer:
    """One service at one location, with everything its times depend on but the taken ones."""

    location: Location
    service: Service
    hours: Hours
    rules: Rules

    @property
    def practitioner(self) -> Practitioner:
        return self.location.practitioner

    @property
    def practice(self) -> Practice:
        return self.location.practice

    @property
    def mode(self) -> BookingMode:
        return self.service.mode or self.practice.mode

    @property
    def bookable(self) -> bool:
        """Whether times are given out here: on this site, of somebody who is listed, and no sample where it is real."""
        return (
            self.mode in {BookingMode.INSTANT, BookingMode.REQUEST}
            and self.location.listed
            and self.service.active
            and (wired().samples_too or not (self.practitioner.sample or self.practice.sample))
        )

    @property
    def zone(self) -> ZoneInfo:
        return self.hours.zone

    def span(self, starts_at: datetime) -> Span:
        """The time that a start takes, without the gap."""
        return Span(starts_at, starts_at + timedelta(minutes=self.service.minutes))

    def occupied(self, starts_at: datetime) -> Span:
        """The time that a start takes, with the gap."""
        return Span(starts_at, self.span(starts_at).ends + timedelta(minutes=self.service.gap_minutes))


def get_offer(location_id: int, service_id: int, *, bookable: bool = True) -> Offer:
    """Raises NotFound unless the service is offered at the location and, where asked, can be booked here."""
    location = db.session.scalar(_LOCATIONS, {"ids": [location_id]})
    service = db.session.get(Service, service_id)
    if location is None or service is None or service.practitioner_id != location.practitioner_id:
        raise NotFound(NOT_OFFERED)
    if service.location_id not in {None, location.id}:
        raise NotFound(NOT_OFFERED)
    offer = Offer(location, service, _hours_of([location])[location.id], _rules(location, service))
    if bookable and not offer.bookable:
        raise NotFound(NOT_OFFERED)
    return offer


def list_offers(locations: Collection[Location]) -> dict[int, list[Offer]]:
    """Everything that can be booked at these locations, in the order of the practitioner's list."""
    owners = {location.practitioner_id for location in locations}
    services = _by("practitioner_id", db.session.scalars(_SERVICES, {"ids": list(owners)}))
    hours = _hours_of(locations)
    found: dict[int, list[Offer]] = {}
    for location in locations:
        offers = (
            Offer(location, service, hours[location.id], _rules(location, service))
            for service in services[location.practitioner_id]
            if service.location_id in {None, location.id}
        )
        found[location.id] = [offer for offer in offers if offer.bookable]
    return found


def free_times(
    offer: Offer, *, first: date, last: date, now: datetime, apart_from: int | None = None
) -> list[datetime]:
    """The starts of `offer` that can be booked on these local days; `apart_from` is a booking that does not count (one
    that is being moved)."""
    taken = taken_of([offer.location], first=first, last=last, now=now, apart_from=apart_from)
    return list(free_starts(offer.hours, offer.rules, taken[offer.location.id], first=first, last=last, now=now))


def can_return(booking: Booking, offer: Offer, *, now: datetime) -> bool:
    """Whether the time that a booking has given up can be had again by whoever gave it up: times are given out here, and
    this one is worked and free."""
    day = booking.starts_at.astimezone(offer.zone).date()
    taken = taken_of([offer.location], first=day, last=day, now=now, apart_from=booking.id)[offer.location.id]
    span, occupied = Span(booking.starts_at, booking.ends_at), Span(booking.starts_at, booking.occupied_until)
    return offer.bookable and may_return(offer.hours, offer.rules, taken, span, occupied=occupied)


def hours_of_location(location_id: int) -> Hours:
    """When somebody works at one place, closed days and bank holidays counted in."""
    location = db.session.scalars(_LOCATIONS, {"ids": [location_id]}).one()
    return _hours_of([location])[location_id]


def diary_version(location_id: int) -> int:
    """How often something was changed in the diary of whoever works there; 0 for no location."""
    return db.session.scalar(_DIARY, {"id": location_id}) or 0


def sees_patients(location_id: int) -> bool:
    """Whether patients come to this location; otherwise its address is nobody's business."""
    return db.session.get_one(Location, location_id).sees_here


def nearest_free(
    offer: Offer, wanted: datetime, *, now: datetime, most: int = 3, apart_from: int | None = None
) -> list[datetime]:
    """The free times nearest to one that cannot be had, in order of time."""
    day = wanted.astimezone(offer.zone).date()
    for days in (1, 7, 28):
        around = free_times(offer, first=day - days * DAY, last=day + days * DAY, now=now, apart_from=apart_from)
        if len(around) >= most or days == 28:
            return sorted(sorted(around, key=lambda start: abs(start - wanted))[:most])
    return []


def taken_of(
    locations: Sequence[Location], *, first: date, last: date, now: datetime, apart_from: int | None = None
) -> dict[int, list[Taken]]:
    """The taken times of the practitioners of `locations` around these days, wherever they are. A hold that ran out
    takes nothing."""
    day = DAY + timedelta(hours=14)  # a local day lies within so much of the same day in UTC
    start, end = _midnight(first) - day, _midnight(last) + 2 * day
    owners = list({location.practitioner_id for location in locations})
    rows = db.session.execute(_TAKEN, {"ids": owners, "now": now, "start": start, "end": end}).all()
    return {
        location.id: [
            Taken(
                Span(row.starts_at, row.occupied_until),
                counts=row.location_id == location.id and row.kind is Kind.APPOINTMENT,
            )
            for row in rows
            if row.practitioner_id == location.practitioner_id and row.id != apart_from
        ]
        for location in locations
    }


def _rules(location: Location, service: Service) -> Rules:
    practice = location.practice
    return Rules(
        minutes=service.minutes,
        step_minutes=service.step_minutes,
        gap_minutes=service.gap_minutes,
        notice_minutes=practice.notice_minutes,
        latest_days=practice.latest_days,
        daily_cap=location.daily_cap,
    )


def _hours_of(locations: Collection[Location]) -> dict[int, Hours]:
    ids = [location.id for location in locations]
    practices = {location.practice_id: location.practice for location in locations}
    weekly = _by("location_id", db.session.execute(_WEEKLY, {"ids": ids}))
    exceptions = _by("location_id", db.session.execute(_EXCEPTIONS, {"ids": ids}))
    closed = _by("practice_id", db.session.execute(_CLOSED, {"ids": list(practices)}))
    closed_by_practice = {
        practice_id: _Closed({row.on for row in closed[practice_id]}, practice)
        for practice_id, practice in practices.items()
    }
    return {
        location.id: Hours(
            zone=ZoneInfo(location.practice.zone),
            weekly=tuple(_weekly(row) for row in weekly[location.id]),
            exceptions=tuple(_exceptional(row) for row in exceptions[location.id]),
            closed=closed_by_practice[location.practice_id],
        )
        for location in locations
    }


def _by(owner: str, rows: Iterable[_Row]) -> defaultdict[int, list[_Row]]:
    """The rows of each owner, in their order; none where there are none."""
    found: defaultdict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, owner)].append(row)
    return found


class _Closed(frozenset[date]):
    """A practice's closed days; the bank holidays of a year are looked up when a day of it is asked for."""

    practice: Practice

    def __new__(cls, days: Collection[date], practice: Practice) -> "_Closed":
        made = super().__new__(cls, days)
        made.practice = practice
        return made

    def __contains__(self, day: object) -> bool:
        if super().__contains__(day):
            return True
        return (
            isinstance(day, date)
            and self.practice.keeps_bank_holidays
            and day in bank_holidays(self.practice.nation, day.year)
        )


def minutes_of(wall_time: str) -> int:
    """Minutes after midnight of `HH:MM`."""
    hours, minutes = wall_time.split(":")
    return int(hours) * 60 + int(minutes)


def _weekly(row: Any) -> Weekly:
    return Weekly(
        row.weekday,
        minutes_of(row.starts),
        minutes_of(row.ends),
        row.valid_from,
        row.valid_until,
        row.every_other_from,
    )


def _exceptional(row: Any) -> Exceptional:
    times = (minutes_of(row.starts), minutes_of(row.ends)) if row.starts else (None, None)
    return Exceptional(row.on, row.kind is ExceptionKind.CLOSED, *times)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
