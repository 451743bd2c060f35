"""What delisting somebody or taking hours away would touch: it is listed, and refused."""

from dataclasses import replace

import pytest
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.booking import changing, operations
from app.booking.operations import SITE
from app.booking.sealing import Patient
from app.core import clock
from app.core.errors import Conflict
from app.core.unit_of_work import unit_of_work
from app.directory import hours, listing
from app.directory.hours import Exceptional
from app.directory.hours_models import ExceptionKind
from tests import factories
from tests.booking.practices import MONDAY, Bookable, at, bookable
from tests.conftest import MovableClock

SOMEBODY = Patient("Sample patient", "patient@example.org")


@pytest.fixture
def by(house: Flask) -> Actor:
    with unit_of_work():
        return factories.user(Role.EDITOR).actor


@pytest.fixture
def there(by: Actor) -> Bookable:
    with unit_of_work():
        return bookable(now=clock.now())


def _book(there: Bookable) -> tuple[int, str]:
    with unit_of_work():
        held = operations.hold(there.location.id, there.service.id, at(9), browser="one", now=clock.now())
        operations.confirm(held.id, SOMEBODY, browser="one", key="k", privacy_version=1, now=clock.now())
        return held.id, held.ref


def test_nobody_is_delisted_over_an_appointment(there: Bookable, by: Actor) -> None:
    booking_id, ref = _book(there)
    with pytest.raises(Conflict, match=f"{ref}, Monday 8 March 2027, 9:00 am") as refusal, unit_of_work():
        listing.take_out_of_directory(there.practitioner.id, reason="Retired", by=by, now=clock.now())
    assert "Sample patient" not in refusal.value.message
    with unit_of_work():
        changing.cancel(booking_id, by=SITE, now=clock.now())
    with unit_of_work():
        listing.take_out_of_directory(there.practitioner.id, reason="Retired", by=by, now=clock.now())


def test_a_day_is_not_closed_over_an_appointment(there: Bookable, by: Actor, moving: MovableClock) -> None:
    _, ref = _book(there)
    with pytest.raises(Conflict, match=ref), unit_of_work():
        hours.close_days(there.practice.id, MONDAY, by=by, now=clock.now())
    morning = Exceptional(kind=ExceptionKind.CLOSED, first=MONDAY, starts="9:30", ends="10:00")
    with pytest.raises(Conflict, match=ref), unit_of_work():
        hours.add_exception(there.location.id, morning, by=by, now=clock.now())
    with unit_of_work():
        later = replace(morning, starts="10:00", ends="12:00")
        hours.add_exception(there.location.id, later, by=by, now=clock.now())
    moving.move(days=8)  # what is over is in nobody's way
    with unit_of_work():
        hours.close_days(there.practice.id, MONDAY, by=by, now=clock.now())


def test_a_hold_that_ran_out_is_in_nobodys_way(there: Bookable, by: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        operations.hold(there.location.id, there.service.id, at(9), browser="one", now=clock.now())
    with pytest.raises(Conflict), unit_of_work():
        hours.close_days(there.practice.id, MONDAY, by=by, now=clock.now())
    moving.move(minutes=11)
    with unit_of_work():
        hours.close_days(there.practice.id, MONDAY, by=by, now=clock.now())
