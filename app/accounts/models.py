from datetime import datetime

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
