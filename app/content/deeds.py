"""What was done to an entry, for the log. Written inside the unit of work of the deed."""

from datetime import datetime
from typing import Any

from app.accounts import activity
from app.accounts.permissions import Actor
from app.content.models import Entry


def note(what: str, entry: Entry, *, by: Actor, now: datetime, reason: str = "", **details: Any) -> None:
    """One line, such as "withdrawn". Instants among the details are kept as text, and those that say nothing are left out."""
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in details.items()}
    known = {name: value for name, value in plain.items() if value not in (None, "", [])}
    activity.note(what, by=by, now=now, about=entry.title, entry_id=entry.id, reason=reason, details=known)
