"""Everything that changes the library of references. Called inside a unit of work, with the time and the person."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from app.accounts.activity import note
from app.accounts.permissions import Action, Actor, require
from app.core.db import db
from app.core.errors import Fault, Invalid
from app.core.events import record
from app.core.text import one_line
from app.core.web_address import is_web_address
from app.references import queries
from app.references.events import ReferenceChanged
from app.references.keys import KEY, free_key, key_for
from app.references.models import CheckedCitation, Reference, Status
from app.references.numbers import NAMES, Numbers
from app.references.settings import wired
from app.references.status import IN_DESK, UNTROUBLED

TEXT_MAX, TITLE_MAX, NOTE_MAX = 1_000, 500, 500
_PRINTED = ("text", "title", "url", "nice", "mhra", "status", "status_note", "status_on", "superseded_by_id")
"""What readers see of a reference, here or where it is named as what replaced another."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """All that a reference says. An empty `key` is made."""

    text: str
    key: str = ""
    title: str = ""
    year: int | None = None
    url: str = ""
    numbers: Numbers = Numbers()
    status: Status = Status.UNVERIFIED
    status_note: str = ""
    status_on: date | None = None
    superseded_by_id: int | None = None

    def cleaned(self) -> "Wanted":
        """As it may be stored. What is in order has no date of its end, and nothing in its place."""
        fine = self.status in UNTROUBLED
        return replace(
            self,
            text=one_line(self.text),
            key=self.key.strip().lower(),
            title=one_line(self.title),
            url=one_line(self.url),
            status_note=one_line(self.status_note),
            status_on=None if fine else self.status_on,
            superseded_by_id=None if fine else self.superseded_by_id,
        )


def wanted_of(reference: Reference) -> Wanted:
    """What a reference says now."""
    return Wanted(
        text=reference.text,
        key=reference.key,
        title=reference.title,
        year=reference.year,
        url=reference.url,
        numbers=Numbers(reference.doi, reference.pmid, reference.nice, reference.mhra),
        status=reference.status,
        status_note=reference.status_note,
        status_on=reference.status_on,
        superseded_by_id=reference.superseded_by_id,
    )


def add(wanted: Wanted, *, by: Actor, now: datetime) -> Reference:
    """A new reference. Raises Invalid with everything that is wrong, such as a number that another one has."""
    require(by, Action.MANAGE_REFERENCES)
    wanted = wanted.cleaned()
    if not wanted.key:
        made = key_for(wanted.text, year=wanted.year, numbers=wanted.numbers)
        wanted = replace(wanted, key=free_key(made, queries.is_taken))
    _refuse(_faults(wanted, None))
    made_here = Reference(created_at=now, created_by_id=by.user_id or None, changed_at=now)
    _write(made_here, wanted)
    db.session.add(made_here)
    db.session.flush()
    note("added a reference", by=by, now=now, about=f"{wanted.key}: {wanted.text}")
    return made_here


def change(reference: Reference, wanted: Wanted, *, by: Actor, now: datetime) -> bool:
    """Make `reference` say what is wanted; whether readers see a difference. Then the pages that cite it are flagged."""
    require(by, Action.MANAGE_REFERENCES)
    wanted = wanted.cleaned()
    _refuse(_faults(wanted, reference))
    before = wanted_of(reference)
    _write(reference, wanted)
    if before == wanted:
        return False
    if before.status is not wanted.status:
        reference.status_at = now
        said = f"{IN_DESK[before.status]} → {IN_DESK[wanted.status]}"
        note(
            "changed the status of a reference",
            by=by,
            now=now,
            about=reference.key,
            reason=f"{said}. {wanted.status_note}",
        )
    seen = _seen(before) != _seen(wanted)
    if seen:
        reference.changed_at = now
        record(ReferenceChanged(reference.id))
    return seen


def merge(kept: Reference, dropped: Reference, *, by: Actor, now: datetime) -> None:
    """Two that are one: everything that cites `dropped` follows to `kept`, which takes over the numbers it lacks.

    The row of `dropped` stays, so that old revisions find what they cite. Raises Invalid when both have a number of one
    kind that differs.
    """
    require(by, Action.MANAGE_REFERENCES)
    if kept.id == dropped.id or dropped.merged_into_id is not None or kept.merged_into_id is not None:
        raise Invalid("Choose two different references.", field="other")
    one, other = wanted_of(kept).numbers, wanted_of(dropped).numbers
    for name, value in other.known():
        if getattr(one, name) not in {None, value}:
            raise Invalid(
                f"They are not the same source: the {NAMES[name]} of one is {getattr(one, name)}, of the other {value}.",
                field="other",
            )
    if kept.superseded_by_id == dropped.id or dropped.superseded_by_id == kept.id:
        raise Invalid(
            "One of the two is said to have replaced the other, so they are not the same source.", field="other"
        )
    name = dropped.key
    _refuse_loops_after(kept, dropped)
    db.session.execute(
        sa.update(Reference).where(Reference.superseded_by_id == dropped.id).values(superseded_by_id=kept.id)
    )
    db.session.execute(
        sa.update(Reference).where(Reference.merged_into_id == dropped.id).values(merged_into_id=kept.id)
    )
    for each, _ in other.known():
        setattr(dropped, each, None)
    dropped.key, dropped.merged_into_id, dropped.superseded_by_id = f"merged-{dropped.id}", kept.id, None
    db.session.flush()
    for each, value in other.known():
        setattr(kept, each, value)
    # Nobody has looked at what the pages of the dropped one cite now.
    db.session.execute(sa.delete(CheckedCitation).where(CheckedCitation.reference_id == dropped.id))
    db.session.flush()
    wired().follow(dropped.id, kept.id)
    note("merged two references", by=by, now=now, about=f"{name} into {kept.key}")
    record(ReferenceChanged(kept.id))


def delete(reference: Reference, *, by: Actor, now: datetime) -> None:
    """Remove a reference that nothing uses. Raises Invalid with the places that do."""
    require(by, Action.MANAGE_REFERENCES)
    places = wired().where_cited(reference.id)
    if places:
        raise Invalid(f"This reference is cited, so it stays: {'; '.join(places[:5])}.")
    replaced = queries.list_replaced_by(reference.id)
    if replaced:
        raise Invalid(f"It is what replaced {', '.join(each.key for each in replaced[:5])}, so it stays.")
    note("deleted a reference", by=by, now=now, about=f"{reference.key}: {reference.text}")
    db.session.delete(reference)


def _faults(wanted: Wanted, reference: Reference | None) -> list[Fault]:
    found = []
    if not wanted.text or len(wanted.text) > TEXT_MAX:
        found.append(Fault("text", f"Write the reference as it is to be printed, in at most {TEXT_MAX:,} characters."))
    if not KEY.fullmatch(wanted.key):
        found.append(Fault("key", "A key is made of letters a to z, digits and hyphens, such as ta304: at most 40."))
    if len(wanted.title) > TITLE_MAX:
        found.append(Fault("title", f"At most {TITLE_MAX} characters."))
    if wanted.url and not is_web_address(wanted.url):
        found.append(Fault("url", "The address must start with https://, name a site and have no blanks."))
    if wanted.year is not None and not 1000 <= wanted.year <= 2200:
        found.append(Fault("year", "A year of four digits, or nothing."))
    if len(wanted.status_note) > NOTE_MAX:
        found.append(Fault("status_note", f"At most {NOTE_MAX} characters."))
    return found + _clashes(wanted, reference) + _replacement_faults(wanted, reference)


def _clashes(wanted: Wanted, reference: Reference | None) -> list[Fault]:
    """Numbers and the key are one's own; the message says whose they are already."""
    own = None if reference is None else reference.id
    found = []
    same = db.session.scalar(sa.select(Reference).where(Reference.key == wanted.key))
    if same is not None and same.id != own:
        found.append(Fault("key", f"That key belongs to another reference: {_named(same)}."))
    for name, other in queries.find_same(wanted.numbers, but=own).items():
        found.append(
            Fault(
                name, f"That {NAMES[name]} belongs to another reference: {_named(other)}. Merge the two, or mend one."
            )
        )
    return found


def _named(reference: Reference) -> str:
    return f"{reference.key} (“{reference.text if len(reference.text) <= 80 else reference.text[:79] + '…'}”)"


def _replacement_faults(wanted: Wanted, reference: Reference | None) -> list[Fault]:
    if wanted.superseded_by_id is None:
        if wanted.status is Status.SUPERSEDED and not wanted.status_note:
            return [Fault("superseded_by", "Choose what replaced it, or say it in the note.")]
        return []
    chain = _chain(wanted.superseded_by_id)
    if not chain:
        return [Fault("superseded_by", "What replaced it is not in the library any more.")]
    if reference is not None and reference.id in {each.id for each in chain}:
        names = " → ".join([reference.key, *(each.key for each in chain[: _place(chain, reference) + 1])])
        return [Fault("superseded_by", f"That would go round in a circle: {names}.")]
    return []


def _place(chain: list[Reference], reference: Reference) -> int:
    return [each.id for each in chain].index(reference.id)


def _chain(reference_id: int | None) -> list[Reference]:
    """A reference, what replaced it, what replaced that, and so on; each once."""
    found: list[Reference] = []
    while reference_id is not None and reference_id not in {each.id for each in found}:
        each = db.session.get(Reference, reference_id)
        if each is None:
            break
        found.append(each)
        reference_id = each.superseded_by_id
    return found


def _refuse_loops_after(kept: Reference, dropped: Reference) -> None:
    """When `kept` stands for both, nothing that replaced it may in the end be replaced by it."""
    if any(each.id == dropped.id for each in _chain(kept.superseded_by_id)):
        raise Invalid(
            "One of the two came before the other in a row of replacements, so they are not the same.", field="other"
        )


def _write(reference: Reference, wanted: Wanted) -> None:
    for name in ("text", "key", "title", "year", "url", "status", "status_note", "status_on", "superseded_by_id"):
        setattr(reference, name, getattr(wanted, name))
    for name in NAMES:
        setattr(reference, name, getattr(wanted.numbers, name))


def _seen(wanted: Wanted) -> tuple[object, ...]:
    return tuple(getattr(wanted, name, None) or getattr(wanted.numbers, name, None) for name in _PRINTED)


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Invalid.of(faults)
