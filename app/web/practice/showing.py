"""The pages of the diary as the templates print them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from app.booking.availability import hours_of_location, taken_of
from app.booking.models import Booking, BookingEvent, Hold, Kind, Party, Status
from app.booking.sealing import Patient
from app.booking.slots import Span, gaps, windows
from app.directory.models import Location
from app.directory.wall_times import moment_said
from app.web.pages.booking import time_of, when


@dataclass(frozen=True, kw_only=True)
class Line:
    """One booking in a list or a column. `name` is the patient's, "" where it is not shown or not known."""

    booking_id: int
    ref: str
    time: str
    whole: str
    title: str
    who: str
    state: str
    key: str
    block: bool
    asked: bool
    until: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class Free:
    """A stretch that is worked and not taken. `starts` is for a link that books there."""

    time: str
    starts: str


@dataclass(frozen=True)
class Column:
    """One person's day."""

    location_id: int
    name: str
    hours: str
    entries: tuple[Line | Free, ...]


def line(
    booking: Booking, *, now: datetime, patient: Patient | None = None, who: Mapping[int, str] | None = None
) -> Line:
    zone, blocked = ZoneInfo(booking.zone), booking.kind is Kind.BLOCK
    key, state = _state(booking, now=now)
    asked = key == "asked"
    known = patient or Patient("")
    return Line(
        booking_id=booking.id,
        ref=booking.ref,
        time=f"{time_of(booking.starts_at, zone).words} to {time_of(booking.ends_at, zone).words}",
        whole=when(booking),
        title=(booking.service_name or "Blocked") if blocked else booking.service_name,
        who=(who or {}).get(booking.practitioner_id, ""),
        state=state,
        key=key,
        block=blocked,
        asked=asked,
        until=moment_said(booking.hold_ends_at, zone) if asked and booking.hold_ends_at else "",
        name=known.name,
        phone=known.phone,
        email=known.email,
        address=known.address,
        note=known.note,
    )


def columns(
    locations: Sequence[Location],
    bookings: Sequence[Booking],
    patients: Mapping[int, Patient],
    *,
    day: date,
    now: datetime,
) -> list[Column]:
    """Everybody's day side by side: what is booked, and what is free."""
    taken = taken_of(locations, first=day, last=day, now=now)
    found = []
    for location in locations:
        hours = hours_of_location(location.id)
        worked, zone = windows(hours, day), hours.zone
        free = [span for span in gaps(worked, taken[location.id]) if span.ends > now]
        mine = [booking for booking in bookings if booking.location_id == location.id]
        entries: list[tuple[datetime, Line | Free]] = [
            (booking.starts_at, line(booking, now=now, patient=patients.get(booking.id))) for booking in mine
        ]
        entries += [(span.starts, Free(_said(span, zone), _wall(span.starts, zone))) for span in free]
        entries.sort(key=lambda each: each[0])
        said = ", ".join(_said(span, zone) for span in worked)
        found.append(Column(location.id, location.practitioner.name, said, tuple(each for _, each in entries)))
    return found


def names_of(locations: Sequence[Location]) -> dict[int, str]:
    """Who is who, by the practitioner's id."""
    return {location.practitioner_id: location.practitioner.name for location in locations}


def event_said(event: BookingEvent, user_name: str, zone: ZoneInfo) -> tuple[str, str]:
    """When it was, and what was done by whom."""
    by = {Party.PATIENT: "the patient", Party.PRACTICE: user_name or "the practice", Party.SITE: "the site"}[
        event.party
    ]
    words = EVENTS.get(event.what, event.what.capitalize())
    if "before" in event.details:
        before = datetime.fromisoformat(event.details["before"])
        after = datetime.fromisoformat(event.details["after"])
        words = f"{words} from {moment_said(before, zone)} to {moment_said(after, zone)}"
    if "fields" in event.details:
        words = f"{words} ({', '.join(FIELDS[each] for each in event.details['fields'])})"
    return moment_said(event.at, zone), f"{words} by {by}"


FIELDS = {"name": "name", "email": "e-mail address", "phone": "telephone number", "address": "address of the visit"}
EVENTS = {
    "readdressed": "Corrected",
    "no_show": "Noted that nobody came",
    "done": "Noted that it took place",
    "requested": "Asked for",
    "requested again": "Asked for again",
    "asked to confirm": "Chosen, to be confirmed by mail",
    "ran out": "Not confirmed in time, given back",
    "kept": "Kept as it is, knowingly,",
    "gave way": "Given back, because the practice changed its hours,",
}


def _state(booking: Booking, *, now: datetime) -> tuple[str, str]:
    """A word for the look of it, and the words."""
    if booking.kind is Kind.BLOCK:
        return ("blocked", "Blocked") if booking.status is Status.BOOKED else ("over", "Given back")
    match booking.status:
        case Status.BOOKED:
            return ("booked", "Booked") if booking.starts_at > now else ("due", "Say whether it took place")
        case Status.HELD:
            return _held(booking, now=now)
        case Status.DONE:
            return "done", "Took place"
        case Status.NO_SHOW:
            return "missed", "Nobody came"
        case Status.CANCELLED | Status.EXPIRED:
            return "over", _ended(booking)
        case _:
            assert_never(booking.status)


def _ended(booking: Booking) -> str:
    if booking.status is Status.CANCELLED:
        by = {Party.PATIENT: "the patient", Party.SITE: "the editors of the site"}
        return f"Cancelled by {by.get(booking.ended_by or Party.PRACTICE, 'the practice')}"
    return "Not answered in time" if booking.hold is Hold.ANSWER else "Not booked in the end"


def _held(booking: Booking, *, now: datetime) -> tuple[str, str]:
    if booking.hold_ends_at is not None and booking.hold_ends_at <= now:
        return "over", _ended(booking)
    match booking.hold:
        case Hold.ANSWER:
            return "asked", "Waits for your answer"
        case Hold.MAIL:
            return "held", "The patient has to confirm it by mail"
        case Hold.OFFER:
            return "held", "Offered to the waiting list"
        case _:
            return "held", "Somebody is booking it just now"


def _said(span: Span, zone: ZoneInfo) -> str:
    return f"{time_of(span.starts, zone).words} to {time_of(span.ends, zone).words}"


def _wall(instant: datetime, zone: ZoneInfo) -> str:
    """For a link: the time as a field for day and time takes it."""
    return f"{instant.astimezone(zone):%Y-%m-%dT%H:%M}"
