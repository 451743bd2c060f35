"""Where paths lead that no entry has: for the public site, and for those who look after redirects."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

import sqlalchemy as sa

from app.content import queries
from app.content.lifecycle import State
from app.content.models import Entry, PathRedirect
from app.core.db import db
from app.core.errors import Gone, NotFound
from app.core.paging import Page

PAGE_SIZE = 50
CHUNK = 500


class Sort(StrEnum):
    """Which redirects a list shows."""

    ALL = ""
    BY_HAND = "hand"
    MOVED = "moved"
    GONE = "gone"


@dataclass(frozen=True)
class Lead:
    """A redirect with the entry that it leads to, if it leads to one."""

    redirect: PathRedirect
    entry: Entry | None

    @property
    def path(self) -> str:
        return self.redirect.path

    @property
    def target(self) -> str:
        """Where it leads; "" is gone."""
        return self.entry.path if self.entry is not None else self.redirect.address


def leads_to(path: str, *, now: datetime) -> str:
    """Where a public path that no visible entry has leads: a path, or an address elsewhere.

    What was led on by hand goes there also when a page was taken down at that path; but a page that came after the
    redirect, and was taken down, says so. Raises Gone or NotFound.
    """
    lead = next(iter(find_leads([path]).values()), None)
    if lead is None or not lead.redirect.created_by or not lead.target:
        return queries.moved_to(path, now=now)
    at_path = queries.find_by_path(path)
    if any(entry is not None and entry.private for entry in (at_path, lead.entry)):
        raise NotFound("There is no page at this address.")
    if at_path is not None and at_path.was_public(now) and _came_after(at_path, lead.redirect):
        raise Gone("This page has been taken down.")
    if lead.entry is not None and (lead.entry.deleted_at is not None or lead.entry.state(now) is not State.LIVE):
        raise Gone("This page has been taken down.")
    return lead.target


def find_redirect(path: str) -> PathRedirect | None:
    return db.session.get(PathRedirect, path)


def get_lead(path: str) -> Lead:
    """One redirect with its entry. Raises NotFound."""
    found = find_leads([path])
    if path not in found:
        raise NotFound("There is no redirect from that path.")
    return found[path]


def list_leads(*, text: str = "", sort: Sort = Sort.ALL, page: int = 1, size: int = PAGE_SIZE) -> Page[Lead]:
    """Redirects of pages by path; those of files are kept for apps and changed by nobody."""
    wanted = _wanted(text, sort)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    listed = wanted.order_by(PathRedirect.path).limit(size).offset((page - 1) * size)
    return Page(_read(listed), page, size, total)


def list_all_leads() -> list[Lead]:
    """Every redirect of a page, by path."""
    return _read(_wanted("", Sort.ALL).order_by(PathRedirect.path))


def find_leads(paths: Iterable[str]) -> dict[str, Lead]:
    """Those of `paths` that have a redirect."""
    chunks = (_leads().where(PathRedirect.path.in_(some)) for some in _chunks(paths))
    return {lead.path: lead for chunk in chunks for lead in _read(chunk)}


def find_by_paths(paths: Iterable[str]) -> dict[str, Entry]:
    """The entries that have one of `paths`, in any state, the bin included."""
    return {
        entry.path: entry
        for some in _chunks(paths)
        for entry in db.session.scalars(sa.select(Entry).where(Entry.path.in_(some)))
    }


def list_targets(*, now: datetime) -> list[tuple[int, str, str]]:
    """Id, path and title of everything that readers can open: what a redirect can lead to."""
    found = sa.select(Entry.id, Entry.path, Entry.title).where(queries.answered(now)).order_by(Entry.path)
    return [(entry_id, path, title) for entry_id, path, title in db.session.execute(found)]


def search_targets(text: str, *, now: datetime, limit: int = 20) -> list[Entry]:
    """What readers can open, by words of its title or its path."""
    fits = sa.or_(Entry.title.icontains(text, autoescape=True), Entry.path.icontains(text, autoescape=True))
    return list(
        db.session.scalars(sa.select(Entry).where(queries.answered(now), fits).order_by(Entry.path).limit(limit))
    )


def _came_after(entry: Entry, redirect: PathRedirect) -> bool:
    return entry.first_published_at is not None and entry.first_published_at > redirect.created_at


def _leads() -> sa.Select[PathRedirect, Entry]:
    return sa.select(PathRedirect, Entry).outerjoin(Entry, Entry.id == PathRedirect.entry_id)


def _read(leads: sa.Select[PathRedirect, Entry]) -> list[Lead]:
    return [Lead(redirect, entry) for redirect, entry in db.session.execute(leads)]


def _wanted(text: str, sort: Sort) -> sa.Select[PathRedirect, Entry]:
    wanted = _leads().where(
        PathRedirect.path.not_like("/media/%"), sa.or_(Entry.id.is_(None), Entry.private.is_(False))
    )
    leads = sa.or_(PathRedirect.entry_id.is_not(None), PathRedirect.address != "")
    if text:
        columns = (PathRedirect.path, PathRedirect.address, Entry.path, Entry.title)
        wanted = wanted.where(sa.or_(*(column.icontains(text, autoescape=True) for column in columns)))
    match sort:
        case Sort.ALL:
            return wanted
        case Sort.BY_HAND:
            return wanted.where(PathRedirect.created_by != "", leads)
        case Sort.MOVED:
            return wanted.where(PathRedirect.created_by == "", leads)
        case Sort.GONE:
            return wanted.where(sa.not_(leads))
        case _:
            assert_never(sort)


def _chunks(paths: Iterable[str]) -> list[list[str]]:
    listed = sorted(set(paths))
    return [listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK)]
