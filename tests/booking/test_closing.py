"""What a practice changes names the appointments that it touches, and happens together with what becomes of them."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.booking import changing, closing, diary_keeping, operations
from app.booking.closing import Fate, Settlement, Unsettled
from app.booking.in_the_way import Why
from app.booking.models import BookingEvent, Hold, Party, Status
from app.booking.operations import Who
from app.booking.sealing import Patient
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.directory import hours, listing, offering
from app.directory.hours import Exceptional
from app.directory.hours_models import ClosedDay, ExceptionKind
from app.directory.models import BookingMode, PracticeMember, Service
from tests import factories
from tests.booking.practices import MONDAY, Bookable, at, bookable

SOMEBODY = Patient("Sample patient", "patient@example.org")
TUESDAY = MONDAY.replace(day=9)


@pytest.fixture
def by(house: Flask) -> Actor:
    with unit_of_work():
        return factories.user(Role.PRACTICE).actor


@pytest.fixture
def there(by: Actor) -> Bookable:
    return _practice(by)


def _practice(by: Actor, mode: BookingMode = BookingMode.INSTANT) -> Bookable:
    with unit_of_work():
        made = bookable(now=clock.now(), mode=mode)
        db.session.add(PracticeMember(practice_id=made.practice.id, user_id=by.user_id, since=clock.now()))
    return made


def _hold(there: Bookable, starts_at: datetime) -> int:
    with unit_of_work():
        held = operations.hold(
            there.location.id, there.service.id, starts_at, browser=starts_at.isoformat(), now=clock.now()
        )
        return held.id


def _book(there: Bookable, starts_at: datetime) -> int:
    held, browser = _hold(there, starts_at), starts_at.isoformat()
    with unit_of_work():
        operations.confirm(held, SOMEBODY, browser=browser, key=browser, privacy_version=1, now=clock.now())
    return held


def _close(there: Bookable, by: Actor, settlements: dict[int, Settlement] | None = None) -> None:
    practice_id = there.practice.id
    _carry_out(
        lambda: hours.close_days(practice_id, MONDAY, by=by, now=clock.now()), practice_id, by, Why.HOURS, settlements
    )


def _carry_out(
    change: Callable[[], object],
    practice_id: int,
    by: Actor,
    why: Why,
    settlements: dict[int, Settlement] | None = None,
) -> None:
    with unit_of_work():
        closing.carry_out(change, settlements or {}, practice_id=practice_id, why=why, by=by, now=clock.now())


def _closed() -> bool:
    return db.session.scalar(sa.select(ClosedDay.on)) == MONDAY


def test_a_day_is_closed_with_what_becomes_of_its_appointments(there: Bookable, by: Actor) -> None:
    moved, cancelled, kept = (_book(there, at(hour)) for hour in (9, 10, 11))
    with pytest.raises(Unsettled) as refusal:
        _close(there, by)
    assert [each.booking.id for each in refusal.value.open] == [moved, cancelled, kept]
    # No time of the day that is being closed, though it is not closed yet.
    assert {start.date() for each in refusal.value.open for start in each.suggestions} >= {TUESDAY}
    assert MONDAY not in {start.date() for each in refusal.value.open for start in each.suggestions}
    assert not _closed()
    _close(
        there,
        by,
        {
            moved: Settlement(Fate.MOVE, at(9, on=TUESDAY)),
            cancelled: Settlement(Fate.CANCEL),
            kept: Settlement(Fate.KEEP),
        },
    )
    assert _closed()
    found = [operations.get_booking(each) for each in (moved, cancelled, kept)]
    assert [each.status for each in found] == [Status.BOOKED, Status.CANCELLED, Status.BOOKED]
    assert [each.starts_at for each in found] == [at(9, on=TUESDAY), at(10), at(11)]
    assert (found[1].ended_by, found[0].ical_sequence, found[1].ical_sequence) == (Party.PRACTICE, 1, 1)


def test_what_is_half_settled_changes_nothing_at_all(there: Bookable, by: Actor) -> None:
    first, second = _book(there, at(9)), _book(there, at(10))
    with pytest.raises(Unsettled) as refusal:
        _close(there, by, {first: Settlement(Fate.CANCEL)})
    assert [each.booking.id for each in refusal.value.open] == [second]
    assert operations.get_booking(first).status is Status.BOOKED
    assert not _closed()


def test_a_move_needs_a_time_that_can_be_had_and_does_not_run_away_into_the_closed_day(
    there: Bookable, by: Actor
) -> None:
    touched, other = _book(there, at(9)), _book(there, at(9, on=TUESDAY))
    for wanted, said in ((None, "Say to when"), (at(9, on=TUESDAY), "somebody else has that time")):
        with pytest.raises(Invalid, match=said) as refusal:
            _close(there, by, {touched: Settlement(Fate.MOVE, wanted)})
        assert refusal.value.faults[0].field == f"time-{touched}"
    with pytest.raises(Unsettled):
        _close(there, by, {touched: Settlement(Fate.MOVE, at(10))})
    assert operations.get_booking(touched).starts_at == at(9)
    # What is given up makes room, whichever was booked first.
    practice_id = there.practice.id
    both = {touched: Settlement(Fate.MOVE, at(9, on=TUESDAY)), other: Settlement(Fate.CANCEL)}
    _carry_out(lambda: hours.close_days(practice_id, MONDAY, by=by, now=clock.now()), practice_id, by, Why.HOURS, both)
    assert operations.get_booking(touched).starts_at == at(9, on=TUESDAY)


def test_what_is_kept_once_is_not_asked_for_again_until_it_is_moved(there: Bookable, by: Actor) -> None:
    kept = _book(there, at(9))
    _close(there, by, {kept: Settlement(Fate.KEEP)})
    later = Exceptional(kind=ExceptionKind.CLOSED, first=TUESDAY)
    _carry_out(
        lambda: hours.add_exception(there.location.id, later, by=by, now=clock.now()), there.practice.id, by, Why.HOURS
    )
    with unit_of_work():
        changing.move(kept, at(9, on=TUESDAY), by=Who(Party.PRACTICE, by.user_id), now=clock.now())
    with pytest.raises(Unsettled):
        _close(there, by)


def test_what_the_practice_itself_puts_outside_its_hours_stands_in_no_way(there: Bookable, by: Actor) -> None:
    who, booked = Who(Party.PRACTICE, by.user_id), _book(there, at(9, on=TUESDAY))
    with unit_of_work():
        diary_keeping.book_by_phone(there.offer, at(19), SOMEBODY, privacy_version=None, by=who, now=clock.now())
    with unit_of_work():
        closing.move(booked, at(20), by=who, now=clock.now())
    _close(there, by)
    with pytest.raises(Invalid, match="over"), unit_of_work():
        closing.move(booked, clock.now(), by=who, now=clock.now())


def test_a_time_that_somebody_is_typing_for_gives_way_without_a_mail(there: Bookable, by: Actor) -> None:
    held = _hold(there, at(9))
    with pytest.raises(Unsettled) as refusal:
        _close(there, by)
    assert (refusal.value.open[0].typing, refusal.value.open[0].suggestions) == (True, ())
    with pytest.raises(Invalid, match="nobody's yet"):
        _close(there, by, {held: Settlement(Fate.MOVE, at(9, on=TUESDAY))})
    _close(there, by, {held: Settlement(Fate.CANCEL)})
    assert operations.get_booking(held).status is Status.EXPIRED
    events = db.session.scalars(sa.select(BookingEvent.what).where(BookingEvent.booking_id == held)).all()
    assert events == ["held", "gave way"]
    with pytest.raises(Conflict), unit_of_work():
        operations.confirm(held, SOMEBODY, browser=at(9).isoformat(), key="k", privacy_version=1, now=clock.now())


def test_a_request_can_be_moved_which_accepts_it(by: Actor) -> None:
    there = _practice(by, BookingMode.REQUEST)
    asked = _book(there, at(9))
    assert operations.get_booking(asked).hold is Hold.ANSWER
    _close(there, by, {asked: Settlement(Fate.MOVE, at(9, on=TUESDAY))})
    assert operations.get_booking(asked).status is Status.BOOKED


def test_a_service_ends_only_with_its_appointments_settled(there: Bookable, by: Actor) -> None:
    booked, practice_id, service_id = _book(there, at(9)), there.practice.id, there.service.id

    def end(settlements: dict[int, Settlement] | None = None) -> None:
        _carry_out(
            lambda: offering.set_offered(practice_id, service_id, offered=False, by=by, now=clock.now()),
            practice_id,
            by,
            Why.SERVICE,
            settlements,
        )

    with pytest.raises(Unsettled) as refusal:
        end()
    assert refusal.value.open[0].suggestions == ()
    end({booked: Settlement(Fate.KEEP)})
    assert db.session.get_one(Service, service_id).active is False
    end()
    with unit_of_work():
        offering.set_offered(practice_id, service_id, offered=True, by=by, now=clock.now())
    assert [service.id for _, service in offering.list_services(practice_id)] == [service_id]
    with pytest.raises(NotFound), unit_of_work():
        offering.set_offered(practice_id, 999, offered=False, by=by, now=clock.now())


def test_somebody_leaves_once_the_practice_has_settled_what_is_ahead(there: Bookable, by: Actor) -> None:
    booked, practice_id, practitioner_id = _book(there, at(9)), there.practice.id, there.practitioner.id
    with unit_of_work():
        editor = factories.user(Role.EDITOR).actor

    def leave(settlements: dict[int, Settlement]) -> None:
        _carry_out(
            lambda: closing.require_none_ahead(practice_id, practitioner_id, now=clock.now()),
            practice_id,
            by,
            Why.LISTING,
            settlements,
        )

    with pytest.raises(Unsettled):
        leave({})
    with pytest.raises(Conflict), unit_of_work():
        listing.take_out_of_directory(practitioner_id, reason="Leaves", by=editor, now=clock.now())
    leave({booked: Settlement(Fate.KEEP)})
    with unit_of_work():
        listing.take_out_of_directory(practitioner_id, reason="Leaves", by=editor, now=clock.now())


def test_only_the_practices_own_people_settle_only_its_own_bookings(there: Bookable, by: Actor) -> None:
    booked = _book(there, at(9))
    with unit_of_work():
        stranger = factories.user(Role.PRACTICE, email="other@example.org").actor
        editor = factories.user(Role.EDITOR).actor
    with pytest.raises(NotFound):
        _close(there, stranger, {booked: Settlement(Fate.CANCEL)})
    with pytest.raises(Forbidden):
        _close(there, editor, {booked: Settlement(Fate.CANCEL)})
    other = _practice(by)
    with pytest.raises(NotFound):
        _close(other, by, {booked: Settlement(Fate.CANCEL)})
    assert operations.get_booking(booked).status is Status.BOOKED
