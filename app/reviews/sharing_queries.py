from datetime import datetime

import sqlalchemy as sa

from app.accounts.queries import token_hash
from app.content.models import Entry
from app.core.db import db
from app.core.errors import NotFound
from app.reviews.models import Comment, Review, ShareLink

TOKEN_LENGTH = 43
"""Characters: 32 bytes in base64 for addresses."""


def find_link(token: str, *, now: datetime) -> ShareLink | None:
    """The link that holds this token, unless it has ended or was revoked. Looked up by its hash, so that the time an answer
    takes says nothing about a token."""
    mine = sa.select(ShareLink).where(ShareLink.token_hash == token_hash(token))
    return db.session.scalar(mine.where(ShareLink.revoked_at.is_(None), ShareLink.expires_at > now))


def get_link(entry_id: int, link_id: int) -> ShareLink:
    found = db.session.scalar(sa.select(ShareLink).where(ShareLink.id == link_id, ShareLink.entry_id == entry_id))
    if found is None:
        raise NotFound("There is no such link.")
    return found


def list_links(entry_id: int) -> list[ShareLink]:
    """The newest first."""
    mine = sa.select(ShareLink).where(ShareLink.entry_id == entry_id)
    return list(db.session.scalars(mine.order_by(ShareLink.created_at.desc(), ShareLink.id.desc())))


def count_links(entry_id: int) -> int:
    return db.session.scalar(sa.select(sa.func.count(ShareLink.id)).where(ShareLink.entry_id == entry_id)) or 0


def get_comment(entry_id: int, comment_id: int) -> Comment:
    found = db.session.scalar(sa.select(Comment).where(Comment.id == comment_id, Comment.entry_id == entry_id))
    if found is None:
        raise NotFound("There is no such comment.")
    return found


def list_comments(entry_id: int, *, resolved: bool | None = None) -> list[Comment]:
    """In the order in which they were made; all of them, or only those that are (not) dealt with."""
    mine = sa.select(Comment).where(Comment.entry_id == entry_id)
    if resolved is not None:
        mine = mine.where(Comment.resolved_at.is_not(None) if resolved else Comment.resolved_at.is_(None))
    return list(db.session.scalars(mine.order_by(Comment.created_at, Comment.id)))


def list_comments_by(link_id: int) -> list[Comment]:
    """What came by one link, in the order in which it came."""
    mine = sa.select(Comment).where(Comment.link_id == link_id)
    return list(db.session.scalars(mine.order_by(Comment.created_at, Comment.id)))


def count_waiting(entry_id: int) -> int:
    """How many comments of an entry nobody has dealt with yet."""
    waiting = sa.select(sa.func.count(Comment.id)).where(Comment.entry_id == entry_id, Comment.resolved_at.is_(None))
    return db.session.scalar(waiting) or 0


def list_waiting(*, owner_id: int | None = None, limit: int = 20) -> list[tuple[Entry, int, datetime]]:
    """For the dashboard: the entries with comments that nobody has dealt with, how many, and since when; the one that has
    waited longest first. With `owner_id` only those that this user made."""
    since = sa.func.min(Comment.created_at)
    waiting = (
        sa.select(Comment.entry_id, sa.func.count(Comment.id).label("count"), since.label("since"))
        .where(Comment.resolved_at.is_(None))
        .group_by(Comment.entry_id)
        .subquery()
    )
    listed = sa.select(Entry, waiting.c.count, waiting.c.since).join(waiting, waiting.c.entry_id == Entry.id)
    listed = listed.where(Entry.deleted_at.is_(None))
    if owner_id is not None:
        listed = listed.where(Entry.created_by_id == owner_id)
    rows = db.session.execute(listed.order_by(waiting.c.since, Entry.id).limit(limit))
    return [(entry, count, at) for entry, count, at in rows]


def list_verdicts_by(link_id: int) -> list[Review]:
    """What was signed by one link, in the order in which it was signed."""
    mine = sa.select(Review).where(Review.link_id == link_id)
    return list(db.session.scalars(mine.order_by(Review.created_at, Review.id)))
