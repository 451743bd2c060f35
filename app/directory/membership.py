"""Who keeps a practice's diary: people of the practice, asked in by mail. Call inside a unit of work."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.accounts import links
from app.accounts import queries as accounts
from app.accounts.activity import note
from app.accounts.models import User
from app.accounts.permissions import Action, Actor, may
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.directory.facts import is_address
from app.directory.hours import require_keeper
from app.directory.models import PracticeInvitation, PracticeMember
from app.directory.queries import get_practice


def invite(practice_id: int, *, email: str, name: str, by: Actor, now: datetime) -> links.Sent | None:
    """Ask somebody to keep the practice's diary: the link that goes out now, or None for somebody who can log in already
    and keeps it from now on. Raises Invalid for an address that belongs to the desk."""
    require_keeper(practice_id, by)
    practice = get_practice(practice_id)
    address = accounts.account_of(email)
    if not is_address(address):
        raise Invalid("This is no e-mail address.", field="email")
    user = accounts.find_user(address)
    if user is not None:
        if not user.active or not may(user.actor, Action.KEEP_DIARY):
            raise Invalid("This address has a login of another kind here. Use another address.", field="email")
        _join(practice_id, user, now=now)
        note("gave somebody a practice's diary", by=by, now=now, about=f"{user.name}, {practice.name}")
        return None
    sent = links.invite_to_practice(email=address, name=name, by=by, now=now)
    known = db.session.get(PracticeInvitation, (practice_id, address))
    if known is None:
        known = PracticeInvitation(practice_id=practice_id, email=address)
        db.session.add(known)
    known.invited_at, known.invited_by = now, by.name
    db.session.flush()
    return sent


def take_up(user_id: int, *, now: datetime) -> None:
    """Somebody has joined: they keep the diaries of the practices that asked for this address."""
    user = accounts.get_user(user_id)
    asked = db.session.scalars(sa.select(PracticeInvitation).where(PracticeInvitation.email == user.email)).all()
    for invitation in asked:
        if may(user.actor, Action.KEEP_DIARY):
            _join(invitation.practice_id, user, now=now)
        db.session.delete(invitation)
    db.session.flush()


def list_members(practice_id: int) -> Sequence[tuple[User, datetime]]:
    """Who keeps the diary, since when."""
    rows = db.session.execute(
        sa.select(User, PracticeMember.since)
        .join(PracticeMember, PracticeMember.user_id == User.id)
        .where(PracticeMember.practice_id == practice_id)
        .order_by(User.name, User.id)
    ).all()
    return [(row[0], row[1]) for row in rows]


def list_invited(practice_id: int) -> Sequence[PracticeInvitation]:
    return db.session.scalars(
        sa.select(PracticeInvitation)
        .where(PracticeInvitation.practice_id == practice_id)
        .order_by(PracticeInvitation.invited_at, PracticeInvitation.email)
    ).all()


def remove_member(practice_id: int, user_id: int, *, by: Actor, now: datetime) -> str:
    """They cannot see this diary any more, from their next click on; returns who. The login stays."""
    require_keeper(practice_id, by)
    member = db.session.get(PracticeMember, (practice_id, user_id))
    if member is None:
        raise NotFound("They do not keep this diary any more.")
    user = accounts.get_user(user_id)
    db.session.delete(member)
    note(
        "took a practice's diary from somebody", by=by, now=now, about=f"{user.name}, {get_practice(practice_id).name}"
    )
    return user.name


def take_back(practice_id: int, email: str, *, by: Actor, now: datetime) -> None:
    """The invitation is no more: twice is as good as once. The link is dead where no other practice asked for the address."""
    require_keeper(practice_id, by)
    address = accounts.account_of(email)
    found = db.session.get(PracticeInvitation, (practice_id, address))
    if found is None:
        return
    db.session.delete(found)
    db.session.flush()
    others = sa.select(PracticeInvitation.practice_id).where(PracticeInvitation.email == address)
    if db.session.scalar(others) is None:
        links.forget_practice_invitation(address)
    note("took an invitation back", by=by, now=now, about=get_practice(practice_id).name)


def _join(practice_id: int, user: User, *, now: datetime) -> None:
    if db.session.get(PracticeMember, (practice_id, user.id)) is None:
        db.session.add(PracticeMember(practice_id=practice_id, user_id=user.id, since=now))
        db.session.flush()
