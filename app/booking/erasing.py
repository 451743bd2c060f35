"""Erasing somebody on request, and saying truthfully what is gone and what stays. Call inside a unit of work; afterwards
`restoring.catch_up` writes it down beside the database, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import LoginFailure
from app.booking import changing
from app.booking.correcting import READDRESSED
from app.booking.forgetting import forget_contact
from app.booking.models import OCCUPYING, Booking, Erasure
from app.booking.operations import Who, get_booking, lock_diary
from app.booking.settings import wired
from app.booking.waiting import remove
from app.booking.whose import Whose, events_of, held_about, is_ahead, readings_of, waiting_of
from app.core.db import db
from app.core.errors import Conflict, NotFound, Unusable


@dataclass(frozen=True)
class Erased:
    """Counts. Gone: `contacts` of bookings (name, addresses, telephone number, note, link) and places on waiting lists;
    `cancelled` appointments were still to come. What stays says of nobody who it was: `bookings` (the times that were
    taken), `events` (what happened to them), `readings` (who of the practice had looked)."""

    contacts: int = 0
    waiting: int = 0
    cancelled: int = 0
    bookings: int = 0
    events: int = 0
    readings: int = 0


def erase(whose: Whose, *, by: Who, cancel_ahead: bool = False, now: datetime) -> Erased:
    """Raises NotFound where nothing is kept; Conflict where appointments are still to come, unless they are to be
    cancelled with it: the practice is told, the times are free."""
    if not held_about(whose) and not waiting_of(whose):
        raise NotFound("Nothing is kept about this person, or not any more.")
    ahead = [booking.id for booking, _ in held_about(whose) if is_ahead(booking, now=now)]
    if ahead and not cancel_ahead:
        many = f"{len(ahead)} appointments are" if len(ahead) > 1 else "An appointment is"
        raise Conflict(f"{many} still to come. Cancel first, then erase. Nothing was erased.")
    cancelled = sum(_cancel(booking_id, by=by, now=now) for booking_id in ahead)
    had_another = [] if whose.booking_id else _readdressed([booking for booking, _ in held_about(whose)])
    erased = erase_rows(whose, before=now, by=by, now=now)
    remember(whose.mark, at=now, bookings=erased.contacts)
    for booking in had_another:
        remember(wired().sealer.mark_of_booking(booking.ical_uid), at=now, bookings=1)
    _require_gone(whose)
    return Erased(erased.contacts, erased.waiting, cancelled, erased.bookings, erased.events, erased.readings)


def erase_rows(whose: Whose, *, before: datetime, by: Who, now: datetime) -> Erased:
    """Erase what was there `before` then: who comes back later is not erased for what they asked earlier."""
    held = [(booking, contact) for booking, contact in held_about(whose) if booking.created_at <= before]
    for booking, contact in held:
        forget_contact(booking, contact, what="erased", by=by, now=now)
    rows = [row for row in waiting_of(whose) if row.created_at <= before]
    for row in rows:
        remove(row, now=now)
    counted = (f"form:{whose.mark}", f"change:{whose.mark}")
    db.session.execute(sa.delete(LoginFailure).where(LoginFailure.account.in_(counted)))
    db.session.flush()
    ids = [booking.id for booking, _ in held]
    return Erased(len(held), len(rows), 0, len(ids), len(events_of(ids)), len(readings_of(ids)))


def remember(mark: str, *, at: datetime, bookings: int) -> None:
    """For the day on which an older copy of the database comes back."""
    row = db.session.get(Erasure, mark)
    if row is None:
        db.session.add(Erasure(mark=mark, at=at, bookings=bookings))
    else:
        row.at, row.bookings = max(row.at, at), row.bookings + bookings


def cancel_rows(whose: Whose, *, before: datetime, by: Who, now: datetime) -> int:
    """Cancel what was booked `before` then and is still to come; how many."""
    ahead = [b.id for b, _ in held_about(whose) if is_ahead(b, now=now) and b.created_at <= before]
    return sum(_cancel(booking_id, by=by, now=now) for booking_id in ahead)


def _readdressed(bookings: Sequence[Booking]) -> list[Booking]:
    """Those that an older copy of the database knows under another address: by this one they would not be found there."""
    ids = [booking.id for booking in bookings]
    known = {event.booking_id for event in events_of(ids) if event.what == READDRESSED}
    return [booking for booking in bookings if booking.id in known]


def _cancel(booking_id: int, *, by: Who, now: datetime) -> bool:
    """False where it was a hold that has run out meanwhile."""
    lock_diary(get_booking(booking_id).practitioner_id, now=now)
    if get_booking(booking_id).status not in OCCUPYING:
        return False
    changing.cancel(booking_id, by=by, now=now)
    return True


def _require_gone(whose: Whose) -> None:
    """Looked up again: nobody is told that something is erased which is not."""
    db.session.flush()
    if held_about(whose) or waiting_of(whose):
        raise Unusable("Not everything could be erased. Nothing was changed.")
