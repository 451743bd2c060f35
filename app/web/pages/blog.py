"""The pages of the blog: a post, and the lists by date, tag and author."""

from dataclasses import dataclass, field

from app.web.pages.parts import EntryPage, Head, Link, Pager, Teaser


@dataclass(frozen=True)
class PostPage(EntryPage):
    """One post."""


@dataclass(frozen=True)
class PostListPage:
    """Posts, newest first: all of them, those of a tag or those of an author."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    posts: tuple[Teaser, ...]
    kicker: str = ""
    empty: str = "There is no post yet. The first one will be here."
    pager: Pager = field(default_factory=Pager)
    tags: tuple[Link, ...] = ()
    feed_address: str = ""
