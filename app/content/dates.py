"""When something may begin and end. Pure."""

from datetime import datetime, timedelta
from types import EllipsisType

from app.core.errors import Fault

SCHEDULE_AT_MOST = timedelta(days=5 * 366)
Ends = datetime | EllipsisType | None
"""An end to be given: an instant, None for never, `...` for whatever it is now."""


def schedule_faults(at: datetime | None, *, now: datetime, is_live: bool, ends: datetime | None) -> list[Fault]:
    """Why something that ends at `ends` cannot begin `at`; None is now."""
    if at is None:
        return []
    if is_live:
        return [Fault("publish_at", "It is live already. Publish the changes now, or withdraw it first.")]
    if at <= now:
        return [Fault("publish_at", "That time is in the past.")]
    if at > now + SCHEDULE_AT_MOST:
        return [Fault("publish_at", "That is more than five years ahead.")]
    if ends is not None and ends <= at:
        return [Fault("publish_at", "It would end before it begins. Choose a later end, or none.")]
    return []


def end_faults(ends: Ends, *, after: datetime) -> list[Fault]:
    """Why something that begins, or is, at `after` cannot end then."""
    if ends is None or ends is ... or ends > after:
        return []
    return [Fault("expires_at", "The end must be later than now and than the time it goes live.")]
