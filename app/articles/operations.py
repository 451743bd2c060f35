from datetime import datetime

from app.accounts.permissions import Actor
from app.articles.draft import ArticleDraft
from app.articles.models import Article
from app.content import operations as content


def create_article(
    draft: ArticleDraft, *, parent_id: int | None = None, slug: str = "", by: Actor, now: datetime
) -> Article:
    """A new article, at the top of the tree or below another."""
    return content.create(Article(parent_id=parent_id), draft, slug=slug, by=by, now=now)
