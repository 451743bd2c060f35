"""The pages of the blog: a post, and the lists by date, tag and author."""

from dataclasses import dataclass, field
from datetime import datetime

from app.accounts.models import Person
from app.blog.models import Post
from app.content.models import Kind, Tag
from app.core.paging import Page
from app.core.site import Site
from app.web.pages import json_ld
from app.web.pages.bodies import fetch_shelf, number_references, render, what_we_said
from app.web.pages.content import Content
from app.web.pages.frames import blog_feeds, head_of, numbered, pager, plain_head, teaser, trail
from app.web.pages.parts import EntryPage, Head, Link, Pager, Teaser
from app.web.pages.reviewing import reviewed

BLOG = Link("Blog", "/blog/")


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
    empty: str = ""
    pager: Pager = field(default_factory=Pager)
    tags: tuple[Link, ...] = ()
    feed_address: str = ""


def post_page(content: Content, *, now: datetime, site: Site) -> PostPage:
    """The page of a post."""
    shelf = fetch_shelf([content.body], images=[content.image_id], now=now)
    references = number_references(content.body, content.citations)
    picture = shelf.picture(content.image_id, content.image_alt)
    crumbs = trail(BLOG, Link(content.title, None))
    thing = json_ld.post(
        content, references=references, image=site.absolute(picture.src) if picture else None, site=site
    )
    return PostPage(
        head=head_of(content, crumbs, thing, site=site, picture=shelf.shared(content), feeds=blog_feeds(site)),
        crumbs=crumbs,
        title=content.title,
        summary=content.summary,
        body=render(content.body, references, shelf),
        path=content.path,
        sample=content.sample,
        published=content.published,
        changed=content.changed,
        picture=picture,
        references=references,
        corrections=content.corrections,
        formerly=what_we_said(content.formerly, references),
        credits=content.credits,
        reviewed=reviewed(content, now=now, kind=Kind.POST),
        tags=content.tags,
    )


@dataclass(frozen=True)
class _Listing:
    """What tells one list of posts from another."""

    path: str
    title: str
    summary: str
    empty: str
    kicker: str = ""


_WHOLE_BLOG = _Listing(
    path="/blog/",
    title="Blog",
    summary="News and notes on physiotherapy, in plain words.",
    empty="There is no post yet. The first one will be here.",
)


def blog_page(listed: Page[Post], *, tags: tuple[Link, ...], site: Site) -> PostListPage:
    """All posts, with the topics there are."""
    return _list_page(listed, _WHOLE_BLOG, tags=tags, site=site)


def tag_page(listed: Page[Post], tag: Tag, *, site: Site) -> PostListPage:
    """The posts with a tag."""
    summary, empty = f"Posts about “{tag.name}”.", "There is no post about this at the moment."
    return _list_page(listed, _Listing(f"/blog/tag/{tag.slug}/", tag.name, summary, empty, kicker="Topic"), site=site)


def author_page(listed: Page[Post], author: Person, *, site: Site) -> PostListPage:
    """The posts by somebody."""
    summary, empty = f"Posts by {author.name}.", "There is no post by this author at the moment."
    listing = _Listing(f"/blog/author/{author.slug}/", author.name, summary, empty, kicker="Author")
    return _list_page(listed, listing, site=site)


def _list_page(listed: Page[Post], listing: _Listing, *, site: Site, tags: tuple[Link, ...] = ()) -> PostListPage:
    below = () if listing is _WHOLE_BLOG else (Link(listing.title, None),)
    crumbs = trail(BLOG, *below)
    feeds = blog_feeds(site, below=listing.path, title=listing.title)
    title = listing.title if listed.number == 1 else f"{listing.title}, page {listed.number}"
    return PostListPage(
        head=plain_head(
            title,
            listing.summary,
            numbered(listing.path, listed.number),
            crumbs=crumbs,
            site=site,
            noindex=not listed.items,
            feeds=feeds,
        ),
        crumbs=crumbs,
        title=listing.title,
        summary=listing.summary,
        posts=tuple(teaser(post, facts=_authors(post)) for post in listed.items),
        kicker=listing.kicker,
        empty=listing.empty,
        pager=pager(listed, listing.path),
        tags=tags,
        feed_address=feeds[0].address,
    )


def _authors(post: Post) -> tuple[str, ...]:
    names = [line.person.name for line in post.people if line.role.value == "author"]
    return (f"By {', '.join(names)}",) if names else ()
