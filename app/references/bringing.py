"""Bringing references in from files: looked at first, then written, all together or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.accounts.permissions import Action, Actor, require
from app.core.db import db
from app.core.errors import Invalid
from app.references import operations, queries
from app.references.keys import KEY
from app.references.models import Reference, Status
from app.references.operations import Wanted, wanted_of
from app.references.records import Dropped, Read, Record
from app.references.retraction_watch import Notice, Progress


class Plan(StrEnum):
    NEW = "new"
    HERE = "here"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Line:
    """What becomes of one source of a file."""

    line: int
    plan: Plan
    text: str
    said: str = ""
    reference_id: int | None = None
    record: Record | None = None


@dataclass(frozen=True)
class Mark:
    """What becomes of one of our references by the list of Retraction Watch."""

    reference_id: int
    key: str
    text: str
    notice: Notice
    is_new: bool
    """Whether it says something that the library does not say yet."""


def plan(read: Read) -> list[Line]:
    """What would become of each source, in the order of the file. Only reads."""
    lines = [_line_of(record) for record in read.records]
    lines += [Line(each.line, Plan.PROBLEM, each.what, each.why) for each in read.dropped]
    return _without_doubles(sorted(lines, key=lambda each: each.line))


def _line_of(record: Record) -> Line:
    same = queries.find_same(record.numbers)
    if not same:
        return Line(record.line, Plan.NEW, record.text, record=record)
    ours = {each.id: each for each in same.values()}
    if len(ours) > 1:
        keys = " and ".join(sorted(each.key for each in ours.values()))
        return Line(record.line, Plan.PROBLEM, record.text, f"Its numbers belong to two references: {keys}.")
    found = next(iter(ours.values()))
    return Line(record.line, Plan.HERE, record.text, f"It is here as {found.key}.", found.id)


def _without_doubles(lines: list[Line]) -> list[Line]:
    """A source that comes twice in a file is brought in once."""
    seen: dict[tuple[str, str], int] = {}
    found = []
    for each in lines:
        marks = [] if each.record is None else list(each.record.numbers.known()) or [("text", each.text)]
        before = next((seen[mark] for mark in marks if mark in seen), None)
        for mark in marks:
            seen.setdefault(mark, each.line)
        if before is None:
            found.append(each)
        else:
            found.append(replace(each, plan=Plan.PROBLEM, said=f"It is the same as in line {before}.", record=None))
    return found


def bring_in(lines: Iterable[Line], *, by: Actor, now: datetime) -> list[Reference]:
    """Add those that are new, each as not checked yet. What is here by now is left as it is."""
    require(by, Action.MANAGE_REFERENCES)
    return [
        operations.add(wanted_from(each.record), by=by, now=now)
        for each in lines
        if each.record is not None and each.plan is Plan.NEW and not queries.find_same(each.record.numbers)
    ]


def wanted_from(record: Record) -> Wanted:
    """A record as a reference. Its own key is kept where it is one of ours and free."""
    key = record.key.strip().lower()
    free = bool(KEY.fullmatch(key)) and not queries.is_taken(key)
    return Wanted(
        text=record.text,
        key=key if free else "",
        title=record.title[: operations.TITLE_MAX],
        year=record.year,
        url=record.url,
        numbers=record.numbers,
    )


def marks(progress: Progress) -> list[Mark]:
    """What the list would change, and what of it is here already; by key. Only reads."""
    found = []
    for reference_id, notice in progress.found.items():
        reference = db.session.get(Reference, reference_id)
        if reference is not None:
            found.append(Mark(reference_id, reference.key, reference.text, notice, _is_new(reference, notice)))
    return sorted(found, key=lambda mark: mark.key)


def _is_new(reference: Reference, notice: Notice) -> bool:
    """A correction says nothing new of what was retracted or taken back altogether."""
    if notice.status is Status.RETRACTED:
        return reference.status is not Status.RETRACTED
    return reference.status in {Status.UNVERIFIED, Status.CURRENT}


def mark(found: Iterable[Mark], *, by: Actor, now: datetime) -> list[Reference]:
    """Set the status of those that are new, with the day and the reason."""
    require(by, Action.MANAGE_REFERENCES)
    changed = []
    for each in found:
        reference = db.session.get(Reference, each.reference_id)
        if reference is None or each.notice.status is None or not _is_new(reference, each.notice):
            continue
        wanted = replace(
            wanted_of(reference),
            status=each.notice.status,
            status_on=each.notice.on,
            status_note=each.notice.note[: operations.NOTE_MAX],
        )
        operations.change(reference, wanted, by=by, now=now)
        changed.append(reference)
    return changed


def refuse_empty(read: Read) -> Read:
    """Raises Invalid where nothing at all was found."""
    if not read.records and not read.dropped:
        raise Invalid("There is no reference in it.", field="file")
    return read


__all__ = ["Dropped", "Line", "Mark", "Plan", "bring_in", "mark", "marks", "plan", "refuse_empty", "wanted_from"]
