"""Links in mails by which somebody chooses a password: an invitation, or after a password was forgotten.

A link is used once at most, also by many at the same moment: whoever's write marks it first has it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts import operations, queries
from app.accounts.activity import note
from app.accounts.events import UserJoined
from app.accounts.models import AccountLink, LinkPurpose, LoginFailure, User
from app.accounts.permissions import Action, Actor, Role, require
from app.accounts.throttle import PER_ACCOUNT, PER_ADDRESS, WINDOW, seconds_to_wait
from app.core.db import db
from app.core.errors import Fault, Gone, Invalid, NotFound, TooMany
from app.core.events import record
from app.core.text import one_line

LIFE = {LinkPurpose.INVITE: timedelta(days=7), LinkPurpose.RESET: timedelta(minutes=30)}
INVITABLE = (Role.ADMIN, Role.EDITOR, Role.AUTHOR, Role.REVIEWER)
NOT_IN_LIST = Fault("role", "Choose one from the list.")
TOO_LATE = "This link has been used, has been taken back, or is too old."


@dataclass(frozen=True)
class Sent:
    """A link that goes out now: its row, and the secret, which is stored nowhere."""

    link: AccountLink
    token: str


def invite(*, email: str, name: str, role: Role, by: Actor, now: datetime) -> Sent:
    """Ask somebody in. One invitation an address: a second takes the place of the first."""
    require(by, Action.MANAGE_PEOPLE)
    if role not in INVITABLE:
        raise Invalid.of([*operations.faults_of_user(queries.account_of(email), one_line(name)), NOT_IN_LIST])
    return _invite(email=email, name=name, role=role, by=by, now=now)


def invite_to_practice(*, email: str, name: str, by: Actor, now: datetime) -> Sent:
    """Ask somebody in who will keep a practice's diary and nothing else. Whether `by` may do so for that practice was asked
    by the directory. Raises Invalid for an address that the desk has asked in."""
    asked = sa.select(AccountLink.id).where(
        AccountLink.email == queries.account_of(email), AccountLink.role != Role.PRACTICE
    )
    open_ = asked.where(AccountLink.purpose == LinkPurpose.INVITE, AccountLink.used_at.is_(None))
    if db.session.scalar(open_.where(AccountLink.expires_at > now)) is not None:
        raise Invalid("This address is invited to another place of this site. Use another address.", field="email")
    return _invite(email=email, name=name, role=Role.PRACTICE, by=by, now=now)


def forget_practice_invitation(email: str) -> None:
    """No practice asks for this address any more: its link is dead."""
    mine = sa.and_(AccountLink.purpose == LinkPurpose.INVITE, AccountLink.role == Role.PRACTICE)
    db.session.execute(sa.delete(AccountLink).where(AccountLink.email == email, mine, AccountLink.used_at.is_(None)))


def _invite(*, email: str, name: str, role: Role, by: Actor, now: datetime) -> Sent:
    email, name = queries.account_of(email), one_line(name)
    faults = operations.faults_of_user(email, name)
    if faults:
        raise Invalid.of(faults)
    db.session.execute(
        sa.delete(AccountLink).where(AccountLink.email == email, AccountLink.purpose == LinkPurpose.INVITE)
    )
    link = AccountLink(purpose=LinkPurpose.INVITE, email=email, name=name, role=role)
    note("invited", by=by, now=now, about=name, details={"role": role.value})
    return _send(link, by=by, now=now)


def invite_again(link_id: int, *, by: Actor, now: datetime) -> Sent:
    """A new link for seven more days; the one before is dead."""
    require(by, Action.MANAGE_PEOPLE)
    link = _get_invitation(link_id)
    note("invited again", by=by, now=now, about=link.name)
    return _send(link, by=by, now=now)


def take_back(link_id: int, *, by: Actor, now: datetime) -> str:
    """The invitation is no more; returns whose it was."""
    require(by, Action.MANAGE_PEOPLE)
    link = _get_invitation(link_id)
    note("took an invitation back", by=by, now=now, about=link.name)
    db.session.delete(link)
    return link.name


def list_invitations() -> list[AccountLink]:
    """Those that nobody has accepted yet, the newest first."""
    open_ = sa.select(AccountLink).where(AccountLink.purpose == LinkPurpose.INVITE, AccountLink.used_at.is_(None))
    return list(db.session.scalars(open_.order_by(AccountLink.created_at.desc(), AccountLink.id.desc())))


def reset(user: User, *, by: str, now: datetime) -> Sent:
    """A link for a new password. One at a time: a second makes the first useless."""
    operations.forget_resets(user.id)
    link = AccountLink(purpose=LinkPurpose.RESET, email=user.email, name=user.name, user_id=user.id)
    return _send(link, by=None, now=now, said_by=by)


def note_reset(user: User, *, by: Actor, now: datetime) -> None:
    """Somebody else asked for it on the user's behalf."""
    note("sent a link for a new password", by=by, now=now, about=user.name)


def may_ask(email: str, address: str, *, now: datetime) -> bool:
    """Count a question for a reset link. False when this account had enough of them; raises TooMany for the address.

    The account is counted whether it exists or not, so that nobody learns which do.
    """
    account, source = f"reset:{queries.account_of(email)}", f"reset:{address}"
    wait = _wait(LoginFailure.address.expression, source, PER_ADDRESS, now)
    if wait:
        raise TooMany("Too many tries from here. Try again in a quarter of an hour.", retry_after=wait)
    enough = _wait(LoginFailure.account.expression, account, PER_ACCOUNT, now)
    db.session.add(LoginFailure(account=account, address=source, at=now))
    return not enough


def find_link(token: str, *, purpose: LinkPurpose, now: datetime) -> AccountLink:
    """The link of this secret while it can be used. Raises Gone."""
    link = None
    if len(token) <= 100:
        found = sa.select(AccountLink).where(AccountLink.token_hash == queries.token_hash(token))
        link = db.session.scalar(found.where(AccountLink.purpose == purpose))
    if link is None or link.used_at is not None or link.expires_at <= now or not _still_fits(link):
        raise Gone(TOO_LATE)
    return link


def use_link(token: str, *, purpose: LinkPurpose, password_hash: str, now: datetime) -> User:
    """Make the user, or give the password; the link is used up. Raises Gone for all but the first."""
    link = find_link(token, purpose=purpose, now=now)
    mine = sa.update(AccountLink).where(AccountLink.id == link.id, AccountLink.used_at.is_(None))
    if db.session.execute(mine.values(used_at=now).returning(AccountLink.id)).first() is None:
        raise Gone(TOO_LATE)
    if purpose is LinkPurpose.INVITE:
        assert link.role is not None
        user = operations.create_user(
            email=link.email, name=link.name, role=link.role, password_hash=password_hash, now=now
        )
        note("joined", by=user.actor, now=now, about=user.name, details={"role": user.role.value})
        record(UserJoined(user.id))
        return user
    user = queries.get_user(link.user_id or 0)
    operations.set_password(user, password_hash)
    note("chose a new password", by=user.actor, now=now, about=user.name)
    return user


def forget_old_links(*, now: datetime) -> None:
    """Drop reset links that are over, and invitations a month after their end."""
    over = sa.and_(AccountLink.purpose == LinkPurpose.RESET, AccountLink.expires_at < now)
    long_over = AccountLink.expires_at < now - timedelta(days=30)
    db.session.execute(sa.delete(AccountLink).where(sa.or_(over, long_over)))


def _send(link: AccountLink, *, by: Actor | None, now: datetime, said_by: str = "") -> Sent:
    token = secrets.token_urlsafe(32)
    link.token_hash, link.created_at, link.expires_at = queries.token_hash(token), now, now + LIFE[link.purpose]
    link.created_by = by.name if by is not None else said_by
    db.session.add(link)
    db.session.flush()
    return Sent(link, token)


def _still_fits(link: AccountLink) -> bool:
    """An invitation is for somebody who cannot log in yet; a reset for the account as it was when the mail was written."""
    user = queries.find_user(link.email)
    if link.purpose is LinkPurpose.INVITE:
        return user is None
    return user is not None and user.id == link.user_id and user.active


def _get_invitation(link_id: int) -> AccountLink:
    link = db.session.get(AccountLink, link_id)
    if link is None or link.purpose is not LinkPurpose.INVITE or link.used_at is not None:
        raise NotFound("There is no such invitation any more.")
    return link


def _wait(column: sa.ColumnElement[str], value: str, limit: int, now: datetime) -> int:
    asked = sa.select(LoginFailure.at).where(column == value, LoginFailure.at > now - WINDOW)
    return seconds_to_wait(list(db.session.scalars(asked)), limit=limit, now=now)
