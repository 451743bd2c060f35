"""Offering free times to those who wait, and giving back what nobody took in time. Call what changes something inside a
unit of work."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.booking import changing
from app.booking.availability import Offer, free_times, get_offer
from app.booking.models import Booking, Hold, Kind, Source, Status, Waiting
from app.booking.operations import SITE, get_booking, lock_diary, new_booking, saved
from app.booking.slots import DAY
from app.core.db import db
from app.core.errors import NotFound

OFFER_TIME = timedelta(minutes=60)
"""How long a time is held for somebody who waits."""
NOON, EVENING = 12, 17
"""The hours by the wall clock at which the afternoon and the evening begin."""


def offer_free_times(practitioner_id: int, *, now: datetime) -> int:
    """Hold a free time for each who waits for this person, in the order in which they came; returns for how many. Nobody
    is offered a start twice, and nobody two at once."""
    if not _in_turn(practitioner_id, now=now):
        return 0
    lock_diary(practitioner_id, now=now)
    return sum(_offer_to(row, now=now) for row in _in_turn(practitioner_id, now=now))


def list_waited_for(*, now: datetime) -> Sequence[int]:
    """The practitioners whom somebody waits for."""
    return db.session.scalars(sa.select(Waiting.practitioner_id).where(_waits(now)).distinct()).all()


def list_run_out(*, now: datetime) -> Sequence[int]:
    """The practitioners of whose time something is held that ran out."""
    over = sa.and_(Booking.status == Status.HELD, Booking.hold_ends_at <= now)
    return db.session.scalars(sa.select(Booking.practitioner_id).where(over).distinct()).all()


def list_past(*, now: datetime, most: int = 500) -> list[int]:
    """The appointments of days that are over, of which nobody has said whether they took place."""
    ended = sa.and_(Booking.status == Status.BOOKED, Booking.kind == Kind.APPOINTMENT, Booking.ends_at < now)
    rows = db.session.execute(
        sa.select(Booking.id, Booking.ends_at, Booking.zone).where(ended).order_by(Booking.ends_at).limit(most)
    )
    return [row.id for row in rows if _day(row.ends_at, row.zone) < _day(now, row.zone)]


def close(booking_id: int, *, now: datetime) -> None:
    """Take it that somebody came; the practice can still say otherwise."""
    if get_booking(booking_id).status is Status.BOOKED:
        changing.settle(booking_id, Status.DONE, by=SITE, now=now)


def part_of_day(starts_at: datetime, zone: ZoneInfo) -> str:
    """ "morning", "afternoon" or "evening" by the clock of `zone`."""
    hour = starts_at.astimezone(zone).hour
    if hour < NOON:
        return "morning"
    return "afternoon" if hour < EVENING else "evening"


def _in_turn(practitioner_id: int, *, now: datetime) -> Sequence[Waiting]:
    mine = sa.select(Waiting).where(Waiting.practitioner_id == practitioner_id, _waits(now))
    in_turn = mine.order_by(Waiting.created_at, Waiting.id).execution_options(populate_existing=True)
    return db.session.scalars(in_turn).all()


def _waits(now: datetime) -> sa.ColumnElement[bool]:
    """A day more than the calendar says: the last day ends later in the west."""
    return sa.and_(Waiting.ended_at.is_(None), Waiting.last_day >= now.date() - DAY)


def _offer_to(row: Waiting, *, now: datetime) -> bool:
    """Hold the first time that suits them; whether there was one."""
    if _has_offer(row):
        return False
    try:
        offer = get_offer(row.location_id, row.service_id)
    except NotFound:  # not offered just now: they wait on
        return False
    start = _first_that_suits(row, offer, now=now)
    if start is None:
        return False
    booking = new_booking(offer, start, status=Status.HELD, now=now, source=Source.WAITING_LIST)
    booking.hold, booking.hold_ends_at = Hold.OFFER, min(now + OFFER_TIME, start)
    saved(booking, "offered", by=SITE, now=now)
    row.offered_booking_id = booking.id
    return True


def _has_offer(row: Waiting) -> bool:
    """Whether a time is held for them; one that was not taken is remembered, and not offered again."""
    if row.offered_booking_id is None:
        return False
    booking = get_booking(row.offered_booking_id)
    if booking.status is Status.HELD and booking.hold is Hold.OFFER:
        return True
    row.declined = [*row.declined, booking.starts_at.isoformat()]
    row.offered_booking_id = None
    return False


def _first_that_suits(row: Waiting, offer: Offer, *, now: datetime) -> datetime | None:
    starts = free_times(offer, first=row.first_day, last=row.last_day, now=now)
    return next(
        (
            start
            for start in starts
            if start.isoformat() not in row.declined and (not row.parts or part_of_day(start, offer.zone) in row.parts)
        ),
        None,
    )


def _day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()
