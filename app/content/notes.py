"""Why something was saved, for colleagues, and what changed, for readers: both stand with the revision."""

from app.content.events import PublicChange
from app.content.models import Entry, Revision
from app.content.queries import get_revision
from app.core.events import record
from app.core.text import one_line

LONGEST = 200
CREATED = "Created"


def leave_notes(entry: Entry, *, why: str | None, readers: str | None, autosave: bool, publishing: bool) -> bool:
    """Inside the unit of work that saved: note at the newest revision what was typed; None is what was not asked for.
    Whether readers of a text that is public already are told something else from now on.

    While a text is only saved by itself its notes are as they were typed last, and nothing typed later changes what is
    public, unless it is being published now.
    """
    revision = get_revision(entry.id, entry.latest_revision)
    is_public = revision.published_at is not None
    if is_public and not publishing and (autosave or not why):
        return False
    if why is not None:
        _note_why(revision, _line(why), autosave=autosave)
    if readers is not None and (publishing or not is_public):
        return _tell_readers(entry, revision, _line(readers), is_public=is_public)
    return False


def pending(entry: Entry) -> tuple[str, str]:
    """(why, for readers) that were typed for a text which is not published yet, to go on with."""
    revision = get_revision(entry.id, entry.latest_revision)
    if revision.published_at is not None:
        return "", ""
    why = revision.note if revision.autosaved and revision.note != CREATED else ""
    return why, revision.public_note


def _note_why(revision: Revision, why: str, *, autosave: bool) -> None:
    if why:
        revision.note = why
    elif autosave and revision.number > 1:  # what was typed is taken back
        revision.note = ""


def _tell_readers(entry: Entry, revision: Revision, words: str, *, is_public: bool) -> bool:
    """What readers were told before is not taken back by saying nothing."""
    if words == revision.public_note or (is_public and not words):
        return False
    revision.public_note = words
    if is_public:
        record(PublicChange(entry.id))
    return is_public


def _line(typed: str) -> str:
    return one_line(typed)[:LONGEST]
