"""Times of day as people type them, and times as they are said to readers. Pure."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.core.errors import Invalid

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - reads better
)
MIDNIGHT = "24:00"
_TYPED = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.ASCII | re.IGNORECASE)


def wall_time(typed: str, *, field: str, ends: bool = False) -> str:
    """ "9", "9.30" or "5:30 pm" as `HH:MM`. Midnight is "24:00" where something `ends`. Raises Invalid at `field`."""
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        raise _unreadable(field)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise _unreadable(field)
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if ends and (hour, minute) in {(0, 0), (24, 0)}:
        return MIDNIGHT
    if hour > 23 or minute > 59:
        raise _unreadable(field)
    return f"{hour:02}:{minute:02}"


def stretch(starts: str, ends: str) -> tuple[str, str]:
    """Both ends of a stretch of one day. Raises Invalid unless it runs forward."""
    first, last = wall_time(starts, field="starts"), wall_time(ends, field="ends", ends=True)
    if first >= last:
        raise Invalid("It must end later than it starts, on the same day.", field="ends")
    return first, last


def said(wall: str) -> str:
    """`HH:MM` in a reader's words: "9:00 am", "midnight"."""
    hour, minute = map(int, wall.split(":"))
    if (hour % 24, minute) == (0, 0):
        return "midnight"
    return f"{(hour - 1) % 12 + 1}:{minute:02} {'am' if hour < 12 else 'pm'}"


def _unreadable(field: str) -> Invalid:
    return Invalid("Type a time such as 9:00 or 17:30.", field=field)


def day_said(on: date) -> str:
    """ "Monday 8 March 2027"."""
    return f"{DAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]} {on.year}"


def moment_said(instant: datetime, zone: ZoneInfo) -> str:
    """ "Monday 8 March 2027, 9:00 am" by the clock of `zone`; with the zone's short name in the hour that comes twice."""
    local = instant.astimezone(zone)
    words = f"{day_said(local.date())}, {said(f'{local:%H:%M}')}"
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{words} {local.tzname()}" if twice else words
