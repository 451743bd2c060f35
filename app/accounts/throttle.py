"""How many wrong logins are too many. Pure: the counts live in the database, so that a restart forgets nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 20


def seconds_to_wait(failures: Sequence[datetime], *, limit: int, now: datetime) -> int:
    """Seconds until another try is allowed after the `failures` (any order), 0 when it is allowed now."""
    recent = sorted(at for at in failures if now - at < WINDOW)
    if len(recent) < limit:
        return 0
    return max(1, ceil((recent[-limit] + WINDOW - now).total_seconds()))
