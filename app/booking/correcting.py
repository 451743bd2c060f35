"""Putting right who a patient is. Call inside a unit of work. Only ever of one booking that was opened by its link or in the
practice's diary: nobody is looked up by an address, and what somebody types into a form to book overwrites nobody.

A wrong e-mail address is often that of a stranger, who has the mail with the link. So with a new address goes a new link,
and the old one is dead; and the old address is told that it was replaced, in case it was the right one.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from app.booking.links import hash_of, new_secret
from app.booking.models import OCCUPYING, Booking, Contact, Hold, Kind, Party
from app.booking.operations import Who, get_booking, open_contact, saved
from app.booking.patients import address_of, called_in
from app.booking.sealing import Patient
from app.booking.settings import wired
from app.core.db import db
from app.core.errors import Conflict, Gone, Invalid

READDRESSED = "readdressed"
"""The event of a booking whose mails go to another address from then on; `CORRECTED` is any other."""
CORRECTED = "corrected"
NOT_CONFIRMED = "The patient has not confirmed this booking yet. With the right address it can be booked again."


@dataclass(frozen=True)
class Typed:
    """What somebody typed. For the practice it is how things are from now on, for the patient, who is shown nothing of
    what is kept, an empty field leaves it as it is."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


def by_practice(booking_id: int, typed: Typed, *, expected_version: int, by: Who, now: datetime) -> Booking:
    """Raises Invalid; Conflict where the booking was changed since it was read, or its patient wants to be left alone."""
    booking, known = _open(booking_id)
    if db.session.get_one(Contact, booking.id).restricted_at is not None:
        raise Conflict("The patient has asked that these details are kept but not used.")
    if booking.version != expected_version:
        raise Conflict("This booking was changed since you opened it. Nothing of yours was saved; please look again.")
    wanted = called_in(name=typed.name, email=typed.email, phone=typed.phone)
    address = known.address
    if booking.at_home:
        address = address_of(typed.address) if typed.address.strip() else ""
    _keep(booking, known, replace(known, **_contact(wanted), address=address), by=by, now=now)
    return booking


def by_patient(booking_id: int, typed: Typed, *, now: datetime) -> str:
    """Returns the secret of the link, which is a new one with a new address. Raises Invalid."""
    booking, known = _open(booking_id)
    if not any(each.strip() for each in (typed.name, typed.email, typed.phone)):
        raise Invalid("Type what is not right. What you leave empty stays as it is.", field="name")
    wanted = called_in(
        name=typed.name.strip() or known.name,
        email=typed.email.strip() or known.email,
        phone=typed.phone.strip() or known.phone,
    )
    return _keep(booking, known, replace(known, **_contact(wanted)), by=Who(Party.PATIENT), now=now)


def can_be_corrected(booking: Booking) -> bool:
    """Whether it is known who it is for, and the address is not just being proved."""
    return booking.kind is Kind.APPOINTMENT and not (
        booking.status in OCCUPYING and booking.hold in {Hold.DETAILS, Hold.MAIL, Hold.OFFER}
    )


def forget_former(booking_id: int) -> None:
    """The old address was told, and is of no more use."""
    contact = db.session.get(Contact, booking_id, populate_existing=True)
    if contact is not None:
        contact.sealed = wired().sealer.seal(replace(wired().sealer.open(contact.sealed), former_email=""))


def _open(booking_id: int) -> tuple[Booking, Patient]:
    booking = get_booking(booking_id)
    if booking.kind is not Kind.APPOINTMENT:
        raise Gone("Nobody is named here.")
    known = open_contact(booking)
    if not can_be_corrected(booking):
        raise Conflict(NOT_CONFIRMED)
    return booking, known


def _keep(booking: Booking, known: Patient, wanted: Patient, *, by: Who, now: datetime) -> str:
    changed = [name for name in ("name", "email", "phone", "address") if getattr(known, name) != getattr(wanted, name)]
    if not changed:
        return known.link
    contact, what = db.session.get_one(Contact, booking.id), CORRECTED
    if "email" in changed:
        what, link = READDRESSED, new_secret()
        wanted = replace(wanted, link=link, former_email=known.email)
        booking.link_hash, contact.mark = hash_of(link), wired().sealer.mark(wanted.email)
        booking.ical_sequence += 1  # what was not sent yet to the old address is not sent there any more
    contact.sealed = wired().sealer.seal(wanted)
    saved(booking, what, by=by, now=now, tell=what == READDRESSED, fields=changed)
    return wanted.link


def _contact(patient: Patient) -> dict[str, str]:
    return {"name": patient.name, "email": patient.email, "phone": patient.phone}
