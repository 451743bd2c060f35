"""Who can be found: putting somebody into the directory, taking them out, and looking their number up on the register.
Call inside a unit of work."""

from datetime import date, datetime

import sqlalchemy as sa

from app.accounts.activity import note
from app.accounts.permissions import Action, Actor, require
from app.core.db import db
from app.core.errors import Conflict, Fault, Invalid
from app.core.events import record
from app.core.text import one_line
from app.directory.events import DirectoryChanged
from app.directory.models import Practitioner, RegisterCheck
from app.directory.queries import Standing, get_practitioner, standing_of
from app.directory.settings import wired
from app.directory.touched import InTheWay


def missing_for_listing(practitioner: Practitioner) -> list[Fault]:
    """What must be there before readers find somebody. "Physiotherapist" is a protected title: a sample apart, nobody has it
    here without a number that somebody found on the register."""
    faults = []
    if not practitioner.sample and practitioner.hcpc_number is None:
        faults.append(Fault("hcpc_number", "There is no HCPC number."))
    elif not practitioner.sample and practitioner.hcpc_checked_on is None:
        faults.append(Fault("hcpc_number", "Nobody has found the number on the register yet."))
    if not practitioner.locations:
        faults.append(Fault("", "There is no place of work."))
    return faults


def put_into_directory(practitioner_id: int, *, by: Actor, now: datetime) -> Practitioner:
    """Readers find them from now on: twice is as good as once. Raises Invalid with what is missing."""
    require(by, Action.MANAGE_DIRECTORY)
    practitioner = get_practitioner(practitioner_id)
    if standing_of(practitioner) is Standing.LISTED:
        return practitioner
    faults = missing_for_listing(practitioner)
    if faults:
        raise Invalid.of(faults)
    practitioner.listed_at, practitioner.delisted_at, practitioner.updated_at = now, None, now
    _follow(practitioner, listed=True)
    note("listed a physiotherapist", by=by, now=now, about=practitioner.name)
    return practitioner


def take_out_of_directory(practitioner_id: int, *, reason: str, by: Actor, now: datetime) -> Practitioner:
    """Nobody finds or books them any more; their page answers that it is gone. Raises Conflict while appointments are still
    to come that nobody has dealt with."""
    require(by, Action.MANAGE_DIRECTORY)
    # Whoever books locks this row, too: no appointment appears between the question and the commit.
    diary = sa.update(Practitioner).where(Practitioner.id == practitioner_id)
    db.session.execute(diary.values(diary_version=Practitioner.diary_version + 1))
    practitioner = get_practitioner(practitioner_id)
    if standing_of(practitioner) is not Standing.LISTED:
        return practitioner
    if not one_line(reason):
        raise Invalid("Say why, for the colleagues who will ask.", field="reason")
    practitioner.delisted_at = practitioner.updated_at = now
    _follow(practitioner, listed=False)
    ahead = wired().ahead_of_practitioner(practitioner.id, now)
    if ahead:
        raise InTheWay("Appointments are still to come. The practice has to settle each first", ahead)
    note("delisted a physiotherapist", by=by, now=now, about=practitioner.name, reason=reason)
    return practitioner


def record_check(
    practitioner_id: int, *, number: str, found: bool, remark: str, on: date, by: Actor, now: datetime
) -> RegisterCheck:
    """Somebody looked `number` up on the register. Raises Conflict when it is not their number any more."""
    require(by, Action.MANAGE_DIRECTORY)
    practitioner = get_practitioner(practitioner_id)
    if practitioner.hcpc_number is None or practitioner.hcpc_number != number:
        raise Conflict("Their number has been changed since you looked. Please look the new one up.")
    if not found and not one_line(remark):
        raise Invalid("Say what the register showed.", field="remark")
    check = RegisterCheck(
        practitioner_id=practitioner.id,
        number=number,
        on=on,
        by=by.name,
        found=found,
        note=one_line(remark)[:1000],
    )
    db.session.add(check)
    practitioner.hcpc_checked_on, practitioner.hcpc_checked_by = (on, by.name) if found else (None, "")
    practitioner.updated_at = now
    db.session.flush()
    what = "found a number on the register" if found else "did not find a number on the register"
    note(what, by=by, now=now, about=f"{practitioner.name}, {number}", reason=remark)
    record(DirectoryChanged(practitioner.id))
    return check


def _follow(practitioner: Practitioner, *, listed: bool) -> None:
    """What the search looks at says the same."""
    for location in practitioner.locations:
        location.listed = listed
    db.session.flush()
    record(DirectoryChanged(practitioner.id))
