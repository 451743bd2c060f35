"""What the dashboard tells of entries: how many there are in each state, and the first few of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.content.lifecycle import State
from app.content.models import Entry
from app.content.queries import in_state
from app.core.db import db


@dataclass(frozen=True)
class First:
    """The first few of a list, and how long the whole of it is."""

    entries: list[Entry]
    total: int


@dataclass(frozen=True)
class Work:
    """What is under way."""

    scheduled: First
    changed: First
    drafts: First


def list_work(*, now: datetime, made_by: int | None, drafts_of: int, limit: int) -> Work:
    """What goes live soonest, what has changes that are not public (newest first), and the drafts of one person. With
    `made_by` only this user's. Two statements, however much there is."""
    there = Entry.deleted_at.is_(None)
    owned = sa.true() if made_by is None else Entry.created_by_id == made_by
    which: dict[str, tuple[sa.ColumnElement[bool], sa.ColumnElement[Any]]] = {
        "scheduled": (sa.and_(there, owned, in_state(State.SCHEDULED, now)), Entry.published_at.asc()),
        "changed": (sa.and_(there, owned, Entry.live_revision < Entry.latest_revision), Entry.changed_at.desc()),
        "drafts": (
            sa.and_(there, Entry.created_by_id == drafts_of, in_state(State.DRAFT, now)),
            Entry.changed_at.desc(),
        ),
    }
    parts = [_ids(name, wanted, order, limit) for name, (wanted, order) in which.items()]
    found = db.session.execute(sa.union_all(*parts).order_by("part", "place")).all()
    ids = {row.id for row in found}
    rows = {entry.id: entry for entry in db.session.scalars(sa.select(Entry).where(Entry.id.in_(ids)))} if ids else {}
    return Work(**{name: _first((row for row in found if row.part == name), rows) for name in which})


def _ids(name: str, wanted: sa.ColumnElement[bool], order: sa.ColumnElement[Any], limit: int) -> sa.Select[Any]:
    place = sa.func.row_number().over(order_by=(order, Entry.id.desc())).label("place")
    counted = sa.select(
        sa.literal(name).label("part"), Entry.id.label("id"), place, sa.func.count().over().label("total")
    )
    part = counted.where(wanted).subquery()
    return sa.select(part).where(part.c.place <= limit)


def _first(rows: Iterable[sa.Row[Any]], entries: dict[int, Entry]) -> First:
    found = list(rows)
    return First([entries[row.id] for row in found if row.id in entries], found[0].total if found else 0)
