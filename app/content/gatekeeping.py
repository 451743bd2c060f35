"""Looks up what the checks before a publish must know. Reads only."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.content import body as bodies
from app.content import gate, gate_text, link_checks, queries
from app.content.drafts import EntryDraft
from app.content.gate import Context, Finding, Source
from app.content.link_addresses import in_draft
from app.content.models import Entry, Kind
from app.core.db import db
from app.references import queries as library
from app.references.status import Status

NOT_TO_BE_CITED = frozenset({Status.WITHDRAWN, Status.RETRACTED})
ADDS = (gate_text,)
"""Modules that add checks when they are imported."""
SignOffMissing = Callable[[Entry, EntryDraft], str]


class _Wiring:
    sign_off_missing: SignOffMissing = staticmethod(lambda entry, draft: "")
    zone = ZoneInfo("Europe/London")


def wire(*, sign_off_missing: SignOffMissing | None = None, zone: ZoneInfo | None = None) -> None:
    """Handed over by `create_app`: why the clinical text of a draft is not signed off, in words, "" when it is; and the
    site's time zone."""
    if sign_off_missing is not None:
        _Wiring.sign_off_missing = staticmethod(sign_off_missing)
    if zone is not None:
        _Wiring.zone = zone


def findings(kind: Kind, entry: Entry | None, draft: EntryDraft, *, now: datetime) -> list[Finding]:
    """What the checks of every kind find in `draft`, which is saved or not, of `entry`, None for a new one. `now` is when
    it will be public."""
    return gate.findings(draft, context_of(kind, entry, draft, now=now))


def context_of(kind: Kind, entry: Entry | None, draft: EntryDraft, *, now: datetime) -> Context:
    return Context(
        today=now.astimezone(_Wiring.zone).date(),
        kind=kind.value,
        next_review_on=None if entry is None else entry.next_review_on,
        closed=_closed(None if entry is None else entry.id, draft, now),
        dead=link_checks.dead_among(in_draft(draft)),
        sources=_sources(draft),
        sign_off_missing="" if entry is None else _Wiring.sign_off_missing(entry, draft),
    )


def _closed(own: int | None, draft: EntryDraft, now: datetime) -> dict[int, str]:
    wanted = bodies.uses(draft.body).entries - {own}
    missing = wanted - queries.find_entries(frozenset(wanted), now=now).keys()
    if not missing:
        return {}
    names = sa.select(Entry.id, Entry.title).where(Entry.id.in_(missing), Entry.deleted_at.is_(None))
    known = {entry_id: f"“{title}”" for entry_id, title in db.session.execute(names)}
    return {entry_id: known.get(entry_id, "") for entry_id in missing}


def _sources(draft: EntryDraft) -> dict[int, Source]:
    cited = {citation.reference_id for citation in draft.citations if citation.reference_id is not None}
    if not cited:
        return {}
    known = library.sources(cited).items()  # by the id that is cited: it may have been merged into another
    return {i: Source(found.status.value, found.note) for i, found in known if found.status in NOT_TO_BE_CITED}
