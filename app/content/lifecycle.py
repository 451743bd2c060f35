"""The state of an entry follows from its timestamps: it goes live, and dark, at its second, with no job needed."""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.core.errors import Invalid

# What a browser's own control sends. Python reads much more: weeks, zones, a date with no time.
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")


class State(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LIVE = "live"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def state_at(
    now: datetime, *, published_at: datetime | None, expires_at: datetime | None, withdrawn_at: datetime | None
) -> State:
    """What the public meets at `now`. Withdrawn wins over everything; expiry only over what was published."""
    if withdrawn_at is not None and withdrawn_at <= now:
        return State.WITHDRAWN
    if published_at is None:
        return State.DRAFT
    if expires_at is not None and expires_at <= now:
        return State.EXPIRED
    return State.LIVE if published_at <= now else State.SCHEDULED


def in_words(state: State, *, has_changes: bool) -> str:
    """The state as the desk says it."""
    words = {
        State.DRAFT: "Draft",
        State.SCHEDULED: "Scheduled",
        State.LIVE: "Live",
        State.EXPIRED: "Expired",
        State.WITHDRAWN: "Withdrawn",
    }[state]
    return f"{words} with changes" if has_changes and state is not State.DRAFT else words


def instant_from_wall_time(value: str, zone: ZoneInfo, *, field: str, later: bool = False) -> datetime:
    """The instant of a date and time as typed in the site's zone ("2027-03-28T01:30").

    A time that the clocks skip is refused. A time that comes twice is the first of the two, or the second when `later`.
    """
    try:
        wall = datetime.fromisoformat(value.strip() if _MOMENT.fullmatch(value.strip()) else "")
    except ValueError:
        raise Invalid("Give a date and a time, such as 2027-01-31 18:00.", field=field) from None
    if not 2000 <= wall.year <= 2100:
        raise Invalid("Give a date and a time between 2000 and 2100.", field=field)
    instant = wall.replace(tzinfo=zone, fold=int(later)).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) != wall.replace(fold=0):
        raise Invalid(f"On that day the clocks skip {wall:%H:%M}. Choose a time an hour earlier or later.", field=field)
    return instant


def comes_twice(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether the wall clock shows this time twice, because the clocks go back then."""
    wall = instant.astimezone(zone)
    other = wall.replace(fold=1 - wall.fold)
    return timedelta(0) < abs(other.astimezone(UTC) - instant) and other.astimezone(UTC).astimezone(zone).replace(
        tzinfo=None
    ) == wall.replace(tzinfo=None)
