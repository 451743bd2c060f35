"""Heads, breadcrumbs, teasers and pagers: what pages of several kinds are framed with. Pure."""

from collections.abc import Iterable
from typing import Any

from app.content.body import excerpt
from app.content.models import Entry
from app.core.paging import Page
from app.core.site import Site
from app.web.pages import json_ld
from app.web.pages.content import Content
from app.web.pages.parts import FeedLink, Head, Link, Pager, Picture, Teaser

HOME = Link("Home", "/")
RSS, ATOM, JSON_FEED = "application/rss+xml", "application/atom+xml", "application/feed+json"


def trail(*links: Link) -> tuple[Link, ...]:
    """The breadcrumb from the home page on; the last link is where the reader is."""
    *above, here = links
    return (HOME, *above, Link(here.text, None))


def blog_feeds(site: Site, *, below: str = "/blog/", title: str = "") -> tuple[FeedLink, ...]:
    """The three feeds of the blog, of a tag or of an author."""
    name = f"{title or 'Blog'} – {site.name}"
    return tuple(
        FeedLink(f"{name} ({kind})", site.absolute(f"{below}{file}"), mime)
        for kind, file, mime in (
            ("RSS", "feed.xml", RSS),
            ("Atom", "atom.xml", ATOM),
            ("JSON Feed", "feed.json", JSON_FEED),
        )
    )


def head_of(
    content: Content,
    crumbs: Iterable[Link],
    thing: json_ld.Thing,
    *,
    site: Site,
    picture: Picture | None = None,
    kind: str = "article",
    feeds: tuple[FeedLink, ...] = (),
    noindex: bool = False,
) -> Head:
    """The head of an entry's page. Samples stay out of search engines."""
    url = site.absolute(content.path)
    return Head(
        title=content.title,
        description=content.summary or excerpt(content.body),
        canonical=url,
        kind=kind,
        image=site.absolute(picture.src) if picture else None,
        image_alt=picture.alt if picture else "",
        noindex=content.sample or noindex,
        feeds=feeds,
        json_ld=json_ld.script(thing, json_ld.trail(crumbs, url=url, site=site)),
        published=content.published if kind == "article" else None,
        changed=content.changed if kind == "article" else None,
    )


def plain_head(
    title: str,
    description: str,
    path: str,
    *,
    crumbs: Iterable[Link],
    site: Site,
    noindex: bool = False,
    feeds: tuple[FeedLink, ...] = (),
) -> Head:
    """The head of a list or of a page about the site."""
    url = site.absolute(path)
    return Head(
        title=title,
        description=description,
        canonical=url,
        noindex=noindex,
        feeds=feeds,
        json_ld=json_ld.script(json_ld.trail(crumbs, url=url, site=site)),
    )


def teaser(entry: Entry, *, kicker: str = "", facts: tuple[str, ...] = (), picture: Picture | None = None) -> Teaser:
    """An entry in a list."""
    return Teaser(
        title=entry.title,
        href=entry.path,
        summary=entry.summary,
        published=entry.published_at,
        kicker=kicker,
        facts=facts,
        sample=entry.sample,
        picture=picture,
    )


def pager(listed: Page[Any], path: str) -> Pager:
    """Links to the pages before and after; the first has the plain address."""

    def address(number: int | None) -> str | None:
        return None if number is None else numbered(path, number)

    return Pager(listed.number, listed.last, address(listed.previous_number), address(listed.next_number))


def numbered(path: str, number: int) -> str:
    """The address of a page of a list."""
    return path if number == 1 else f"{path}?page={number}"
