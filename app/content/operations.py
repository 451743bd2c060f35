"""Everything that changes an entry. Called inside a unit of work, with the time and the person handed in."""

import uuid
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from app.accounts.models import Person
from app.accounts.permissions import NOBODY, Action, Actor, require
from app.content import citing, deeds, paths, queries, sittings
from app.content.applying import apply
from app.content.corrections import read_corrections, taken_back
from app.content.dates import Ends, end_faults, schedule_faults
from app.content.drafts import EntryDraft, Target, Use, checked, publishing_faults
from app.content.events import EntryBinned, EntryPublished, EntryRestored, EntryWithdrawn, PublicChange
from app.content.lifecycle import State
from app.content.models import AssignedGuid, Entry, EntryUse, PathRedirect, Revision
from app.core.db import db
from app.core.errors import Conflict, Fault, Invalid
from app.core.events import record
from app.core.slugs import slug_of
from app.core.text import one_line, without_control_characters
from app.media.models import Asset

E = TypeVar("E", bound=Entry)
FIELD_OF_PLACE = {"picture": "image_id", "audio": "audio_id", "document": "document_id"}


def create(entry: E, draft: EntryDraft, *, slug: str = "", guid: str = "", by: Actor, now: datetime) -> E:
    """Save a new `entry` (an unsaved row of its kind, with its parent set) with its first draft.

    An empty `slug` is made from the title and numbered until it is free; one that was typed must be free. A `guid` that
    comes with an import is kept; otherwise a random one is assigned, once and for ever.
    """
    require(by, Action.WRITE)
    draft = checked(draft)
    _refuse_missing(draft)
    entry.guid, entry.created_at, entry.changed_at = _free_guid(guid), now, now
    entry.created_by_id = by.user_id or None
    entry.version, entry.latest_revision = 0, 0
    entry.tags, entry.people = [], []
    paths.settle(entry, slug or slug_of(draft.title), typed=bool(slug))
    entry.slug_by_hand = bool(slug)
    apply(entry, draft)
    db.session.add(entry)
    db.session.flush()
    db.session.add(AssignedGuid(guid=entry.guid, entry_id=entry.id, assigned_at=now))
    _new_revision(entry, draft, note="Created", by=by, now=now)
    _drafted(entry, draft, by=by, now=now)
    return entry


def save_draft(
    entry: Entry,
    draft: EntryDraft,
    *,
    expected_version: int,
    by: Actor,
    now: datetime,
    note: str = "",
    autosave: bool = False,
    apart: bool = False,
) -> Revision:
    """Keep what was written as the newest revision; what the public sees stays as it is.

    Raises Conflict when somebody else saved since `expected_version`. The same text again makes no new revision. What
    follows autosaves of the same sitting takes their place (`sittings.py`), unless it is to stand `apart`; an autosave
    that was saved already, and whose answer was lost, is taken again.
    """
    require(by, Action.WRITE, owner_id=entry.created_by_id or NOBODY)
    draft = checked(draft)
    latest = queries.get_revision(entry.id, entry.latest_revision)
    if autosave and sittings.says_already(entry, draft, by=by):
        return latest
    _expect(entry, expected_version)
    _refuse_missing(draft)
    if entry.draft_class.from_snapshot(latest.snapshot).content_hash() == draft.content_hash():
        latest.autosaved = latest.autosaved and autosave  # what was saved by hand grows no more
        return latest
    if entry.live_revision is None:
        apply(entry, draft)
        paths.follow_title(entry)
    if apart or note or not sittings.goes_on(latest, by=by, now=now):
        latest = _new_revision(entry, draft, note=note, by=by, now=now)
    else:
        sittings.grow(latest, draft, now=now)
    latest.autosaved = autosave
    _drafted(entry, draft, by=by, now=now)
    return latest


def publish(
    entry: Entry,
    *,
    by: Actor,
    now: datetime,
    at: datetime | None = None,
    ends: Ends = ...,
    expected_version: int | None = None,
) -> None:
    """Make the newest draft what the public sees: now, or `at` a later instant for something that is not live yet; until
    `ends`, or for good with None.

    A page that is live keeps its date, and so does one that comes back without a new one. Without `ends` an end that is
    still to come stays. Raises Invalid with everything that is missing.
    """
    require(by, Action.PUBLISH)
    if expected_version is not None:
        _expect(entry, expected_version)
    draft = queries.latest_draft(entry)
    was = entry.state(now)
    stays = None if was in {State.EXPIRED, State.WITHDRAWN} or _has_ended(entry, now) else entry.expires_at
    faults = publishing_faults(draft) + end_faults(ends, after=at or now)
    faults += schedule_faults(at, now=now, is_live=was is State.LIVE, ends=stays if ends is ... else None)
    if entry.was_public(now):
        faults += taken_back(read_corrections(entry.corrections), draft.corrections)
    if faults:
        raise Invalid.of(faults)
    revision = queries.get_revision(entry.id, entry.latest_revision)
    revision.published_at = revision.published_at or now
    apply(entry, draft)
    entry.live_revision = revision.number
    if at is not None or entry.published_at is None or entry.published_at > now:
        entry.published_at = at or now
    if not entry.was_public(now):
        entry.first_published_at = entry.published_at
    entry.expires_at, entry.withdrawn_at = stays if ends is ... else ends, None
    _changed(entry, now=now)
    _note_uses(entry, draft, live=True)
    record(EntryPublished(entry.id, by=by.user_id))
    what = "scheduled" if at is not None else "published changes" if was is State.LIVE else "published"
    deeds.note(what, entry, by=by, now=now, revision=revision.number, at=at, ends=entry.expires_at)


def unschedule(entry: Entry, *, by: Actor, now: datetime) -> None:
    """Make a scheduled entry a draft again."""
    require(by, Action.PUBLISH)
    if entry.state(now) is not State.SCHEDULED:
        raise Invalid("Only something scheduled can be taken off the schedule.")
    entry.published_at = None
    if not entry.was_public(now):
        entry.first_published_at, entry.live_revision = None, None
        apply(entry, queries.latest_draft(entry))
        db.session.execute(sa.delete(EntryUse).where(EntryUse.entry_id == entry.id, EntryUse.live))
    _changed(entry, now=now)
    record(EntryWithdrawn(entry.id))
    deeds.note("taken off the schedule", entry, by=by, now=now)


def set_expiry(entry: Entry, expires_at: datetime | None, *, by: Actor, now: datetime) -> None:
    """From `expires_at` the page is dark; None takes that back."""
    require(by, Action.PUBLISH)
    faults = end_faults(expires_at, after=max(now, entry.published_at or now))
    if faults:
        raise Invalid.of(faults)
    if entry.expires_at == expires_at:
        return
    entry.expires_at = expires_at
    _changed(entry, now=now)
    record(PublicChange(entry.id))
    deeds.note("given an end" if expires_at else "given no end", entry, by=by, now=now, ends=expires_at)


def withdraw(entry: Entry, *, by: Actor, now: datetime) -> None:
    """Take a published entry away from the public; its address says that it was taken down."""
    require(by, Action.PUBLISH)
    if entry.state(now) not in {State.LIVE, State.EXPIRED}:
        raise Invalid("Only something that is live can be withdrawn.")
    entry.withdrawn_at = now
    _changed(entry, now=now)
    record(EntryWithdrawn(entry.id))
    deeds.note("withdrawn", entry, by=by, now=now)


def move_to_bin(entry: Entry, *, by: Actor, now: datetime) -> None:
    """Delete so that it can be brought back. Refused while anything lies below it or a live page uses it."""
    require(by, Action.BIN)
    if any(child.deleted_at is None for child in queries.list_children(entry.id)):
        raise Invalid("There are pages below this one. Move or delete them first.")
    users = [user for user, _ in queries.list_users_of(Target.ENTRY, entry.id) if user.deleted_at is None]
    users = [user for user in users if user.id != entry.id]
    if users:
        raise Invalid(f"This page is used by: {', '.join(user.title for user in users[:5])}. Change that first.")
    entry.deleted_at = now
    _changed(entry, now=now)
    record(EntryBinned(entry.id))
    deeds.note("moved to the bin", entry, by=by, now=now)


def restore(entry: Entry, *, by: Actor, now: datetime) -> None:
    """Bring an entry back from the bin with its id, its path, its GUID and its state."""
    require(by, Action.BIN)
    parent = None if entry.parent_id is None else db.session.get(Entry, entry.parent_id)
    if parent is not None and parent.deleted_at is not None:
        raise Invalid(f"It lies below {parent.title}, which is in the bin. Restore that first.")
    entry.deleted_at = None
    _changed(entry, now=now)
    record(EntryRestored(entry.id))
    deeds.note("restored", entry, by=by, now=now)


def delete_for_ever(entry: Entry, *, by: Actor, now: datetime) -> None:
    """Remove an entry in the bin with all its revisions. Its paths stay known as gone, and its GUID is never given again."""
    require(by, Action.EMPTY_BIN)
    if entry.deleted_at is None:
        raise Invalid("Move it to the bin first.")
    if queries.list_children(entry.id):
        raise Invalid("There are pages below this one in the bin. Delete them first.")
    if entry.was_public(now) and not entry.private:  # of what was private nobody learns that it ever was
        paths.leave_behind(entry, now=now)
    db.session.execute(sa.update(PathRedirect).where(PathRedirect.entry_id == entry.id).values(entry_id=None))
    deeds.note("deleted for ever", entry, by=by, now=now, path=entry.path)
    db.session.delete(entry)


def restore_revision(entry: Entry, number: int, *, expected_version: int, by: Actor, now: datetime) -> Revision:
    """Make an old revision the newest draft again; nothing public changes."""
    old = entry.draft_class.from_snapshot(queries.get_revision(entry.id, number).snapshot)
    return save_draft(entry, old, expected_version=expected_version, by=by, now=now, note=f"Restored revision {number}")


def _free_guid(wanted: str) -> str:
    guid = without_control_characters(wanted).strip() or str(uuid.uuid4())
    if db.session.get(AssignedGuid, guid) is not None:
        raise Invalid("That GUID was given to something else before. A GUID is never used twice.", field="guid")
    return guid


def _expect(entry: Entry, version: int) -> None:
    if entry.version != version:
        raise Conflict(
            "Somebody else has saved this page since you opened it. Nothing was overwritten: compare the two texts."
        )


def _has_ended(entry: Entry, now: datetime) -> bool:
    return entry.expires_at is not None and entry.expires_at <= now


def _changed(entry: Entry, *, now: datetime) -> None:
    entry.version += 1
    entry.changed_at = now


def _new_revision(entry: Entry, draft: EntryDraft, *, note: str, by: Actor, now: datetime) -> Revision:
    revision = Revision(
        entry_id=entry.id,
        number=entry.latest_revision + 1,
        snapshot=draft.to_snapshot(),
        content_hash=draft.content_hash(),
        created_at=now,
        created_by_id=by.user_id or None,
        created_by=by.name,
        note=one_line(note)[:200],
    )
    db.session.add(revision)
    entry.latest_revision = revision.number
    return revision


def _drafted(entry: Entry, draft: EntryDraft, *, by: Actor, now: datetime) -> None:
    """There is a newer draft."""
    entry.version += 1
    if entry.live_revision is None:
        entry.changed_at = now
    citing.vouch_for_new(entry.id, draft, by=by, now=now)
    _note_uses(entry, draft, live=False)


def _refuse_missing(draft: EntryDraft) -> None:
    """What a draft uses is kept from now on; what was deleted before cannot be brought back by an old revision.

    A picture of the text that is gone is left out when it is shown, so that the rest of an old text can come back.
    """
    faults = [
        Fault(FIELD_OF_PLACE[use.place], f"The file of the {use.place} does not exist any more.")
        for use in sorted(draft.uses(), key=lambda use: (use.place, use.target_id))
        if use.target is Target.ASSET and use.place in FIELD_OF_PLACE and db.session.get(Asset, use.target_id) is None
    ]
    if any(db.session.get(Person, credit.person_id) is None for credit in draft.credits):
        faults.append(Fault("credits", "One of the people does not exist any more."))
    if faults:
        raise Invalid.of(faults)


def _note_uses(entry: Entry, draft: EntryDraft, *, live: bool) -> None:
    db.session.flush()
    db.session.execute(sa.delete(EntryUse).where(EntryUse.entry_id == entry.id, EntryUse.live == live))
    uses: frozenset[Use] = citing.settled(draft.uses())
    db.session.add_all(
        EntryUse(entry_id=entry.id, live=live, target=u.target, target_id=u.target_id, place=u.place) for u in uses
    )
