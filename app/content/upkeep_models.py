"""The tables of what keeps a site in order: addresses that were asked for in vain, links that were tried, who is writing."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class MissedPath(Model):
    """A path of this site that somebody asked for and that nothing answers."""

    __tablename__ = "missed_paths"

    path: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
    came_from: Mapped[str] = mapped_column(default="")
    """The page with the wrong link, where the last request said so."""
    dismissed_at: Mapped[datetime | None]


class CheckedLink(Model):
    """An address elsewhere that a page of ours links to, and what came back when it was last tried."""

    __tablename__ = "checked_links"

    url: Mapped[str] = mapped_column(primary_key=True)
    found_on: Mapped[list[Any]] = mapped_column(default=list)
    """The ids of the entries that had it when stock was last taken."""
    checked_at: Mapped[datetime | None]
    """None as long as nobody has tried it."""
    status: Mapped[int | None]
    """The HTTP status; None when no answer came."""
    problem: Mapped[str] = mapped_column(default="")
    """In words; "" is in order."""
    failing_since: Mapped[datetime | None]
    ignored_at: Mapped[datetime | None]


class Presence(Model):
    """Somebody has an entry open for writing, in one tab."""

    __tablename__ = "presences"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    tab: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    seen_at: Mapped[datetime]
