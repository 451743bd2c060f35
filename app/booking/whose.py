"""What is kept about somebody, found without knowing who they are: by the mark of their address, or by one booking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.booking.models import OCCUPYING, Booking, BookingEvent, Contact, ContactReading, Waiting
from app.booking.patients import patient_of
from app.booking.settings import wired
from app.core.db import db
from app.core.errors import Invalid, NotFound


@dataclass(frozen=True)
class Whose:
    """Everything under one e-mail address, or a single booking."""

    mark: str
    booking_id: int | None = None


@dataclass(frozen=True)
class Counted:
    """How much there is, without a word about whose. `ahead` are appointments that are still to come; `restricted` those
    that are kept but not used."""

    contacts: int
    ahead: int
    restricted: int
    waiting: int

    @property
    def nothing(self) -> bool:
        return not self.contacts and not self.waiting


def by_email(typed: str) -> Whose:
    """Raises Invalid for what is no address; many bookings made on the telephone have none, and are not one person's."""
    try:
        email = patient_of(name="Somebody", email=typed).email
    except Invalid:
        raise Invalid("That is not an e-mail address. Type one such as name@example.org.", field="email") from None
    return Whose(wired().sealer.mark(email))


def by_ref(typed: str) -> Whose:
    """Raises NotFound."""
    found = db.session.scalar(sa.select(Booking).where(Booking.ref == typed.strip().upper()))
    if found is None:
        raise NotFound("There is no booking with this reference.")
    return of_booking(found)


def of_booking(booking: Booking) -> Whose:
    return Whose(wired().sealer.mark_of_booking(booking.ical_uid), booking.id)


def by_email_or_ref(typed: str) -> Whose:
    """What a person types into one box. Raises Invalid and NotFound."""
    return by_email(typed) if "@" in typed else by_ref(typed)


def held_about(whose: Whose) -> Sequence[tuple[Booking, Contact]]:
    """The bookings that still say whose they are, in order of time, as they are in the database now."""
    wanted = Contact.booking_id == whose.booking_id if whose.booking_id else Contact.mark == whose.mark
    rows = db.session.execute(
        sa.select(Booking, Contact)
        .join(Contact, Contact.booking_id == Booking.id)
        .where(wanted)
        .order_by(Booking.starts_at, Booking.id)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in rows]


def waiting_of(whose: Whose) -> Sequence[Waiting]:
    if whose.booking_id:
        return ()
    return db.session.scalars(sa.select(Waiting).where(Waiting.mark == whose.mark).order_by(Waiting.id)).all()


def counted(whose: Whose, *, now: datetime) -> Counted:
    held = held_about(whose)
    return Counted(
        len(held),
        sum(is_ahead(booking, now=now) for booking, _ in held),
        sum(contact.restricted_at is not None for _, contact in held),
        len(waiting_of(whose)),
    )


def is_ahead(booking: Booking, *, now: datetime) -> bool:
    """Whether an appointment is booked, held or asked for, and is not over."""
    return booking.status in OCCUPYING and booking.ends_at > now


def events_of(booking_ids: Sequence[int]) -> Sequence[BookingEvent]:
    """What happened to these bookings, in order."""
    wanted = sa.select(BookingEvent).where(BookingEvent.booking_id.in_(booking_ids))
    return db.session.scalars(wanted.order_by(BookingEvent.booking_id, BookingEvent.id)).all()


def readings_of(booking_ids: Sequence[int]) -> Sequence[ContactReading]:
    """Each time that somebody was shown whose these bookings are, in order."""
    wanted = sa.select(ContactReading).where(ContactReading.booking_id.in_(booking_ids))
    return db.session.scalars(wanted.order_by(ContactReading.id)).all()
