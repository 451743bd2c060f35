from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Person, User
from app.content.models import Entry
from app.core.db import NEVER_AGAIN, Id, Model, enum_of


class Scope(StrEnum):
    WHOLE = "whole"
    PART = "part"


class Outcome(StrEnum):
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    STILL_ACCURATE = "still_accurate"


class ShareLink(Model):
    """An address that shows one revision to whoever has it, until it ends or is revoked. Only its SHA-256 is kept."""

    __tablename__ = "share_links"

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey(Entry.id, ondelete="CASCADE"), index=True)
    revision_number: Mapped[int]
    token_hash: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    """Whom it is for, in the editor's words."""
    email: Mapped[str] = mapped_column(default="")
    """Where it was sent, if it was."""
    asks_review: Mapped[bool] = mapped_column(default=True)
    """Whether its reader is asked to sign the text off, or only to read and comment."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id, ondelete="SET NULL"))
    created_by: Mapped[str]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]


class Comment(Model):
    """What somebody said of a passage of one revision. The words it hangs on are kept with it, so that it survives edits."""

    __tablename__ = "comments"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey(Entry.id, ondelete="CASCADE"), index=True)
    revision_number: Mapped[int]
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey(ShareLink.id, ondelete="SET NULL"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id, ondelete="SET NULL"))
    author: Mapped[str]
    text: Mapped[str]
    quote: Mapped[str] = mapped_column(default="")
    """The words commented on; "" is the whole page."""
    before: Mapped[str] = mapped_column(default="")
    """Up to 60 characters that stand before the quote: they tell two equal passages apart."""
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str] = mapped_column(default="")


class Review(Model):
    """One clinical review, as an event: never changed afterwards. What it said is what it said of that revision."""

    __tablename__ = "reviews"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey(Entry.id, ondelete="CASCADE"), index=True)
    revision_number: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(enum_of(Outcome))
    scope: Mapped[Scope] = mapped_column(enum_of(Scope))
    scope_note: Mapped[str] = mapped_column(default="")
    """What was looked at, when it was not the whole page."""
    reviewer: Mapped[str]
    registration: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Person.id, ondelete="SET NULL"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id, ondelete="SET NULL"))
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey(ShareLink.id, ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(default="")
    reviewed_on: Mapped[date]
    next_due: Mapped[date | None]
    created_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(default="")
    """Who wrote it down, when that was not the reviewer."""
