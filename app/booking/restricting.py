"""Kept, but not used: the practice is not shown who it is, and no mails go out. Call inside a unit of work."""

from datetime import datetime

from app.booking.operations import Who, note
from app.booking.whose import Whose, held_about


def restrict(whose: Whose, *, by: Who, now: datetime) -> int:
    """How many bookings this changed: twice is as good as once."""
    changed = [(booking, contact) for booking, contact in held_about(whose) if contact.restricted_at is None]
    for booking, contact in changed:
        contact.restricted_at = now
        note(booking, "restricted", by=by, now=now)
    return len(changed)


def lift(whose: Whose, *, by: Who, now: datetime) -> int:
    """Use them again; how many bookings this changed."""
    changed = [(booking, contact) for booking, contact in held_about(whose) if contact.restricted_at is not None]
    for booking, contact in changed:
        contact.restricted_at = None
        note(booking, "restriction lifted", by=by, now=now)
    return len(changed)
