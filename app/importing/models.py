from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.core.db import Id, Model, enum_of
from app.podcast.models import Show


class RunState(StrEnum):
    LOOKED_AT = "looked_at"
    """The dry run: what would happen is known, nothing has."""
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"


class Plan(StrEnum):
    """What the dry run found of an item."""

    NEW = "new"
    HERE = "here"
    CHANGED = "changed"
    REFUSED = "refused"


class ItemState(StrEnum):
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    SKIPPED = "skipped"
    """Already here, or refused by the dry run."""
    SET_ASIDE = "set_aside"
    """Tried, and it failed; the rest goes on."""


class ImportRun(Model):
    """One import of a show from its feed."""

    __tablename__ = "import_runs"

    id: Mapped[Id]
    source: Mapped[str]
    """The feed's address, or the name of the file."""
    document: Mapped[bytes] = mapped_column(sa.LargeBinary)
    """The feed as it was when it was looked at: what was shown is what is brought in."""
    state: Mapped[RunState] = mapped_column(enum_of(RunState), default=RunState.LOOKED_AT)
    title: Mapped[str]
    show_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Show.id, ondelete="SET NULL"))
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id, ondelete="SET NULL"))
    finished_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")
    """What stopped the whole of it."""


class ImportItem(Model):
    """One item of the feed, in the feed's order."""

    __tablename__ = "import_items"
    __table_args__ = (sa.UniqueConstraint("run_id", "position"),)

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_runs.id", ondelete="CASCADE"))
    position: Mapped[int]
    guid: Mapped[str]
    title: Mapped[str]
    plan: Mapped[Plan] = mapped_column(enum_of(Plan))
    state: Mapped[ItemState] = mapped_column(enum_of(ItemState), default=ItemState.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    """Why it is refused, changed or set aside, in words."""
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entries.id", ondelete="SET NULL"))
    bytes_done: Mapped[int] = mapped_column(default=0)
    bytes_total: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(default="")
    """Of the audio as it arrived."""
    finished_at: Mapped[datetime | None]
