from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import Person
from app.blog.models import Post
from app.content.drafts import PersonRole
from app.content.models import EntryPerson, Tag, entry_tags
from app.content.queries import visible, whole
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page

PAGE_SIZE = 10


def get_post(post_id: int) -> Post:
    """In any state, the bin excepted."""
    found = db.session.scalar(sa.select(Post).where(Post.id == post_id, Post.deleted_at.is_(None)).options(*whole()))
    if found is None:
        raise NotFound("There is no such post.")
    return found


def find_post(path: str, *, now: datetime) -> Post | None:
    """The visible post at a public path, with its tags and people."""
    return db.session.scalar(sa.select(Post).where(Post.path == path, visible(now)).options(*whole()))


def list_posts(
    *, now: datetime, tag: Tag | None = None, author: Person | None = None, page: int = 1, size: int = PAGE_SIZE
) -> Page[Post]:
    """Visible posts, newest first, with their tags and people; all of them, or of one tag, or by one author."""
    wanted: list[sa.ColumnElement[bool]] = [visible(now)]
    if tag is not None:
        wanted.append(Post.id.in_(sa.select(entry_tags.c.entry_id).where(entry_tags.c.tag_id == tag.id)))
    if author is not None:
        by = sa.select(EntryPerson.entry_id).where(
            EntryPerson.person_id == author.id, EntryPerson.role == PersonRole.AUTHOR
        )
        wanted.append(Post.id.in_(by))
    newest = sa.select(Post).where(*wanted).order_by(Post.published_at.desc(), Post.id.desc())
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Post).where(*wanted)) or 0
    items = db.session.scalars(newest.options(*whole()).limit(size).offset((page - 1) * size))
    return Page(list(items), page, size, total)
