"""The desk's lists: filtered, sorted, a page at a time."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

import sqlalchemy as sa

from app.content.lifecycle import State
from app.content.models import Entry, EntryPerson, Kind, Tag, entry_tags
from app.content.queries import PAGE_SIZE, in_state
from app.core.db import db
from app.core.paging import Page


class Sort(StrEnum):
    CHANGED = "changed"
    TITLE = "title"
    ADDRESS = "address"
    PUBLISHED = "published"
    REVIEW = "review"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list is to show. Nothing said is everything; "changes" is what has a newer draft than what is public."""

    kind: Kind | None = None
    state: State | Literal["changes"] | None = None
    text: str = ""
    tag: str = ""
    """A tag's slug."""
    person_id: int | None = None
    due_by: date | None = None
    """Only what should have been reviewed by then."""
    made_by: int | None = None
    parent_id: int | None = None
    sort: Sort | None = None


def list_wanted(wanted: Wanted, *, now: datetime, page: int = 1, size: int = PAGE_SIZE) -> Page[Entry]:
    """Without the bin: articles by path, which is the tree in reading order, all else newest change first, unless it is
    sorted otherwise."""
    which = [Entry.deleted_at.is_(None), *_conditions(wanted, now)]
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Entry).where(*which)) or 0
    # First the ids, of an index as far as there is one; the rows with their long texts are read for one page only.
    ids = sa.select(Entry.id).where(*which).order_by(*_order(wanted)).limit(size).offset((page - 1) * size)
    found = list(db.session.scalars(ids))
    rows = {entry.id: entry for entry in db.session.scalars(sa.select(Entry).where(Entry.id.in_(found)))}
    return Page([rows[entry_id] for entry_id in found if entry_id in rows], page, size, total)


def _conditions(wanted: Wanted, now: datetime) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.kind is not None:
        found.append(Entry.kind == wanted.kind)
    if wanted.state == "changes":
        found.append(Entry.live_revision < Entry.latest_revision)
    elif wanted.state is not None:
        found.append(in_state(wanted.state, now))
    if wanted.text:
        found.append(Entry.title.icontains(wanted.text, autoescape=True))
    if wanted.tag:
        tagged = sa.select(entry_tags.c.entry_id).join(Tag, Tag.id == entry_tags.c.tag_id)
        found.append(Entry.id.in_(tagged.where(Tag.slug == wanted.tag)))
    if wanted.person_id is not None:
        named = sa.select(EntryPerson.entry_id).where(EntryPerson.person_id == wanted.person_id)
        found.append(Entry.id.in_(named))
    if wanted.due_by is not None:
        found.append(Entry.next_review_on <= wanted.due_by)
    if wanted.made_by is not None:
        found.append(Entry.created_by_id == wanted.made_by)
    if wanted.parent_id is not None:
        found.append(Entry.parent_id == wanted.parent_id)
    return found


def _order(wanted: Wanted) -> tuple[Any, ...]:
    match wanted.sort or (Sort.ADDRESS if wanted.kind is Kind.ARTICLE else Sort.CHANGED):
        case Sort.CHANGED:
            return Entry.changed_at.desc(), Entry.id.desc()
        case Sort.TITLE:
            return sa.func.lower(Entry.title), Entry.id
        case Sort.ADDRESS:
            return Entry.path, Entry.id
        case Sort.PUBLISHED:
            return Entry.published_at.desc().nulls_last(), Entry.id.desc()
        case Sort.REVIEW:
            return Entry.next_review_on.asc().nulls_last(), Entry.id
