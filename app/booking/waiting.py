"""The waiting list: who would take a time that becomes free. Call what changes something inside a unit of work."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.booking.availability import Offer, get_offer
from app.booking.events import WaitingBegan
from app.booking.links import hash_of, new_secret
from app.booking.models import Booking, Contact, Hold, Source, Status, Waiting
from app.booking.operations import (
    PATIENT,
    book_or_ask,
    end,
    get_booking,
    keep_contact,
    lock_diary,
    require_free,
)
from app.booking.patients import first_name
from app.booking.sealing import Patient
from app.booking.settings import wired
from app.core.db import db
from app.core.errors import Fault, Gone, Invalid, NotFound, TooMany
from app.core.events import record
from app.directory.models import Practice, Practitioner, Service

SECRET_LENGTH = 43
PARTS = ("morning", "afternoon", "evening")
MOST = 5
"""Lists that one e-mail address can be on."""
KEPT = timedelta(days=7)
"""After the last day, then the row goes."""


@dataclass(frozen=True)
class Wish:
    """Which times somebody would take. No parts are all parts of the day."""

    first_day: date
    last_day: date
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """Somebody's place on the list with what stands around it; of the person only the first name."""

    waiting: Waiting
    practice: Practice
    practitioner: Practitioner
    service: Service
    first_name: str
    offered: Booking | None
    """A time that is held for them just now."""


def join(offer: Offer, wish: Wish, patient: Patient, *, privacy_version: int, now: datetime) -> str:
    """Wait for a time of `offer`; returns the secret of the link. Asked for the same twice, it waits once, with the newer
    wish. Raises Invalid and TooMany."""
    _require_sensible(offer, wish, now=now)
    mark = wired().sealer.mark(patient.email)
    mine = db.session.scalars(sa.select(Waiting).where(Waiting.mark == mark, Waiting.ended_at.is_(None))).all()
    same = [w for w in mine if (w.location_id, w.service_id) == (offer.location.id, offer.service.id)]
    if not same and len(mine) >= MOST:
        raise TooMany(f"This address is on {MOST} waiting lists already. Leave one of them first.", retry_after=3600)
    for earlier in same:
        _end(earlier, now=now)
    link = new_secret()
    row = Waiting(
        practitioner_id=offer.practitioner.id,
        location_id=offer.location.id,
        service_id=offer.service.id,
        first_day=wish.first_day,
        last_day=wish.last_day,
        parts=[part for part in PARTS if part in wish.parts],
        sealed=wired().sealer.seal(_with_link(patient, link)),
        mark=mark,
        link_hash=hash_of(link),
        privacy_version=privacy_version,
        created_at=now,
        purge_after=datetime.combine(wish.last_day, datetime.min.time(), offer.zone) + KEPT,
    )
    db.session.add(row)
    db.session.flush()
    record(WaitingBegan(row.id))
    return link


def get_entry(secret: str, *, now: datetime) -> Entry:
    """Raises NotFound for a link that never was, Gone for a place that was given up or is over."""
    row = None
    if len(secret) == SECRET_LENGTH:
        found = sa.select(Waiting).where(Waiting.link_hash == hash_of(secret))
        row = db.session.scalar(found.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("This link does not work, or does not work any more.")
    if row.ended_at is not None:
        raise Gone("You are not on this waiting list any more.")
    offer = get_offer(row.location_id, row.service_id, bookable=False)
    if row.last_day < now.astimezone(offer.zone).date():
        raise Gone("The days that you waited for are over.")
    patient = wired().sealer.open(row.sealed)
    return Entry(
        row, offer.practice, offer.practitioner, offer.service, first_name(patient.name), _live_offer(row, now=now)
    )


def take(secret: str, *, now: datetime) -> str:
    """Book the time that is held for this person; returns the secret of the booking's link. Raises Gone where nothing is held any more, TimeTaken."""
    row = get_entry(secret, now=now).waiting
    if row.offered_booking_id is None:
        raise Gone("No time is held for you just now.")
    booking = get_booking(row.offered_booking_id)
    lock_diary(booking.practitioner_id, now=now)
    booking = get_booking(booking.id)
    if booking.hold is not Hold.OFFER or booking.status not in {Status.HELD, Status.EXPIRED}:
        raise Gone("This time was given back.")
    offer = get_offer(booking.location_id, row.service_id)
    require_free(offer, booking.starts_at, now=now, apart_from=booking.id)
    booking.ended_at = booking.ended_by = None
    booking.source, booking.privacy_version = Source.WAITING_LIST, row.privacy_version
    patient = wired().sealer.open(row.sealed)
    link = keep_contact(booking, patient, retention_days=offer.practice.retention_days)
    book_or_ask(booking, offer, by=PATIENT, now=now)
    row.ended_at = now
    return link


def find_taken(secret: str) -> str | None:
    """The secret of the booking's link for whoever has taken the time that was held for them: the other press of a double
    click, and the link in the mail from then on. None when nothing was taken, or it is known no longer for whom it was."""
    wanted = sa.select(Contact.sealed).join(Waiting, Waiting.offered_booking_id == Contact.booking_id)
    sealed = db.session.scalar(wanted.where(Waiting.link_hash == hash_of(secret), Waiting.ended_at.is_not(None)))
    return None if sealed is None else wired().sealer.open(sealed).link


def decline(secret: str, *, now: datetime) -> None:
    """Give back the time that is held for this person, who goes on waiting: twice is as good as once."""
    _give_back(get_entry(secret, now=now).waiting, now=now)


def leave(secret: str, *, now: datetime) -> None:
    """Wait no more."""
    row = get_entry(secret, now=now).waiting
    _give_back(row, now=now)
    _end(row, now=now)


def remove(row: Waiting, *, now: datetime) -> None:
    """Give back what is held for them, and forget them."""
    _give_back(row, now=now)
    db.session.delete(row)


def _give_back(row: Waiting, *, now: datetime) -> None:
    if row.offered_booking_id is None:
        return
    booking = get_booking(row.offered_booking_id)
    lock_diary(booking.practitioner_id, now=now)
    booking = get_booking(booking.id)
    row.declined = [*row.declined, booking.starts_at.isoformat()]
    row.offered_booking_id = None
    if booking.hold is Hold.OFFER and booking.status is Status.HELD:
        end(booking, Status.EXPIRED, by=PATIENT, what="declined an offer", now=now)


def _end(row: Waiting, *, now: datetime) -> None:
    row.ended_at = row.purge_after = now


def _live_offer(row: Waiting, *, now: datetime) -> Booking | None:
    if row.offered_booking_id is None:
        return None
    booking = get_booking(row.offered_booking_id)
    ends = booking.hold_ends_at
    live = booking.status is Status.HELD and booking.hold is Hold.OFFER and ends is not None and ends > now
    return booking if live else None


def _require_sensible(offer: Offer, wish: Wish, *, now: datetime) -> None:
    today = now.astimezone(offer.zone).date()
    faults = []
    if wish.last_day < wish.first_day:
        faults.append(Fault("last_day", "The last day comes before the first."))
    if wish.last_day < today:
        faults.append(Fault("last_day", "This day is over."))
    if wish.last_day > today + timedelta(days=366):
        faults.append(Fault("last_day", "That is more than a year ahead."))
    if not set(wish.parts) <= set(PARTS):
        faults.append(Fault("parts", "Choose among morning, afternoon and evening."))
    if faults:
        raise Invalid.of(faults)


def _with_link(patient: Patient, link: str) -> Patient:
    return Patient(patient.name, patient.email, patient.phone, link=link)
