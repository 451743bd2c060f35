"""When practitioners work: weekly hours, exceptions and closed days. For editors, and for the practice's own people. Call
inside a unit of work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.accounts.activity import note
from app.accounts.permissions import Action, Actor, may, require
from app.core.db import db
from app.core.errors import Fault, Invalid, NotFound
from app.core.events import record
from app.core.text import one_line
from app.directory.bank_holidays import bank_holidays
from app.directory.events import DirectoryChanged
from app.directory.hours_models import ClosedDay, ExceptionKind, HoursException, WeeklyHours
from app.directory.models import Location, Practice, Practitioner
from app.directory.queries import get_location, get_practice, keeps_diary
from app.directory.settings import wired
from app.directory.touched import InTheWay
from app.directory.wall_times import stretch

MOST_DAYS = 62
"""Of one exception or closure: two months."""
MOST_ROWS = 100
"""Stretches of one place of work: more are a mistake."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Hours of some weekdays (0 is Monday), as typed."""

    weekdays: tuple[int, ...]
    starts: str
    ends: str
    valid_from: date | None = None
    valid_until: date | None = None
    every_other_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class Exceptional:
    """Other hours on a day or on each of some days in a row. Closed without times is the whole day."""

    first: date
    last: date | None = None
    kind: ExceptionKind
    starts: str = ""
    ends: str = ""
    note: str = ""


@dataclass(frozen=True)
class Hours:
    """Everything that is said about one place of work, in order of time."""

    weekly: Sequence[WeeklyHours]
    exceptions: Sequence[HoursException]


def require_keeper(practice_id: int, by: Actor) -> None:
    """Editors may keep every practice's hours, the people of a practice their own. To others there is no such practice."""
    if may(by, Action.MANAGE_DIRECTORY):
        return
    require(by, Action.KEEP_DIARY)
    if not keeps_diary(practice_id, by.user_id):
        raise NotFound("There is no such practice.")


def hours_of(location_id: int, *, today: date) -> Hours:
    """What holds now or later."""
    weekly = sa.select(WeeklyHours).where(
        WeeklyHours.location_id == location_id,
        sa.or_(WeeklyHours.valid_until.is_(None), WeeklyHours.valid_until >= today),
    )
    exceptions = sa.select(HoursException).where(HoursException.location_id == location_id, HoursException.on >= today)
    return Hours(
        db.session.scalars(weekly.order_by(WeeklyHours.weekday, WeeklyHours.starts, WeeklyHours.id)).all(),
        db.session.scalars(exceptions.order_by(HoursException.on, HoursException.starts, HoursException.id)).all(),
    )


def closed_days(practice: Practice, *, first: date, last: date) -> list[tuple[date, str, bool]]:
    """Day, name, and whether it is the practice's own (a bank holiday it keeps is not), in order."""
    own = db.session.scalars(
        sa.select(ClosedDay).where(ClosedDay.practice_id == practice.id, ClosedDay.on.between(first, last))
    ).all()
    found = [(each.on, each.note, True) for each in own]
    if practice.keeps_bank_holidays:
        taken = {each.on for each in own}
        for year in range(first.year, last.year + 1):
            days = bank_holidays(practice.nation, year).items()
            found += [(on, name, False) for on, name in days if first <= on <= last and on not in taken]
    return sorted(found)


def add_weekly(location_id: int, wanted: Stretch, *, by: Actor, now: datetime) -> None:
    """The same hours on each of the weekdays, besides those that are there."""
    location = _kept(location_id, by)
    starts, ends = stretch(wanted.starts, wanted.ends)
    faults = []
    if not wanted.weekdays or not set(wanted.weekdays) <= set(range(7)):
        faults.append(Fault("weekdays", "Tick at least one day."))
    if wanted.valid_from and wanted.valid_until and wanted.valid_until < wanted.valid_from:
        faults.append(Fault("valid_until", "The last day is before the first."))
    known = db.session.scalar(sa.select(sa.func.count(WeeklyHours.id)).where(WeeklyHours.location_id == location.id))
    if (known or 0) + len(wanted.weekdays) > MOST_ROWS:
        faults.append(Fault("", f"At most {MOST_ROWS} stretches. Remove what does not hold any more."))
    if faults:
        raise Invalid.of(faults)
    db.session.add_all(
        WeeklyHours(
            location_id=location.id,
            weekday=day,
            starts=starts,
            ends=ends,
            valid_from=wanted.valid_from,
            valid_until=wanted.valid_until,
            every_other_from=wanted.every_other_from,
        )
        for day in sorted(set(wanted.weekdays))
    )
    _changed(location, by=by, now=now)


def location_of_weekly(hours_id: int) -> int:
    """Raises NotFound."""
    found = db.session.get(WeeklyHours, hours_id)
    if found is None:
        raise NotFound("These hours are gone already.")
    return found.location_id


def location_of_exception(exception_id: int) -> int:
    """Raises NotFound."""
    found = db.session.get(HoursException, exception_id)
    if found is None:
        raise NotFound("This exception is gone already.")
    return found.location_id


def remove_weekly(hours_id: int, *, by: Actor, now: datetime) -> Location:
    """Raises Conflict while appointments lie in these hours."""
    row = db.session.get(WeeklyHours, hours_id)
    if row is None:
        raise NotFound("These hours are gone already.")
    location = _kept(row.location_id, by)
    db.session.delete(row)
    _narrowed([location], by=by, now=now)
    return location


def add_exception(location_id: int, wanted: Exceptional, *, by: Actor, now: datetime) -> None:
    """Raises Conflict while appointments lie outside the hours that would be left."""
    location = _kept(location_id, by)
    days = _days(wanted.first, wanted.last)
    whole_day = not wanted.starts.strip() and not wanted.ends.strip()
    if wanted.kind is ExceptionKind.OPEN and whole_day:
        raise Invalid("Say from when to when they work on that day.", field="starts")
    starts, ends = ("", "") if whole_day else stretch(wanted.starts, wanted.ends)
    db.session.add_all(
        HoursException(
            location_id=location.id,
            on=day,
            kind=wanted.kind,
            starts=starts,
            ends=ends,
            note=one_line(wanted.note)[:200],
        )
        for day in days
    )
    _narrowed([location], by=by, now=now)


def remove_exception(exception_id: int, *, by: Actor, now: datetime) -> Location:
    """Raises Conflict where that takes hours away in which appointments lie."""
    row = db.session.get(HoursException, exception_id)
    if row is None:
        raise NotFound("This exception is gone already.")
    location = _kept(row.location_id, by)
    db.session.delete(row)
    _narrowed([location], by=by, now=now)
    return location


def close_days(
    practice_id: int, first: date, last: date | None = None, *, remark: str = "", by: Actor, now: datetime
) -> None:
    """The whole practice is closed: twice is as good as once. Raises Conflict while appointments lie on these days."""
    require_keeper(practice_id, by)
    practice = get_practice(practice_id)
    days = _days(first, last)
    lock_diaries(practice_id)
    known = set(db.session.scalars(sa.select(ClosedDay.on).where(ClosedDay.practice_id == practice_id)))
    text = one_line(remark)[:200]
    db.session.add_all(ClosedDay(practice_id=practice_id, on=day, note=text) for day in days if day not in known)
    db.session.flush()
    note("closed days of a practice", by=by, now=now, about=practice.name, details={"first": first.isoformat()})
    _ask(db.session.scalars(sa.select(Location.id).where(Location.practice_id == practice_id)), now=now)
    record(DirectoryChanged(None))


def open_day(practice_id: int, on: date, *, by: Actor, now: datetime) -> None:
    """The practice is not closed on that day after all: twice is as good as once."""
    require_keeper(practice_id, by)
    practice = get_practice(practice_id)
    db.session.execute(sa.delete(ClosedDay).where(ClosedDay.practice_id == practice_id, ClosedDay.on == on))
    note("opened a day of a practice", by=by, now=now, about=practice.name, details={"on": on.isoformat()})
    record(DirectoryChanged(None))


def _kept(location_id: int, by: Actor) -> Location:
    location = get_location(location_id)
    require_keeper(location.practice_id, by)
    lock_diaries(location.practice_id)
    return location


def lock_diaries(practice_id: int) -> None:
    """Whoever books locks the same rows: no appointment is made in hours that are just being taken away. Always in the same
    order, so that two who do this do not wait for each other."""
    here = sa.select(Location.practitioner_id).where(Location.practice_id == practice_id)
    mine = sa.select(Practitioner.id).where(Practitioner.id.in_(here)).order_by(Practitioner.id)
    ids = db.session.scalars(mine.with_for_update()).all()
    raised = (
        sa.update(Practitioner).where(Practitioner.id.in_(ids)).values(diary_version=Practitioner.diary_version + 1)
    )
    db.session.execute(raised.execution_options(synchronize_session=False))


def _days(first: date, last: date | None) -> list[date]:
    last = first if last is None else last
    if last < first:
        raise Invalid("The last day is before the first.", field="last")
    if (last - first).days >= MOST_DAYS:
        raise Invalid(f"At most {MOST_DAYS} days at once.", field="last")
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _narrowed(locations: Sequence[Location], *, by: Actor, now: datetime) -> None:
    db.session.flush()
    _ask((location.id for location in locations), now=now)
    for location in locations:
        _changed(location, by=by, now=now)


def _ask(location_ids: Iterable[int], *, now: datetime) -> None:
    """The diaries are asked with the change already written: what is refused leaves nothing behind."""
    outside = [each for location_id in location_ids for each in wired().outside_hours(location_id, now)]
    if outside:
        raise InTheWay("Appointments would lie outside these hours. Move or cancel each first", outside)


def _changed(location: Location, *, by: Actor, now: datetime) -> None:
    about = f"{location.practitioner.name}, {location.practice.name}"
    note("changed hours", by=by, now=now, about=about)
    record(DirectoryChanged(location.practitioner_id))
