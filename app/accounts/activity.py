"""The log of what was done: one line for every deed that somebody may ask about later."""

from datetime import datetime
from typing import Any

from app.accounts.models import Activity
from app.accounts.permissions import Actor
from app.core.db import db
from app.core.text import one_line


def note(
    what: str,
    *,
    by: Actor,
    now: datetime,
    about: str = "",
    entry_id: int | None = None,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Inside the unit of work of the deed: `what` is a verb in the past, such as "published"; `about` names the thing.

    `details` are plain values, and never a secret.
    """
    db.session.add(
        Activity(
            at=now,
            user_id=by.user_id or None,
            user_name=by.name,
            what=what,
            entry_id=entry_id,
            about=one_line(about)[:300],
            reason=one_line(reason)[:1000],
            details=details or {},
        )
    )
