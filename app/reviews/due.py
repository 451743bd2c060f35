"""When a page is due for review, and what it waits for. Pure: it is handed the day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SOON = timedelta(days=60)
BEFORE = (60, 14, 0)
"""Days before a review is due on which somebody is reminded; after it, once a month."""


class Need(StrEnum):
    """Why a page waits for a reviewer; the first is the most urgent."""

    OVERDUE = "overdue"
    CHANGES = "changes"
    DROPPED = "dropped"
    DUE = "due"
    NEVER = "never"


IN_WORDS = {
    Need.OVERDUE: "Overdue",
    Need.CHANGES: "Changes requested",
    Need.DROPPED: "Sign-off dropped",
    Need.DUE: "Due soon",
    Need.NEVER: "Never reviewed",
}
_RANK = {need: rank for rank, need in enumerate(Need)}


@dataclass(frozen=True)
class Facts:
    """What of a page tells whether it waits. `health`: it has to be reviewed whether anybody asked for it or not."""

    health: bool
    public: bool
    last: date | None
    due: date | None
    signed: bool
    draft_drops: bool
    """A newer draft says something that the sign-off does not cover."""
    changes_requested: bool


def needs_of(facts: Facts, today: date) -> tuple[Need, ...]:
    """Everything a page waits for, the most urgent first; nothing for one that is in order."""
    found = []
    if facts.public and facts.due is not None and facts.due < today:
        found.append(Need.OVERDUE)
    if facts.changes_requested:
        found.append(Need.CHANGES)
    if facts.draft_drops or (facts.public and facts.last is not None and not facts.signed):
        found.append(Need.DROPPED)
    if facts.public and facts.due is not None and today <= facts.due <= today + SOON:
        found.append(Need.DUE)
    if facts.health and facts.public and facts.last is None:
        found.append(Need.NEVER)
    return tuple(found)


def urgency(needs: tuple[Need, ...], due: date | None, title: str) -> tuple[int, date, str]:
    """For sorting: by the most urgent need, then by the day."""
    return (_RANK[needs[0]], due or date.max, title.casefold())


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def notice_from(due: date, *, grace_days: int, zone: ZoneInfo) -> datetime:
    """The instant from which readers are told that a review is late: the midnight after the last day of grace."""
    return datetime.combine(due + timedelta(days=grace_days + 1), time(), zone)


def reminder_at(due: date, *, today: date, last: date | None) -> tuple[str, date] | None:
    """The newest reminder whose day has come, as (its name, its day); None before the first, and for one that a review
    has answered already. A day that was missed is made up for on the next."""
    day = _newest_turn(due, today)
    if day is None or (last is not None and day <= last):
        return None
    return f"{due.isoformat()}/{day.isoformat()}", day


def _newest_turn(due: date, today: date) -> date | None:
    if today < due:
        return max((turn for days in BEFORE if (turn := due - timedelta(days=days)) <= today), default=None)
    months = (today.year - due.year) * 12 + today.month - due.month
    turn = add_months(due, months)
    return turn if turn <= today else add_months(due, months - 1)
