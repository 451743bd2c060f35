"""When public pages change by the clock alone: something goes live or dark, or what a room above has to say begins."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from app.content.models import Entry
from app.core.cache import generation
from app.core.db import db

Next = Callable[[datetime], datetime | None]
"""The first instant later than the one given at which something shows by itself."""


class _Wiring:
    others: tuple[Next, ...] = ()


def wire(*others: Next) -> None:
    """What the rooms above know of such instants; called once, by `create_app`."""
    _Wiring.others = others


def next_boundary(now: datetime) -> datetime | None:
    """When something goes live or dark, or a notice begins, next with no hand lifted."""
    times = [at for other in _Wiring.others if (at := other(now)) is not None]
    for column in (Entry.published_at, Entry.expires_at):
        soonest = db.session.scalar(
            sa.select(sa.func.min(column)).where(column > now, Entry.withdrawn_at.is_(None), Entry.deleted_at.is_(None))
        )
        if soonest is not None:
            times.append(soonest)
    return min(times, default=None)


def pulse(*, now: datetime) -> tuple[int, datetime | None] | None:
    """What tells whether a kept page is still good: the generation and the next boundary; None without a database."""
    try:
        return generation(), next_boundary(now)
    except OperationalError:
        return None
