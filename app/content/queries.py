from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.content.drafts import EntryDraft, Target
from app.content.lifecycle import State
from app.content.models import (
    Entry,
    EntryPerson,
    EntryUse,
    Kind,
    PathRedirect,
    Revision,
    Tag,
    entry_tags,
)
from app.core.db import db
from app.core.errors import Gone, NotFound

PAGE_SIZE = 20


def visible(now: datetime) -> sa.ColumnElement[bool]:
    """True for what the public may see at `now`."""
    return sa.and_(live(now), Entry.private.is_(False))


def live(now: datetime) -> sa.ColumnElement[bool]:
    """True for what is published at `now`, whether to everybody or only to those with an address of their own."""
    return sa.and_(
        Entry.published_at <= now,
        sa.or_(Entry.expires_at.is_(None), Entry.expires_at > now),
        Entry.withdrawn_at.is_(None),
        Entry.deleted_at.is_(None),
    )


def answered(now: datetime) -> sa.ColumnElement[bool]:
    """True for what has a page of its own at `now`: an episode goes dark with its show."""
    above = sa.orm.aliased(Entry)
    shows = sa.select(above.id).where(
        above.kind == Kind.SHOW,
        above.published_at <= now,
        sa.or_(above.expires_at.is_(None), above.expires_at > now),
        above.withdrawn_at.is_(None),
        above.deleted_at.is_(None),
        above.private.is_(False),
    )
    return sa.and_(visible(now), sa.or_(Entry.kind != Kind.EPISODE, Entry.parent_id.in_(shows)))


def whole() -> tuple[ExecutableOption, ...]:
    """Loads an entry's tags and people with it: two more statements for any number of entries."""
    return (selectinload(Entry.tags), selectinload(Entry.people).joinedload(EntryPerson.person))


def get_entry(entry_id: int, *, kind: Kind | None = None) -> Entry:
    """The entry with its tags and people, in whatever state, the bin excepted."""
    found = db.session.scalar(
        sa.select(Entry).where(Entry.id == entry_id, Entry.deleted_at.is_(None)).options(*whole())
    )
    if found is None or (kind is not None and found.kind is not kind):
        raise NotFound("That page does not exist, or it is in the bin.")
    return found


def get_binned(entry_id: int) -> Entry:
    found = db.session.scalar(
        sa.select(Entry).where(Entry.id == entry_id, Entry.deleted_at.is_not(None)).options(*whole())
    )
    if found is None:
        raise NotFound("That page is not in the bin.")
    return found


def moved_to(path: str, *, now: datetime) -> str:
    """Where a public path that no visible entry has leads to.

    Returns the new path; raises Gone for what was taken down on purpose and NotFound for what never was.
    """
    entry = db.session.scalar(sa.select(Entry).where(Entry.path == path))
    if entry is not None and entry.private:
        raise NotFound("There is no page at this address.")
    if entry is not None and entry.was_public(now):
        raise Gone("This page has been taken down.")
    redirect = db.session.get(PathRedirect, path)
    if redirect is None:
        raise NotFound("There is no page at this address.")
    target = None if redirect.entry_id is None else db.session.get(Entry, redirect.entry_id)
    if redirect.address or (target is not None and target.private):  # an address elsewhere has no files of ours
        raise NotFound("There is no page at this address.")
    if target is None or target.deleted_at is not None or target.state(now) is not State.LIVE:
        raise Gone("This page has been taken down.")
    return target.path


def find_by_path(path: str) -> Entry | None:
    """Whatever has this path, in any state, the bin included."""
    return db.session.scalar(sa.select(Entry).where(Entry.path == path))


def in_state(state: State, now: datetime) -> sa.ColumnElement[bool]:
    """True for what is in `state` at `now`."""
    not_withdrawn = Entry.withdrawn_at.is_(None)
    expired = sa.and_(Entry.expires_at.is_not(None), Entry.expires_at <= now)
    match state:
        case State.WITHDRAWN:
            return Entry.withdrawn_at.is_not(None)
        case State.DRAFT:
            return sa.and_(Entry.published_at.is_(None), not_withdrawn)
        case State.EXPIRED:
            return sa.and_(Entry.published_at.is_not(None), not_withdrawn, expired)
        case State.SCHEDULED:
            return sa.and_(Entry.published_at > now, not_withdrawn, sa.not_(sa.func.coalesce(expired, sa.false())))
        case State.LIVE:
            return live(now)


def last_saves(entry_ids: Iterable[int]) -> dict[int, tuple[str, datetime]]:
    """Who wrote the newest draft of each entry, and when."""
    newest = (
        sa.select(Revision.entry_id, Revision.created_by, sa.func.coalesce(Revision.updated_at, Revision.created_at))
        .join(Entry, sa.and_(Entry.id == Revision.entry_id, Entry.latest_revision == Revision.number))
        .where(Entry.id.in_(set(entry_ids)))
    )
    return {entry_id: (by, at) for entry_id, by, at in db.session.execute(newest)}


def list_bin() -> list[Entry]:
    return list(
        db.session.scalars(
            sa.select(Entry).where(Entry.deleted_at.is_not(None)).order_by(Entry.deleted_at.desc(), Entry.id)
        )
    )


def list_children(entry_id: int) -> list[Entry]:
    """The entries directly below, in their order, the bin included."""
    return list(
        db.session.scalars(sa.select(Entry).where(Entry.parent_id == entry_id).order_by(Entry.position, Entry.id))
    )


def get_revision(entry_id: int, number: int) -> Revision:
    found = db.session.scalar(sa.select(Revision).where(Revision.entry_id == entry_id, Revision.number == number))
    if found is None:
        raise NotFound("There is no such revision.")
    return found


def list_revisions(entry_id: int) -> list[Revision]:
    """Newest first."""
    return list(
        db.session.scalars(sa.select(Revision).where(Revision.entry_id == entry_id).order_by(Revision.number.desc()))
    )


def latest_draft(entry: Entry) -> EntryDraft:
    """What the editor wrote last, published or not, in the draft class of the entry's kind."""
    return entry.draft_class.from_snapshot(get_revision(entry.id, entry.latest_revision).snapshot)


def list_users_of(target: Target, target_id: int) -> list[tuple[Entry, list[str]]]:
    """The entries that use something, live or in their draft, each with the places."""
    rows = db.session.execute(
        sa.select(Entry, EntryUse.place)
        .join(EntryUse, EntryUse.entry_id == Entry.id)
        .where(EntryUse.target == target, EntryUse.target_id == target_id)
    )
    found: dict[int, tuple[Entry, list[str]]] = {}
    for entry, place in rows.unique():
        places = found.setdefault(entry.id, (entry, []))[1]
        if place not in places:
            places.append(place)
    return list(found.values())


def places_of_asset(asset_id: int) -> list[str]:
    """Where a file of the library is used, in words: "the picture of A page"."""
    return [
        f"the {place} of {entry.title}" for entry, places in list_users_of(Target.ASSET, asset_id) for place in places
    ]


def used_assets() -> sa.Select[int]:
    """Selects the ids of the files that a live text or a draft uses."""
    return sa.select(EntryUse.target_id).where(EntryUse.target == Target.ASSET)


def list_tags(*, now: datetime, kind: Kind) -> list[tuple[Tag, int]]:
    """The tags that visible entries of one kind have, with how many."""
    counted = (
        sa.select(Tag, sa.func.count(Entry.id))
        .join(entry_tags, entry_tags.c.tag_id == Tag.id)
        .join(Entry, Entry.id == entry_tags.c.entry_id)
        .where(visible(now), Entry.kind == kind)
        .group_by(Tag.id)
        .order_by(Tag.slug)
    )
    return [(tag, count) for tag, count in db.session.execute(counted)]


def find_entries(ids: frozenset[int], *, now: datetime) -> dict[int, Entry]:
    """Those of `ids` that the public can open: the targets of links in a body."""
    if not ids:
        return {}
    return {e.id: e for e in db.session.scalars(sa.select(Entry).where(Entry.id.in_(ids), answered(now)))}


def list_visible_paths(*, now: datetime) -> list[tuple[str, datetime]]:
    """Every public path that may be indexed, with its last change: for the sitemap. An article that no clinician has
    reviewed yet may not."""
    was_checked = sa.or_(Entry.kind != Kind.ARTICLE, Entry.last_reviewed_on.is_not(None))
    pages = (
        sa.select(Entry.path, Entry.changed_at)
        .where(answered(now), Entry.kind != Kind.RESOURCE, Entry.sample.is_(False), was_checked)
        .order_by(Entry.path)
    )
    return [(path, changed) for path, changed in db.session.execute(pages)]


def has_entries() -> bool:
    """Whether anything was ever written here, the bin included."""
    return db.session.scalar(sa.select(Entry.id).limit(1)) is not None


def list_works(person_id: int, *, now: datetime, limit: int = 100) -> list[Entry]:
    """The visible pages on which somebody is named, newest first."""
    named = sa.select(EntryPerson.entry_id).where(EntryPerson.person_id == person_id)
    works = sa.select(Entry).where(Entry.id.in_(named), answered(now), Entry.kind != Kind.RESOURCE)
    return list(db.session.scalars(works.order_by(Entry.published_at.desc(), Entry.id.desc()).limit(limit)))
