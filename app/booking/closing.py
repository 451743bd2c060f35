"""Closing a day, shortening hours, offering something no more, letting somebody go: each names the appointments that it
touches, and happens together with what becomes of them, or not at all. Call inside a unit of work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.accounts.permissions import Action, Actor, require
from app.booking import changing
from app.booking.availability import get_offer, hours_of_location, nearest_free
from app.booking.diary import get_own, require_member
from app.booking.errors import TimeTaken
from app.booking.in_the_way import KEPT, Why, ahead_of_practitioner, lies_in
from app.booking.models import Booking, Hold, Kind, Party, Status
from app.booking.operations import Who, end, get_booking, lock_diary, note
from app.core.db import db
from app.core.errors import Conflict, Fault, Invalid
from app.directory.hours import lock_diaries
from app.directory.touched import InTheWay, Touched

SUGGESTED = 5
"""Other times that are offered for an appointment that cannot stay."""


class Fate(StrEnum):
    """What becomes of an appointment that a change touches."""

    MOVE = "move"
    CANCEL = "cancel"
    KEEP = "keep"


@dataclass(frozen=True)
class Settlement:
    fate: Fate
    starts_at: datetime | None = None
    """Where to, for one that is moved."""


@dataclass(frozen=True)
class Open:
    """An appointment that nobody has dealt with, and other times that could be had. `typing`: nobody has booked it yet, but
    somebody is about to."""

    booking: Booking
    typing: bool
    suggestions: tuple[datetime, ...]


class Unsettled(Conflict):
    """These appointments have to be dealt with first. Nothing was saved."""

    def __init__(self, open_: Sequence[Open]) -> None:
        super().__init__("These appointments have to be settled first. Nothing was changed yet.")
        self.open = tuple(open_)


def carry_out(
    change: Callable[[], object],
    settlements: Mapping[int, Settlement],
    *,
    practice_id: int,
    why: Why,
    by: Actor,
    now: datetime,
) -> None:
    """Settle what was decided, then make the change, which asks again whether anything is in its way. Raises Unsettled with
    what still is, also what was booked since the page was shown; Invalid at "time-<id>" for a time that cannot be had."""
    require_member(practice_id, by)
    lock_diaries(practice_id)
    # What is given up first makes room for what is moved.
    for booking_id, settlement in sorted(settlements.items(), key=lambda each: (each[1].fate is Fate.MOVE, each[0])):
        _settle(get_own(practice_id, booking_id), settlement, why, by=Who(Party.PRACTICE, by.user_id), now=now)
    try:
        change()
    except InTheWay as refusal:
        raise Unsettled(_opened(refusal.touched, practice_id, why, now=now)) from refusal


def carry_out_at_desk(
    change: Callable[[], object], settlements: Mapping[int, Settlement], *, why: Why, by: Actor, now: datetime
) -> None:
    """The same for editors, who see times and references and nobody's name. They settle only what `change` touches: its
    caller has asked. Raises Unsettled."""
    require(by, Action.MANAGE_DIRECTORY)
    for booking_id, settlement in sorted(settlements.items()):
        _settle(get_booking(booking_id), settlement, why, by=Who(Party.SITE, by.user_id), now=now)
    try:
        change()
    except InTheWay as refusal:
        raise Unsettled(_opened(refusal.touched, None, why, now=now)) from refusal


def require_none_ahead(practice_id: int, practitioner_id: int, *, now: datetime) -> None:
    """The change that `carry_out` makes when somebody leaves this practice: none of its own. Once nothing is in its way,
    editors can take them out of the directory, which asks again. Raises InTheWay."""
    ahead = [each for each in ahead_of_practitioner(practitioner_id, now) if _is_at(practice_id, each)]
    if ahead:
        raise InTheWay("Appointments are still to come", ahead)


def keep(booking: Booking, why: Why, *, by: Who, now: datetime) -> None:
    """The practice knows that this appointment is touched, and means it to stay as it is."""
    note(booking, KEPT, by=by, now=now, why=why.value, starts_at=booking.starts_at.isoformat())


def keep_if_outside(booking: Booking, *, by: Who, now: datetime) -> None:
    """What a practice itself puts outside its hours is kept there knowingly: no later change of hours asks about it."""
    if booking.kind is Kind.APPOINTMENT and not lies_in(hours_of_location(booking.location_id), booking):
        keep(booking, Why.HOURS, by=by, now=now)


def move(booking_id: int, starts_at: datetime, *, by: Who, now: datetime) -> Booking:
    """Another time for an appointment, as the practice wants it, in its hours or not. Raises TimeTaken."""
    if starts_at <= now:
        raise Invalid("This time is over.", field="starts_at")
    booking = changing.move(booking_id, starts_at, by=by, now=now)
    keep_if_outside(booking, by=by, now=now)
    return booking


def _settle(booking: Booking, settlement: Settlement, why: Why, *, by: Who, now: datetime) -> None:
    lock_diary(booking.practitioner_id, now=now)
    booking = get_booking(booking.id)
    match settlement.fate:
        case Fate.KEEP:
            keep(booking, why, by=by, now=now)
        case Fate.CANCEL if _is_typed(booking):
            if booking.status is Status.HELD:
                end(booking, Status.EXPIRED, by=by, what="gave way", now=now)
        case Fate.CANCEL:
            changing.cancel(booking.id, by=by, now=now)
        case Fate.MOVE:
            _move(booking, settlement.starts_at, by=by, now=now)
    db.session.flush()


def _move(booking: Booking, starts_at: datetime | None, *, by: Who, now: datetime) -> None:
    field, ref = f"time-{booking.id}", booking.ref  # after a refusal of the database nothing can be read any more
    if starts_at is None or starts_at <= now:
        raise Invalid.of([Fault(field, f"Say to when {ref} is moved.")])
    if _is_typed(booking):
        raise Invalid.of([Fault(field, f"{ref} is nobody's yet: it cannot be moved.")])
    try:
        changing.move(booking.id, starts_at, by=by, now=now)
    except TimeTaken as refusal:
        raise Invalid.of([Fault(field, f"{ref}: somebody else has that time. Choose another.")]) from refusal


def _opened(touched: Sequence[Touched], practice_id: int | None, why: Why, *, now: datetime) -> list[Open]:
    """Asked while the change is written, so that no time is suggested that it would take away."""
    found = [get_booking(each.booking_id) for each in touched]
    return [
        Open(booking, _is_typed(booking), _suggestions(booking, now=now) if why is Why.HOURS else ())
        for booking in found
        if practice_id in {None, booking.practice_id}
    ]


def _suggestions(booking: Booking, *, now: datetime) -> tuple[datetime, ...]:
    if booking.service_id is None or _is_typed(booking):
        return ()
    offer = get_offer(booking.location_id, booking.service_id, bookable=False)
    return tuple(nearest_free(offer, booking.starts_at, now=now, most=SUGGESTED, apart_from=booking.id))


def _is_typed(booking: Booking) -> bool:
    """Whether the time is only held, for somebody who has not booked it yet."""
    return booking.hold in {Hold.DETAILS, Hold.MAIL, Hold.OFFER}


def _is_at(practice_id: int, touched: Touched) -> bool:
    return get_booking(touched.booking_id).practice_id == practice_id
