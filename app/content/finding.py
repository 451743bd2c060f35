"""Looking for entries to link to, whatever their state: an editor links to pages that are not out yet, too."""

import sqlalchemy as sa

from app.content.models import Entry, Kind
from app.core.db import db


def find_to_link(text: str = "", *, kind: Kind | None = None, limit: int = 12) -> list[Entry]:
    """Entries with `text` in their title or path, the ones whose title begins with it first, then the newest change."""
    wanted = sa.select(Entry).where(Entry.deleted_at.is_(None))
    if kind is not None:
        wanted = wanted.where(Entry.kind == kind)
    begins = Entry.title.istartswith(text, autoescape=True)
    if text:
        holds = (Entry.title.icontains(text, autoescape=True), Entry.path.icontains(text, autoescape=True))
        wanted = wanted.where(sa.or_(*holds))
    order = (sa.case((begins, 0), else_=1), Entry.changed_at.desc(), Entry.id.desc())
    return list(db.session.scalars(wanted.order_by(*order).limit(limit)))


def entries_named(ids: frozenset[int]) -> list[Entry]:
    """Those of `ids` that are there and not in the bin."""
    wanted = sa.select(Entry).where(Entry.id.in_(ids), Entry.deleted_at.is_(None))
    return list(db.session.scalars(wanted)) if ids else []
