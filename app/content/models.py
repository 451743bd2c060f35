from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, User
from app.content.drafts import EntryDraft, PersonRole, Target
from app.content.lifecycle import State, in_words, state_at
from app.core.db import NEVER_AGAIN, Id, Model, enum_of
from app.media.models import Asset


class Kind(StrEnum):
    ARTICLE = "article"
    POST = "post"
    SHOW = "show"
    EPISODE = "episode"
    RESOURCE = "resource"


LISTED_BY = (
    "deleted_at",
    "changed_at",
    "kind",
    "published_at",
    "expires_at",
    "withdrawn_at",
    "live_revision",
    "latest_revision",
    "created_by_id",
    "next_review_on",
)
"""All that the desk's lists filter and sort by, so that they are found in an index: the rows carry whole texts."""


class Entry(Model):
    """Anything that can be published. Its columns are what the public sees; drafts live in its revisions.

    While it has never been published the columns follow the draft, so that lists can show its title.
    """

    __tablename__ = "entries"
    __table_args__ = (
        sa.Index("ix_entries_public", "kind", "published_at"),
        sa.Index("ix_entries_parent", "parent_id", "position"),
        sa.Index("ix_entries_desk", *LISTED_BY),
        NEVER_AGAIN,
    )

    id: Mapped[Id]
    kind: Mapped[Kind] = mapped_column(enum_of(Kind))
    guid: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str]
    slug_by_hand: Mapped[bool] = mapped_column(default=False)
    """Whether somebody chose the slug; any other follows the title until the first publish."""
    path: Mapped[str] = mapped_column(unique=True)
    """The public path, such as /blog/hello/; kept while the entry is in the bin."""
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entries.id", ondelete="RESTRICT"))
    position: Mapped[int] = mapped_column(default=0)

    title: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    image_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Asset.id, ondelete="RESTRICT"))
    image_alt: Mapped[str] = mapped_column(default="")
    image_decorative: Mapped[bool] = mapped_column(default=False)
    citations: Mapped[list[Any]] = mapped_column(default=list)
    corrections: Mapped[list[Any]] = mapped_column(default=list)
    formerly: Mapped[list[Any]] = mapped_column(default=list)
    sample: Mapped[bool] = mapped_column(default=False)

    last_reviewed_on: Mapped[date | None]
    next_review_on: Mapped[date | None]
    sign_off_id: Mapped[int | None]
    """The review that stands for the live text; None when there is none, or the text has changed since. No foreign key:
    reviews are the floor above."""
    published_at: Mapped[datetime | None]
    first_published_at: Mapped[datetime | None]
    """When its path became public; in the future while it is only scheduled."""
    expires_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    """When it was moved to the bin."""
    private: Mapped[bool] = mapped_column(default=False)
    """Never shown to the public, whatever its state: a private show and its episodes, which have doors of their own."""
    changed_at: Mapped[datetime]
    """The last change that the public can see, or will see first at a later time."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id, ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=0)
    live_revision: Mapped[int | None]
    latest_revision: Mapped[int] = mapped_column(default=0)
    birth_key: Mapped[str | None] = mapped_column(unique=True, index=True)
    """What the form that made it called itself: the same form sent twice makes one entry."""

    tags: Mapped[list["Tag"]] = relationship(secondary="entry_tags", order_by="Tag.slug", lazy="raise_on_sql")
    people: Mapped[list["EntryPerson"]] = relationship(
        order_by="EntryPerson.position", cascade="all, delete-orphan", lazy="raise_on_sql"
    )

    __mapper_args__ = {"polymorphic_on": "kind"}
    draft_class: ClassVar[type[EntryDraft]] = EntryDraft

    def state(self, now: datetime) -> State:
        return state_at(now, published_at=self.published_at, expires_at=self.expires_at, withdrawn_at=self.withdrawn_at)

    @property
    def has_changes(self) -> bool:
        """Whether there is a newer draft than what is (or will be) public."""
        return self.live_revision is not None and self.latest_revision > self.live_revision

    def state_in_words(self, now: datetime) -> str:
        return in_words(self.state(now), has_changes=self.has_changes)

    def was_public(self, now: datetime) -> bool:
        """Whether its path has ever been answered to the public."""
        return self.first_published_at is not None and self.first_published_at <= now


class Tag(Model):
    __tablename__ = "tags"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


entry_tags = sa.Table(
    "entry_tags",
    Model.metadata,
    sa.Column("entry_id", sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("tag_id", sa.ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class EntryPerson(Model):
    """Who made an entry, in which role, in the order printed."""

    __tablename__ = "entry_people"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey(Person.id, ondelete="RESTRICT"), primary_key=True, index=True)
    role: Mapped[PersonRole] = mapped_column(enum_of(PersonRole), primary_key=True)
    position: Mapped[int]
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Revision(Model):
    """One saved state of everything an editor writes. Published ones are kept for ever."""

    __tablename__ = "revisions"
    __table_args__ = (sa.UniqueConstraint("entry_id", "number"),)

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id", ondelete="CASCADE"))
    number: Mapped[int]
    snapshot: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id, ondelete="SET NULL"))
    created_by: Mapped[str] = mapped_column(default="")
    """The author's name as it was then."""
    note: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    """When this revision was first published."""
    autosaved: Mapped[bool] = mapped_column(default=False)
    """Whether it may still grow: the next autosave of the same sitting goes into it. One with a publish, a review or a link
    to it never does."""
    updated_at: Mapped[datetime | None]
    """The last autosave that went into it."""
    pinned: Mapped[bool] = mapped_column(default=False)
    """Somebody was shown exactly this: it is never changed or dropped."""
    minor: Mapped[bool] = mapped_column(default=False)
    """Declared to change nothing clinical: a sign-off of the text before stays."""
    public_note: Mapped[str] = mapped_column(default="")
    """What changed, in a line for readers."""


class EntryUse(Model):
    """Where-used: what the live text (`live`) or the newest draft of an entry points at."""

    __tablename__ = "entry_uses"
    __table_args__ = (sa.Index("ix_entry_uses_target", "target", "target_id"),)

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    live: Mapped[bool] = mapped_column(primary_key=True)
    target: Mapped[Target] = mapped_column(enum_of(Target), primary_key=True)
    target_id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)


class PathRedirect(Model):
    """A path that was public once, or one that an editor made. It leads to an entry, so that chains and loops cannot be, or
    to a fixed address; without either it is gone."""

    __tablename__ = "path_redirects"

    path: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entries.id", ondelete="SET NULL"), index=True)
    address: Mapped[str] = mapped_column(default="")
    """Where it leads when that is no entry: a path of a page that is none, or an address elsewhere."""
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(default="")
    """Who made it by hand; "" for those that a move left behind."""


class AssignedGuid(Model):
    """The ledger of GUIDs: apps remember them for years, so one that was given out is never given to anything else."""

    __tablename__ = "assigned_guids"

    guid: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[int]
    """Not a foreign key: the ledger outlives the entry."""
    assigned_at: Mapped[datetime]


class FeedbackMessage(Model):
    """What a reader wrote about a page."""

    __tablename__ = "feedback_messages"

    id: Mapped[Id]
    path: Mapped[str]
    message: Mapped[str]
    email: Mapped[str]
    created_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[str] = mapped_column(default="")
