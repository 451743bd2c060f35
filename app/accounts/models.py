from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.permissions import Actor, Role
from app.core.db import NEVER_AGAIN, Id, Model, enum_of


class User(Model):
    """Somebody who can log in."""

    __tablename__ = "users"
    __table_args__ = NEVER_AGAIN

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    """In lower case."""
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(enum_of(Role))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.name, self.role)


class LoginSession(Model):
    """One browser that is logged in. The cookie carries a secret; only its SHA-256 is kept."""

    __tablename__ = "login_sessions"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    user_agent: Mapped[str]
    user: Mapped[User] = relationship(lazy="raise_on_sql")


class LoginFailure(Model):
    """A wrong password, counted by account and by address."""

    __tablename__ = "login_failures"

    id: Mapped[Id]
    account: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


class Person(Model):
    """An author, reviewer, host or guest as readers see them; not necessarily somebody who can log in."""

    __tablename__ = "people"
    __table_args__ = NEVER_AGAIN

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role_title: Mapped[str] = mapped_column(default="")
    registration: Mapped[str] = mapped_column(default="")
    bio: Mapped[str] = mapped_column(default="")
    interests: Mapped[str] = mapped_column(default="")
    """Declared conflicts of interest."""
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))


class LinkPurpose(StrEnum):
    INVITE = "invite"
    RESET = "reset"


class AccountLink(Model):
    """A link in a mail that lets somebody choose a password, once. Only its SHA-256 is kept."""

    __tablename__ = "account_links"

    id: Mapped[Id]
    purpose: Mapped[LinkPurpose] = mapped_column(enum_of(LinkPurpose))
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[Role | None] = mapped_column(enum_of(Role))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Activity(Model):
    """Who did what, and why. Written with the deed, never changed: the database refuses it."""

    __tablename__ = "activities"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(index=True)
    """Not a foreign key: what was done stays when the user is gone."""
    user_name: Mapped[str]
    what: Mapped[str]
    """A word of a closed set of the house, such as "published"."""
    entry_id: Mapped[int | None] = mapped_column(index=True)
    about: Mapped[str] = mapped_column(default="")
    """What it was done to, as it was called then."""
    reason: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class SavedFilter(Model):
    """A list of the desk with its filters, by a name of one's own."""

    __tablename__ = "saved_filters"
    __table_args__ = (sa.UniqueConstraint("user_id", "name"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    address: Mapped[str]
    """Path and query on this site, below /desk/."""
