"""Cancelling, moving and answering what is booked. Call inside a unit of work."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.booking.availability import Offer, can_return, get_offer
from app.booking.errors import TimeTaken
from app.booking.events import TimeFreed
from app.booking.models import Booking, BookingEvent, Hold, Kind, Party, Status
from app.booking.operations import Who, book_or_ask, end, get_booking, lock_diary, require_free, saved
from app.core.db import db
from app.core.errors import Conflict, Gone, Invalid
from app.core.events import record
from app.directory.models import BookingMode, Practice

TIME_TO_GO_BACK = timedelta(minutes=30)
"""For so long a patient can take back a move, even one to a time that is too near to be changed."""


def cancel(booking_id: int, *, by: Who, now: datetime) -> Booking:
    """Give the time back: twice is as good as once. Raises Conflict where it is too late for the patient to do so."""
    booking = _locked(booking_id, now=now)
    if booking.status is Status.CANCELLED:
        return booking
    _require_changeable(booking, by=by, now=now)
    booking.ical_sequence += 1
    end(booking, Status.CANCELLED, by=by, now=now)
    return saved(booking, "cancelled", by=by, now=now)


def undo_cancel(booking_id: int, *, by: Who, now: datetime) -> Booking:
    """Take the time again: twice is as good as once. Raises Gone where somebody else cancelled or it is over, TimeTaken
    where somebody has it now, and for a patient also where it is not worked or not booked here any more."""
    booking = _locked(booking_id, now=now)
    if booking.status in {Status.BOOKED, Status.HELD}:
        return booking
    if booking.status is not Status.CANCELLED or booking.ended_by is not by.party or booking.starts_at <= now:
        raise Gone("This cannot be undone any more.")
    if by.party is Party.PATIENT:
        _require_returnable(booking, now=now)
    booking.ended_at = booking.ended_by = None
    booking.ical_sequence += 1
    if booking.hold is Hold.MAIL and by.party is Party.PATIENT:  # who has the link has the mail
        return book_or_ask(booking, _offer_of(booking), by=by, now=now)
    if booking.confirmed_at is not None:
        booking.status = Status.BOOKED
        return saved(booking, "booked again", by=by, now=now)
    _ask_again(booking, _offer_of(booking), now=now)
    return saved(booking, "requested again", by=by, now=now)


def move(booking_id: int, starts_at: datetime, *, by: Who, now: datetime) -> Booking:
    """Another time for the same appointment, which keeps its reference, its link and its place in calendars. The old time
    is given up only when the new one is had. Raises TimeTaken, and Conflict where it is too late for the patient."""
    booking = _locked(booking_id, now=now)
    if booking.starts_at == starts_at:
        return booking
    goes_back = by.party is Party.PATIENT and starts_at == moved_from(booking, now=now)
    _require_changeable(booking, by=by, now=now, late_too=goes_back)
    offer = _offer_of(booking)
    if by.party is Party.PATIENT:
        _require_movable(booking, offer)
        require_free(offer, starts_at, now=now, apart_from=booking.id)
    before = booking.starts_at
    booking.starts_at, booking.ends_at = starts_at, offer.span(starts_at).ends
    booking.occupied_until = offer.occupied(starts_at).ends
    booking.zone = offer.zone.key
    booking.ical_sequence += 1
    if by.party is Party.PATIENT and offer.mode is BookingMode.REQUEST:
        booking.confirmed_at = None
        _ask_again(booking, offer, now=now)
    elif by.party is Party.PRACTICE:
        _accept(booking, now=now)
    saved(booking, "moved", by=by, now=now, before=before.isoformat(), after=starts_at.isoformat())
    record(TimeFreed(booking.practitioner_id, booking.location_id))
    return booking


def accept(booking_id: int, *, by: Who, now: datetime) -> Booking:
    """The practice agrees to a request: twice is as good as once. Raises TimeTaken where the request ran out and somebody
    else has the time now."""
    booking = _locked(booking_id, now=now)
    if booking.status is Status.BOOKED:
        return booking
    if booking.hold is not Hold.ANSWER or booking.status not in {Status.HELD, Status.EXPIRED}:
        raise Gone("This request was cancelled.")
    booking.ended_at = booking.ended_by = None
    booking.ical_sequence += 1
    _accept(booking, now=now)
    return saved(booking, "accepted", by=by, now=now)


def decline(booking_id: int, *, by: Who, now: datetime) -> Booking:
    """The practice does not agree: twice is as good as once."""
    booking = _locked(booking_id, now=now)
    if booking.status is Status.CANCELLED:
        return booking
    if booking.hold is not Hold.ANSWER:
        raise Gone("This is no request any more.")
    booking.ical_sequence += 1
    end(booking, Status.CANCELLED, by=by, now=now)
    return saved(booking, "declined", by=by, now=now)


def settle(booking_id: int, status: Status, *, by: Who, now: datetime) -> Booking:
    """Say of an appointment that has begun that it took place or that nobody came; BOOKED takes that back."""
    if status not in {Status.DONE, Status.NO_SHOW, Status.BOOKED}:
        raise Invalid("An appointment took place, or nobody came.")
    booking = _locked(booking_id, now=now)
    if booking.status not in {Status.BOOKED, Status.DONE, Status.NO_SHOW}:
        raise Gone("This appointment was cancelled.")
    if booking.starts_at > now:
        raise Conflict("This appointment has not begun yet.")
    if booking.status is status:
        return booking
    booking.status = status
    booking.ended_at, booking.ended_by = (None, None) if status is Status.BOOKED else (now, by.party)
    return saved(booking, status.value, by=by, now=now, tell=False)


def is_late(booking: Booking, *, now: datetime) -> bool:
    """Whether it is too late for the patient to change it by the link."""
    practice = db.session.get_one(Practice, booking.practice_id)
    return booking.starts_at - timedelta(minutes=practice.change_minutes) < now


def moved_from(booking: Booking, *, now: datetime) -> datetime | None:
    """Where the patient's own last move came from, while they may go back there: as long as it may be changed at all, and
    for half an hour in any case."""
    last = _own_move(booking)
    if last is None or (is_late(booking, now=now) and last.at + TIME_TO_GO_BACK <= now):
        return None
    return datetime.fromisoformat(last.details["before"])


def _own_move(booking: Booking) -> BookingEvent | None:
    """The move that brought the appointment to where it is, if it was the patient's."""
    last = db.session.scalar(
        sa.select(BookingEvent)
        .where(BookingEvent.booking_id == booking.id, BookingEvent.what == "moved")
        .order_by(BookingEvent.id.desc())
        .limit(1)
    )
    own = last is not None and last.party is Party.PATIENT and last.details["after"] == booking.starts_at.isoformat()
    return last if own else None


def _locked(booking_id: int, *, now: datetime) -> Booking:
    lock_diary(get_booking(booking_id).practitioner_id, now=now)
    return get_booking(booking_id)


def _require_changeable(booking: Booking, *, by: Who, now: datetime, late_too: bool = False) -> None:
    if booking.status not in {Status.HELD, Status.BOOKED} or booking.kind is not Kind.APPOINTMENT:
        raise Gone("This booking is no more.")
    if by.party is Party.PATIENT and not late_too and is_late(booking, now=now):
        raise Conflict("It is too late to change this here. Please call the practice.")


def _require_movable(booking: Booking, offer: Offer) -> None:
    if booking.hold is Hold.MAIL:
        raise Conflict("Please confirm this appointment first. Then it can be moved.")
    if not offer.bookable:  # a time elsewhere in the diary would be one that nobody can book
        raise Conflict("This cannot be moved here any more. Please call the practice.")


def _require_returnable(booking: Booking, *, now: datetime) -> None:
    """What was closed, delisted or ended since was not in the way of a cancelled appointment, and nobody was asked about it."""
    if not can_return(booking, _offer_of(booking), now=now):
        raise TimeTaken("This time cannot be had again. Nothing was changed.")


def _offer_of(booking: Booking) -> Offer:
    """What was booked. It may not be offered to others any more."""
    if booking.service_id is None:
        raise Gone("What was booked is not offered any more. Please call the practice.")
    return get_offer(booking.location_id, booking.service_id, bookable=False)


def _ask_again(booking: Booking, offer: Offer, *, now: datetime) -> None:
    booking.status, booking.hold = Status.HELD, Hold.ANSWER
    booking.hold_ends_at = min(now + timedelta(hours=offer.practice.answer_hours), booking.starts_at)


def _accept(booking: Booking, *, now: datetime) -> None:
    booking.status, booking.hold, booking.hold_ends_at = Status.BOOKED, None, None
    booking.confirmed_at = booking.confirmed_at or now
