import re
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts import queries
from app.accounts.events import PersonChanged
from app.accounts.models import LoginFailure, LoginSession, Person, User
from app.accounts.permissions import Action, Actor, Role, require
from app.core.db import db
from app.core.errors import Fault, Invalid
from app.core.events import record
from app.core.slugs import free_slug, slug_of
from app.core.text import one_line, without_control_characters

SESSION_LIFE = timedelta(hours=12)
SESSION_IDLE = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=5)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[^@\s]+@localhost")


def create_user(*, email: str, name: str, role: Role, password_hash: str, now: datetime) -> User:
    """A new user with an address that nobody else has. The password comes hashed: hashing is slow and happens before."""
    email, name = queries.account_of(email), one_line(name)
    faults = []
    if not _EMAIL.fullmatch(email) or len(email) > 254:
        faults.append(Fault("email", "That is not an e-mail address."))
    elif queries.find_user(email) is not None:
        faults.append(Fault("email", "Somebody with that address can log in already."))
    if not 1 <= len(name) <= 120:
        faults.append(Fault("name", "Give a name of at most 120 characters."))
    if faults:
        raise Invalid.of(faults)
    user = User(email=email, name=name, role=role, password_hash=password_hash, created_at=now, active=True)
    db.session.add(user)
    db.session.flush()
    return user


def set_password(user: User, password_hash: str) -> None:
    """A new password ends every session of the user."""
    user.password_hash = password_hash
    end_sessions_of(user)


def change_user(user: User, *, name: str, role: Role, active: bool, by: Actor) -> None:
    """Change who somebody is here. Nobody locks themselves out: one's own role and access stay as they are."""
    require(by, Action.MANAGE_PEOPLE)
    name = one_line(name)
    faults = []
    if not 1 <= len(name) <= 120:
        faults.append(Fault("name", "Give a name of at most 120 characters."))
    if user.id == by.user_id and role is not user.role:
        faults.append(Fault("role", "You cannot change your own role. Ask another administrator."))
    if user.id == by.user_id and not active:
        faults.append(Fault("active", "You cannot lock yourself out. Ask another administrator."))
    if faults:
        raise Invalid.of(faults)
    user.name, user.role = name, role
    set_active(user, active=active)


def set_active(user: User, *, active: bool) -> None:
    """Somebody who is no longer active is logged out everywhere at once."""
    user.active = active
    if not active:
        end_sessions_of(user)


def end_sessions_of(user: User) -> None:
    db.session.execute(sa.delete(LoginSession).where(LoginSession.user_id == user.id))


def start_session(user: User, *, user_agent: str, now: datetime) -> str:
    """Log in on a new session; returns the secret for the cookie, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        LoginSession(
            token_hash=queries.token_hash(token),
            user_id=user.id,
            created_at=now,
            seen_at=now,
            ends_at=now + SESSION_IDLE,
            user_agent=one_line(user_agent)[:200],
        )
    )
    db.session.execute(sa.delete(LoginFailure).where(LoginFailure.account == user.email))
    return token


def keep_session(token: str, *, now: datetime) -> None:
    """Put off the end of a session in use: half an hour of silence ends it, and twelve hours in any case."""
    session = queries.find_session(token, now=now)
    if session is not None:
        session.seen_at = now
        session.ends_at = min(now + SESSION_IDLE, session.created_at + SESSION_LIFE)


def end_session(token: str) -> None:
    db.session.execute(sa.delete(LoginSession).where(LoginSession.token_hash == queries.token_hash(token)))


def end_one_session(user_id: int, session_id: int) -> None:
    """Log `user_id` out of one browser; another person's session stays."""
    mine = sa.and_(LoginSession.id == session_id, LoginSession.user_id == user_id)
    db.session.execute(sa.delete(LoginSession).where(mine))


def end_other_sessions(user_id: int, *, but: str) -> None:
    """Log `user_id` out everywhere except in the browser that holds the secret `but`."""
    others = sa.and_(LoginSession.user_id == user_id, LoginSession.token_hash != queries.token_hash(but))
    db.session.execute(sa.delete(LoginSession).where(others))


def note_failure(account: str, address: str, *, now: datetime) -> None:
    db.session.add(LoginFailure(account=queries.account_of(account), address=address, at=now))


def forget_old(*, now: datetime) -> None:
    """Drop ended sessions and failures that no longer count."""
    db.session.execute(sa.delete(LoginSession).where(LoginSession.ends_at < now))
    db.session.execute(sa.delete(LoginFailure).where(LoginFailure.at < now - timedelta(days=1)))


def save_person(
    person: Person | None,
    *,
    name: str,
    role_title: str = "",
    registration: str = "",
    bio: str = "",
    interests: str = "",
    user_id: int | None = None,
) -> Person:
    """A new person, or new facts about one. The address is made from the first name given and stays."""
    name = one_line(name)
    if not 1 <= len(name) <= 120:
        raise Invalid("Give a name of at most 120 characters.", field="name")
    if person is None:
        person = Person(slug=free_slug(slug_of(name), lambda slug: queries.find_person_by_slug(slug) is not None))
        db.session.add(person)
    person.name, person.role_title, person.registration = name, one_line(role_title)[:200], one_line(registration)[:100]
    person.bio, person.interests, person.user_id = (
        without_control_characters(bio)[:4000],
        without_control_characters(interests)[:2000],
        user_id,
    )
    db.session.flush()
    record(PersonChanged(person.id))
    return person
