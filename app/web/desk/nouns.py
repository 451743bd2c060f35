"""The table of kinds: what each is called, its form, how it is made and how it is published."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.permissions import Actor
from app.articles import operations as articles
from app.blog import operations as blog
from app.content import operations as content
from app.content import paths
from app.content.models import Entry, Kind
from app.core import clock
from app.podcast import judging, moving, rehearsal, tagging
from app.podcast import operations as podcast
from app.podcast import queries as shows
from app.podcast.models import Episode, Show
from app.podcast.readiness import Finding, refused
from app.resources import operations as resources
from app.resources.draft import readiness as resource_faults
from app.web.desk.entry_form import EntryForm
from app.web.desk.episode_form import EpisodeForm
from app.web.desk.room_forms import ArticleForm, PostForm, ResourceForm
from app.web.desk.show_form import ShowForm


@dataclass(frozen=True)
class Origin:
    """Where a new entry begins: the entry above it, and the address that was typed."""

    parent_id: int | None
    slug: str
    by: Actor
    now: datetime


def _nothing(entry: Entry | None, above: Entry | None, draft: Any, at: datetime, again: bool) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Noun:
    """One kind of entry as the desk handles it. Drafts and operations are the room's own, so they are typed there."""

    kind: Kind
    a: str
    list_title: str
    list_endpoint: str
    form: type[EntryForm]
    create: Callable[[Any, Origin], Entry]
    publish: Callable[..., None]
    empty: str
    prepare: Callable[[Entry | None, Entry | None, Any, datetime, bool], dict[str, Any]] = _nothing
    """Slow work before a publish, outside the unit of work: of the entry, the one above it, the draft and the date, and
    whether what is made already is to be made again. What it gives is handed to `publish`."""
    move: Callable[..., None] = paths.move
    """Gives it another address."""
    judge: Callable[[Any, Entry | None], list[Finding]] | None = None
    """What a draft lacks, below the entry above it, for the panel beside the form; None for kinds that have no panel."""


def _article(draft: Any, origin: Origin) -> Entry:
    return articles.create_article(draft, parent_id=origin.parent_id, slug=origin.slug, by=origin.by, now=origin.now)


def _post(draft: Any, origin: Origin) -> Entry:
    return blog.create_post(draft, slug=origin.slug, by=origin.by, now=origin.now)


def _show(draft: Any, origin: Origin) -> Entry:
    return podcast.create_show(draft, slug=origin.slug, by=origin.by, now=origin.now)


def _episode(draft: Any, origin: Origin) -> Entry:
    show = shows.get_show(origin.parent_id or 0)
    return podcast.create_episode(show, draft, slug=origin.slug, by=origin.by, now=origin.now)


def _tagged(entry: Entry | None, above: Entry | None, draft: Any, at: datetime, again: bool) -> dict[str, Any]:
    assert isinstance(above, Show)
    assert entry is None or isinstance(entry, Episode)
    tagged = tagging.prepare(entry, above, draft, at=at, now=clock.now(), again=again)
    return {"tagged": tagged, "rehearsed": rehearsal.rehearse(entry, above, draft, tagged, at=at)}


def _judge_episode(draft: Any, above: Entry | None) -> list[Finding]:
    assert isinstance(above, Show)
    return judging.judge_episode(draft, podcast.show_draft(above))


def _resource(draft: Any, origin: Origin) -> Entry:
    return resources.create_resource(draft, slug=origin.slug, by=origin.by, now=origin.now)


NOUNS: dict[Kind, Noun] = {
    noun.kind: noun
    for noun in (
        Noun(
            Kind.ARTICLE,
            "an article",
            "Articles",
            "desk.articles",
            ArticleForm,
            _article,
            content.publish,
            "Articles are the pages that stay. Write the first one.",
        ),
        Noun(
            Kind.POST,
            "a post",
            "Blog",
            "desk.blog",
            PostForm,
            _post,
            content.publish,
            "The blog has no posts yet. Write the first one; it stays a draft until you publish it.",
        ),
        Noun(
            Kind.SHOW,
            "a show",
            "Podcast",
            "desk.podcast",
            ShowForm,
            _show,
            podcast.publish_show,
            "A podcast begins with a show: its name, its cover, what it is about. Episodes come after that.",
            move=moving.move_show,
            judge=lambda draft, above: judging.judge_show(draft),
        ),
        Noun(
            Kind.EPISODE,
            "an episode",
            "Podcast",
            "desk.podcast",
            EpisodeForm,
            _episode,
            podcast.publish_episode,
            "This show has no episodes yet. Upload a recording and write the first one.",
            _tagged,
            podcast.move_episode,
            _judge_episode,
        ),
        Noun(
            Kind.RESOURCE,
            "a resource",
            "Resources",
            "desk.resources",
            ResourceForm,
            _resource,
            resources.publish_resource,
            "Resources are links and documents that you recommend, listed by topic. Add the first one.",
            judge=lambda draft, above: refused(resource_faults(draft)),
        ),
    )
}
