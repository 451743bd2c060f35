"""A practice's diary as its own people read it. To everybody else there is no such practice, and no such booking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.permissions import Action, Actor, require
from app.booking.availability import Offer, get_offer
from app.booking.models import Booking, BookingEvent, Hold, Kind, Status, Waiting
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page
from app.directory.models import Location, Practice, PracticeMember, Practitioner, Service
from app.directory.queries import keeps_diary

PAGE = 40
SHOWN = (Status.BOOKED, Status.HELD, Status.DONE, Status.NO_SHOW)
"""What stands in a day of the diary; what was cancelled is found by its reference."""


@dataclass(frozen=True)
class Counted:
    """How many wait for a service."""

    practitioner_name: str
    service_name: str
    people: int


def require_member(practice_id: int, by: Actor) -> None:
    """Raises NotFound for everybody but the practice's people."""
    require(by, Action.KEEP_DIARY)
    if not keeps_diary(practice_id, by.user_id):
        raise NotFound("There is no such practice.")


def practices_of(user_id: int) -> Sequence[Practice]:
    """Whose diaries somebody keeps, by name."""
    mine = sa.select(Practice).join(PracticeMember, PracticeMember.practice_id == Practice.id)
    mine = mine.where(PracticeMember.user_id == user_id)
    return db.session.scalars(mine.order_by(sa.func.lower(Practice.name), Practice.id)).all()


def get_own(practice_id: int, booking_id: int) -> Booking:
    """As it is in the database now. Raises NotFound for another practice's."""
    found = db.session.scalar(
        sa.select(Booking)
        .where(Booking.id == booking_id, Booking.practice_id == practice_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There is no such booking.")
    return found


def locations_of(practice_id: int) -> Sequence[Location]:
    """Who works at the practice, by name; with the practitioner and the practice."""
    return db.session.scalars(
        sa.select(Location)
        .join(Practitioner, Practitioner.id == Location.practitioner_id)
        .where(Location.practice_id == practice_id)
        .options(joinedload(Location.practitioner), joinedload(Location.practice))
        .order_by(sa.func.lower(Practitioner.name), Practitioner.id)
    ).all()


def get_location(practice_id: int, location_id: int) -> Location:
    """Raises NotFound for another practice's."""
    for location in locations_of(practice_id):
        if location.id == location_id:
            return location
    raise NotFound("They do not work here, or not any more.")


def offers_of(practice_id: int) -> list[Offer]:
    """Everything that the practice can put into its diary, whether patients can book it here or not."""
    rows = db.session.execute(
        sa.select(Location.id, Service.id)
        .join(Service, Service.practitioner_id == Location.practitioner_id)
        .join(Practitioner, Practitioner.id == Location.practitioner_id)
        .where(
            Location.practice_id == practice_id,
            Location.ended_at.is_(None),
            Service.active,
            sa.or_(Service.location_id.is_(None), Service.location_id == Location.id),
        )
        .order_by(sa.func.lower(Practitioner.name), Practitioner.id, Service.position, Service.id)
    ).all()
    return [get_offer(location_id, service_id, bookable=False) for location_id, service_id in rows]


def day_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From midnight to midnight: 23 or 25 hours when the clocks change."""
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


def between(practice_id: int, starts: datetime, ends: datetime, *, now: datetime) -> Sequence[Booking]:
    """What stands in the diary in a stretch of time, in order. A hold that ran out does not."""
    return db.session.scalars(
        sa.select(Booking)
        .where(
            Booking.practice_id == practice_id,
            Booking.status.in_(SHOWN),
            sa.or_(Booking.status != Status.HELD, Booking.hold_ends_at > now),
            Booking.starts_at < ends,
            Booking.ends_at > starts,
        )
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def list_requests(practice_id: int, *, now: datetime) -> Sequence[Booking]:
    """What waits for the practice's answer, the most urgent first."""
    return db.session.scalars(
        sa.select(Booking)
        .where(
            Booking.practice_id == practice_id,
            Booking.status == Status.HELD,
            Booking.hold == Hold.ANSWER,
            Booking.hold_ends_at > now,
        )
        .order_by(Booking.hold_ends_at, Booking.id)
    ).all()


def list_ahead(practice_id: int, *, page: int, now: datetime) -> Page[Booking]:
    """The appointments that are booked or asked for, from now on."""
    conditions = (
        Booking.practice_id == practice_id,
        Booking.kind == Kind.APPOINTMENT,
        Booking.ends_at > now,
        sa.or_(
            Booking.status == Status.BOOKED,
            sa.and_(Booking.status == Status.HELD, Booking.hold == Hold.ANSWER, Booking.hold_ends_at > now),
        ),
    )
    total = db.session.scalar(sa.select(sa.func.count(Booking.id)).where(*conditions)) or 0
    rows = db.session.scalars(
        sa.select(Booking)
        .where(*conditions)
        .order_by(Booking.starts_at, Booking.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return Page(rows, page, PAGE, total)


def find_by_ref(practice_id: int, typed: str) -> Sequence[Booking]:
    """The bookings whose reference is or begins with what was typed, in capitals or not, with the hyphen or not."""
    signs = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    if len(signs) < 3:
        return ()
    ref = f"{signs[:4]}-{signs[4:8]}" if len(signs) > 4 else signs
    return db.session.scalars(
        sa.select(Booking)
        .where(Booking.practice_id == practice_id, Booking.ref.startswith(ref, autoescape=True))
        .order_by(Booking.starts_at.desc(), Booking.id)
        .limit(PAGE)
    ).all()


def history_of(booking_id: int) -> list[tuple[BookingEvent, str]]:
    """What happened to a booking in order, with the name of whoever of the practice did it."""
    rows = db.session.execute(
        sa.select(BookingEvent, User.name)
        .outerjoin(User, User.id == BookingEvent.user_id)
        .where(BookingEvent.booking_id == booking_id)
        .order_by(BookingEvent.id)
    ).all()
    return [(row[0], row[1] or "") for row in rows]


def waiting_counts(practice_id: int) -> list[Counted]:
    """How many are on the waiting list, for each service."""
    rows = db.session.execute(
        sa.select(Practitioner.name, Service.name, sa.func.count(Waiting.id))
        .join(Service, Service.id == Waiting.service_id)
        .join(Practitioner, Practitioner.id == Waiting.practitioner_id)
        .join(Location, Location.id == Waiting.location_id)
        .where(Location.practice_id == practice_id, Waiting.ended_at.is_(None))
        .group_by(Practitioner.id, Practitioner.name, Service.id, Service.name)
        .order_by(Practitioner.name, Service.name, Service.id)
    ).all()
    return [Counted(*row) for row in rows]
