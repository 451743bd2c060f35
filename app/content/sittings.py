"""Autosaves of one sitting are one revision: when the newest revision may still grow, and entries by their birth key."""

import re
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts.permissions import Actor
from app.content.drafts import EntryDraft
from app.content.models import Entry, Revision
from app.content.queries import get_revision, whole
from app.core.db import db
from app.core.errors import Gone, Invalid, NotFound

PAUSE = timedelta(minutes=30)
"""After so long without an autosave the next one begins a new sitting."""
BIRTH_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def goes_on(newest: Revision, *, by: Actor, now: datetime) -> bool:
    """Whether what `by` writes now may take the place of the text in `newest`.

    Never of what was public, what somebody was shown, what was declared minor, or what another person wrote.
    """
    touched = newest.updated_at or newest.created_at
    return (
        newest.autosaved
        and newest.created_by_id == (by.user_id or None)
        and newest.published_at is None
        and not (newest.pinned or newest.minor)
        and now - touched < PAUSE
    )


def grow(newest: Revision, draft: EntryDraft, *, now: datetime) -> None:
    """Put a later text of the same sitting in the place of the one before."""
    newest.snapshot, newest.content_hash, newest.updated_at = draft.to_snapshot(), draft.content_hash(), now


def says_already(entry: Entry, draft: EntryDraft, *, by: Actor) -> bool:
    """Whether `by` has saved exactly this (a cleaned draft) as the newest text: an answer that was lost on its way makes
    a browser send the same again."""
    newest = get_revision(entry.id, entry.latest_revision)
    saved = entry.draft_class.from_snapshot(newest.snapshot).content_hash()
    return newest.created_by_id == (by.user_id or None) and saved == draft.content_hash()


def begin(entry: Entry, birth_key: str, *, autosaved: bool) -> None:
    """Note which form made a new entry; the first text of an autosave may grow."""
    if birth_key:
        if not BIRTH_KEY.fullmatch(birth_key):
            raise Invalid("This form has no proper name of its own. Load the page again.", field="birth_key")
        entry.birth_key = birth_key
    get_revision(entry.id, entry.latest_revision).autosaved = autosaved


def find_born(birth_key: str, *, by: Actor) -> Entry | None:
    """The entry that this form has made already. Raises Gone when that was deleted since."""
    if not BIRTH_KEY.fullmatch(birth_key):
        return None
    found = db.session.scalar(sa.select(Entry).where(Entry.birth_key == birth_key).options(*whole()))
    if found is None:
        return None
    if found.created_by_id != by.user_id:
        raise NotFound("That page does not exist, or it is somebody else's.")
    if found.deleted_at is not None:
        raise Gone("This page was deleted in the meantime.")
    return found
