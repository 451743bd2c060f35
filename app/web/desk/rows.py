"""The lists of the desk: one line an entry, with its state in words and who saved it when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for

from app.accounts.permissions import Action, Actor, may
from app.content import queries
from app.content.lifecycle import State
from app.content.models import Entry, Kind
from app.core import clock
from app.core.paging import Page
from app.web.auth import current_actor
from app.web.desk.state_words import state_words
from app.web.desk.words import zone

PAGE_SIZE = 30
MOST_PAGES = 100_000
STATES = {"": "All", **{state.value: state.value.capitalize() for state in State}, "changes": "With changes"}


@dataclass(frozen=True)
class Row:
    """One entry as a list shows it; `href` None when the person may not open it."""

    entry_id: int
    title: str
    href: str | None
    kind: str
    path: str
    depth: int
    state: str
    state_key: str
    saved_by: str
    saved_at: datetime | None
    when: str
    sample: bool


@dataclass(frozen=True)
class Wanted:
    """What a list was asked for."""

    state: str
    text: str
    page: int

    @property
    def filtered(self) -> bool:
        return bool(self.state or self.text)


def wanted() -> Wanted:
    """From the address; what cannot be meant is taken as not asked."""
    state = request.args.get("state", "")
    page = request.args.get("page", 1, type=int)
    return Wanted(
        state=state if state in STATES else "",
        text=request.args.get("q", "").replace("\0", "")[:200].strip(),
        page=min(max(page, 1), MOST_PAGES),
    )


def listed(kind: Kind, asked: Wanted, *, parent_id: int | None = None, size: int = PAGE_SIZE) -> Page[Row]:
    """A page of the entries of one kind that the person may change."""
    actor, now = current_actor(), clock.now()
    found = queries.list_entries(
        now=now,
        kind=kind,
        state="changes" if asked.state == "changes" else State(asked.state) if asked.state else None,
        text=asked.text,
        made_by=None if may(actor, Action.WRITE_ANY) else actor.user_id,
        parent_id=parent_id,
        page=asked.page,
        size=size,
    )
    return Page(rows_of(found.items, now=now, actor=actor), found.number, found.size, found.total)


def rows_of(entries: Iterable[Entry], *, now: datetime, actor: Actor) -> list[Row]:
    entries = list(entries)
    saves = queries.last_saves(e.id for e in entries)
    return [_row(entry, saves.get(entry.id), now, actor) for entry in entries]


def edit_link(entry: Entry) -> str:
    """Where an entry is edited."""
    return url_for(f"desk.{entry.kind.value}", entry_id=entry.id)


def _row(entry: Entry, save: tuple[str, datetime] | None, now: datetime, actor: Actor) -> Row:
    said = state_words(entry, now, zone())
    return Row(
        entry_id=entry.id,
        title=entry.title,
        href=edit_link(entry) if may(actor, Action.WRITE, owner_id=entry.created_by_id) else None,
        kind=entry.kind.value,
        path=entry.path,
        depth=min(entry.path.strip("/").count("/"), 6) if entry.kind is Kind.ARTICLE else 0,
        state=said.words,
        state_key=said.key,
        saved_by=save[0] if save else "",
        saved_at=save[1] if save else None,
        when=said.when,
        sample=entry.sample,
    )
