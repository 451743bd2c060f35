"""Edits that a sign-off survives: declared by whoever made them, with a reason, and looked at before they are believed."""

from datetime import datetime

from app.accounts.activity import note
from app.accounts.permissions import NOBODY, Action, Actor, require
from app.content import queries as content
from app.content.models import Entry
from app.core.errors import Fault, Invalid
from app.core.text import one_line
from app.reviews.effects import settle
from app.reviews.queries import Coverage
from app.reviews.spelling import objections

REASON_MAX = 300


def declare_minor(entry: Entry, reason: str, *, by: Actor, now: datetime) -> bool:
    """Say that the newest text only spells or lays out differently what was signed off: the sign-off stays.

    Whether there was anything to declare: nothing, when no clinical word changed. Raises Invalid, with all that says
    otherwise, for an edit that changes more, or where no sign-off is left that it could keep.
    """
    require(by, Action.WRITE, owner_id=entry.created_by_id or NOBODY)
    coverage = Coverage(entry)
    if coverage.of(entry.latest_revision) is not None:
        return False
    kept = coverage.to_keep(entry.latest_revision)
    if kept is None:
        raise Invalid(
            "There is no sign-off that this edit could keep. Untick this, and ask for a review.", field="minor"
        )
    reason = one_line(reason)
    revision = content.get_revision(entry.id, entry.latest_revision)
    draft = entry.draft_class
    signed = draft.from_snapshot(content.get_revision(entry.id, kept.number).snapshot)
    faults = [Fault("minor", said) for said in objections(signed, draft.from_snapshot(revision.snapshot))]
    if faults:
        said = (
            "This changes more than spelling or layout. Untick it, and the text is reviewed again; or take that back."
        )
        faults.insert(0, Fault("minor", said))
    if not reason or len(reason) > REASON_MAX:
        said = f"Say in at most {REASON_MAX} characters what you put right, such as: two spelling mistakes."
        faults.append(Fault("minor_reason", said))
    if faults:
        raise Invalid.of(faults)
    revision.minor, revision.pinned = True, True
    details = {"review": kept.review_id, "revision": revision.number}
    if entry.live_revision == revision.number:  # said only after it was published: the sign-off is back
        settle(entry, by=by, now=now)
    note("minor edit", by=by, now=now, about=entry.title, entry_id=entry.id, reason=reason, details=details)
    return True
