"""The pages of the podcast: the shows, a show, an episode."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app import links
from app.core.paging import Page
from app.core.site import Site
from app.media.enclosures import Enclosure
from app.podcast.draft import EpisodeDraft
from app.podcast.models import Episode, Show
from app.podcast.numbering import spoken_label
from app.web.filters import length_in_words
from app.web.pages import json_ld
from app.web.pages.bodies import Shelf, fetch_shelf, number_references, render
from app.web.pages.content import Content
from app.web.pages.frames import RSS, head_of, pager, plain_head, reviewed, teaser, trail
from app.web.pages.listening import Audio, Chapter, Turn, read_chapters, read_turns
from app.web.pages.parts import Body, EntryPage, FeedLink, Head, Link, Pager, Picture, Teaser

PODCAST = Link("Podcast", "/podcast/")


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
    slug: str
    body: Body
    episodes: tuple[Teaser, ...]
    feed_address: str
    cover: Picture | None = None
    sample: bool = False
    pager: Pager = field(default_factory=Pager)


@dataclass(frozen=True)
class EpisodePage(EntryPage):
    """One episode with its player, chapters and transcript."""

    show: Link = field(default_factory=lambda: Link("", None))
    label: str = ""
    audio: Audio | None = None
    facts: tuple[str, ...] = ()
    """Said beside the date: how long it is, whether the language is explicit."""
    chapters: tuple[Chapter, ...] = ()
    transcript: tuple[Turn, ...] = ()
    transcript_files: tuple[Link, ...] = ()


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
        shows=tuple(teaser(show, picture=shelf.picture(show.image_id, "")) for show in shows),
    )


def show_page(content: Content, show: Show, episodes: Page[Episode], *, now: datetime, site: Site) -> ShowPage:
    """A show; the first page of its episodes says what it is about, too."""
    shelf = fetch_shelf([content.body], images=[content.image_id], now=now)
    cover = shelf.picture(content.image_id, content.image_alt)
    image = site.absolute(cover.src) if cover else None
    crumbs = trail(PODCAST, Link(content.title, None))
    thing = json_ld.series(content, feed=links.feed_of(show), language=show.language, image=image, site=site)
    references = number_references(content.body, content.citations)
    return ShowPage(
        head=head_of(content, crumbs, thing, site=site, picture=cover, kind="website", feeds=(feed_link(show),)),
        crumbs=crumbs,
        title=content.title,
        summary=content.summary,
        slug=show.slug,
        body=render(content.body, references, shelf) if episodes.number == 1 else Body(),
        episodes=episode_teasers(episodes.items),
        feed_address=links.feed_of(show),
        cover=cover,
        sample=content.sample,
        pager=pager(episodes, content.path),
    )


def episode_page(
    content: Content,
    episode: Episode,
    show: Show,
    *,
    now: datetime,
    site: Site,
    draft: EpisodeDraft | None = None,
) -> EpisodePage:
    """The page of `episode`, showing `content`; audio, chapters and transcript come from the draft when there is one."""
    source = draft or episode
    audio = _audio(episode, episode.enclosure if source.audio_id == episode.enclosure_audio_id else None)
    shelf = fetch_shelf([content.body], images=[content.image_id, show.image_id], now=now)
    references = number_references(content.body, content.citations)
    picture = _picture(content, show, shelf)
    here = Link(show.title, show.path)
    crumbs = trail(PODCAST, here, Link(content.title, None))
    thing = json_ld.episode(
        content,
        number=source.number,
        audio=audio,
        show=here,
        image=site.absolute(picture.src) if picture else None,
        site=site,
    )
    explicit = show.explicit if source.explicit is None else source.explicit
    transcript = read_turns(source.transcript)
    return EpisodePage(
        head=head_of(content, crumbs, thing, site=site, picture=picture, feeds=(feed_link(show),)),
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
        credits=content.credits,
        reviewed=reviewed(content),
        tags=content.tags,
        show=here,
        label=spoken_label(source.season, source.number, source.episode_type),
        audio=audio,
        facts=_facts(audio, explicit=explicit),
        chapters=read_chapters(source.chapters),
        transcript=transcript,
        transcript_files=_transcript_files(content.path) if transcript else (),
    )


def feed_link(show: Show) -> FeedLink:
    """The feed of a show, for the head of a page."""
    return FeedLink(show.title, links.feed_of(show), RSS)


def episode_teasers(
    episodes: Iterable[Episode],
    covers: Mapping[int, Picture | None] | None = None,
) -> tuple[Teaser, ...]:
    """Episodes in a list, each with its length and, from `covers` by show, its show's cover."""
    listed = list(episodes)
    return tuple(
        teaser(
            episode,
            kicker=spoken_label(episode.season, episode.number, episode.episode_type),
            facts=_length(episode.enclosure),
            picture=(covers or {}).get(episode.parent_id or 0),
        )
        for episode in listed
    )


def _length(enclosure: Enclosure | None) -> tuple[str, ...]:
    return (length_in_words(enclosure.duration_ms),) if enclosure else ()


def _audio(episode: Episode, enclosure: Enclosure | None) -> Audio | None:
    if enclosure is None or not episode.enclosure_path:
        return None
    return Audio(episode.enclosure_path, enclosure.mime, enclosure.bytes, enclosure.duration_ms)


def _facts(audio: Audio | None, *, explicit: bool) -> tuple[str, ...]:
    length = (length_in_words(audio.duration_ms),) if audio else ()
    return (*length, "Explicit language") if explicit else length


def _picture(content: Content, show: Show, shelf: Shelf) -> Picture | None:
    return shelf.picture(content.image_id, content.image_alt) or shelf.picture(show.image_id, show.image_alt)


def _transcript_files(path: str) -> tuple[Link, ...]:
    """For people who want to keep it; the words themselves stand on the page."""
    kinds = (("WebVTT", "vtt"), ("SubRip", "srt"), ("JSON", "json"))
    return tuple(Link(name, f"{path}transcript.{ending}") for name, ending in kinds)
