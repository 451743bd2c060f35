"""Paths that were asked for in vain: counted in memory, written together, so that a wrong link costs no write of its own."""

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa

from app.accounts.activity import note
from app.accounts.permissions import Action, Actor, require
from app.content.models import Entry, PathRedirect
from app.content.upkeep_models import MissedPath
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page
from app.core.text import one_line

MOST_ROWS = 5000
MOST_WAITING = 500
EVERY = timedelta(seconds=30)
LONGEST = 300
PAGE_SIZE = 50
# What machines ask every site for, looking for a way in; and files that browsers and phones try by themselves.
_NOISE = re.compile(
    r"\.(php\d?|phtml|aspx?|ashx|jsp|cgi|env|git|sql|bak|ini|ya?ml|sh|exe|dll|action|do|ico|map|well-known)(/|$)"
    r"|^/(wp-|wordpress|cgi-bin|phpmyadmin|xmlrpc|vendor/|\.|apple-touch-icon|autodiscover|owa|actuator|solr)"
    r"|//|\.\./|[\s<>\"'{}|\\^`@;]",
    re.IGNORECASE,
)
_SECRET = re.compile(r"(?=[^/]*[0-9])(?=[^/]*[A-Z])(?=[^/]*[a-z])[A-Za-z0-9_~=-]{20,}|[0-9a-f]{24,}")
# Addresses of ours that stand for somebody: of them nothing is said.
_FOR_FEW = re.compile(r"^/(desk|login|preview|booking|practice|account)/|/private/|/book/")


@dataclass(frozen=True)
class Miss:
    """How often a path was asked for in vain, when last, and from which page."""

    path: str
    count: int
    first_at: datetime
    last_at: datetime
    came_from: str = ""


class Waiting:
    """Misses of this process that are not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[str, Miss] = {}
        self._since: datetime | None = None

    def add(self, path: str, *, came_from: str, now: datetime) -> None:
        """One more; beyond a number of different paths nothing new is taken until the next writing."""
        with self._lock:
            self._since = self._since or now
            known = self._found.get(path)
            if known is not None:
                self._found[path] = replace(
                    known, count=known.count + 1, last_at=now, came_from=came_from or known.came_from
                )
            elif len(self._found) < MOST_WAITING:
                self._found[path] = Miss(path, 1, now, now, came_from)

    def is_due(self, now: datetime) -> bool:
        """Whether the first of them has waited long enough."""
        since = self._since
        return since is not None and now - since >= EVERY

    def take(self) -> list[Miss]:
        """All of them; from now on they are the caller's."""
        with self._lock:
            taken, self._found, self._since = list(self._found.values()), {}, None
            return taken


def is_noise(path: str) -> bool:
    """Whether nobody would mend this: what machines try, and what may be somebody's secret."""
    return len(path) > LONGEST or bool(_NOISE.search(path)) or has_secret(path)


def has_secret(path: str) -> bool:
    """Whether a part of the path looks like a token of a private address."""
    return any(_SECRET.fullmatch(part) for part in path.split("/"))


def source_of(referrer: str, *, own: str) -> str:
    """Where a wrong link stands: a path of this site, or a page elsewhere; never a query, and nothing that looks secret."""
    try:
        parts = urlsplit(one_line(referrer))
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    path = "" if is_noise(parts.path) else parts.path
    if f"{parts.scheme}://{parts.netloc}" == own:
        return "" if _FOR_FEW.search(path) else path
    return f"{parts.scheme}://{host}{path}"[:LONGEST]


def save(misses: Iterable[Miss], *, now: datetime) -> None:
    """Inside a unit of work: add them to what is known, within the limit; the least asked for goes first."""
    misses = _worth_keeping(misses)
    rows = db.session.scalars(sa.select(MissedPath).where(MissedPath.path.in_([miss.path for miss in misses])))
    known = {row.path: row for row in rows}
    for miss in misses:
        row = known.get(miss.path)
        if row is None:
            db.session.add(MissedPath(**miss.__dict__))
        else:
            row.count, row.last_at = row.count + miss.count, miss.last_at
            row.came_from = miss.came_from or row.came_from
    db.session.flush()
    by_worth = sa.select(MissedPath.path).order_by(MissedPath.count.desc(), MissedPath.last_at.desc(), MissedPath.path)
    beyond = by_worth.offset(MOST_ROWS).limit(MOST_WAITING)
    surplus = list(db.session.scalars(beyond))
    if surplus:
        db.session.execute(sa.delete(MissedPath).where(MissedPath.path.in_(surplus)))


def list_missed(
    *, dismissed: bool = False, latest: bool = False, page: int = 1, size: int = PAGE_SIZE
) -> Page[MissedPath]:
    """What was asked for most, or `latest` first."""
    wanted = MissedPath.dismissed_at.is_not(None) if dismissed else MissedPath.dismissed_at.is_(None)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(MissedPath).where(wanted)) or 0
    order = (MissedPath.last_at.desc(), MissedPath.path) if latest else (MissedPath.count.desc(), MissedPath.path)
    rows = sa.select(MissedPath).where(wanted).order_by(*order).limit(size).offset((page - 1) * size)
    return Page(list(db.session.scalars(rows)), page, size, total)


def count_missed() -> int:
    """How many paths lead nowhere and are not dismissed."""
    open_ones = sa.select(sa.func.count()).select_from(MissedPath).where(MissedPath.dismissed_at.is_(None))
    return db.session.scalar(open_ones) or 0


def dismiss(path: str, *, by: Actor, now: datetime) -> None:
    """Nobody needs to do anything about this path; it is counted on, out of sight."""
    require(by, Action.MANAGE_REDIRECTS)
    row = db.session.get(MissedPath, path)
    if row is None:
        raise NotFound("Nobody asked for that path in vain.")
    row.dismissed_at = now
    note("dismissed a missed path", by=by, now=now, about=path)


def _worth_keeping(misses: Iterable[Miss]) -> list[Miss]:
    """Those that a redirect would mend: what has an entry of whatever state, or lies below a private one, is another matter."""
    misses = list(misses)
    asked = [miss.path for miss in misses]
    taken = set(db.session.scalars(sa.select(Entry.path).where(Entry.path.in_(asked))))
    taken |= set(db.session.scalars(sa.select(PathRedirect.path).where(PathRedirect.path.in_(asked))))
    private = tuple(db.session.scalars(sa.select(Entry.path).where(Entry.private)))
    return [miss for miss in misses if miss.path not in taken and not miss.path.startswith(private)]
