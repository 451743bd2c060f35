"""A review that is written down in the desk, by whoever made it or by an editor who has it on paper."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.accounts.models import Person, User
from app.accounts.permissions import Action, Actor, may, require
from app.content import queries as content
from app.content.models import Entry
from app.core.db import db
from app.core.errors import Fault, Invalid
from app.core.text import one_line, without_control_characters
from app.reviews.models import Outcome, Review, Scope
from app.reviews.settings import wired
from app.reviews.signing import Verdict, sign

NAME_MAX, NOTE_MAX, SCOPE_MAX = 120, 4_000, 300
DUE_AT_MOST = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Who:
    """How somebody stands on pages: as a person of the site, or by the name of the account."""

    name: str
    registration: str = ""
    person_id: int | None = None


def own_name(by: Actor) -> Who:
    """How whoever is logged in signs."""
    person = db.session.scalar(sa.select(Person).where(Person.user_id == by.user_id).order_by(Person.id).limit(1))
    return Who(by.name) if person is None else Who(person.name, person.registration, person.id)


def list_reviewers() -> list[Person]:
    """The people of the site who are on a register, by name."""
    return list(db.session.scalars(sa.select(Person).where(Person.registration != "").order_by(Person.name, Person.id)))


def record_review(entry: Entry, verdict: Verdict, *, revision_number: int, by: Actor, now: datetime) -> Review:
    """Sign what was reviewed. Who may not write for others signs in their own name. The same again is recorded once.

    Raises Invalid with everything that is missing.
    """
    require(by, Action.REVIEW)
    own = own_name(by)
    verdict = _cleaned(verdict)
    if not may(by, Action.WRITE_ANY):
        verdict = replace(verdict, reviewer=own.name, registration=own.registration or verdict.registration)
    faults = _faults(verdict, today=wired().day_of(now))
    if faults:
        raise Invalid.of(faults)
    content.get_revision(entry.id, revision_number)
    is_own = verdict.reviewer == own.name
    person = _person_named(verdict.reviewer, own if is_own else None)
    verdict = replace(verdict, person_id=None if person is None else person.id)
    recorded_by = "" if is_own else by.name
    same = _find_same(entry.id, verdict, revision_number, recorded_by)
    if same is not None:
        return same
    user_id = by.user_id if is_own else _account_of(person)
    return sign(entry, verdict, revision_number=revision_number, now=now, user_id=user_id, recorded_by=recorded_by)


def _cleaned(verdict: Verdict) -> Verdict:
    return replace(
        verdict,
        reviewer=one_line(verdict.reviewer),
        registration=one_line(verdict.registration),
        scope_note="" if verdict.scope is Scope.WHOLE else one_line(verdict.scope_note),
        note=without_control_characters(verdict.note).strip(),
    )


def _faults(verdict: Verdict, *, today: date) -> list[Fault]:
    found = []
    if not verdict.reviewer or len(verdict.reviewer) > NAME_MAX:
        found.append(Fault("reviewer", f"Give the reviewer's name in at most {NAME_MAX} characters."))
    if not verdict.registration or len(verdict.registration) > NAME_MAX:
        found.append(Fault("registration", "Give the register and the number there, as they are to stand on the page."))
    if verdict.scope is Scope.PART and not verdict.scope_note:
        found.append(Fault("scope_note", "Say which part was looked at."))
    if len(verdict.scope_note) > SCOPE_MAX:
        found.append(Fault("scope_note", f"Say which part in at most {SCOPE_MAX} characters."))
    if verdict.outcome is Outcome.CHANGES_REQUESTED and not verdict.note:
        found.append(Fault("note", "Say what should change."))
    if len(verdict.note) > NOTE_MAX:
        found.append(Fault("note", f"The note has {len(verdict.note)} characters; {NOTE_MAX:,} is the most."))
    if verdict.reviewed_on > today:
        found.append(Fault("reviewed_on", "That day is still to come. Record a review once it is done."))
    if verdict.next_due is not None and not today < verdict.next_due <= today + DUE_AT_MOST:
        found.append(Fault("next_due", "The next review is later than today, and within five years."))
    return found


def _person_named(name: str, own: Who | None) -> Person | None:
    """The person of the site by this name, where there is just one."""
    if own is not None:
        return None if own.person_id is None else db.session.get(Person, own.person_id)
    named = list(db.session.scalars(sa.select(Person).where(Person.name == name).limit(2)))
    return named[0] if len(named) == 1 else None


def _account_of(person: Person | None) -> int | None:
    """The login of a person, so that its owner is reminded."""
    user = None if person is None or person.user_id is None else db.session.get(User, person.user_id)
    return None if user is None else user.id


def _find_same(entry_id: int, verdict: Verdict, number: int, recorded_by: str) -> Review | None:
    mine = sa.select(Review).where(
        Review.entry_id == entry_id,
        Review.revision_number == number,
        Review.reviewer == verdict.reviewer,
        Review.registration == verdict.registration,
        Review.outcome == verdict.outcome,
        Review.scope == verdict.scope,
        Review.scope_note == verdict.scope_note,
        Review.note == verdict.note,
        Review.reviewed_on == verdict.reviewed_on,
        Review.recorded_by == recorded_by,
        Review.next_due.is_(None) if verdict.next_due is None else Review.next_due == verdict.next_due,
    )
    return db.session.scalar(mine.limit(1))
