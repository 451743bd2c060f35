"""Who is reminded of an appointment, and when. Hours before the start are counted in real hours, so that a change of the
clocks in between makes nobody late."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.booking import mails
from app.booking.mail_words import Kind
from app.booking.models import Booking, BookingMail, Party, Status
from app.booking.models import Kind as BookingKind
from app.booking.operations import get_booking
from app.core.db import db
from app.directory.models import Practice

JUST_HEARD = "The patient had a mail about it within the same hours."


def list_due(*, now: datetime) -> Sequence[int]:
    """The bookings whose reminder is due and was not thought of yet, as they stand just now. Only reads."""
    latest = db.session.scalar(sa.select(sa.func.max(Practice.reminder_hours))) or 0
    thought_of = sa.exists().where(
        BookingMail.booking_id == Booking.id,
        BookingMail.kind == Kind.REMINDER.value,
        BookingMail.sequence == Booking.ical_sequence,
    )
    ahead = sa.and_(
        Booking.status == Status.BOOKED,
        Booking.kind == BookingKind.APPOINTMENT,
        Booking.starts_at > now,
        Booking.starts_at <= now + timedelta(hours=latest),
    )
    wanted = sa.select(Booking.id, Booking.starts_at, Practice.reminder_hours).join(
        Practice, Practice.id == Booking.practice_id
    )
    rows = db.session.execute(wanted.where(ahead, ~thought_of).order_by(Booking.starts_at, Booking.id))
    return [row.id for row in rows if row.starts_at - timedelta(hours=row.reminder_hours) <= now]


def remind(booking_id: int, *, now: datetime) -> None:
    """Write the reminder, or note why there is none. Call inside a unit of work; twice is as good as once."""
    booking = get_booking(booking_id)
    if booking.status is not Status.BOOKED or booking.starts_at <= now:
        return
    hours = db.session.get_one(Practice, booking.practice_id).reminder_hours
    since = booking.starts_at - timedelta(hours=hours)
    heard = sa.select(BookingMail.id).where(
        BookingMail.booking_id == booking.id,
        BookingMail.to == Party.PATIENT,
        BookingMail.sequence == booking.ical_sequence,
        BookingMail.due_at > since,
    )
    skipped = JUST_HEARD if db.session.scalar(heard.limit(1)) is not None else ""
    mails.write(booking.id, Kind.REMINDER, Party.PATIENT, booking.ical_sequence, now=now, skipped=skipped)
