"""What is forgotten by itself, night by night. Call inside a unit of work; a second run on the same night finds nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.booking.forgetting import forget_contact
from app.booking.models import Booking, BookingEvent, Contact, ContactReading, Hold, Kind, Status, Waiting
from app.booking.operations import SITE
from app.booking.retention import contact_until, is_contact_over, is_hold_over, named_since
from app.booking.waiting import remove
from app.core.db import db
from app.directory.models import Practice

NOBODY = 0
"""The user of a reading of which it is not known any more whose it was."""


@dataclass(frozen=True)
class Purged:
    """How many of each were forgotten."""

    contacts: int = 0
    holds: int = 0
    waiting: int = 0
    block_names: int = 0
    users: int = 0


def purge(*, now: datetime) -> Purged:
    """Forget everything whose time is over, and write at what is not when it will be."""
    holds = _purge_holds(now)  # first: with a hold goes its contact
    return Purged(_purge_contacts(now), holds, _purge_waiting(now), _purge_block_names(now), _purge_users(now))


def _purge_contacts(now: datetime) -> int:
    """By what the appointment and the practice say today: it may have been moved, or the practice may keep less."""
    rows = db.session.execute(
        sa.select(Contact, Booking, Practice.retention_days)
        .join(Booking, Booking.id == Contact.booking_id)
        .join(Practice, Practice.id == Booking.practice_id)
        .order_by(Contact.booking_id)
    ).all()
    count = 0
    for contact, booking, days in rows:
        contact.purge_after = contact_until(booking.ends_at, days=days)
        if is_contact_over(booking.ends_at, days=days, restricted_at=contact.restricted_at, now=now):
            forget_contact(booking, contact, what="forgot the patient", by=SITE, now=now)
            count += 1
    return count


def _purge_holds(now: datetime) -> int:
    """Times that nobody booked, with all that hangs on them. A request that a practice did not answer is no such time."""
    found = sa.select(Booking).where(
        Booking.hold.in_((Hold.DETAILS, Hold.MAIL, Hold.OFFER)),
        Booking.status.in_((Status.HELD, Status.EXPIRED, Status.CANCELLED)),
        Booking.confirmed_at.is_(None),
        Booking.created_at < now,
    )
    over = [each.id for each in db.session.scalars(found) if is_hold_over(_came_to_nothing(each), now=now)]
    for booking_id in over:
        db.session.execute(sa.delete(Booking).where(Booking.id == booking_id))
    return len(over)


def _came_to_nothing(booking: Booking) -> datetime:
    return booking.ended_at or booking.hold_ends_at or booking.starts_at


def _purge_waiting(now: datetime) -> int:
    over = db.session.scalars(sa.select(Waiting).where(Waiting.purge_after <= now)).all()
    for row in over:
        remove(row, now=now)
    return len(over)


def _purge_block_names(now: datetime) -> int:
    """What a practice calls a time that it keeps for itself may be somebody's name."""
    rows = db.session.execute(
        sa.select(Booking, Practice.retention_days)
        .join(Practice, Practice.id == Booking.practice_id)
        .where(Booking.kind == Kind.BLOCK, Booking.service_name != "", Booking.ends_at <= now - timedelta(days=1))
    ).all()
    count = 0
    for booking, days in rows:
        if contact_until(booking.ends_at, days=days) <= now:
            booking.service_name = ""
            count += 1
    return count


def _purge_users(now: datetime) -> int:
    old = named_since(now)
    events = sa.update(BookingEvent).where(BookingEvent.at <= old, BookingEvent.user_id.is_not(None))
    readings = sa.update(ContactReading).where(ContactReading.at <= old, ContactReading.user_id != NOBODY)
    deeds = db.session.execute(events.values(user_id=None).returning(BookingEvent.id)).all()
    read = db.session.execute(readings.values(user_id=NOBODY, user_name="").returning(ContactReading.id)).all()
    return len(deeds) + len(read)
