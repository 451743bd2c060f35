"""Signing off: one review is written down, once and for good, and takes effect at once when it is of the live text."""

from dataclasses import dataclass
from datetime import date, datetime

from app.content import queries as content
from app.content.events import PublicChange
from app.content.models import Entry
from app.core.db import db
from app.core.events import record
from app.reviews.models import Outcome, Review, Scope


@dataclass(frozen=True)
class Verdict:
    """What a reviewer said of one text. `reviewer` and `registration` are as they are to be printed."""

    outcome: Outcome
    scope: Scope
    reviewer: str
    registration: str
    reviewed_on: date
    next_due: date | None
    scope_note: str = ""
    note: str = ""
    person_id: int | None = None


def sign(
    entry: Entry,
    verdict: Verdict,
    *,
    revision_number: int,
    now: datetime,
    link_id: int | None = None,
    user_id: int | None = None,
    recorded_by: str = "",
) -> Review:
    """Write down what was said of that revision, which is kept for good from then on."""
    content.get_revision(entry.id, revision_number).pinned = True
    review = Review(
        entry_id=entry.id,
        revision_number=revision_number,
        outcome=verdict.outcome,
        scope=verdict.scope,
        scope_note=verdict.scope_note,
        reviewer=verdict.reviewer,
        registration=verdict.registration,
        person_id=verdict.person_id,
        user_id=user_id,
        link_id=link_id,
        note=verdict.note,
        reviewed_on=verdict.reviewed_on,
        next_due=verdict.next_due,
        created_at=now,
        recorded_by=recorded_by,
    )
    db.session.add(review)
    db.session.flush()
    if _signs_off(verdict) and revision_number == entry.live_revision:
        entry.last_reviewed_on, entry.next_review_on = verdict.reviewed_on, verdict.next_due
        entry.sign_off_id = review.id
        record(PublicChange(entry.id))
    return review


def _signs_off(verdict: Verdict) -> bool:
    return verdict.scope is Scope.WHOLE and verdict.outcome is not Outcome.CHANGES_REQUESTED
