"""What a practice wants its public text to say, and what an editor answers. Call inside a unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts.activity import note
from app.accounts.permissions import Action, Actor, require
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound
from app.core.text import one_line
from app.directory import operations
from app.directory.facts import PracticeFacts, PractitionerFacts, checked_practice, checked_practitioner
from app.directory.hours import require_keeper
from app.directory.languages import language_names
from app.directory.models import ListingChange, Practice, Practitioner
from app.directory.queries import get_change, get_practice, get_practitioner

PRACTICE_FIELDS = {
    "name": "Name",
    "address": "Address",
    "phone": "Telephone",
    "website": "Website",
    "step_free": "Step-free access",
    "access": "How to get in",
}
"""What of a practice can be asked for, and how it is called. Town and postcode are the editors': they move the point."""
PRACTITIONER_FIELDS = {
    "about": "About",
    "languages": "Languages",
    "treatments": "What they treat",
    "accepts_new": "Takes new patients",
    "video": "Sees patients by video",
}


def practice_facts(practice: Practice) -> PracticeFacts:
    """What is said about it now."""
    return PracticeFacts(**{each.name: getattr(practice, each.name) for each in fields(PracticeFacts)})


def practitioner_facts(practitioner: Practitioner) -> PractitionerFacts:
    """What is said about them now; they were loaded whole."""
    plain = {each.name: getattr(practitioner, each.name) for each in fields(PractitionerFacts)}
    return PractitionerFacts(
        **plain
        | {
            "languages": tuple(practitioner.languages),
            "treatments": tuple(each.name for each in practitioner.treatments),
        }
    )


def propose(
    practice_id: int, practitioner_id: int | None, wanted: Mapping[str, Any], *, by: Actor, now: datetime
) -> ListingChange:
    """Ask for other public text: of the practice, or of somebody who works there. What differs is kept and waits. Raises
    Invalid for what could not be said, and when nothing differs."""
    require_keeper(practice_id, by)
    practice = get_practice(practice_id)
    if practitioner_id is None:
        values = _differing(
            checked_practice(replace(practice_facts(practice), **_only(wanted, PRACTICE_FIELDS))), practice
        )
        about = practice.name
    else:
        practitioner = get_practitioner(practitioner_id)
        if practice_id not in {each.practice_id for each in practitioner.locations}:
            raise NotFound("They do not work here.")
        facts = replace(practitioner_facts(practitioner), **_only(wanted, PRACTITIONER_FIELDS))
        values = _differing(checked_practitioner(facts), practitioner)
        about = practitioner.name
    if not values:
        raise Invalid("Nothing differs from what readers see already.")
    change = ListingChange(
        practice_id=practice_id,
        practitioner_id=practitioner_id,
        values=values,
        asked_at=now,
        asked_by_id=by.user_id,
        asked_by=by.name,
    )
    db.session.add(change)
    db.session.flush()
    note("asked for another public text", by=by, now=now, about=about)
    return change


def list_of_practice(practice_id: int, *, limit: int = 50) -> Sequence[ListingChange]:
    """What a practice asked for, the newest first."""
    mine = sa.select(ListingChange).where(ListingChange.practice_id == practice_id)
    return db.session.scalars(mine.order_by(ListingChange.id.desc()).limit(limit)).all()


def compared(change: ListingChange) -> list[tuple[str, str, str]]:
    """Each field: how it is called, what readers see now, and what was asked for."""
    if change.practitioner_id is None:
        now = _plain(practice_facts(get_practice(change.practice_id)))
        names = PRACTICE_FIELDS
    else:
        now = _plain(practitioner_facts(get_practitioner(change.practitioner_id)))
        names = PRACTITIONER_FIELDS
    return [
        (words, _said(name, now[name]), _said(name, change.values[name]))
        for name, words in names.items()
        if name in change.values
    ]


def decide(change_id: int, *, accept: bool, remark: str, by: Actor, now: datetime) -> ListingChange:
    """Accept and make it public at once, or refuse with a reason. Raises Conflict for what was decided before."""
    require(by, Action.MANAGE_DIRECTORY)
    change = get_change(change_id)
    if change.decided_at is not None:
        raise Conflict(f"{change.decided_by} has decided this already.")
    if not accept and not one_line(remark):
        raise Invalid("Say why not: the practice reads it.", field="remark")
    if accept:
        _apply(change, by=by, now=now)
    change.decided_at, change.decided_by = now, by.name
    change.accepted, change.note = accept, one_line(remark)[:1000]
    db.session.flush()
    about = get_practice(change.practice_id).name
    note("accepted a public text" if accept else "refused a public text", by=by, now=now, about=about, reason=remark)
    return change


def _apply(change: ListingChange, *, by: Actor, now: datetime) -> None:
    if change.practitioner_id is None:
        practice = get_practice(change.practice_id)
        wanted = replace(practice_facts(practice), **_only(change.values, PRACTICE_FIELDS))
        operations.change_practice(practice.id, wanted, expected_version=practice.version, by=by, now=now)
        return
    practitioner = get_practitioner(change.practitioner_id)
    facts = replace(practitioner_facts(practitioner), **_only(change.values, PRACTITIONER_FIELDS))
    operations.change_practitioner(practitioner.id, facts, expected_version=practitioner.version, by=by, now=now)


def _only(wanted: Mapping[str, Any], allowed: Mapping[str, str]) -> dict[str, Any]:
    """The fields that may be asked for; lists as the facts hold them."""
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in wanted.items() if name in allowed
    }


def _differing(facts: PracticeFacts | PractitionerFacts, row: Practice | Practitioner) -> dict[str, Any]:
    before = practice_facts(row) if isinstance(row, Practice) else practitioner_facts(row)
    old, new = _plain(before), _plain(facts)
    allowed = PRACTICE_FIELDS if isinstance(row, Practice) else PRACTITIONER_FIELDS
    return {name: new[name] for name in allowed if new[name] != old[name]}


def _plain(facts: PracticeFacts | PractitionerFacts) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(facts).items()}


def _said(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(language_names(value) if name == "languages" else value)
    return str(value)
