"""What happened between a cancellation and its undo, and what can be moved no more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.booking import by_link, changing, operations
from app.booking.errors import TimeTaken
from app.booking.models import Booking, Hold, Party, Status
from app.booking.operations import PATIENT, Who
from app.booking.sealing import Patient
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict
from app.core.unit_of_work import unit_of_work
from app.directory.hours_models import ClosedDay, WeeklyHours
from app.directory.models import BookingMode
from tests.booking.practices import MONDAY, Bookable, at, bookable
from tests.conftest import MovableClock

PRACTICE = Who(Party.PRACTICE, user_id=1)


def _booked(there: Bookable, hour: int = 9, browser: str = "one") -> tuple[int, str]:
    with unit_of_work():
        held = operations.hold(there.location.id, there.service.id, at(hour), browser=browser, now=clock.now()).id
    with unit_of_work():
        patient = Patient("Sample Patient", f"{browser}@example.org")
        _, link = operations.confirm(
            held, patient, browser=browser, key=f"key {held}", privacy_version=1, now=clock.now()
        )
    return held, link


def _do(deed: Callable[..., Booking], booking_id: int, *more: object, by: Who = PATIENT) -> Booking:
    with unit_of_work():
        return deed(booking_id, *more, by=by, now=clock.now())


def _close(there: Bookable) -> None:
    db.session.add(ClosedDay(practice_id=there.practice.id, on=MONDAY))


def _shorten(there: Bookable) -> None:
    db.session.query(WeeklyHours).filter_by(location_id=there.location.id).update({"starts": "09:30"})


def _delist(there: Bookable) -> None:
    there.location.listed = False


def _end_service(there: Bookable) -> None:
    there.service.active = False


def _by_telephone(there: Bookable) -> None:
    there.practice.mode = BookingMode.DETAILS


CHANGES = [_close, _shorten, _delist, _end_service, _by_telephone]


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_meanwhile_is_not_undone_by_an_undo(house: Flask, change: Callable[[Bookable], None]) -> None:
    with unit_of_work():
        there = bookable(now=clock.now())
    booked, link = _booked(there)
    _do(changing.cancel, booked)
    assert by_link.choices(by_link.get_linked(link), now=clock.now()).undo
    with unit_of_work():
        change(there)
    assert not by_link.choices(by_link.get_linked(link), now=clock.now()).undo
    with pytest.raises(TimeTaken):
        _do(changing.undo_cancel, booked)
    assert operations.get_booking(booked).status is Status.CANCELLED


def test_an_undo_is_not_one_too_many_for_the_day(house: Flask) -> None:
    with unit_of_work():
        there = bookable(now=clock.now())
        there.location.daily_cap = 1
    first, link = _booked(there)
    _do(changing.cancel, first)
    second, _ = _booked(there, 11, "other")
    assert not by_link.choices(by_link.get_linked(link), now=clock.now()).undo
    with pytest.raises(TimeTaken):
        _do(changing.undo_cancel, first)
    _do(changing.cancel, second, by=PRACTICE)
    assert _do(changing.undo_cancel, first).status is Status.BOOKED


def test_an_undo_may_come_later_than_a_booking(house: Flask, moving: MovableClock) -> None:
    """The notice is for those who are new."""
    with unit_of_work():
        there = bookable(now=clock.now(), notice_minutes=60 * 24, change_minutes=0)
    booked, _ = _booked(there)
    moving.move(seconds=(at(8) - clock.now()).total_seconds())
    _do(changing.cancel, booked)
    assert _do(changing.undo_cancel, booked).status is Status.BOOKED


@pytest.mark.parametrize(
    ("mode", "standing"),
    [(BookingMode.INSTANT, (Status.BOOKED, None)), (BookingMode.REQUEST, (Status.HELD, Hold.ANSWER))],
)
def test_who_cancels_before_confirming_and_takes_it_back_has_confirmed(
    house: Flask, mode: BookingMode, standing: tuple[Status, Hold | None]
) -> None:
    with unit_of_work():
        there = bookable(now=clock.now(), mode=mode, confirms_by_mail=True)
    asked, _ = _booked(there)
    _do(changing.cancel, asked)
    again = _do(changing.undo_cancel, asked)
    assert (again.status, again.hold) == standing


def test_what_was_not_confirmed_is_not_moved(house: Flask) -> None:
    with unit_of_work():
        there = bookable(now=clock.now(), confirms_by_mail=True)
    asked, _ = _booked(there)
    with pytest.raises(Conflict, match="confirm this appointment first"):
        _do(changing.move, asked, at(11))
    assert operations.get_booking(asked).starts_at == at(9)


@pytest.mark.parametrize("change", [_delist, _end_service, _by_telephone])
def test_no_patient_moves_to_a_time_that_nobody_can_book(house: Flask, change: Callable[[Bookable], None]) -> None:
    """Kept as it was when the practitioner left; moved it would stand months later."""
    with unit_of_work():
        there = bookable(now=clock.now())
    booked, link = _booked(there)
    with unit_of_work():
        change(there)
    may = by_link.choices(by_link.get_linked(link), now=clock.now())
    assert (may.cancel, may.move) == (True, False)
    with pytest.raises(Conflict, match="cannot be moved here any more"):
        _do(changing.move, booked, at(10) + timedelta(days=7))
    assert _do(changing.move, booked, at(10), by=PRACTICE).starts_at == at(10)
