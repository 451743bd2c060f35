from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.core.db import NEVER_AGAIN, Id, Model, enum_of


class Status(StrEnum):
    """What has become of a source. Everything but the first two has to be said wherever it is cited."""

    UNVERIFIED = "unverified"
    CURRENT = "current"
    CORRECTED = "corrected"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    RETRACTED = "retracted"


class Reference(Model):
    """One source. Its ids are normalised, and no two references share one."""

    __tablename__ = "source_references"  # REFERENCES is a word of SQL
    __table_args__ = NEVER_AGAIN

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    """A short name such as "ta304": what a page that cites it is offered for its marks."""
    text: Mapped[str]
    """As it is printed."""
    title: Mapped[str] = mapped_column(default="")
    year: Mapped[int | None]
    url: Mapped[str] = mapped_column(default="")
    doi: Mapped[str | None] = mapped_column(unique=True)
    pmid: Mapped[str | None] = mapped_column(unique=True)
    nice: Mapped[str | None] = mapped_column(unique=True)
    mhra: Mapped[str | None] = mapped_column(unique=True)
    status: Mapped[Status] = mapped_column(enum_of(Status), default=Status.UNVERIFIED)
    status_note: Mapped[str] = mapped_column(default="")
    superseded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("source_references.id", ondelete="RESTRICT"))
    changed_at: Mapped[datetime]
    """The last change of what readers see of it."""
    status_at: Mapped[datetime | None]
    """When its status last became worse: pages checked before then are flagged."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id, ondelete="SET NULL"))


class CheckedCitation(Model):
    """Somebody looked at a page after a reference that it cites had changed, and said that the page may stand."""

    __tablename__ = "checked_citations"

    reference_id: Mapped[int] = mapped_column(
        sa.ForeignKey("source_references.id", ondelete="CASCADE"), primary_key=True
    )
    entry_id: Mapped[int] = mapped_column(primary_key=True)
    """Not a foreign key: this floor does not know entries."""
    checked_at: Mapped[datetime]
    checked_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
