"""A mail about a booking as it would be sent just now, or why it would not. Only reads."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.booking.availability import sees_patients
from app.booking.calendar_files import calendar_file, place_of
from app.booking.letters import Letter
from app.booking.mail_words import Facts, Kind, for_former, for_patient, for_practice, for_who_waits
from app.booking.models import OCCUPYING, Booking, BookingEvent, BookingMail, Contact, Hold, Party, Status, Waiting
from app.booking.operations import get_booking
from app.booking.sealing import Patient
from app.booking.settings import wired
from app.core.db import db
from app.directory.models import Location, Practice, Practitioner

Absolute = Callable[[str], str]
"""Makes the full address of a path of this site."""


@dataclass(frozen=True)
class Outgoing:
    """Ready to be handed to a mail server. `calendar` is empty where there is nothing for a calendar."""

    to: str
    letter: Letter
    method: str = ""
    calendar: bytes = b""


@dataclass(frozen=True)
class Skip:
    """Why a mail is not sent, without a word about who the patient is."""

    why: str


NO_ADDRESS = Skip("There is no address to send it to.")
CHANGED = Skip("The booking has changed since.")
# In which state of the booking each still says the truth.
_States = set[tuple[Status, Hold | None]]
BOOKED: _States = {(Status.BOOKED, None)}
ASKED: _States = {(Status.HELD, Hold.ANSWER)}
CANCELLED: _States = {(Status.CANCELLED, hold) for hold in (None, *Hold)}
ANY: _States = {(status, hold) for status in Status for hold in (None, *Hold)}
TRUE_WHILE: dict[Kind, _States] = {
    Kind.CONFIRM: {(Status.HELD, Hold.MAIL)},
    Kind.REQUESTED: ASKED,
    Kind.BOOKED: BOOKED,
    Kind.ACCEPTED: BOOKED,
    Kind.MOVED: BOOKED | ASKED,
    Kind.AGAIN: BOOKED | ASKED,
    Kind.REMINDER: BOOKED,
    Kind.OFFERED: {(Status.HELD, Hold.OFFER)},
    Kind.UNANSWERED: {(Status.EXPIRED, Hold.ANSWER)},
    Kind.DECLINED: CANCELLED,
    Kind.CANCELLED: CANCELLED,
    Kind.READDRESSED: ANY,
    Kind.FORMER: ANY,
}
ENDED = {Status.CANCELLED, Status.EXPIRED}
ENDS = {Kind.DECLINED, Kind.CANCELLED, Kind.UNANSWERED}
NOT_FOR_CALENDARS = {Kind.CONFIRM, Kind.OFFERED, Kind.REMINDER}
NEVER_TOO_LATE = ENDS | {Kind.READDRESSED, Kind.FORMER}


def outgoing(mail: BookingMail, *, absolute: Absolute, now: datetime) -> Outgoing | Skip:
    """Raises Unusable when the contact cannot be opened."""
    if mail.booking_id is None:
        return _to_who_waits(mail, absolute=absolute, now=now)
    booking, kind = get_booking(mail.booking_id), Kind(mail.kind)
    why_not = _not_true(mail, booking, kind, now=now)
    if why_not is not None:
        return why_not
    if mail.to is Party.PRACTICE:
        return _to_practice(kind, booking, absolute=absolute, now=now)
    patient = _patient(booking, kind)
    if isinstance(patient, Skip):
        return patient
    return _to_patient(kind, booking, patient, absolute=absolute, now=now)


def _not_true(mail: BookingMail, booking: Booking, kind: Kind, *, now: datetime) -> Skip | None:
    if (booking.status, booking.hold) not in TRUE_WHILE[kind]:
        return CHANGED
    if booking.ical_sequence != mail.sequence and kind is not Kind.FORMER:  # that stays true, whatever else is changed
        return CHANGED
    too_late = kind not in NEVER_TOO_LATE and now >= (booking.hold_ends_at or booking.starts_at)
    return Skip("It is too late for it.") if too_late else None


def _to_practice(kind: Kind, booking: Booking, *, absolute: Absolute, now: datetime) -> Outgoing | Skip:
    practice = db.session.get_one(Practice, booking.practice_id)
    path = f"/practice/{practice.id}/bookings/{booking.id}/"  # whoever is not logged in is asked to, and led on
    facts = _facts(kind, booking, practice, link=absolute(path), absolute=absolute, now=now)
    return Outgoing(practice.email, for_practice(facts)) if practice.email else NO_ADDRESS


def _to_patient(
    kind: Kind, booking: Booking, patient: Patient, *, absolute: Absolute, now: datetime
) -> Outgoing | Skip:
    practice = db.session.get_one(Practice, booking.practice_id)
    path = f"/booking/waiting/{patient.link}/" if kind is Kind.OFFERED else f"/booking/{patient.link}/"
    facts = _facts(kind, booking, practice, link=absolute(path), absolute=absolute, now=now)
    if kind is Kind.FORMER:
        return Outgoing(patient.former_email, for_former(facts)) if patient.former_email else NO_ADDRESS
    if not patient.email:
        return NO_ADDRESS
    ahead = booking.status in OCCUPYING and booking.starts_at > now
    letter = for_patient(replace(facts, needs_address=ahead and booking.at_home and not patient.address))
    if kind in NOT_FOR_CALENDARS or booking.hold is Hold.MAIL or (kind is Kind.READDRESSED and booking.ends_at <= now):
        return Outgoing(patient.email, letter)
    method = "CANCEL" if kind in ENDS or booking.status in ENDED else "REQUEST"
    made = calendar_file(
        booking,
        practice=practice,
        practitioner_name=facts.practitioner,
        method=method,
        manage_url=facts.link,
        now=now,
        sees_here=sees_patients(booking.location_id),
        attendee=patient.email,
    )
    return Outgoing(patient.email, letter, method, made)


def _patient(booking: Booking, kind: Kind) -> Patient | Skip:
    """Who it goes to: whoever booked, or whoever the time is held for."""
    if kind is Kind.OFFERED:
        sealed = db.session.scalar(sa.select(Waiting.sealed).where(Waiting.offered_booking_id == booking.id))
    else:
        contact = db.session.get(Contact, booking.id, populate_existing=True)
        if contact is not None and contact.restricted_at is not None:
            return Skip("The patient has asked that their details are not used.")
        sealed = contact.sealed if contact is not None else None
    if sealed is None:
        return Skip("Who it was for has been erased.")
    return wired().sealer.open(sealed)


def _to_who_waits(mail: BookingMail, *, absolute: Absolute, now: datetime) -> Outgoing | Skip:
    row = db.session.get(Waiting, mail.waiting_id, populate_existing=True) if mail.waiting_id else None
    if row is None or row.ended_at is not None:
        return Skip("They do not wait any more.")
    location = db.session.get_one(Location, row.location_id)
    practice = db.session.get_one(Practice, location.practice_id)
    if row.last_day < now.astimezone(ZoneInfo(practice.zone)).date():
        return Skip("It is too late for it.")
    patient = wired().sealer.open(row.sealed)
    letter = for_who_waits(
        first=row.first_day,
        last=row.last_day,
        parts=row.parts,
        practitioner=db.session.get_one(Practitioner, row.practitioner_id).name,
        practice=practice.name,
        link=absolute(f"/booking/waiting/{patient.link}/"),
        privacy=absolute("/privacy/booking/"),
    )
    return Outgoing(patient.email, letter)


def _stands(booking: Booking, practice: Practice, *, now: datetime) -> str:
    """How an appointment stands, for somebody who has had no mail about it yet."""
    if booking.status in ENDED:
        return "It was cancelled." if booking.status is Status.CANCELLED else "It was not booked in the end."
    if booking.status is Status.HELD:
        return f"{practice.name} still has to agree to it."
    return "It is booked." if booking.ends_at > now else "It is over."


def _facts(kind: Kind, booking: Booking, practice: Practice, *, link: str, absolute: Absolute, now: datetime) -> Facts:
    place = place_of(booking, practice, sees_here=sees_patients(booking.location_id))
    change_until = booking.starts_at - timedelta(minutes=practice.change_minutes)
    return Facts(
        kind=kind,
        starts_at=booking.starts_at,
        zone=ZoneInfo(booking.zone),
        practitioner=db.session.get_one(Practitioner, booking.practitioner_id).name,
        practice=practice.name,
        phone=practice.phone,
        where="at your home" if booking.at_home else ", ".join(filter(None, (practice.name, place))),
        ref=booking.ref,
        link=link,
        privacy=absolute("/privacy/booking/"),
        until=booking.hold_ends_at,
        change_until=change_until if change_until > now and kind not in ENDS else None,
        asked=booking.hold is Hold.ANSWER and booking.status is Status.HELD,
        by_practice=_last_by(booking) is Party.PRACTICE,
        by_site=_last_by(booking) is Party.SITE,
        stands=_stands(booking, practice, now=now),
    )


def _last_by(booking: Booking) -> Party | None:
    """Whose it was, the last time that it was moved or cancelled."""
    did = sa.select(BookingEvent.party).where(
        BookingEvent.booking_id == booking.id, BookingEvent.what.in_(("moved", "cancelled"))
    )
    return db.session.scalar(did.order_by(BookingEvent.id.desc()).limit(1))
