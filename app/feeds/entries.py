"""The blog's feeds, gathered: whole, by tag or by author."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import Person
from app.blog import queries as blog
from app.blog.models import Post
from app.content.drafts import PersonRole
from app.content.models import Entry, Tag
from app.core.db import db
from app.core.site import Site
from app.feeds.documents import NEVER, Author, EntriesDocument, EntryItem
from app.feeds.texts import Surroundings, surroundings

FEED_SIZE = 50  # posts in full; older ones are on the site


@dataclass(frozen=True)
class Addresses:
    """Where the blog's pages and feeds are, handed in by the door. All are paths."""

    page: str
    rss: str
    atom: str
    json: str
    person: Callable[[str], str]
    """The page of the person with this slug."""


def blog_document(
    addresses: Addresses, *, site: Site, now: datetime, tag: Tag | None = None, author: Person | None = None
) -> EntriesDocument:
    """The newest visible posts as a document: all of them, of one tag, or by one author."""
    posts = blog.list_posts(now=now, tag=tag, author=author, size=FEED_SIZE).items
    around = surroundings(posts, site=site, now=now)
    about = f" – {tag.name}" if tag else f" – {author.name}" if author else ""
    items = tuple(_item(post, around, addresses) for post in posts)
    return EntriesDocument(
        title=f"{site.name}: blog{about}",
        description=site.description or site.name,
        url=site.absolute(addresses.page),
        rss_url=site.absolute(addresses.rss),
        atom_url=site.absolute(addresses.atom),
        json_url=site.absolute(addresses.json),
        language=site.language,
        updated=_updated(items) if tag or author else _last_change(now),
        generator=site.name,
        authors=(Author(site.name, site.absolute("/")),),
        items=items,
    )


def _item(post: Post, around: Surroundings, addresses: Addresses) -> EntryItem:
    assert post.published_at is not None  # it is visible
    site = around.site
    return EntryItem(
        guid=post.guid,
        title=post.title,
        url=site.absolute(post.path),
        summary=post.summary,
        content=around.text(post),
        published_at=post.published_at,
        updated_at=max(post.changed_at, post.published_at),
        tags=tuple(tag.name for tag in post.tags),
        authors=tuple(
            Author(line.person.name, site.absolute(addresses.person(line.person.slug)))
            for line in post.people
            if line.role is PersonRole.AUTHOR
        ),
        image_url=around.picture_url(post.image_id),
    )


def _updated(items: tuple[EntryItem, ...]) -> datetime:
    return max((item.updated_at for item in items), default=NEVER)


def _last_change(now: datetime) -> datetime:
    """When the blog last changed for the public: something published, edited, expired, withdrawn or deleted."""
    return last_change(Post.__table__, sa.true(), now=now)


def last_change(table: sa.FromClause, of: sa.ColumnElement[bool], *, now: datetime) -> datetime:
    """The newest instant at which an entry of the kind of `table`, or its absence, changed a feed; one statement.

    Only what was public counts, so that writing a draft changes no feed.
    """
    instants = (
        Entry.changed_at,
        sa.case((Entry.published_at <= now, Entry.published_at)),
        sa.case((Entry.expires_at <= now, Entry.expires_at)),
    )
    newest = sa.select(*(sa.func.max(instant, type_=Entry.changed_at.type) for instant in instants)).where(
        Entry.id.in_(sa.select(table.c.id)), Entry.first_published_at <= now, of
    )
    found = db.session.execute(newest).one()
    return max((instant for instant in found if instant is not None), default=NEVER)
