"""What is kept about somebody, for that very person: as data and as a calendar. Call inside a unit of work: what the
practice's side is shown is written down."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import icalendar

from app.accounts.permissions import Actor
from app.booking.availability import sees_patients
from app.booking.calendar_files import calendar_file
from app.booking.models import OCCUPYING, Booking, BookingEvent, Contact, ContactReading, Waiting
from app.booking.settings import wired
from app.booking.whose import Whose, events_of, held_about, readings_of, waiting_of
from app.core.db import db
from app.core.errors import NotFound
from app.directory.models import Practice, Practitioner, Service

# The secret of the link is a key to the booking, not something about the person.
_KEYS = {"link"}


def export(whose: Whose, *, now: datetime) -> dict[str, Any]:
    """All of it in plain values. Raises NotFound where nothing is kept, Unusable where it cannot be opened."""
    held, waits = held_about(whose), waiting_of(whose)
    if not held and not waits:
        raise NotFound("Nothing is kept about this person, or not any more.")
    ids = [booking.id for booking, _ in held]
    events, readings = events_of(ids), readings_of(ids)
    return {
        "made": now.isoformat(),
        "bookings": [_booking(booking, contact, events, readings) for booking, contact in held],
        "waiting_list": [_waiting(row) for row in waits],
    }


def calendar(whose: Whose, *, now: datetime) -> bytes:
    """The same appointments in one calendar. Raises NotFound where there is none."""
    held = held_about(whose)
    if not held:
        raise NotFound("No appointment is kept of this person, or not any more.")
    made = icalendar.Calendar()
    made.add("prodid", "-//Appointments//EN")
    made.add("version", "2.0")
    for booking, _ in held:
        practice = db.session.get_one(Practice, booking.practice_id)
        one = calendar_file(
            booking,
            practice=practice,
            practitioner_name=db.session.get_one(Practitioner, booking.practitioner_id).name,
            method="PUBLISH" if booking.ended_at is None or booking.status in OCCUPYING else "CANCEL",
            manage_url="",
            now=now,
            sees_here=sees_patients(booking.location_id),
        )
        for event in icalendar.Calendar.from_ical(one).walk("VEVENT"):
            made.add_component(event)
    return bytes(made.to_ical())


def note_export(whose: Whose, *, by: Actor | None, now: datetime) -> None:
    """Write down that somebody else than the patient was given it; None is the command line."""
    for booking, _ in held_about(whose):
        db.session.add(
            ContactReading(
                booking_id=booking.id,
                user_id=by.user_id if by else 0,
                user_name=by.name if by else "Command line",
                at=now,
                where="export",
            )
        )


def _booking(
    booking: Booking, contact: Contact, events: Sequence[BookingEvent], readings: Sequence[ContactReading]
) -> dict[str, Any]:
    practice = db.session.get_one(Practice, booking.practice_id)
    return {
        "reference": booking.ref,
        "practice": practice.name,
        "physiotherapist": db.session.get_one(Practitioner, booking.practitioner_id).name,
        "booked": booking.service_name,
        "price_pence": booking.price_pence,
        "at_home": booking.at_home,
        "starts": booking.starts_at.isoformat(),
        "ends": booking.ends_at.isoformat(),
        "time_zone": booking.zone,
        "status": booking.status.value,
        "made_by": booking.source.value,
        "made": booking.created_at.isoformat(),
        "privacy_notice": booking.privacy_version,
        "you": _opened(contact.sealed),
        "kept_but_not_used_since": contact.restricted_at.isoformat() if contact.restricted_at else None,
        "deleted_after": contact.purge_after.isoformat(),
        "what_happened": [
            {"at": event.at.isoformat(), "by": event.party.value, "what": event.what, **event.details}
            for event in events
            if event.booking_id == booking.id
        ],
        "shown_to_the_practice": [
            {"at": each.at.isoformat(), "where": each.where} for each in readings if each.booking_id == booking.id
        ],
    }


def _waiting(row: Waiting) -> dict[str, Any]:
    return {
        "physiotherapist": db.session.get_one(Practitioner, row.practitioner_id).name,
        "for": db.session.get_one(Service, row.service_id).name,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
        "times_of_day": list(row.parts),
        "you": _opened(row.sealed),
        "made": row.created_at.isoformat(),
        "privacy_notice": row.privacy_version,
        "deleted_after": row.purge_after.isoformat(),
    }


def _opened(sealed: str) -> dict[str, str]:
    patient = wired().sealer.open(sealed)
    return {name: value for name, value in asdict(patient).items() if value and name not in _KEYS}
