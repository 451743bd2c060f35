"""The first page of the site."""

from dataclasses import dataclass

from app.web.pages.parts import Head, Link, Teaser


@dataclass(frozen=True)
class HomePage:
    """What is here, in the order a worried reader needs it."""

    head: Head
    title: str
    summary: str
    articles: tuple[Teaser, ...] = ()
    posts: tuple[Teaser, ...] = ()
    episodes: tuple[Teaser, ...] = ()
    topics: tuple[Link, ...] = ()
    crumbs: tuple[Link, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.articles or self.posts or self.episodes or self.topics)
