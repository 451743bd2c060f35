"""The pages of the shows: all of them, and one with its episodes."""

from dataclasses import dataclass, field
from datetime import datetime

from app import links
from app.content.corrections import Correction
from app.content.printed import Printed
from app.core.paging import Page
from app.core.site import Site
from app.media.focal import Shape
from app.podcast.draft import ShowDraft
from app.podcast.models import Episode, Show
from app.web.pages import json_ld
from app.web.pages.bodies import fetch_shelf, number_references, render, what_we_said
from app.web.pages.content import Content, of_entry
from app.web.pages.frames import head_of, pager, plain_head, teaser, trail
from app.web.pages.listening import Player
from app.web.pages.parts import Body, Credit, Former, Head, Link, Pager, Picture, Teaser
from app.web.pages.podcast import PODCAST, episode_teasers, feed_link, player_of
from app.web.pages.show_facts import Fact, Season, in_seasons, is_whole, show_facts, support_links


@dataclass(frozen=True)
class ShowsPage:
    """All shows."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    shows: tuple[Teaser, ...]


@dataclass(frozen=True)
class ShowPage:
    """A show and its episodes."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    body: Body
    seasons: tuple[Season, ...]
    subscribe: str
    """The path of the page that says how to follow it; empty for a show that is not for everybody."""
    feed_address: str
    latest: Player | None = None
    trailer: Teaser | None = None
    support: tuple[Link, ...] = ()
    people: tuple[Credit, ...] = ()
    about: tuple[Fact, ...] = ()
    cover: Picture | None = None
    sample: bool = False
    pager: Pager = field(default_factory=Pager)
    references: tuple[Printed, ...] = ()
    corrections: tuple[Correction, ...] = ()
    formerly: tuple[Former, ...] = ()


def shows_page(shows: list[Show], *, now: datetime, site: Site) -> ShowsPage:
    """All shows with their covers."""
    shelf = fetch_shelf(images=[show.image_id for show in shows], now=now)
    crumbs = trail(PODCAST)
    title, summary = "Podcast", "Listen here, or follow a show in any podcast app."
    return ShowsPage(
        head=plain_head(
            title, summary, "/podcast/", crumbs=crumbs, site=site, feeds=tuple(feed_link(show) for show in shows)
        ),
        crumbs=crumbs,
        title=title,
        summary=summary,
        shows=tuple(teaser(show, picture=shelf.picture(show.image_id, "", Shape.SQUARE)) for show in shows),
    )


def show_page(
    content: Content,
    show: Show,
    episodes: Page[Episode],
    *,
    now: datetime,
    site: Site,
    trailer: Episode | None = None,
    draft: ShowDraft | None = None,
) -> ShowPage:
    """A show, as its draft has it when there is one. What it is about, its newest episode to listen to and its trailer stand
    on the first page of its episodes only."""
    source, is_first = draft or show, episodes.number == 1
    newest = next((episode for episode in episodes.items if is_whole(episode)), None) if is_first else None
    images = [content.image_id, show.image_id, newest.image_id if newest else None]
    shelf = fetch_shelf([content.body], images=images, now=now)
    cover = shelf.picture(content.image_id, content.image_alt)
    crumbs = trail(PODCAST, Link(content.title, None))
    references = number_references(content.body, content.citations)
    thing = json_ld.series(
        content,
        references=references,
        feed=links.feed_of(show),
        language=source.language,
        licence=source.licence_url,
        image=site.absolute(cover.src) if cover else None,
        site=site,
    )
    return ShowPage(
        head=head_of(content, crumbs, thing, site=site, picture=cover, kind="website", feeds=(feed_link(show),)),
        crumbs=crumbs,
        title=content.title,
        summary=content.summary,
        body=render(content.body, references, shelf) if is_first else Body(),
        seasons=in_seasons(list(zip(episodes.items, episode_teasers(episodes.items), strict=True)), source),
        subscribe="" if source.private else f"{show.path}subscribe/",
        feed_address=links.feed_of(show),
        latest=player_of(of_entry(newest), newest, show, shelf=shelf) if newest else None,
        trailer=episode_teasers([trailer])[0] if trailer and is_first else None,
        support=support_links(source),
        people=content.credits,
        about=show_facts(source) if is_first else (),
        cover=cover,
        sample=content.sample,
        pager=pager(episodes, content.path),
        references=references if is_first else (),
        corrections=content.corrections if is_first else (),
        formerly=what_we_said(content.formerly, references) if is_first else (),
    )
