from datetime import datetime

import sqlalchemy as sa

from app.content.queries import visible, whole
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


def list_every_episode(show_id: int) -> list[Episode]:
    """Every episode of a show, in any state, the bin included."""
    return list(db.session.scalars(sa.select(Episode).where(Episode.parent_id == show_id).order_by(Episode.id)))


def list_numbers(show_id: int) -> list[tuple[int | None, int | None]]:
    """(season, number) of every episode of a show that is not in the bin, drafts included."""
    pairs = sa.select(Episode.season, Episode.number).where(Episode.parent_id == show_id, Episode.deleted_at.is_(None))
    return [(season, number) for season, number in db.session.execute(pairs)]


def _show_is_visible(now: datetime) -> sa.ColumnElement[bool]:
    return Episode.parent_id.in_(sa.select(Show.id).where(visible(now)))
