"""A practice's times for calendar programs, under a secret address: references and times, never who the patients are.
Call what changes something inside a unit of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import icalendar
import sqlalchemy as sa

from app.accounts.activity import note
from app.accounts.models import User
from app.accounts.permissions import Action, Actor, may
from app.booking.diary import require_member
from app.booking.links import hash_of, new_secret
from app.booking.models import Booking, CalendarLink, Hold, Kind, Status
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.text import one_line
from app.directory.models import Practice, Practitioner
from app.directory.queries import get_practice, keeps_diary

SECRET_LENGTH = 43
MOST = 20
"""Addresses of one practice."""
BACK, AHEAD = timedelta(days=31), timedelta(days=366)


@dataclass(frozen=True)
class Listed:
    """An address with whose times it gives, and who made it."""

    link: CalendarLink
    practitioner_name: str
    made_by: str


def make(practice_id: int, *, practitioner_id: int | None, called: str, by: Actor, now: datetime) -> str:
    """A new address; returns its secret, which is stored nowhere. Raises Invalid."""
    require_member(practice_id, by)
    name = one_line(called)[:80]
    if not name:
        raise Invalid("Say what it is for, such as: phone of the reception.", field="called")
    if len(list_links(practice_id)) >= MOST:
        raise Invalid(f"There are {MOST} addresses already. Take back one that nobody uses.")
    secret = new_secret()
    db.session.add(
        CalendarLink(
            practice_id=practice_id,
            practitioner_id=practitioner_id,
            user_id=by.user_id,
            called=name,
            link_hash=hash_of(secret),
            made_at=now,
        )
    )
    note("made a calendar's address", by=by, now=now, about=get_practice(practice_id).name)
    return secret


def take_back(practice_id: int, link_id: int, *, by: Actor, now: datetime) -> None:
    """The address answers nothing any more: twice is as good as once."""
    require_member(practice_id, by)
    gone = sa.delete(CalendarLink).where(CalendarLink.id == link_id, CalendarLink.practice_id == practice_id)
    if db.session.execute(gone.returning(CalendarLink.id)).first() is not None:
        note("took a calendar's address back", by=by, now=now, about=get_practice(practice_id).name)


def list_links(practice_id: int) -> list[Listed]:
    rows = db.session.execute(
        sa.select(CalendarLink, Practitioner.name, User.name)
        .join(User, User.id == CalendarLink.user_id)
        .outerjoin(Practitioner, Practitioner.id == CalendarLink.practitioner_id)
        .where(CalendarLink.practice_id == practice_id)
        .order_by(CalendarLink.id)
    ).all()
    return [Listed(row[0], row[1] or "", row[2]) for row in rows]


def feed(secret: str, *, now: datetime) -> bytes:
    """The times as a calendar (RFC 5545), the same bytes for the same diary. Raises NotFound for an address that never was
    or was taken back, and when whoever made it keeps this diary no more."""
    link = _find(secret)
    if link is None:
        raise NotFound("There is no such calendar.")
    practice = db.session.get_one(Practice, link.practice_id)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Diary of {practice.name}")
    for booking, name in _booked(link, now=now):
        calendar.add_component(_event(booking, name))
    return bytes(calendar.to_ical())


def _find(secret: str) -> CalendarLink | None:
    if len(secret) != SECRET_LENGTH:
        return None
    link = db.session.scalar(sa.select(CalendarLink).where(CalendarLink.link_hash == hash_of(secret)))
    user = db.session.get(User, link.user_id) if link is not None else None
    if link is None or user is None or not user.active or not may(user.actor, Action.KEEP_DIARY):
        return None
    return link if keeps_diary(link.practice_id, user.id) else None


def _booked(link: CalendarLink, *, now: datetime) -> Sequence[tuple[Booking, str]]:
    asked = sa.and_(Booking.status == Status.HELD, Booking.hold == Hold.ANSWER, Booking.hold_ends_at > now)
    conditions = [
        Booking.practice_id == link.practice_id,
        Booking.starts_at.between(now - BACK, now + AHEAD),
        sa.or_(Booking.status.in_((Status.BOOKED, Status.DONE, Status.NO_SHOW)), asked),
    ]
    if link.practitioner_id is not None:
        conditions.append(Booking.practitioner_id == link.practitioner_id)
    rows = db.session.execute(
        sa.select(Booking, Practitioner.name)
        .join(Practitioner, Practitioner.id == Booking.practitioner_id)
        .where(*conditions)
        .order_by(Booking.starts_at, Booking.id)
    ).all()
    return [(row[0], row[1]) for row in rows]


def _event(booking: Booking, practitioner_name: str) -> icalendar.Event:
    """Neutral words, because calendars are seen by others, on phones and at work."""
    event = icalendar.Event()
    event.add("uid", booking.ical_uid)
    event.add("sequence", booking.ical_sequence)
    event.add("dtstamp", booking.confirmed_at or booking.created_at)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    title = "Blocked" if booking.kind is Kind.BLOCK else "Appointment"
    event.add("summary", f"{title} {booking.ref}")
    event.add("description", practitioner_name)
    event.add("status", "TENTATIVE" if booking.status is Status.HELD else "CONFIRMED")
    return event
