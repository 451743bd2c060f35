"""Who may hear a private show: listeners, each with an address of their own.

The address holds a random token of 256 bits. Only its hash is kept, so that nobody can read the addresses out of the
database; it is looked up by that hash, so that the time an answer takes says nothing about a token.
"""

import hashlib
import secrets
from datetime import datetime

import sqlalchemy as sa

from app.accounts.permissions import Action, Actor, require
from app.content.models import PathRedirect
from app.content.queries import live, whole
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.text import one_line
from app.podcast.models import Episode, Listener, Show

TOKEN_LENGTH = 43
"""Characters: 32 bytes in base64 for addresses."""
LONGEST_NAME = 120
MOST = 2_000
"""Listeners of one show, the revoked included."""


def add_listener(show: Show, name: str, *, by: Actor, now: datetime) -> str:
    """Somebody who may hear the show. Returns the token of their address, which is kept nowhere."""
    require(by, Action.PUBLISH)
    name = one_line(name)
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(f"Give a name of at most {LONGEST_NAME} characters, so that you know whose address it is.", field="name")  # fmt: skip
    count = db.session.scalar(sa.select(sa.func.count(Listener.id)).where(Listener.show_id == show.id)) or 0
    if count >= MOST:
        raise Invalid(f"A show has at most {MOST:,} listeners with addresses of their own.", field="name")
    token = secrets.token_urlsafe(32)
    db.session.add(
        Listener(
            show_id=show.id, name=name, token_hash=_hashed(token), created_at=now, created_by_id=by.user_id or None
        )
    )
    return token


def renew_address(listener: Listener, *, by: Actor, now: datetime) -> str:
    """A new address in the place of the old one, which is nobody's from now on. Returns its token."""
    require(by, Action.PUBLISH)
    if listener.revoked_at is not None:
        raise Invalid("That address was taken back. Add the listener again to let them hear the show.")
    token = secrets.token_urlsafe(32)
    listener.token_hash, listener.created_at, listener.last_used_at = _hashed(token), now, None
    return token


def revoke(listener: Listener, *, by: Actor, now: datetime) -> None:
    """Take an address back: from now on it answers as one that never was. Done twice, the first time counts."""
    require(by, Action.PUBLISH)
    listener.revoked_at = listener.revoked_at or now


def get_listener(show_id: int, listener_id: int) -> Listener:
    found = db.session.scalar(sa.select(Listener).where(Listener.id == listener_id, Listener.show_id == show_id))
    if found is None:
        raise NotFound("There is no such listener.")
    return found


def list_listeners(show_id: int) -> list[Listener]:
    """By name, those whose address was taken back at the end."""
    mine = sa.select(Listener).where(Listener.show_id == show_id)
    return list(db.session.scalars(mine.order_by(Listener.revoked_at.is_not(None), Listener.name, Listener.id)))


def find_listener(token: str) -> Listener | None:
    """Whose address holds this token, unless it was taken back."""
    mine = sa.and_(Listener.token_hash == _hashed(token), Listener.revoked_at.is_(None))
    return db.session.scalar(sa.select(Listener).where(mine))


def is_new_use(listener: Listener, *, now: datetime) -> bool:
    """Whether it is the first use of an address within this hour."""
    return listener.last_used_at is None or listener.last_used_at < _hour(now)


def note_use(listener_id: int, *, now: datetime) -> None:
    """Remember the hour; when exactly somebody listens is nobody's business."""
    mine = sa.update(Listener).where(Listener.id == listener_id)
    db.session.execute(mine.values(last_used_at=_hour(now)))


def find_live_show(show_id: int, *, now: datetime) -> Show | None:
    """A published show, private or not. For those who have an address for it."""
    return db.session.scalar(sa.select(Show).where(Show.id == show_id, live(now)).options(*whole()))


def find_live_episode(show_id: int, path: str, *, now: datetime) -> Episode | None:
    """A published episode of a show, private or not, at its path or at one that it had."""
    left = sa.select(PathRedirect.entry_id).where(PathRedirect.path == path)
    mine = sa.and_(Episode.parent_id == show_id, live(now))
    here = sa.select(Episode).where(mine, sa.or_(Episode.path == path, Episode.id.in_(left)))
    return db.session.scalar(here.order_by((Episode.path == path).desc()).limit(1))


def find_live_episode_by_enclosure(show_id: int, path: str, *, now: datetime) -> Episode | None:
    """A published episode of a show, private or not, by the path that its audio was given, whatever its ending is now."""
    stem = path.rpartition(".")[0]
    mine = sa.select(Episode).where(
        Episode.parent_id == show_id, live(now), Episode.enclosure_path.startswith(f"{stem}.", autoescape=True)
    )
    found = {e.enclosure_path or "": e for e in db.session.scalars(mine)}
    others = (e for own, e in sorted(found.items()) if own.rpartition(".")[0] == stem)
    return found.get(path) or next(others, None)


def had_path(show_id: int, path: str) -> bool:
    """Whether the show's page was at this path once."""
    left = sa.select(PathRedirect.path).where(PathRedirect.path == path, PathRedirect.entry_id == show_id)
    return db.session.scalar(left) is not None


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
