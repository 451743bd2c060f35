import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import LoginFailure, LoginSession, Person, User
from app.accounts.throttle import PER_ACCOUNT, PER_ADDRESS, WINDOW, seconds_to_wait
from app.core.db import db
from app.core.errors import NotFound
from app.core.text import one_line


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def account_of(email: str) -> str:
    """An e-mail address as it is kept and counted: small letters, no control characters; too long a one stays too long."""
    return one_line(email).lower()[:255]


def find_session(token: str, *, now: datetime) -> LoginSession | None:
    """The session of this cookie with its user, if it has not ended and the user is still active."""
    mine = sa.select(LoginSession).where(LoginSession.token_hash == token_hash(token), LoginSession.ends_at > now)
    session = db.session.scalar(mine.options(joinedload(LoginSession.user)))
    return session if session is not None and session.user.active else None


def list_sessions(user_id: int, *, now: datetime) -> list[LoginSession]:
    """The browsers in which somebody is logged in, the one used last first."""
    mine = sa.select(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ends_at > now)
    return list(db.session.scalars(mine.order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())))


def find_user(email: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.email == account_of(email)))


def get_user(user_id: int) -> User:
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such user.")
    return user


def list_users() -> list[User]:
    return list(db.session.scalars(sa.select(User).order_by(User.name, User.id)))


def seconds_until_login(account: str, address: str, *, now: datetime) -> int:
    """How long this account and this address must wait, 0 for not at all."""

    def wait(column: sa.ColumnElement[str], value: str, limit: int) -> int:
        at = sa.select(LoginFailure.at).where(column == value, LoginFailure.at > now - WINDOW)
        return seconds_to_wait(list(db.session.scalars(at)), limit=limit, now=now)

    return max(
        wait(LoginFailure.account.expression, account_of(account), PER_ACCOUNT),
        wait(LoginFailure.address.expression, address, PER_ADDRESS),
    )


def is_locked(account: str, *, now: datetime) -> bool:
    """Whether this account has just had as many wrong passwords as it may: true once a lock."""
    failures = sa.select(sa.func.count()).where(
        LoginFailure.account == account_of(account), LoginFailure.at > now - WINDOW
    )
    return db.session.scalar(failures) == PER_ACCOUNT


def list_people() -> list[Person]:
    return list(db.session.scalars(sa.select(Person).order_by(Person.name, Person.id)))


def find_person_by_slug(slug: str) -> Person | None:
    return db.session.scalar(sa.select(Person).where(Person.slug == slug))


def find_person(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def find_person_of(user_id: int) -> Person | None:
    """The person as whom somebody who can log in stands on pages."""
    return db.session.scalar(sa.select(Person).where(Person.user_id == user_id).order_by(Person.id).limit(1))


def get_person(person_id: int) -> Person:
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound("There is no such person.")
    return person
