from dataclasses import dataclass, fields
from datetime import datetime

import sqlalchemy as sa

from app.articles.models import Article
from app.content.lifecycle import State, state_at
from app.content.queries import visible, whole
from app.core.db import db
from app.core.errors import NotFound


@dataclass(frozen=True)
class Spot:
    """An article as far as it is needed to choose it from a list."""

    id: int
    title: str
    path: str
    created_by_id: int | None
    published_at: datetime | None
    expires_at: datetime | None
    withdrawn_at: datetime | None

    def is_live(self, now: datetime) -> bool:
        state = state_at(
            now, published_at=self.published_at, expires_at=self.expires_at, withdrawn_at=self.withdrawn_at
        )
        return state is State.LIVE


def get_article(article_id: int) -> Article:
    """In any state, the bin excepted."""
    found = db.session.scalar(
        sa.select(Article).where(Article.id == article_id, Article.deleted_at.is_(None)).options(*whole())
    )
    if found is None:
        raise NotFound("There is no such article.")
    return found


def find_article(path: str, *, now: datetime) -> Article | None:
    """The visible article at a public path, with its tags and people."""
    return db.session.scalar(sa.select(Article).where(Article.path == path, visible(now)).options(*whole()))


def list_ancestors(article: Article) -> list[Article]:
    """From the top of the tree down to the one above `article`."""
    above: list[Article] = []
    parent_id = article.parent_id
    while parent_id is not None:
        parent = db.session.get(Article, parent_id)
        if parent is None:
            break
        above.insert(0, parent)
        parent_id = parent.parent_id
    return above


def list_children(article_id: int | None, *, now: datetime) -> list[Article]:
    """The visible articles directly below (None: those at the top), in their order."""
    below = sa.select(Article).where(Article.parent_id == article_id, visible(now))
    return list(db.session.scalars(below.order_by(Article.position, Article.title, Article.id)))


def list_all() -> list[Article]:
    """Every article that is not in the bin, by path: the tree in reading order."""
    return list(db.session.scalars(sa.select(Article).where(Article.deleted_at.is_(None)).order_by(Article.path)))


def list_spots() -> list[Spot]:
    """The same, without their texts: of thousands of articles those alone take a quarter of a second to load."""
    columns = [getattr(Article, field.name) for field in fields(Spot)]
    found = db.session.execute(sa.select(*columns).where(Article.deleted_at.is_(None)).order_by(Article.path))
    return [Spot(*row) for row in found]
