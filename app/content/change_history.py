"""What readers may know of an entry's past: when it changed, in which words, and whether the advice itself did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.content.models import Entry, Revision
from app.core.db import db

FIRST = "First published."
CLINICAL, OTHER = "The text was changed.", "Something beside the text was changed, such as a picture or a tag."


@dataclass(frozen=True)
class Change:
    """One publish. `clinical` is a change of what a reviewer signs off, unless it was declared to be only of form."""

    number: int
    at: datetime
    note: str
    clinical: bool


def list_changes(entry: Entry) -> list[Change]:
    """Every publish that readers have seen or see, newest first, each compared with the one before it."""
    rows = db.session.scalars(
        sa.select(Revision)
        .where(Revision.entry_id == entry.id, Revision.published_at.is_not(None))
        .order_by(Revision.number)
    )
    return changes_of(entry, list(rows))


def changes_of(entry: Entry, published: Sequence[Revision]) -> list[Change]:
    """The same of revisions at hand, oldest first; a scheduled page begins at the time when it went live."""
    found: list[Change] = []
    before = ""
    for revision in published:
        now = entry.draft_class.from_snapshot(revision.snapshot).clinical_hash()
        clinical = bool(found) and now != before and not revision.minor
        usual = FIRST if not found else CLINICAL if clinical else OTHER
        at = revision.published_at or revision.created_at
        if entry.first_published_at is not None:
            at = max(at, entry.first_published_at)
        found.append(Change(revision.number, at, revision.public_note or usual, clinical or not found))
        before = now
    return found[::-1]
