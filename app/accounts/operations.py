import re
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts import queries
from app.accounts.activity import note
from app.accounts.events import PersonChanged
from app.accounts.models import AccountLink, LinkPurpose, LoginFailure, LoginSession, Person, User
from app.accounts.permissions import NOBODY, Action, Actor, Role, require
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
    faults = faults_of_user(email, name)
    if faults:
        raise Invalid.of(faults)
    user = User(email=email, name=name, role=role, password_hash=password_hash, created_at=now, active=True)
    db.session.add(user)
    db.session.flush()
    return user


def faults_of_user(email: str, name: str) -> list[Fault]:
    """What speaks against a new user with this address (as it is kept) and name."""
    faults = []
    if len(email) > 254 or not _EMAIL.fullmatch(email):  # the pattern is slow on a long line
        faults.append(Fault("email", "That is not an e-mail address."))
    elif queries.find_user(email) is not None:
        faults.append(Fault("email", "Somebody with that address can log in already."))
    if not 1 <= len(name) <= 120:
        faults.append(Fault("name", "Give a name of at most 120 characters."))
    return faults


def set_password(user: User, password_hash: str) -> None:
    """A new password ends every session of the user, and every link for choosing one."""
    user.password_hash = password_hash
    end_sessions_of(user)
    forget_resets(user.id)


def forget_resets(user_id: int) -> None:
    """Links for a new password that were not used yet are dead."""
    unused = sa.and_(AccountLink.user_id == user_id, AccountLink.used_at.is_(None))
    db.session.execute(sa.delete(AccountLink).where(unused, AccountLink.purpose == LinkPurpose.RESET))


def change_user(user: User, *, name: str, role: Role, active: bool, by: Actor, now: datetime) -> None:
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
    if role is not Role.ADMIN:
        _refuse_last_admin(user, "role")
    if role is not user.role:
        note("changed a role", by=by, now=now, about=name, details={"from": user.role.value, "to": role.value})
    if active is not user.active:
        note("let in again" if active else "locked out", by=by, now=now, about=name)
    user.name, user.role = name, role
    set_active(user, active=active)


def set_active(user: User, *, active: bool) -> None:
    """Somebody who is no longer active is logged out everywhere at once. The last administrator stays."""
    if not active:
        _refuse_last_admin(user, "active")
    user.active = active
    if not active:
        end_sessions_of(user)


def _refuse_last_admin(user: User, field: str) -> None:
    """Two administrators who lock each other out at the same moment are refused, too: their rows are read for writing."""
    if user.role is not Role.ADMIN or not user.active:
        return
    admins = sa.select(User.id).where(User.role == Role.ADMIN, User.active).with_for_update()
    if set(db.session.scalars(admins)) <= {user.id}:
        raise Invalid("This is the last administrator. Make somebody else one first.", field=field)


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
    """Count a wrong password; the one that locks an account for a while stands in the log."""
    db.session.add(LoginFailure(account=queries.account_of(account), address=address, at=now))
    db.session.flush()
    user = queries.find_user(account)
    if user is not None and queries.is_locked(account, now=now):
        somebody = Actor(NOBODY, "Somebody at the login", Role.PRACTICE)
        note("wrong passwords locked a login", by=somebody, now=now, about=user.name)


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
    tied = None if user_id is None else queries.find_person_of(user_id)
    if tied is not None and tied is not person:
        raise Invalid(f"That login is {tied.name} already. One login is one person.", field="user_id")
    if person is None:
        person = Person(slug=free_slug(slug_of(name), lambda slug: queries.find_person_by_slug(slug) is not None))
        db.session.add(person)
    person.name, person.role_title, person.registration = name, one_line(role_title)[:200], one_line(registration)[:100]
    person.user_id = user_id
    _describe(person, bio, interests)
    return person


def save_own_profile(person: Person, *, bio: str, interests: str, by: Actor, now: datetime) -> None:
    """What somebody says about themselves. Name, profession and registration are an editor's to change."""
    if person.user_id != by.user_id:
        require(by, Action.NAME_PEOPLE)
    _describe(person, bio, interests)
    note("changed a profile", by=by, now=now, about=person.name)


def _describe(person: Person, bio: str, interests: str) -> None:
    person.bio = without_control_characters(bio)[:4000]
    person.interests = without_control_characters(interests)[:2000]
    db.session.flush()
    record(PersonChanged(person.id))
