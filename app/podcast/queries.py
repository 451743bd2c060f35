from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import defer, selectinload

from app.content.models import Entry, EntryPerson, Kind, PathRedirect
from app.content.queries import live, visible, whole
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page
from app.podcast.draft import EpisodeType
from app.podcast.models import Episode, Show

PAGE_SIZE = 20


def get_show(show_id: int) -> Show:
    """In any state, the bin excepted."""
    found = db.session.scalar(sa.select(Show).where(Show.id == show_id, Show.deleted_at.is_(None)).options(*whole()))
    if found is None:
        raise NotFound("There is no such show.")
    return found


def get_episode(episode_id: int) -> Episode:
    """In any state, the bin excepted."""
    found = db.session.scalar(
        sa.select(Episode).where(Episode.id == episode_id, Episode.deleted_at.is_(None)).options(*whole())
    )
    if found is None:
        raise NotFound("There is no such episode.")
    return found


def find_show(path: str, *, now: datetime) -> Show | None:
    """The visible show at a public path, with its tags and people."""
    return db.session.scalar(sa.select(Show).where(Show.path == path, visible(now)).options(*whole()))


def find_episode(path: str, *, now: datetime) -> Episode | None:
    """The visible episode of a visible show at a public path, with its tags and people."""
    return db.session.scalar(
        sa.select(Episode).where(Episode.path == path, visible(now), _show_is_visible(now)).options(*whole())
    )


def find_episode_by_enclosure(enclosure_path: str, *, now: datetime) -> Episode | None:
    """The visible episode whose audio has this path."""
    return db.session.scalar(
        sa.select(Episode).where(Episode.enclosure_path == enclosure_path, visible(now), _show_is_visible(now))
    )


def was_heard_at(enclosure_path: str, *, now: datetime) -> bool:
    """Whether everybody could once hear an episode's audio at this path, however it went away."""
    given = db.session.get(PathRedirect, enclosure_path)
    if given is None:
        return False
    episode = None if given.entry_id is None else db.session.get(Episode, given.entry_id)
    if episode is None:
        return True  # deleted for good
    show = db.session.get(Show, episode.parent_id)
    return all(e is not None and e.was_public(now) and not e.private for e in (episode, show))


def list_shows(*, now: datetime) -> list[Show]:
    """Visible shows by title."""
    return list(db.session.scalars(sa.select(Show).where(visible(now)).options(*whole()).order_by(Show.title, Show.id)))


def list_episodes(show_id: int, *, now: datetime, page: int = 1, size: int = PAGE_SIZE) -> Page[Episode]:
    """A show's visible episodes, newest first, with their tags and people."""
    mine = (Episode.parent_id == show_id, visible(now))
    newest = sa.select(Episode).where(*mine).order_by(Episode.published_at.desc(), Episode.id.desc())
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Episode).where(*mine)) or 0
    return Page(
        list(db.session.scalars(newest.options(*whole()).limit(size).offset((page - 1) * size))), page, size, total
    )


def list_feed_episodes(show_id: int, *, now: datetime, ids: Iterable[int] | None = None) -> list[Episode]:
    """A show's live episodes, private ones too, newest first, with their people and without the words of their
    transcripts: what a feed holds. Of `ids` only, where they are given."""
    mine = sa.select(Episode).where(Episode.parent_id == show_id, live(now))
    if ids is not None:
        mine = mine.where(Episode.id.in_(ids))
    people = selectinload(Episode.people).joinedload(EntryPerson.person)
    newest = mine.options(people, defer(Episode.transcript))
    return list(db.session.scalars(newest.order_by(Episode.published_at.desc(), Episode.id.desc())))


def list_transcribed(show_id: int) -> frozenset[int]:
    """The ids of a show's episodes that have a transcript."""
    has_words = sa.cast(Episode.transcript, sa.Text) != "[]"
    return frozenset(db.session.scalars(sa.select(Episode.id).where(Episode.parent_id == show_id, has_words)))


def list_places_in_archive(show_id: int, *, now: datetime) -> list[tuple[int, datetime]]:
    """Id and first publication of every episode that has ever been public, the oldest first, whatever became of it."""
    first = Episode.first_published_at
    rows = sa.select(Episode.id, first).where(Episode.parent_id == show_id, first <= now).order_by(first, Episode.id)
    return [(entry_id, at) for entry_id, at in db.session.execute(rows) if at is not None]


def find_trailer(show_id: int, *, now: datetime) -> Episode | None:
    """The newest visible trailer of a show, with its tags and people."""
    mine = (Episode.parent_id == show_id, Episode.episode_type == EpisodeType.TRAILER, visible(now))
    newest = sa.select(Episode).where(*mine).order_by(Episode.published_at.desc(), Episode.id.desc())
    return db.session.scalar(newest.options(*whole()).limit(1))


def list_newest_episodes(*, now: datetime, limit: int) -> list[Episode]:
    """The newest visible episodes of all visible shows."""
    newest = (
        sa.select(Episode)
        .where(visible(now), _show_is_visible(now))
        .order_by(Episode.published_at.desc(), Episode.id.desc())
    )
    return list(db.session.scalars(newest.options(*whole()).limit(limit)))


def list_all_shows() -> list[Show]:
    """Every show that is not in the bin, by title."""
    return list(db.session.scalars(sa.select(Show).where(Show.deleted_at.is_(None)).order_by(Show.title, Show.id)))


def list_lacking() -> list[tuple[Show, bool]]:
    """The shows without a cover or without an episode, each with whether it has an episode."""
    episode = sa.orm.aliased(Entry)
    has = sa.exists().where(episode.parent_id == Show.id, episode.kind == Kind.EPISODE, episode.deleted_at.is_(None))
    lacking = sa.select(Show, has).where(Show.deleted_at.is_(None), sa.or_(Show.image_id.is_(None), ~has))
    return [(show, bool(found)) for show, found in db.session.execute(lacking.order_by(Show.title, Show.id))]


def list_every_episode(show_id: int) -> list[Episode]:
    """Every episode of a show, in any state, the bin included."""
    return list(db.session.scalars(sa.select(Episode).where(Episode.parent_id == show_id).order_by(Episode.id)))


def list_enclosure_hashes() -> set[str]:
    """The SHA-256 of every file that an episode in any state gives to apps, the bin included."""
    return set(db.session.scalars(sa.select(Episode.enclosure_sha256).where(Episode.enclosure_sha256 != "")))


def list_seconds(show_id: int, *, but: int) -> frozenset[datetime]:
    """The dates of a show's episodes to the second, in any state; one episode excepted."""
    dates = sa.select(Episode.published_at).where(Episode.parent_id == show_id, Episode.id != but)
    return frozenset(at.replace(microsecond=0) for at in db.session.scalars(dates) if at is not None)


def list_numbers(show_id: int) -> list[tuple[int | None, int | None]]:
    """(season, number) of every episode of a show that is not in the bin, drafts included."""
    pairs = sa.select(Episode.season, Episode.number).where(Episode.parent_id == show_id, Episode.deleted_at.is_(None))
    return [(season, number) for season, number in db.session.execute(pairs)]


def _show_is_visible(now: datetime) -> sa.ColumnElement[bool]:
    return Episode.parent_id.in_(sa.select(Show.id).where(visible(now)))
