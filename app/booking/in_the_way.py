"""Which appointments a change of the directory would touch, in words without a patient's name. The directory asks in the
transaction of the change, after it was written and with the diaries locked. What the practice keeps knowingly is not in
the way any more."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.booking.availability import hours_of_location
from app.booking.models import Booking, BookingEvent, Kind, Status
from app.booking.slots import Hours, windows
from app.core.db import db
from app.directory.models import BookingMode, Practice, Service
from app.directory.touched import Touched
from app.directory.wall_times import moment_said


class Why(StrEnum):
    """What touches an appointment; remembered with what is kept knowingly."""

    HOURS = "hours"
    SERVICE = "service"
    LISTING = "listing"
    MODE = "mode"


BOOKED_HERE = frozenset({BookingMode.INSTANT, BookingMode.REQUEST})
KEPT = "kept"
"""The event of a booking that the practice knows to be touched, and means to keep as it is."""


def ahead_of_practitioner(practitioner_id: int, now: datetime) -> Sequence[Touched]:
    """Every appointment of this person that is still to come, or asked for."""
    return _not_kept(_ahead(Booking.practitioner_id == practitioner_id, now), Why.LISTING)


def ahead_of_service(service_id: int, now: datetime) -> Sequence[Touched]:
    """Every appointment for this service that is still to come, or asked for, and that it is not offered for any more."""
    service, practices = db.session.get_one(Service, service_id), dict[int, Practice]()
    touched = []
    for booking in _ahead(Booking.service_id == service_id, now):
        practice = practices.setdefault(booking.practice_id, db.session.get_one(Practice, booking.practice_id))
        here = service.location_id in {None, booking.location_id}
        if not (service.active and here and (service.mode or practice.mode) in BOOKED_HERE):
            touched.append(booking)
    return _not_kept(touched, Why.SERVICE)


def ahead_of_location(location_id: int, now: datetime) -> Sequence[Touched]:
    """Every appointment at this place of work that is still to come, or asked for."""
    return _not_kept(_ahead(Booking.location_id == location_id, now), Why.LISTING)


def not_booked_here(practice_id: int, now: datetime) -> Sequence[Touched]:
    """The appointments of a practice that could not be booked on this site as it is now; a service may go its own way."""
    if db.session.get_one(Practice, practice_id).mode in BOOKED_HERE:
        return []
    own_way = sa.select(Service.id).where(Service.mode.in_(BOOKED_HERE))
    others = sa.or_(Booking.service_id.is_(None), Booking.service_id.not_in(own_way))
    return _not_kept(_ahead(sa.and_(Booking.practice_id == practice_id, others), now), Why.MODE)


def outside_hours(location_id: int, now: datetime) -> Sequence[Touched]:
    """The appointments at this place that do not lie within its hours as they are now."""
    ahead = _ahead(Booking.location_id == location_id, now)
    if not ahead:
        return []
    hours = hours_of_location(location_id)
    return _not_kept([booking for booking in ahead if not lies_in(hours, booking)], Why.HOURS)


def lies_in(hours: Hours, booking: Booking) -> bool:
    """Whether the whole appointment lies in hours that are worked."""
    day = booking.starts_at.astimezone(hours.zone).date()
    return any(window.starts <= booking.starts_at and booking.ends_at <= window.ends for window in windows(hours, day))


def _not_kept(bookings: Sequence[Booking], why: Why) -> Sequence[Touched]:
    """A booking that was moved since is another matter: it was kept at another time."""
    ids = [booking.id for booking in bookings]
    events = db.session.scalars(
        sa.select(BookingEvent).where(BookingEvent.booking_id.in_(ids), BookingEvent.what == KEPT)
    ).all()
    kept = {(each.booking_id, each.details["why"], each.details["starts_at"]) for each in events}
    return [
        Touched(booking.id, f"{booking.ref}, {moment_said(booking.starts_at, ZoneInfo(booking.zone))}")
        for booking in bookings
        if (booking.id, why.value, booking.starts_at.isoformat()) not in kept
    ]


def _ahead(condition: sa.ColumnElement[bool], now: datetime) -> Sequence[Booking]:
    """Booked, or held for somebody who may still get it; in order of time."""
    live = sa.or_(Booking.status == Status.BOOKED, sa.and_(Booking.status == Status.HELD, Booking.hold_ends_at > now))
    mine = sa.select(Booking).where(condition, live, Booking.kind == Kind.APPOINTMENT, Booking.starts_at > now)
    return db.session.scalars(mine.order_by(Booking.starts_at, Booking.id)).all()
