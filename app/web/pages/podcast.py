"""The page of an episode, the small one for other sites, and episodes in lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app import links
from app.content.models import Kind
from app.core.site import Site
from app.feeds.episode_files import printed_names
from app.media.enclosures import Enclosure
from app.media.focal import Shape
from app.podcast.draft import EpisodeDraft
from app.podcast.models import Episode, Show
from app.podcast.numbering import spoken_label
from app.podcast.parts import Place, Speaker
from app.web.filters import length_in_words
from app.web.pages import json_ld
from app.web.pages.bodies import Shelf, fetch_shelf, number_references, render, what_we_said
from app.web.pages.content import Content
from app.web.pages.embedding import Discovery, discovery, frame
from app.web.pages.frames import RSS, head_of, teaser, trail
from app.web.pages.listening import Audio, Chapter, Clip, Player, Turn, read_chapters, read_clips, read_turns
from app.web.pages.parts import EntryPage, FeedLink, Head, Link, Picture, Teaser
from app.web.pages.reviewing import reviewed
from app.web.pages.show_facts import Fact, ai_fact, parts, place_facts, soundbites

PODCAST = Link("Podcast", "/podcast/")


@dataclass(frozen=True)
class EpisodePage(EntryPage):
    """One episode with its player, chapters and transcript."""

    show: Link = field(default_factory=lambda: Link("", None))
    label: str = ""
    audio: Audio | None = None
    facts: tuple[str, ...] = ()
    """Said beside the date: how long it is, whether the language is explicit."""
    player: Player | None = None
    """None as long as there is nothing to play."""
    chapters: tuple[Chapter, ...] = ()
    clips: tuple[Clip, ...] = ()
    transcript: tuple[Turn, ...] = ()
    transcript_files: tuple[Link, ...] = ()
    no_transcript_reason: str = ""
    about: tuple[Fact, ...] = ()
    embed_code: str = ""
    """For the page of somebody else; empty where others could not open it."""
    oembeds: tuple[Discovery, ...] = ()


@dataclass(frozen=True)
class EmbedPage:
    """The player alone, in a frame on somebody else's page."""

    head: Head
    player: Player


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
    rows = list(source.chapters)
    images = [content.image_id, show.image_id, *(row.get("image_id") for row in rows)]
    shelf = fetch_shelf([content.body], images=images, now=now)
    audio = _audio(episode, episode.enclosure if source.audio_id == episode.enclosure_audio_id else None)
    picture = _picture(content, show, shelf)
    chapters = _chapters(rows, audio, shelf)
    references = number_references(content.body, content.citations)
    here = Link(show.title, show.path)
    crumbs = trail(PODCAST, here, Link(content.title, None))
    transcript = read_turns(source.transcript, _speakers(source, content))
    thing = json_ld.episode(
        content,
        json_ld.Heard(audio, chapters, source.season, source.number, has_transcript=bool(transcript)),
        show=here,
        references=references,
        image=site.absolute(picture.src) if picture else None,
        site=site,
    )
    url = site.absolute(content.path)
    can_embed = audio is not None and not show.private
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
        corrections=content.corrections,
        formerly=what_we_said(content.formerly, references),
        credits=content.credits,
        reviewed=reviewed(content, now=now, kind=Kind.EPISODE),
        tags=content.tags,
        show=here,
        label=spoken_label(source.season, source.number, source.episode_type),
        audio=audio,
        player=None if audio is None else _player(content, episode, show, audio, chapters, picture),
        facts=_facts(audio, explicit=show.explicit if source.explicit is None else source.explicit),
        chapters=chapters,
        clips=read_clips(soundbites(source.soundbites), title=content.title) if audio else (),
        transcript=transcript,
        transcript_files=_transcript_files(content.path) if transcript else (),
        no_transcript_reason="" if transcript else source.no_transcript_reason,
        about=(*place_facts(parts(Place, source.places)), *ai_fact(source.ai_content or show.ai_content)),
        embed_code=frame(content.title, f"{url}embed/") if can_embed else "",
        oembeds=discovery(url, content.title) if can_embed else (),
    )


def embed_page(content: Content, episode: Episode, show: Show, *, now: datetime, site: Site) -> EmbedPage | None:
    """The small page; None as long as there is nothing to play."""
    images = [content.image_id, show.image_id, *(row.get("image_id") for row in episode.chapters)]
    found = player_of(content, episode, show, shelf=fetch_shelf(images=images, now=now))
    url = site.absolute(content.path)
    if found is None:
        return None
    return EmbedPage(Head(content.title, content.summary, canonical=url, noindex=True), found)


def player_of(content: Content, episode: Episode, show: Show, *, shelf: Shelf) -> Player | None:
    """The player of a public episode; None as long as there is nothing to play."""
    audio = _audio(episode, episode.enclosure)
    if audio is None:
        return None
    chapters = _chapters(episode.chapters, audio, shelf)
    return _player(content, episode, show, audio, chapters, _picture(content, show, shelf))


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


def _player(
    content: Content,
    episode: Episode,
    show: Show,
    audio: Audio,
    chapters: tuple[Chapter, ...],
    picture: Picture | None,
) -> Player:
    return Player(episode.guid, content.title, show.title, content.path, audio, chapters, picture)


def _chapters(rows: Iterable[dict[str, Any]], audio: Audio | None, shelf: Shelf) -> tuple[Chapter, ...]:
    """With the pictures that stand in our library; those on other sites are for apps, a page of ours loads nothing from
    there. Beside its title a picture says nothing new, so it has no text of its own."""
    return read_chapters(
        rows,
        duration_ms=audio.duration_ms if audio else 0,
        picture=lambda row: shelf.picture(row.get("image_id"), "", Shape.SQUARE),
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


def _speakers(source: Episode | EpisodeDraft, content: Content) -> dict[str, Link]:
    """Who the names of the transcript are. Only people who are credited on the page are sure to have one of their own."""
    pages = {credit.name: credit.href for credit in content.credits}
    named = printed_names(parts(Speaker, source.speakers))
    return {name: Link(person, pages.get(person)) for name, person in named.items()}


def _picture(content: Content, show: Show, shelf: Shelf) -> Picture | None:
    return shelf.picture(content.image_id, content.image_alt) or shelf.picture(show.image_id, show.image_alt)


def _transcript_files(path: str) -> tuple[Link, ...]:
    """For people who want to keep it; the words themselves stand on the page."""
    kinds = (("WebVTT", "vtt"), ("SubRip", "srt"), ("JSON", "json"))
    return tuple(Link(name, f"{path}transcript.{ending}") for name, ending in kinds)
