"""Showing somebody of a practice who its patients are: every showing is remembered. Call inside a unit of work."""

from collections.abc import Iterable
from datetime import datetime

from app.accounts.permissions import Actor
from app.booking.diary import require_member
from app.booking.models import Booking, Contact, ContactReading, Kind
from app.booking.sealing import Patient
from app.booking.settings import wired
from app.core.db import db


def read_contacts(
    practice_id: int, bookings: Iterable[Booking], *, by: Actor, where: str, now: datetime
) -> dict[int, Patient]:
    """Who the patients of these bookings are, by the booking's id, once each. Missing where it was erased, where nobody has
    typed it yet, and where the patient has asked that it is not used. Raises NotFound for another practice's."""
    require_member(practice_id, by)
    found: dict[int, Patient] = {}
    for booking in bookings:
        contact = db.session.get(Contact, booking.id) if booking.kind is Kind.APPOINTMENT else None
        if contact is None or contact.restricted_at is not None or booking.practice_id != practice_id:
            continue
        found[booking.id] = wired().sealer.open(contact.sealed)
        db.session.add(
            ContactReading(booking_id=booking.id, user_id=by.user_id, user_name=by.name, at=now, where=where)
        )
    return found


def is_restricted(booking_id: int) -> bool:
    """Whether the patient has asked that their details are kept but not used."""
    contact = db.session.get(Contact, booking_id)
    return contact is not None and contact.restricted_at is not None
