"""Where articles stand in the tree, and in which order: changed by hand, one move at a time."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.accounts.activity import note
from app.accounts.permissions import Action, Actor, require
from app.articles.models import Article
from app.articles.queries import get_article
from app.articles.tree import Node, Place, Step, Tree
from app.content import paths
from app.content.events import PublicChange
from app.content.models import Entry
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.events import record


@dataclass(frozen=True)
class Seen:
    """The order that somebody had before their eyes, by its seals: where the article lay, and where it goes."""

    here: str
    there: str


def read_tree() -> Tree:
    """The tree as it is, without the bin."""
    rows = db.session.execute(
        sa.select(Article.id, Article.parent_id, Article.position, Article.title).where(Article.deleted_at.is_(None))
    )
    return Tree(Node(*row) for row in rows)


def step(article_id: int, which: Step, *, seen: Seen, by: Actor, now: datetime) -> Article:
    """One step up, down, in or out. Raises Invalid at the end of the way, Conflict when the order is not as it was seen."""
    tree = read_tree()
    article = get_article(article_id)
    if tree.seal(article.parent_id) != seen.here:
        raise _overtaken(article)
    place = tree.after(article_id, which)
    if place is None:
        raise Invalid(f"“{article.title}” cannot go any further that way.")
    return put(article_id, place, seen=Seen(seen.here, tree.seal(place.parent_id)), by=by, now=now)


def put(article_id: int, place: Place, *, seen: Seen, by: Actor, now: datetime) -> Article:
    """Put an article below another or between its siblings; its address and those below it follow, with redirects.

    All inside one unit of work. Raises Conflict when either order is not as it was `seen`; then nothing is changed.
    """
    require(by, Action.PUBLISH)
    tree = read_tree()
    article = get_article(article_id)
    if (tree.seal(article.parent_id), tree.seal(place.parent_id)) != (seen.here, seen.there):
        raise _overtaken(article)
    if place.after_id == article_id:
        raise Invalid("A page cannot follow itself.")
    order = tree.order_with(article_id, place)
    if order is None:
        raise _overtaken(article)
    if place.parent_id != article.parent_id:
        paths.move(article, slug=article.slug, parent_id=place.parent_id, by=by, now=now)
    elif order == list(tree.below(place.parent_id)):
        return article
    else:
        note("reordered", by=by, now=now, about=article.title, entry_id=article.id)
    _number(order)
    record(PublicChange(article.id))
    return article


def _number(order: list[int]) -> None:
    """From 1, so that a new article, which comes last, is told from those that nobody has put in order."""
    for position, article_id in enumerate(order, start=1):
        db.session.execute(sa.update(Entry).where(Entry.id == article_id).values(position=position))


def _overtaken(article: Article) -> Conflict:
    return Conflict(
        f"Somebody else has changed the order here in the meantime, so “{article.title}” was not moved. "
        "This is how it stands now."
    )
