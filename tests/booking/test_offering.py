"""Times that become free go to those who wait, one after the other."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from app.booking import changing, offering, operations, waiting
from app.booking.models import Booking, Hold, Party, Status, Waiting
from app.booking.operations import PATIENT, Who
from app.booking.sealing import Patient
from app.booking.waiting import Wish
from app.core import clock
from app.core.db import db
from app.core.errors import Gone
from app.core.unit_of_work import unit_of_work
from tests.booking.practices import MONDAY, Bookable, at, bookable
from tests.conftest import MovableClock

PRACTICE = Who(Party.PRACTICE, user_id=1)


@pytest.fixture
def there(house: Flask) -> Bookable:
    """All three times of the Monday are taken."""
    with unit_of_work():
        made = bookable(now=clock.now())
    for hour in (9, 10, 11):
        _book(made, hour)
    return made


def _book(there: Bookable, hour: int) -> int:
    browser = f"of {hour}"
    with unit_of_work():
        held = operations.hold(there.location.id, there.service.id, at(hour), browser=browser, now=clock.now()).id
    with unit_of_work():
        patient = Patient("Sample patient", f"at{hour}@example.org")
        operations.confirm(held, patient, browser=browser, key=f"key {hour}", privacy_version=1, now=clock.now())
    return held


def _at(hour: int) -> int:
    found = sa.select(Booking.id).where(Booking.starts_at == at(hour), Booking.status == Status.BOOKED)
    return db.session.scalars(found).one()


def _wait(there: Bookable, name: str, *parts: str) -> str:
    with unit_of_work():
        who = Patient("Sample patient", f"{name}@example.org")
        return waiting.join(there.offer, Wish(MONDAY, MONDAY, parts), who, privacy_version=1, now=clock.now())


def _free(hour: int) -> None:
    with unit_of_work():
        changing.cancel(_at(hour), by=PRACTICE, now=clock.now())


def _offer(there: Bookable) -> int:
    with unit_of_work():
        return offering.offer_free_times(there.practitioner.id, now=clock.now())


def _offered(link: str) -> int:
    """The hour that is held for them; 0 for none."""
    found = waiting.get_entry(link, now=clock.now()).offered
    return found.starts_at.hour if found else 0


def test_a_freed_time_is_held_for_who_waits_longest(there: Bookable, moving: MovableClock) -> None:
    first, second = _wait(there, "first"), _wait(there, "second")
    assert _offer(there) == 0
    _free(10)
    assert (_offer(there), _offer(there)) == (1, 0)
    assert (_offered(first), _offered(second)) == (10, 0)
    moving.move(minutes=59)
    with unit_of_work():
        waiting.take(first, now=clock.now())
    assert _at(10)


def test_what_is_not_taken_in_time_goes_to_the_next_and_never_back(there: Bookable, moving: MovableClock) -> None:
    first, second = _wait(there, "first"), _wait(there, "second")
    _free(10)
    _offer(there)
    moving.move(minutes=60)
    assert _offer(there) == 1
    assert (_offered(first), _offered(second)) == (0, 10)
    with pytest.raises(Gone), unit_of_work():
        waiting.take(first, now=clock.now())
    with unit_of_work():
        waiting.decline(second, now=clock.now())
    assert _offer(there) == 0
    _free(9)
    assert _offer(there) == 1
    assert (_offered(first), _offered(second)) == (9, 0)


def test_only_the_part_of_the_day_that_was_wished_for(there: Bookable) -> None:
    afternoon, morning = _wait(there, "first", "afternoon", "evening"), _wait(there, "second", "morning")
    _free(11)
    assert _offer(there) == 1
    assert (_offered(afternoon), _offered(morning)) == (0, 11)


def test_an_offer_ends_with_the_start_and_what_is_no_longer_offered_is_offered_to_nobody(
    there: Bookable, moving: MovableClock
) -> None:
    with unit_of_work():
        db.session.get_one(type(there.practice), there.practice.id).notice_minutes = 0
    _wait(there, "first")
    moving.now = at(8, 30)
    _free(9)
    _offer(there)
    held = db.session.scalars(sa.select(Booking).where(Booking.hold == Hold.OFFER)).one()
    assert held.hold_ends_at == at(9)
    with unit_of_work():
        db.session.get_one(type(there.service), there.service.id).active = False
    moving.now = at(9)
    assert _offer(there) == 0


def test_who_left_or_whose_days_are_over_is_not_waited_for(there: Bookable, moving: MovableClock) -> None:
    link = _wait(there, "first")
    assert offering.list_waited_for(now=clock.now()) == [there.practitioner.id]
    with unit_of_work():
        waiting.leave(link, now=clock.now())
    assert offering.list_waited_for(now=clock.now()) == []
    _wait(there, "second")
    moving.now = at(12, on=MONDAY + timedelta(days=2))
    assert offering.list_waited_for(now=clock.now()) == []
    assert db.session.scalar(sa.select(sa.func.count(Waiting.id))) == 2


@pytest.mark.parametrize(
    ("hour", "part"),
    [(9, "morning"), (11, "afternoon"), (15, "afternoon"), (16, "evening")],
)
def test_parts_of_the_day_are_by_the_wall_clock(hour: int, part: str) -> None:
    """In summer, an hour ahead of UTC."""
    assert offering.part_of_day(at(hour, on=MONDAY.replace(month=7)), ZoneInfo("Europe/London")) == part


def test_a_day_after_the_appointment_it_has_taken_place(there: Bookable, moving: MovableClock) -> None:
    booked = _at(9)
    with unit_of_work():
        changing.cancel(_at(11), by=PATIENT, now=clock.now())
    moving.now = at(23, 59)
    assert offering.list_past(now=clock.now()) == []
    moving.now = at(0, on=MONDAY + timedelta(days=1))
    assert offering.list_past(now=clock.now()) == [booked, _at(10)]
    with unit_of_work():
        changing.settle(_at(10), Status.NO_SHOW, by=PRACTICE, now=clock.now())
    for past in (booked, _booking_at(10), _booking_at(11)):
        with unit_of_work():
            offering.close(past, now=clock.now())
    assert [operations.get_booking(_booking_at(hour)).status for hour in (9, 10, 11)] == [
        Status.DONE,
        Status.NO_SHOW,
        Status.CANCELLED,
    ]


def _booking_at(hour: int) -> int:
    return db.session.scalars(sa.select(Booking.id).where(Booking.starts_at == at(hour))).one()


def test_a_hold_that_ran_out_is_found(there: Bookable, moving: MovableClock) -> None:
    _free(10)
    with unit_of_work():
        operations.hold(there.location.id, there.service.id, at(10), browser="b", now=clock.now())
    assert offering.list_run_out(now=clock.now()) == []
    moving.move(minutes=10)
    assert offering.list_run_out(now=clock.now()) == [there.practitioner.id]
    with unit_of_work():
        operations.lock_diary(there.practitioner.id, now=clock.now())
    assert offering.list_run_out(now=clock.now()) == []
