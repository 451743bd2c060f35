"""Signing off: one review is written down, once and for good, and takes effect at once when it covers the live text."""

from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.activity import note
from app.accounts.permissions import Action, Actor, Role, require
from app.content import queries as content
from app.content.events import PublicChange
from app.content.models import Entry
from app.core.db import db
from app.core.errors import Invalid
from app.core.events import record
from app.reviews import queries
from app.reviews.effects import settle
from app.reviews.models import Outcome, Review, Scope
from app.reviews.settings import wired

DEEDS = {
    Outcome.APPROVED: "signed off",
    Outcome.STILL_ACCURATE: "signed off",
    Outcome.CHANGES_REQUESTED: "changes requested",
}


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
    """Write down what was said of that revision, which is kept for good from then on.

    Without `next_due` the site's usual time is counted. Raises Invalid for a day that has not come yet.
    """
    if verdict.reviewed_on > wired().day_of(now):
        raise Invalid("A review is recorded after it was made: that day is still to come.", field="reviewed_on")
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
    by = Actor(user_id or 0, recorded_by or verdict.reviewer, Role.REVIEWER)
    what = DEEDS[verdict.outcome] if verdict.scope is Scope.WHOLE else "part reviewed"
    details = {"review": review.id, "reviewer": verdict.reviewer, "revision": revision_number}
    note(what, by=by, now=now, about=entry.title, entry_id=entry.id, reason=verdict.note, details=details)
    if queries.signs_off(verdict.outcome, verdict.scope):
        settle(entry, by=by, now=now)
    return review


def set_next_due(entry: Entry, day: date | None, *, by: Actor, now: datetime) -> None:
    """Ask for the next review earlier, or for the first one at all. Only a review puts it off: raises Invalid for a day
    later than the last review allows, and for none where there was one."""
    require(by, Action.REVIEW)
    if day is None and entry.last_reviewed_on is not None:
        raise Invalid("Give the day by which it should be reviewed again.", field="due")
    if day is not None:
        _refuse_day(entry, day, today=wired().day_of(now))
    if day == entry.next_review_on:
        return
    details = {"from": str(entry.next_review_on or ""), "to": str(day or "")}
    entry.next_review_on = day
    record(PublicChange(entry.id))
    note("next review set", by=by, now=now, about=entry.title, entry_id=entry.id, details=details)


def _refuse_day(entry: Entry, day: date, *, today: date) -> None:
    if day < today:
        raise Invalid("That day is over. Choose today or a later one.", field="due")
    latest = latest_due(entry, today=today)
    if day > latest:
        said = f"At the latest on {latest.isoformat()}: a review puts the next one off, a date does not."
        raise Invalid(said, field="due")


def latest_due(entry: Entry, *, today: date) -> date:
    """The last day to which the next review may be set by hand."""
    last = queries.last_in_effect(entry)
    return queries.due_after(last) if last is not None else queries.usual_due(today)
