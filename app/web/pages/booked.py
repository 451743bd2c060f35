"""How a booking stands, in the words of the page that its link opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.booking.by_link import Choices
from app.booking.models import Booking, Hold, Party, Status
from app.directory.models import Practice
from app.directory.wall_times import day_said
from app.web.pages.booking import until


@dataclass(frozen=True)
class Standing:
    title: str
    text: str


def standing(booking: Booking, practice: Practice, may: Choices, *, now: datetime) -> Standing:
    """A headline and a sentence or two."""
    match booking.status:
        case Status.HELD | Status.EXPIRED if booking.hold is Hold.MAIL:
            return _unconfirmed(booking, may, now=now)
        case Status.HELD:
            ends = until(booking.hold_ends_at or booking.starts_at, ZoneInfo(booking.zone), now=now)
            return Standing(
                "You have asked for this time",
                f"{practice.name} has not answered yet. Nobody else can have the time until {ends}; you get a mail as soon"
                " as there is an answer.",
            )
        case Status.BOOKED if booking.starts_at > now:
            return Standing(
                "Your appointment is booked",
                "There is nothing else that you need to do.",
            )
        case Status.BOOKED | Status.DONE | Status.NO_SHOW:
            return Standing("This appointment is over", "It can no longer be changed here.")
        case Status.CANCELLED:
            return _cancelled(booking, practice, may)
        case Status.EXPIRED:
            return Standing(
                "This time is not yours any more",
                f"{practice.name} has not answered in time, so nothing is booked. You can choose another time.",
            )


def _unconfirmed(booking: Booking, may: Choices, *, now: datetime) -> Standing:
    ends = booking.hold_ends_at
    if booking.status is Status.HELD and ends is not None and ends > now:
        limit = until(ends, ZoneInfo(booking.zone), now=now)
        return Standing("One more press, and it is booked", f"The time is held for you until {limit}.")
    if not may.confirm:
        return Standing("This time was not confirmed", "It is over, and nothing is booked.")
    return Standing(
        "The time is held for you no longer",
        "Nothing is booked yet. Try to confirm it all the same: if nobody has taken it meanwhile, it is yours.",
    )


def _cancelled(booking: Booking, practice: Practice, may: Choices) -> Standing:
    if booking.ended_by is Party.PRACTICE:
        return Standing(
            "This appointment was cancelled",
            f"{practice.name} had to cancel or decline it. You can choose another time.",
        )
    if booking.ended_by is Party.SITE:
        return Standing(
            "This appointment was cancelled", "It cannot take place as it was booked. You can choose another time."
        )
    after = " You can take that back while nobody else has the time." if may.undo else ""
    return Standing("You have cancelled this appointment", f"The time is free for somebody else.{after}")


PARTS = (
    ("morning", "Mornings", "before 12 noon"),
    ("afternoon", "Afternoons", "12 noon to 5 pm"),
    ("evening", "Evenings", "from 5 pm"),
)


def days_said(first: date, last: date, parts: Sequence[str]) -> str:
    """Which times somebody waits for: "Monday 8 March 2027 to Friday 12 March 2027, mornings or evenings"."""
    chosen = " or ".join(words.lower() for name, words, _ in PARTS if name in parts)
    days = day_said(first) if first == last else f"{day_said(first)} to {day_said(last)}"
    return f"{days}, {chosen or 'any time of day'}"
