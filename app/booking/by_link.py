"""A booking as whoever has its link may know it, and what they may still do."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from app.booking.availability import Offer, can_return, free_times, get_offer
from app.booking.changing import is_late, moved_from
from app.booking.links import hash_of
from app.booking.models import OCCUPYING, Booking, Contact, Hold, Kind, Party, Status
from app.booking.operations import PATIENT, get_booking, note, open_contact
from app.booking.patients import address_of, first_name
from app.booking.settings import wired
from app.core.db import db
from app.core.errors import Gone, NotFound
from app.directory.models import Practice, Practitioner

SECRET_LENGTH = 43
"""Of `links.new_secret()`: anything else is not looked for."""


@dataclass(frozen=True)
class Linked:
    """A booking with what stands around it. Of the patient only the first name, and whether an address is known."""

    booking: Booking
    practice: Practice
    practitioner: Practitioner
    first_name: str
    has_address: bool


@dataclass(frozen=True)
class Choices:
    """What the patient may do just now. `back_to` is the time before the last move, while it is free; `late` says that the
    practice has to be called."""

    confirm: bool = False
    cancel: bool = False
    move: bool = False
    undo: bool = False
    back_to: datetime | None = None
    address: bool = False
    late: bool = False


def get_linked(secret: str) -> Linked:
    """Raises NotFound for a link that never was, is not any more, or was altered."""
    booking = _find(Booking.link_hash == hash_of(secret)) if len(secret) == SECRET_LENGTH else None
    if booking is None:
        raise NotFound("This link does not work, or does not work any more.")
    return _linked(booking)


def get_by_key(key: str) -> tuple[Linked, str]:
    """The booking that a form with this key made, and the secret of its link. Raises NotFound."""
    booking = _find(Booking.idem_key == key) if len(key) == SECRET_LENGTH else None
    if booking is None:
        raise NotFound("There is no such booking.")
    return _linked(booking), open_contact(booking).link


def choices(linked: Linked, *, now: datetime) -> Choices:
    """Decided again by each operation; this is what the page offers."""
    booking, offer = linked.booking, _find_offer(linked.booking)
    if booking.kind is not Kind.APPOINTMENT or booking.starts_at <= now:
        return Choices()
    if booking.status is Status.CANCELLED:
        return Choices(
            undo=booking.ended_by is Party.PATIENT and offer is not None and can_return(booking, offer, now=now)
        )
    if booking.hold is Hold.MAIL and booking.status in {Status.HELD, Status.EXPIRED}:
        return Choices(confirm=offer is not None, cancel=booking.status is Status.HELD)
    if booking.status not in OCCUPYING or booking.hold is Hold.OFFER:
        return Choices()
    movable = offer is not None and offer.bookable
    back_to = _before(booking, offer, now=now) if offer is not None and movable else None
    if is_late(booking, now=now):
        return Choices(late=True, back_to=back_to, address=booking.at_home)
    return Choices(cancel=True, move=movable, back_to=back_to, address=booking.at_home)


def keep_address(booking_id: int, typed: str, *, now: datetime) -> None:
    """Where a home visit goes. Call inside a unit of work. Raises Invalid, and Gone where none is needed."""
    booking, address = get_booking(booking_id), address_of(typed)
    if not booking.at_home or booking.status not in OCCUPYING:
        raise Gone("This appointment needs no address.")
    contact = db.session.get_one(Contact, booking_id)
    contact.sealed = wired().sealer.seal(replace(open_contact(booking), address=address))
    note(booking, "gave an address", by=PATIENT, now=now)


def offer_of(booking: Booking) -> Offer:
    """What was booked, whether it is still offered to others or not. Raises Gone."""
    offer = _find_offer(booking)
    if offer is None:
        raise Gone("What was booked is not offered any more. Please call the practice.")
    return offer


def _find(condition: sa.ColumnElement[bool]) -> Booking | None:
    return db.session.scalar(sa.select(Booking).where(condition).execution_options(populate_existing=True))


def _find_offer(booking: Booking) -> Offer | None:
    """None where the service was deleted or is offered somewhere else now."""
    if booking.service_id is None:
        return None
    try:
        return get_offer(booking.location_id, booking.service_id, bookable=False)
    except NotFound:
        return None


def _linked(booking: Booking) -> Linked:
    patient = open_contact(booking)
    return Linked(
        booking,
        db.session.get_one(Practice, booking.practice_id),
        db.session.get_one(Practitioner, booking.practitioner_id),
        first_name(patient.name),
        bool(patient.address),
    )


def _before(booking: Booking, offer: Offer, *, now: datetime) -> datetime | None:
    """Where the patient's own last move came from, while they may go back and that time can be had."""
    before = moved_from(booking, now=now)
    if before is None:
        return None
    day = before.astimezone(offer.zone).date()
    return before if before in free_times(offer, first=day, last=day, now=now, apart_from=booking.id) else None
