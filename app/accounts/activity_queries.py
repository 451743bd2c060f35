"""The log of what was done, read."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import Activity
from app.core.db import db
from app.core.paging import Page

PAGE_SIZE = 50
MOST_AT_ONCE = 10_000


@dataclass(frozen=True)
class Asked:
    """Which deeds somebody wants to see; None and "" are all. `since` is within, `until` is not."""

    person: str = ""
    what: str = ""
    entry_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_activity(asked: Asked, *, page: int = 1, size: int = PAGE_SIZE) -> Page[Activity]:
    """Newest first."""
    wanted = _wanted(asked)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Activity).where(*wanted)) or 0
    rows = sa.select(Activity).where(*wanted).order_by(Activity.at.desc(), Activity.id.desc())
    return Page(list(db.session.scalars(rows.limit(size).offset((page - 1) * size))), page, size, total)


def list_names() -> list[str]:
    """Everybody who ever did something here."""
    return list(db.session.scalars(sa.select(Activity.user_name).distinct().order_by(Activity.user_name)))


def list_deeds() -> list[str]:
    """Every kind of deed that was ever done."""
    return list(db.session.scalars(sa.select(Activity.what).distinct().order_by(Activity.what)))


def _wanted(asked: Asked) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if asked.person:
        wanted.append(Activity.user_name == asked.person)
    if asked.what:
        wanted.append(Activity.what == asked.what)
    if asked.entry_id is not None:
        wanted.append(Activity.entry_id == asked.entry_id)
    if asked.since is not None:
        wanted.append(Activity.at >= asked.since)
    if asked.until is not None:
        wanted.append(Activity.at < asked.until)
    return wanted
