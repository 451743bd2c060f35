from datetime import datetime

import sqlalchemy as sa

from app.articles.models import Article
from app.content.queries import visible, whole
from app.core.db import db
from app.core.errors import NotFound


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
