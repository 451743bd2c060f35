"""Slugs, places in the tree, and what becomes of the paths that were left.

A redirect leads to an entry, never to another path: chains and loops cannot be written down.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa

from app.accounts.activity import note
from app.accounts.permissions import NOBODY, Action, Actor, require
from app.content import queries
from app.content.events import EntryMoved
from app.content.models import Entry, Kind, PathRedirect
from app.core.db import db
from app.core.errors import Invalid
from app.core.events import record
from app.core.slugs import free_slug, slug_of

# What may lie below what; the other kinds lie below nothing.
BELOW = {Kind.ARTICLE: Kind.ARTICLE, Kind.EPISODE: Kind.SHOW}
DEEPEST = 6
"""How many levels the tree of articles has at most: more is no address that anybody could read."""
_ASKED_FOR = (Kind.ARTICLE, Kind.POST, Kind.SHOW, Kind.EPISODE)


class _Wiring:
    """Handed over by `create_app`: addresses are made above us."""

    path_of: Callable[[Kind, str, str | None], str]
    is_reserved: Callable[[Kind, str], bool]


def wire(*, path_of: Callable[[Kind, str, str | None], str], is_reserved: Callable[[Kind, str], bool]) -> None:
    """`path_of(kind, slug, parent's path or None)` gives a public path; `is_reserved(kind, path)` is True where something else answers."""
    _Wiring.path_of = staticmethod(path_of)
    _Wiring.is_reserved = staticmethod(is_reserved)


def settle(entry: Entry, slug: str, *, typed: bool) -> None:
    """Give a new entry its slug and path. A `typed` slug must be free; another is numbered until it is."""
    parent = _parent_path(entry.kind, entry.parent_id)

    def taken(candidate: str) -> bool:
        return _is_taken(entry.kind, _Wiring.path_of(entry.kind, candidate, parent), by_other_than=None)

    wanted = _typed_slug(slug) if typed else slug_of(slug)
    if typed and taken(wanted):
        raise Invalid(
            f"The address {_Wiring.path_of(entry.kind, wanted, parent)} is taken. Choose another.", field="slug"
        )
    entry.slug = free_slug(wanted, taken)
    entry.path = _Wiring.path_of(entry.kind, entry.slug, parent)
    _refuse_too_deep(entry.kind, entry.path, levels=1)
    entry.position = _last_position(entry.kind, entry.parent_id)


def follow_title(entry: Entry) -> None:
    """Make the slug of the title again, unless somebody chose it, the path was given out, or anything lies below."""
    wanted = slug_of(entry.title)
    numbered = entry.slug.removeprefix(f"{wanted}-")
    fits = entry.slug == wanted or (numbered != entry.slug and numbered.isdigit())
    if fits or entry.slug_by_hand or entry.first_published_at is not None or queries.list_children(entry.id):
        return
    position = entry.position
    with suppress(Invalid):  # a title that gives no address
        settle(entry, wanted, typed=False)
    entry.position = position


def move(entry: Entry, *, slug: str, parent_id: int | None, by: Actor, now: datetime) -> None:
    """A new slug or parent, at once. The old paths of the entry and of all below it become redirects."""
    public = any(moved.was_public(now) for moved in _branch(entry))
    require(by, Action.PUBLISH if public else Action.WRITE, owner_id=entry.created_by_id or NOBODY)
    slug = _typed_slug(slug)
    if (slug, parent_id) == (entry.slug, entry.parent_id):
        return
    _refuse_loop(entry, parent_id)
    path = _Wiring.path_of(entry.kind, slug, _parent_path(entry.kind, parent_id))
    if _is_taken(entry.kind, path, by_other_than=entry.id):
        raise Invalid(f"The address {path} is taken. Choose another.", field="slug")
    _refuse_too_deep(entry.kind, path, levels=_height(entry))
    if parent_id != entry.parent_id:
        entry.position = _last_position(entry.kind, parent_id)
    entry.slug_by_hand = entry.slug_by_hand or slug != entry.slug
    old, entry.slug, entry.parent_id = entry.path, slug, parent_id
    _take_path(entry, path, now=now)
    entry.version += 1
    note("moved", by=by, now=now, about=entry.title, entry_id=entry.id, details={"from": old, "to": path})
    record(EntryMoved(entry.id))


def may_be_asked_for(path: str) -> bool:
    """Whether the public site looks for an entry at `path`; everywhere else something of the site's own answers, or nothing."""
    return any(not _Wiring.is_reserved(kind, path) for kind in _ASKED_FOR)


def was_given(path: str) -> bool:
    """Whether a path was ever given to something, present or gone."""
    return db.session.get(PathRedirect, path) is not None


def give_path(path: str, entry: Entry, *, now: datetime) -> None:
    """Remember for ever that this path of a file belongs to `entry`: apps keep such addresses for years."""
    db.session.add(PathRedirect(path=path, entry_id=entry.id, created_at=now))
    db.session.flush()


def leave_behind(entry: Entry, *, now: datetime) -> None:
    """Remember the entry's present path as one that was public."""
    db.session.merge(PathRedirect(path=entry.path, entry_id=entry.id, address="", created_at=now, created_by=""))


def _take_path(entry: Entry, path: str, *, now: datetime) -> None:
    if entry.was_public(now):
        leave_behind(entry, now=now)
        entry.changed_at = now
    # Its own old path is its present one again. Another's stays: until this entry is public, it is still theirs.
    own = sa.and_(PathRedirect.path == path, PathRedirect.entry_id == entry.id)
    db.session.execute(sa.delete(PathRedirect).where(own))
    entry.path = path
    db.session.flush()
    for child in queries.list_children(entry.id):
        _take_path(child, _Wiring.path_of(child.kind, child.slug, path), now=now)


def _branch(entry: Entry) -> list[Entry]:
    """The entry and all below it."""
    return [entry, *(below for child in queries.list_children(entry.id) for below in _branch(child))]


def _height(entry: Entry) -> int:
    """How many levels the entry and all below it take."""
    return 1 + max((_height(child) for child in queries.list_children(entry.id)), default=0)


def _refuse_too_deep(kind: Kind, path: str, *, levels: int) -> None:
    above = path.strip("/").count("/")
    if kind is Kind.ARTICLE and above + levels > DEEPEST:
        raise Invalid(
            f"That would be more than {DEEPEST} pages below each other. Choose a place further up.", field="parent_id"
        )


def _last_position(kind: Kind, parent_id: int | None) -> int:
    """Behind those that were put in order by hand; where nobody did that, all have 0 and stand by title."""
    highest = sa.select(sa.func.max(Entry.position)).where(Entry.kind == kind, Entry.parent_id == parent_id)
    last = db.session.scalar(highest) or 0
    return last + 1 if last else 0


def _typed_slug(slug: str) -> str:
    typed = slug_of(slug, fallback="")
    if not typed:
        raise Invalid("Give the address at least one letter or digit.", field="slug")
    return typed


def _parent_path(kind: Kind, parent_id: int | None) -> str | None:
    if parent_id is None:
        if kind is Kind.EPISODE:
            raise Invalid("An episode needs a show.", field="parent_id")
        return None
    parent = db.session.get(Entry, parent_id)
    if parent is None or parent.deleted_at is not None:
        raise Invalid("The page above it does not exist any more.", field="parent_id")
    if parent.kind is not BELOW.get(kind) or _Wiring.is_reserved(parent.kind, parent.path):
        raise Invalid("It cannot lie below that page.", field="parent_id")
    return parent.path


def _refuse_loop(entry: Entry, parent_id: int | None) -> None:
    above = parent_id
    while above is not None:
        if above == entry.id:
            raise Invalid("A page cannot lie below itself.", field="parent_id")
        above = db.session.scalar(sa.select(Entry.parent_id).where(Entry.id == above))


def _is_taken(kind: Kind, path: str, *, by_other_than: int | None) -> bool:
    if _Wiring.is_reserved(kind, path):
        return True
    holder = db.session.scalar(sa.select(Entry.id).where(Entry.path == path))
    return holder is not None and holder != by_other_than
