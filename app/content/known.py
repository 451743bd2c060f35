"""Which topics and people the public may know of: of what is private or a draft nobody learns that it is there."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from app.content import queries
from app.content.drafts import PersonRole
from app.content.models import Entry, EntryPerson, Tag, entry_tags
from app.core.db import db


def find_tag(slug: str, *, now: datetime) -> Tag | None:
    """The tag, when anything that is public at `now` or once was has it."""
    used = sa.select(entry_tags.c.tag_id).join(Entry, Entry.id == entry_tags.c.entry_id).where(_was_shown(now))
    return db.session.scalar(sa.select(Tag).where(Tag.slug == slug, Tag.id.in_(used)))


def was_named(person_id: int, *, now: datetime) -> bool:
    """Whether somebody has a part in anything that is public at `now` or once was."""
    parts = sa.select(EntryPerson.entry_id).join(Entry, Entry.id == EntryPerson.entry_id)
    return db.session.scalar(parts.where(EntryPerson.person_id == person_id, _was_shown(now)).limit(1)) is not None


def list_parts(person_id: int, *, now: datetime, limit: int = 100) -> list[tuple[Entry, frozenset[PersonRole]]]:
    """The visible pages on which somebody is named, newest first, each with what they had to do with it."""
    works = queries.list_works(person_id, now=now, limit=limit)
    named = sa.select(EntryPerson.entry_id, EntryPerson.role).where(
        EntryPerson.person_id == person_id, EntryPerson.entry_id.in_([work.id for work in works])
    )
    roles: dict[int, set[PersonRole]] = {}
    for entry_id, role in db.session.execute(named):
        roles.setdefault(entry_id, set()).add(role)
    return [(work, frozenset(roles[work.id])) for work in works]


def still_there(ids: Iterable[int]) -> set[int]:
    """Those of `ids` whose entries can be opened in the desk: not in the bin, and not gone for ever."""
    wanted = sa.select(Entry.id).where(Entry.id.in_(set(ids)), Entry.deleted_at.is_(None))
    return set(db.session.scalars(wanted))


def _was_shown(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Entry.first_published_at <= now, Entry.private.is_(False))
