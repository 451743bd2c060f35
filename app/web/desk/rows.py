"""The lists of the desk: one line an entry, with its state in words and who saved it when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for

from app.accounts.permissions import Action, Actor, may
from app.content import queries
from app.content.models import Entry, Kind
from app.web.desk.state_words import state_words
from app.web.desk.words import zone

MOST_PAGES = 100_000


@dataclass(frozen=True)
class Wanted:
    """What a plain list was asked for."""

    text: str
    page: int


def wanted() -> Wanted:
    """From the address; what cannot be meant is taken as not asked."""
    page = request.args.get("page", 1, type=int)
    text = request.args.get("q", "").replace("\0", "")[:200].strip()
    return Wanted(text, min(max(page, 1), MOST_PAGES))


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
