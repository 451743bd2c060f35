"""When readers are told that a review is late."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.content.models import Entry
from app.core.db import db
from app.reviews.due import notice_from
from app.reviews.settings import wired


def is_late(due: date | None, *, now: datetime) -> bool:
    """Whether readers are told: the days of grace are over."""
    rules = wired()
    return due is not None and notice_from(due, grace_days=rules.grace_days, zone=rules.zone) <= now


def next_notice(now: datetime) -> datetime | None:
    """The next instant at which a page begins to say that its review is late."""
    rules = wired()
    over = rules.day_of(now) - timedelta(days=rules.grace_days + 1)
    first = db.session.scalar(sa.select(sa.func.min(Entry.next_review_on)).where(Entry.next_review_on > over))
    return None if first is None else notice_from(first, grace_days=rules.grace_days, zone=rules.zone)
