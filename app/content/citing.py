"""Which entries cite which sources of the library, and which of them somebody should look at again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from app.accounts.activity import note as log
from app.accounts.permissions import Action, Actor, require
from app.content.drafts import Citation, EntryDraft, Target, Use
from app.content.models import Entry, EntryUse
from app.content.queries import list_users_of
from app.core.db import db
from app.core.text import one_line
from app.references import queries as library
from app.references.models import CheckedCitation, Reference
from app.references.status import Source

S = TypeVar("S", bound="sa.Select[*tuple[Any, ...]]")
_CITES = EntryUse.target == Target.REFERENCE


@dataclass(frozen=True)
class Flag:
    """A page that cites a source which has changed since somebody last looked."""

    entry: Entry
    reference: Reference
    live: bool
    """Whether the public page cites it, and not the draft alone."""
    status_changed: bool


def sources_of(*cited: Iterable[Citation]) -> dict[int, Source]:
    """What the library prints of all that these lists cite: one statement, or none."""
    return library.sources(c.reference_id for citations in cited for c in citations if c.reference_id is not None)


def places_of_reference(reference_id: int) -> list[str]:
    """Where a source is cited, in words."""
    return [entry.title for entry, _ in list_users_of(Target.REFERENCE, reference_id)]


def settled(uses: frozenset[Use]) -> frozenset[Use]:
    """The same, with the sources that stand in the place of merged ones."""
    cited = {use.target_id for use in uses if use.target is Target.REFERENCE}
    now = {asked: source.id for asked, source in library.sources(cited).items()}
    return frozenset(
        replace(use, target_id=now.get(use.target_id, use.target_id)) if use.target is Target.REFERENCE else use
        for use in uses
    )


def vouch_for_new(entry_id: int, draft: EntryDraft, *, by: Actor, now: datetime) -> None:
    """Whoever cites a source that the entry did not cite before has seen how it stands."""
    cited = {use.target_id for use in settled(draft.uses()) if use.target is Target.REFERENCE}
    if not cited:
        return
    before = set(db.session.scalars(sa.select(EntryUse.target_id).where(EntryUse.entry_id == entry_id, _CITES)))
    for reference_id in sorted(cited - before):
        _check(reference_id, entry_id, by=by, now=now, note="Cited here for the first time.")


def follow_merge(dropped_id: int, kept_id: int) -> None:
    """Everything that cited one source cites the other from now on."""
    cites = db.session.scalars(sa.select(EntryUse).where(_CITES, EntryUse.target_id == dropped_id)).all()
    for use in cites:
        there = db.session.get(EntryUse, (use.entry_id, use.live, use.target, kept_id, use.place))
        if there is None:
            db.session.add(
                EntryUse(entry_id=use.entry_id, live=use.live, target=use.target, target_id=kept_id, place=use.place)
            )
        db.session.delete(use)
    db.session.flush()
    # Without a check since, these are flagged; whoever cited only the kept one has seen it.
    db.session.execute(
        sa.delete(CheckedCitation).where(
            CheckedCitation.reference_id == kept_id, CheckedCitation.entry_id.in_({use.entry_id for use in cites})
        )
    )


def touch(reference_ids: Iterable[int], *, now: datetime) -> set[int]:
    """The live entries on which these sources, or what they replaced, are printed: they have changed for readers now."""
    ids = set(reference_ids)
    ids |= set(db.session.scalars(sa.select(Reference.id).where(Reference.superseded_by_id.in_(ids))))
    printed_on = sa.select(EntryUse.entry_id).where(_CITES, EntryUse.target_id.in_(ids), EntryUse.live)
    touched = list(db.session.scalars(sa.select(Entry).where(Entry.id.in_(printed_on))))
    for entry in touched:
        entry.changed_at = now
    return {entry.id for entry in touched}


def list_flagged(limit: int = 200) -> list[Flag]:
    """What somebody should look at: live pages first, then the newest change first."""
    live = sa.func.max(sa.case((EntryUse.live, 1), else_=0))
    rows = db.session.execute(
        _flagged(sa.select(Entry, Reference, live, CheckedCitation.checked_at))
        .group_by(Entry.id, Reference.id, CheckedCitation.checked_at)
        .order_by(live.desc(), Reference.changed_at.desc(), Entry.title, Entry.id)
        .limit(limit)
    )
    return [
        Flag(entry, reference, bool(is_live), _is_since(reference.status_at, at))
        for entry, reference, is_live, at in rows
    ]


def _is_since(changed: datetime | None, checked: datetime | None) -> bool:
    return changed is not None and (checked is None or changed > checked)


def count_flagged() -> int:
    """How many pages there are to look at: for the dashboard."""
    pages = _flagged(sa.select(Entry.id)).distinct().subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(pages)) or 0


def may_stand(entry: Entry, reference: Reference, *, note: str = "", by: Actor, now: datetime) -> None:
    """Somebody has looked at the page after the source changed, and it may stay as it is."""
    require(by, Action.WRITE, owner_id=entry.created_by_id)
    _check(reference.id, entry.id, by=by, now=now, note=one_line(note)[:500])
    log("checked a citation", by=by, now=now, about=f"{reference.key} on {entry.title}", entry_id=entry.id, reason=note)


def _check(reference_id: int, entry_id: int, *, by: Actor, now: datetime, note: str) -> None:
    found = db.session.get(CheckedCitation, (reference_id, entry_id))
    if found is None:
        found = CheckedCitation(reference_id=reference_id, entry_id=entry_id)
        db.session.add(found)
    found.checked_at, found.checked_by, found.note = now, by.name, note


def _flagged(of: S) -> S:
    checked = sa.and_(CheckedCitation.reference_id == Reference.id, CheckedCitation.entry_id == Entry.id)
    return (
        of.select_from(EntryUse)
        .join(Entry, Entry.id == EntryUse.entry_id)
        .join(Reference, Reference.id == EntryUse.target_id)
        .outerjoin(CheckedCitation, checked)
        .where(
            _CITES,
            Entry.deleted_at.is_(None),
            sa.or_(CheckedCitation.checked_at.is_(None), CheckedCitation.checked_at < Reference.changed_at),
        )
    )
