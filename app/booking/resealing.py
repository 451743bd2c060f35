"""Sealing everything with the newest key, a batch at a time, so that the site goes on meanwhile. Call inside a unit of work.
Whatever is sealed with it already is passed over, so a run that was stopped goes on where it was."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from app.booking.models import Contact, Waiting
from app.booking.settings import wired
from app.core.db import db
from app.core.errors import Unusable

BATCH = 200
Sealed = Contact | Waiting


class Table(StrEnum):
    """Where something lies sealed."""

    CONTACTS = "contacts"
    WAITING = "waiting"


@dataclass(frozen=True)
class Step:
    """What one batch came to; `last` is where the next begins, None at the end."""

    last: int | None
    resealed: int = 0
    already: int = 0
    unreadable: int = 0


def count(table: Table) -> int:
    """How many rows there are."""
    rows = Contact if table is Table.CONTACTS else Waiting
    return db.session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


def reseal(table: Table, *, after: int) -> Step:
    """The rows that follow the one with the number `after`. What no key opens is counted and stays as it is."""
    rows = _after(table, after)
    resealed = already = unreadable = 0
    for _, row in rows:
        if wired().sealer.is_sealed_with_first(row.sealed):
            already += 1
            continue
        try:
            row.sealed = wired().sealer.seal_anew(row.sealed)
        except Unusable:
            unreadable += 1
        else:
            resealed += 1
    last = rows[-1][0] if len(rows) == BATCH else None
    return Step(last, resealed, already, unreadable)


def _after(table: Table, number: int) -> list[tuple[int, Sealed]]:
    match table:
        case Table.CONTACTS:
            contacts = sa.select(Contact).where(Contact.booking_id > number).order_by(Contact.booking_id)
            return [(row.booking_id, row) for row in db.session.scalars(contacts.limit(BATCH))]
        case Table.WAITING:
            waits = sa.select(Waiting).where(Waiting.id > number).order_by(Waiting.id)
            return [(row.id, row) for row in db.session.scalars(waits.limit(BATCH))]
