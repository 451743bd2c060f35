"""Taking a time and giving it back. Every operation here that takes a time locks the practitioner first, forgets the holds
that ran out, and looks whether the time is free, in one transaction; the database refuses what overlaps even so.

Call inside a unit of work. What is read before is stale: rows come by their id.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.booking.availability import Offer, get_offer, taken_of
from app.booking.errors import TimeTaken
from app.booking.events import BookingChanged, TimeFreed
from app.booking.links import hash_of, new_ref, new_secret
from app.booking.models import (
    Booking,
    BookingEvent,
    Contact,
    Hold,
    Kind,
    Party,
    Source,
    Status,
)
from app.booking.retention import contact_until
from app.booking.sealing import Patient
from app.booking.settings import wired
from app.booking.slots import is_free
from app.core.db import db
from app.core.errors import Gone, NotFound, TooMany
from app.core.events import record
from app.directory.models import BookingMode, Practitioner

DETAILS_TIME = timedelta(minutes=10)
"""How long a time is held for somebody who types who they are."""
MAIL_TIME = timedelta(minutes=30)
"""How long it is held until the link in the mail is followed."""
MOST_AHEAD = 5
"""Of one e-mail address: appointments that are still to come."""


@dataclass(frozen=True)
class Who:
    """On whose side a change was made; `user_id` of the practice's people."""

    party: Party
    user_id: int | None = None


PATIENT = Who(Party.PATIENT)
SITE = Who(Party.SITE)


def hold(location_id: int, service_id: int, starts_at: datetime, *, browser: str, now: datetime) -> Booking:
    """Keep a time for the browser with this secret while its person types. Another time that it holds is given back.
    Raises NotFound for what cannot be booked, TimeTaken for a time that cannot be had."""
    offer = get_offer(location_id, service_id)
    lock_diary(offer.practitioner.id, now=now)
    held = find_hold(browser, now=now)
    if held is not None:
        if (held.location_id, held.service_id, held.starts_at) == (location_id, service_id, starts_at):
            return held  # a double click, or the button "back"
        end(held, Status.EXPIRED, by=PATIENT, what="gave back", now=now)
    require_free(offer, starts_at, now=now)
    booking = new_booking(offer, starts_at, status=Status.HELD, now=now)
    booking.hold, booking.hold_ends_at = Hold.DETAILS, now + DETAILS_TIME
    booking.browser_hash = hash_of(browser)
    return saved(booking, "held", by=PATIENT, now=now)


def confirm(
    booking_id: int, patient: Patient, *, browser: str, key: str, privacy_version: int, now: datetime
) -> tuple[Booking, str]:
    """Book the time that this browser holds; returns the booking and the secret of the patient's link.

    Sent again with the same `key` it returns the same booking. A hold that ran out is taken anew when the time is still
    free. Raises TimeTaken, NotFound for another's hold, TooMany for an address with too much ahead.
    """
    lock_diary(get_booking(booking_id).practitioner_id, now=now)
    known = find_by_key(key)  # only now: the other press of a double click may just have been served
    if known is not None:
        return known, open_contact(known).link
    booking = get_booking(booking_id)
    if booking.browser_hash != hash_of(browser) or booking.hold not in {Hold.DETAILS, None}:
        raise NotFound("This is not your time, or it was booked before.")
    if booking.status not in {Status.HELD, Status.EXPIRED} or booking.service_id is None:
        raise TimeTaken
    offer = get_offer(booking.location_id, booking.service_id)
    require_free(offer, booking.starts_at, now=now, apart_from=booking.id)
    _require_room_for(patient, now=now)
    booking.idem_key, booking.privacy_version, booking.browser_hash = key, privacy_version, None
    booking.ended_at = booking.ended_by = None
    link = keep_contact(booking, patient, retention_days=offer.practice.retention_days)
    if offer.practice.confirms_by_mail:
        _hold_for(booking, Hold.MAIL, until=now + MAIL_TIME)
        return saved(booking, "asked to confirm", by=PATIENT, now=now), link
    return book_or_ask(booking, offer, by=PATIENT, now=now), link


def confirm_by_mail(booking_id: int, *, now: datetime) -> Booking:
    """The patient followed the link in the mail: twice is as good as once."""
    lock_diary(get_booking(booking_id).practitioner_id, now=now)
    booking = get_booking(booking_id)
    if booking.status is Status.BOOKED or booking.hold is Hold.ANSWER:
        return booking
    if booking.hold is not Hold.MAIL or booking.service_id is None:
        raise Gone("This booking was cancelled.")
    offer = get_offer(booking.location_id, booking.service_id)
    require_free(offer, booking.starts_at, now=now, apart_from=booking.id)  # the hold may have run out
    return book_or_ask(booking, offer, by=PATIENT, now=now)


def lock_diary(practitioner_id: int, *, now: datetime) -> None:
    """Wait until nobody else takes a time of this person, until the end of this unit of work; then forget the holds that
    ran out, because a constraint cannot know the time."""
    mine = sa.update(Practitioner).where(Practitioner.id == practitioner_id)
    db.session.execute(mine.values(diary_version=Practitioner.diary_version + 1))
    over = sa.select(Booking).where(
        Booking.practitioner_id == practitioner_id, Booking.status == Status.HELD, Booking.hold_ends_at <= now
    )
    for booking in db.session.scalars(over.execution_options(populate_existing=True)):
        end(booking, Status.EXPIRED, by=SITE, what="ran out", now=now)
        if booking.hold is Hold.ANSWER:  # the patient has it in a calendar, and waits for word
            booking.ical_sequence += 1
            record(BookingChanged(booking.id, "ran out", booking.ical_sequence))
    db.session.flush()


def require_free(offer: Offer, starts_at: datetime, *, now: datetime, apart_from: int | None = None) -> None:
    """Raises TimeTaken unless this start can be booked just now."""
    day = starts_at.astimezone(offer.zone).date()
    taken = taken_of([offer.location], first=day, last=day, now=now, apart_from=apart_from)[offer.location.id]
    if is_free(offer.hours, offer.rules, taken, starts_at, now=now):
        return
    if any(each.span.overlaps(offer.occupied(starts_at)) for each in taken):
        raise TimeTaken
    raise TimeTaken("This time is not offered, or not any more. Nothing was booked.")


def new_booking(
    offer: Offer, starts_at: datetime, *, status: Status, now: datetime, source: Source = Source.WEB
) -> Booking:
    """A row for a time; not in the session yet."""
    return Booking(
        ref=new_ref(),
        practitioner_id=offer.location.practitioner_id,
        practice_id=offer.location.practice_id,
        location_id=offer.location.id,
        service_id=offer.service.id,
        source=source,
        status=status,
        starts_at=starts_at,
        ends_at=offer.span(starts_at).ends,
        occupied_until=offer.occupied(starts_at).ends,
        zone=offer.zone.key,
        service_name=offer.service.name,
        price_pence=offer.service.price_pence,
        at_home=offer.service.at_home,
        ical_uid=secrets.token_hex(16),
        created_at=now,
    )


def saved(booking: Booking, what: str, *, by: Who, now: datetime, tell: bool = True, **details: object) -> Booking:
    """Write a change of a booking now, with its event. Raises TimeTaken where the database says that two would overlap."""
    booking.version = (booking.version or 0) + 1
    db.session.add(booking)
    try:
        db.session.flush()
    except IntegrityError as error:
        if "ex_bookings_one_at_a_time" in str(error.orig):
            raise TimeTaken from error
        raise
    note(booking, what, by=by, now=now, **details)
    if tell and booking.kind is Kind.APPOINTMENT:
        record(BookingChanged(booking.id, what, booking.ical_sequence))
    return booking


def note(booking: Booking, what: str, *, by: Who, now: datetime, **details: object) -> None:
    """Remember what happened, without a word about who the patient is."""
    db.session.add(
        BookingEvent(booking_id=booking.id, at=now, party=by.party, user_id=by.user_id, what=what, details=details)
    )


def end(booking: Booking, status: Status, *, by: Who, now: datetime, what: str = "") -> None:
    """The time is free again. Noted as `what`, unless the caller saves it with its own words."""
    booking.status, booking.ended_at, booking.ended_by = status, now, by.party
    booking.hold_ends_at = None
    if what:
        note(booking, what, by=by, now=now)
    record(TimeFreed(booking.practitioner_id, booking.location_id))


def keep_contact(booking: Booking, patient: Patient, *, retention_days: int) -> str:
    """Seal who the patient is and give the booking its link; returns the secret of the link. An earlier link is dead."""
    link = new_secret()
    booking.link_hash = hash_of(link)
    sealer, until = wired().sealer, contact_until(booking.ends_at, days=retention_days)
    sealed, mark = sealer.seal(replace(patient, link=link)), sealer.mark(patient.email)
    contact = db.session.get(Contact, booking.id)
    if contact is None:
        db.session.add(Contact(booking_id=booking.id, sealed=sealed, mark=mark, purge_after=until))
    else:
        contact.sealed, contact.mark, contact.purge_after = sealed, mark, until
    return link


def get_booking(booking_id: int) -> Booking:
    """As it is in the database now."""
    found = db.session.scalar(
        sa.select(Booking).where(Booking.id == booking_id).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There is no such booking.")
    return found


def find_by_key(key: str) -> Booking | None:
    """The booking that a form with this key made."""
    return db.session.scalar(sa.select(Booking).where(Booking.idem_key == key))


def find_hold(browser: str, *, now: datetime) -> Booking | None:
    """The time that a browser holds just now."""
    live = sa.and_(Booking.browser_hash == hash_of(browser), Booking.status == Status.HELD, Booking.hold_ends_at > now)
    return db.session.scalar(sa.select(Booking).where(live).order_by(Booking.id.desc()))


def open_contact(booking: Booking) -> Patient:
    """Who the patient is. Raises Gone when it was erased. Whoever shows it to a person of the practice logs the reading."""
    contact = db.session.get(Contact, booking.id)
    if contact is None:
        raise Gone("Who this was for has been erased.")
    return wired().sealer.open(contact.sealed)


def book_or_ask(booking: Booking, offer: Offer, *, by: Who, now: datetime) -> Booking:
    """Booked, or asked for, as the practice wants it, once the diary is locked and the time is known to be free."""
    if offer.mode is BookingMode.REQUEST:
        _hold_for(
            booking, Hold.ANSWER, until=min(now + timedelta(hours=offer.practice.answer_hours), booking.starts_at)
        )
        return saved(booking, "requested", by=by, now=now)
    booking.status, booking.hold, booking.hold_ends_at, booking.confirmed_at = Status.BOOKED, None, None, now
    return saved(booking, "booked", by=by, now=now)


def _hold_for(booking: Booking, hold: Hold, *, until: datetime) -> None:
    booking.status, booking.hold, booking.hold_ends_at = Status.HELD, hold, until


def _require_room_for(patient: Patient, *, now: datetime) -> None:
    mark = wired().sealer.mark(patient.email)
    ahead = sa.select(sa.func.count(Booking.id)).join(Contact, Contact.booking_id == Booking.id)
    ahead = ahead.where(Contact.mark == mark, Booking.status.in_((Status.HELD, Status.BOOKED)), Booking.starts_at > now)
    if (db.session.scalar(ahead) or 0) >= MOST_AHEAD:
        raise TooMany(
            f"{MOST_AHEAD} appointments are booked with this address already. Cancel one by the link in its mail, or"
            " call the practice.",
            retry_after=3600,
        )
