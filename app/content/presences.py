"""Who has an entry open for writing, tab by tab. A tab that says nothing for a while is gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts.permissions import Actor
from app.content.models import Entry
from app.content.upkeep_models import Presence
from app.core.db import db
from app.core.errors import Invalid
from app.core.text import one_line

GONE_AFTER = timedelta(seconds=90)


@dataclass(frozen=True)
class Other:
    """Another tab that has the page open; `mine` when it is the same person's."""

    name: str
    mine: bool


def note_presence(entry: Entry, tab: str, *, by: Actor, now: datetime) -> None:
    """This tab has the page open now; tabs that went silent are forgotten."""
    tab = _checked(tab)
    db.session.execute(sa.delete(Presence).where(Presence.seen_at <= now - GONE_AFTER))
    seen = db.session.get(Presence, (entry.id, by.user_id, tab))
    if seen is None:
        db.session.add(Presence(entry_id=entry.id, user_id=by.user_id, tab=tab, name=by.name, seen_at=now))
    else:
        seen.seen_at = now


def leave(entry_id: int, tab: str, *, by: Actor) -> None:
    """This tab is closed."""
    mine = sa.and_(Presence.entry_id == entry_id, Presence.user_id == by.user_id, Presence.tab == _checked(tab))
    db.session.execute(sa.delete(Presence).where(mine))


def list_others(entry_id: int, tab: str, *, by: Actor, now: datetime) -> list[Other]:
    """Everybody else who has the page open, each once, and oneself once for all other tabs of one's own."""
    rows = db.session.execute(
        sa.select(Presence.user_id, Presence.name)
        .where(
            Presence.entry_id == entry_id,
            Presence.seen_at > now - GONE_AFTER,
            sa.not_(sa.and_(Presence.user_id == by.user_id, Presence.tab == tab)),
        )
        .order_by(Presence.name, Presence.user_id)
    )
    names = {user_id: name for user_id, name in rows}  # noqa: C416 - rows are no pairs to dict()
    return [Other(name, user_id == by.user_id) for user_id, name in names.items()]


def _checked(tab: str) -> str:
    if not tab or len(tab) > 64 or tab != one_line(tab):
        raise Invalid("A tab needs a name of at most 64 signs.", field="tab")
    return tab
