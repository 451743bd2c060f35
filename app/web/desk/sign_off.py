"""Beside the form of an entry: whether a sign-off covers the words on the page, and keeping it for a minor edit."""

from dataclasses import dataclass

from flask import request

from app.accounts.permissions import Actor
from app.content import queries
from app.content.models import Entry
from app.core import clock
from app.reviews import judging
from app.reviews.minor_edits import declare_minor
from app.reviews.words import covers_before, day_in_words
from app.web.desk.entry_form import EntryForm


@dataclass(frozen=True)
class Beside:
    """One sentence, whether it says that a sign-off is lost, and whether a minor edit can be declared."""

    said: str
    lost: bool
    may_keep: bool


def beside(entry: Entry | None, form: EntryForm) -> Beside | None:
    """Where the words on the page stand; None for what nobody ever signed off."""
    if entry is None:
        return None
    # The form gives back what it was given; what was not sent yet is looked up, so that no field can be lost on the way.
    draft = queries.latest_draft(entry) if request.method == "GET" else form.as_typed()
    covers = judging.covers_draft(entry, draft)
    if covers is not None:
        return Beside(f"Signed off by {covers.reviewer} on {day_in_words(covers.reviewed_on)}.", False, True)
    kept = judging.kept_by_minor(entry, draft)
    if kept is not None:
        return Beside(covers_before(kept), True, True)
    dropped = judging.dropped(entry)
    return None if dropped is None else Beside(covers_before(dropped), True, False)


def keep(entry: Entry, form: EntryForm, *, by: Actor) -> str:
    """Inside the unit of work that saved it: declare a minor edit where that was ticked. What was done, in words."""
    if not form.minor.data:
        return ""
    kept = declare_minor(entry, form.minor_reason.data or "", by=by, now=clock.now())
    return " The sign-off stays." if kept else ""
