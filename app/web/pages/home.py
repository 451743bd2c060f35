"""The first page of the site."""

from dataclasses import dataclass

from app.core.site import Site
from app.web.pages import json_ld
from app.web.pages.frames import blog_feeds
from app.web.pages.parts import FeedLink, Head, Link, Teaser


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


@dataclass(frozen=True)
class Shown:
    """What the home page picks from the rooms."""

    articles: tuple[Teaser, ...] = ()
    posts: tuple[Teaser, ...] = ()
    episodes: tuple[Teaser, ...] = ()
    topics: tuple[Link, ...] = ()
    feeds: tuple[FeedLink, ...] = ()


def home_page(shown: Shown, *, site: Site) -> HomePage:
    """The site's own sentence, then the guides, the newest posts and episodes, and the topics of the resources."""
    return HomePage(
        head=Head(
            title=site.name,
            description=site.description,
            canonical=site.absolute("/"),
            feeds=(*blog_feeds(site), *shown.feeds),
            json_ld=json_ld.script(json_ld.web_site(site)),
        ),
        title=site.description.rstrip("."),
        summary="Guides, a blog and a podcast. Every source is named, and every page says when it was last reviewed.",
        articles=shown.articles,
        posts=shown.posts,
        episodes=shown.episodes,
        topics=shown.topics,
    )
