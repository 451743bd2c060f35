from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.core.db import NEVER_AGAIN, Id, Model, enum_of
from app.references.status import Status

__all__ = ["CheckedCitation", "Reference", "Status"]


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
    """The last change of what readers see of it: pages checked before then are flagged."""
    status_at: Mapped[datetime | None]
    """When its status was last set here to another one."""
    status_on: Mapped[date | None]
    """The day on which that happened to the source, such as the day of its retraction."""
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("source_references.id", ondelete="CASCADE"))
    """The reference that stands in its place since the two were found to be one: old texts go on naming this one."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id, ondelete="SET NULL"))


class CheckedCitation(Model):
    """Somebody knew what a page cites as it was then: whoever cited it there, or looked after it had changed and said
    that the page may stand."""

    __tablename__ = "checked_citations"

    reference_id: Mapped[int] = mapped_column(
        sa.ForeignKey("source_references.id", ondelete="CASCADE"), primary_key=True
    )
    entry_id: Mapped[int] = mapped_column(primary_key=True)
    """Not a foreign key: this floor does not know entries."""
    checked_at: Mapped[datetime]
    checked_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
