"""What happens on which day: what went or goes live, what ends, what is due for review."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from app.content.models import Entry
from app.core.db import db

MOST = 2_000


class Happening(StrEnum):
    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    ENDS = "ends"
    REVIEW = "review"


@dataclass(frozen=True)
class Event:
    """One thing on one day; `at` is None where only the day is known."""

    what: Happening
    entry: Entry
    at: datetime | None
    on: date | None = None


def list_events(start: datetime, end: datetime, *, now: datetime, made_by: int | None = None) -> list[Event]:
    """Everything from `start` up to but not at `end`, in the order of the day; `made_by` only this user's entries.

    The days of review that are asked for are those of the zone of `start` and `end`.
    """
    there: list[sa.ColumnElement[bool]] = [Entry.deleted_at.is_(None), Entry.withdrawn_at.is_(None)]
    if made_by is not None:
        there.append(Entry.created_by_id == made_by)
    found: list[Event] = []
    for entry in _entries(*there, Entry.published_at >= start, Entry.published_at < end):
        assert entry.published_at is not None
        what = Happening.PUBLISHED if entry.published_at <= now else Happening.SCHEDULED
        found.append(Event(what, entry, entry.published_at))
    ending = (*there, Entry.published_at.is_not(None), Entry.expires_at >= start, Entry.expires_at < end)
    found += [Event(Happening.ENDS, entry, entry.expires_at) for entry in _entries(*ending)]
    due = (*there, Entry.next_review_on >= start.date(), Entry.next_review_on < end.date())
    found += [Event(Happening.REVIEW, entry, None, entry.next_review_on) for entry in _entries(*due)]
    return sorted(found, key=lambda event: (event.at is not None, event.at or start, event.entry.title))


def _entries(*wanted: sa.ColumnElement[bool]) -> list[Entry]:
    return list(db.session.scalars(sa.select(Entry).where(*wanted).order_by(Entry.id).limit(MOST)))
