"""How much one place or one e-mail address may do here within a quarter of an hour. Counted in the database, so that it
holds for every process; under keyed hashes, so that it says of nobody that they looked for a physiotherapist.

Call inside a unit of work: what is refused afterwards is not counted. The rows are those that wrong passwords are counted
in, and are dropped with them after a day.
"""

from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import LoginFailure
from app.accounts.throttle import WINDOW, seconds_to_wait
from app.booking.settings import wired
from app.core.db import db
from app.core.errors import TooMany

HOLDS = 20
"""Times taken from one place; a whole family, or a surgery's waiting room, finds theirs."""
BOOKINGS = 20
"""Forms sent from one place."""
TO_ONE = 6
"""Forms that each send a mail to the same address."""

CHANGES = 12
"""Changes by the links of one address, each of which mails it."""


def count_hold(place: str, *, now: datetime) -> None:
    """Raises TooMany when this place took too many times already."""
    _count("hold", wired().sealer.mark(place), "", HOLDS, now=now)


def count_form(place: str, email: str, *, now: datetime) -> None:
    """Raises TooMany when this place sent too many forms, or too many were sent for this address."""
    sealer = wired().sealer
    _count("form", sealer.mark(place), sealer.mark(email), BOOKINGS, now=now)


def count_change(email: str, *, now: datetime) -> None:
    """Raises TooMany when too much was changed already by links that were sent to this address: whoever booked with a
    stranger's could have it mailed without end."""
    account = f"change:{wired().sealer.mark(email)}"
    wait = _wait(LoginFailure.account.expression, account, CHANGES, now)
    if wait:
        raise TooMany(
            f"That was a lot of changes in a short time. Nothing was changed just now. Please wait {_minutes(wait)},"
            " or call the practice.",
            retry_after=wait,
        )
    db.session.add(LoginFailure(account=account, address="", at=now))


def _count(what: str, place: str, email: str, most: int, *, now: datetime) -> None:
    source, account = f"{what}:{place}", f"{what}:{email}" if email else ""
    wait = _wait(LoginFailure.address.expression, source, most, now)
    if account:
        wait = max(wait, _wait(LoginFailure.account.expression, account, TO_ONE, now))
    if wait:
        raise TooMany(
            f"That was a lot of bookings in a short time. Nothing was booked just now. Please wait {_minutes(wait)},"
            " or call the practice.",
            retry_after=wait,
        )
    db.session.add(LoginFailure(account=account, address=source, at=now))


def _wait(column: sa.ColumnElement[str], value: str, most: int, now: datetime) -> int:
    counted = sa.select(LoginFailure.at).where(column == value, LoginFailure.at > now - WINDOW)
    return seconds_to_wait(list(db.session.scalars(counted)), limit=most, now=now)


def _minutes(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
