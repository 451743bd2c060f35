"""Which appointments a change of the directory would touch, in words without a patient's name. The directory asks in the
transaction of the change, after it was written and with the diaries locked."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.booking.availability import hours_of_location
from app.booking.models import Booking, Kind, Status
from app.booking.slots import windows
from app.core.db import db
from app.directory.wall_times import moment_said


def ahead_of_practitioner(practitioner_id: int, now: datetime) -> Sequence[str]:
    """Every appointment of this person that is still to come, or asked for."""
    return [_said(booking) for booking in _ahead(Booking.practitioner_id == practitioner_id, now)]


def outside_hours(location_id: int, now: datetime) -> Sequence[str]:
    """The appointments at this place that do not lie within its hours as they are now."""
    ahead = _ahead(Booking.location_id == location_id, now)
    if not ahead:
        return []
    hours = hours_of_location(location_id)
    return [
        _said(booking)
        for booking in ahead
        if not any(
            window.starts <= booking.starts_at and booking.ends_at <= window.ends
            for window in windows(hours, booking.starts_at.astimezone(hours.zone).date())
        )
    ]


def _ahead(condition: sa.ColumnElement[bool], now: datetime) -> Sequence[Booking]:
    """Booked, or held for somebody who may still get it; in order of time."""
    live = sa.or_(Booking.status == Status.BOOKED, sa.and_(Booking.status == Status.HELD, Booking.hold_ends_at > now))
    mine = sa.select(Booking).where(condition, live, Booking.kind == Kind.APPOINTMENT, Booking.starts_at > now)
    return db.session.scalars(mine.order_by(Booking.starts_at, Booking.id)).all()


def _said(booking: Booking) -> str:
    return f"{booking.ref}, {moment_said(booking.starts_at, ZoneInfo(booking.zone))}"
