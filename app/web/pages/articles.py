"""The page of an article."""

from dataclasses import dataclass

from app.web.pages.parts import EntryPage, Teaser


@dataclass(frozen=True)
class ArticlePage(EntryPage):
    """An article at any depth, with what lies below it."""

    children: tuple[Teaser, ...] = ()
