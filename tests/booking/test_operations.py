"""Holding, booking, moving and cancelling, against a real database."""

from datetime import datetime

import pytest
from flask import Flask

from app.booking import availability, changing, diary_keeping, operations
from app.booking.errors import TimeTaken
from app.booking.models import Hold, Party, Source, Status
from app.booking.operations import PATIENT, Who
from app.booking.sealing import Patient
from app.core import clock
from app.core.errors import Conflict, Gone, NotFound, TooMany
from app.core.unit_of_work import unit_of_work
from app.directory.models import BookingMode
from tests.booking.practices import MONDAY, Bookable, at, bookable
from tests.conftest import MovableClock

PRACTICE = Who(Party.PRACTICE, user_id=1)
SOMEBODY = Patient("Sample patient", "patient@example.org", "020 7946 0000")


@pytest.fixture
def there(house: Flask) -> Bookable:
    with unit_of_work():
        return bookable(now=clock.now())


def _hold(there: Bookable, starts_at: datetime, browser: str = "one") -> int:
    with unit_of_work():
        return operations.hold(there.location.id, there.service.id, starts_at, browser=browser, now=clock.now()).id


def _confirm(booking_id: int, browser: str = "one", key: str = "", patient: Patient = SOMEBODY) -> str:
    with unit_of_work():
        _, link = operations.confirm(
            booking_id, patient, browser=browser, key=key or f"key {booking_id}", privacy_version=1, now=clock.now()
        )
        return link


def _status(booking_id: int) -> Status:
    return operations.get_booking(booking_id).status


def _free(there: Bookable) -> list[int]:
    starts = availability.free_times(there.offer, first=MONDAY, last=MONDAY, now=clock.now())
    return [start.hour for start in starts]


def test_a_held_time_is_nobody_elses(there: Bookable) -> None:
    assert _free(there) == [9, 10, 11]
    _hold(there, at(9))
    assert _free(there) == [10, 11]
    with pytest.raises(TimeTaken):
        _hold(there, at(9), browser="other")


def test_a_browser_holds_one_time_and_a_double_click_holds_it_once(there: Bookable) -> None:
    first = _hold(there, at(9))
    assert _hold(there, at(9)) == first
    second = _hold(there, at(10))
    assert (_status(first), _status(second)) == (Status.EXPIRED, Status.HELD)
    assert _free(there) == [9, 11]


def test_a_hold_that_ran_out_frees_the_time(there: Bookable, moving: MovableClock) -> None:
    held = _hold(there, at(9))
    moving.move(minutes=10)
    assert _free(there) == [9, 10, 11]
    other = _hold(there, at(9), browser="other")
    assert (_status(held), _status(other)) == (Status.EXPIRED, Status.HELD)
    with pytest.raises(TimeTaken):
        _confirm(held)


def test_a_late_confirmation_still_books_a_time_that_nobody_took(there: Bookable, moving: MovableClock) -> None:
    held = _hold(there, at(9))
    moving.move(minutes=20)
    _confirm(held)
    assert _status(held) is Status.BOOKED


def test_sent_twice_books_once_and_another_browser_books_nothing(there: Bookable) -> None:
    held = _hold(there, at(9))
    with pytest.raises(NotFound):
        _confirm(held, browser="other")
    assert _confirm(held, key="k") == _confirm(held, key="k")
    with pytest.raises(NotFound):
        _confirm(held, key="another form")
    assert operations.open_contact(operations.get_booking(held)).name == "Sample patient"


def test_a_request_occupies_the_time_until_it_is_answered(house: Flask, moving: MovableClock) -> None:
    with unit_of_work():
        there = bookable(now=clock.now(), mode=BookingMode.REQUEST)
    asked = _hold(there, at(9))
    _confirm(asked)
    booking = operations.get_booking(asked)
    assert (booking.status, booking.hold) == (Status.HELD, Hold.ANSWER)
    assert _free(there) == [10, 11]
    moving.move(hours=47)
    with unit_of_work():
        changing.accept(asked, by=PRACTICE, now=clock.now())
    assert _status(asked) is Status.BOOKED


def test_where_the_mail_is_asked_for_it_counts_only_then(house: Flask, moving: MovableClock) -> None:
    with unit_of_work():
        there = bookable(now=clock.now(), confirms_by_mail=True)
    asked = _hold(there, at(9))
    _confirm(asked)
    assert operations.get_booking(asked).hold is Hold.MAIL
    moving.move(minutes=29)
    with unit_of_work():
        operations.confirm_by_mail(asked, now=clock.now())
    assert _status(asked) is Status.BOOKED


def test_cancelled_and_taken_back(there: Bookable) -> None:
    booked = _hold(there, at(9))
    _confirm(booked)
    with unit_of_work():
        changing.cancel(booked, by=PATIENT, now=clock.now())
        changing.cancel(booked, by=PATIENT, now=clock.now())
    assert _free(there) == [9, 10, 11]
    with unit_of_work():
        assert changing.undo_cancel(booked, by=PATIENT, now=clock.now()).ical_sequence == 2
    assert _free(there) == [10, 11]
    with unit_of_work():
        changing.cancel(booked, by=PRACTICE, now=clock.now())
    with pytest.raises(Gone), unit_of_work():
        changing.undo_cancel(booked, by=PATIENT, now=clock.now())


def test_taken_back_is_refused_where_somebody_has_the_time_now(there: Bookable) -> None:
    booked = _hold(there, at(9))
    _confirm(booked)
    with unit_of_work():
        changing.cancel(booked, by=PATIENT, now=clock.now())
    _hold(there, at(9), browser="other")
    with pytest.raises(TimeTaken), unit_of_work():
        changing.undo_cancel(booked, by=PATIENT, now=clock.now())
    assert _status(booked) is Status.CANCELLED


def test_a_move_to_a_taken_time_leaves_everything(there: Bookable) -> None:
    mine = _hold(there, at(9))
    _confirm(mine)
    _hold(there, at(10), browser="other")
    with pytest.raises(TimeTaken), unit_of_work():
        changing.move(mine, at(10), by=PATIENT, now=clock.now())
    assert operations.get_booking(mine).starts_at == at(9)
    with unit_of_work():
        moved = changing.move(mine, at(11), by=PATIENT, now=clock.now())
    assert (moved.starts_at, moved.ical_sequence, moved.status) == (at(11), 1, Status.BOOKED)
    assert _free(there) == [9]


def test_on_the_eve_the_patient_has_to_call(there: Bookable, moving: MovableClock) -> None:
    booked = _hold(there, at(9))
    _confirm(booked)
    moving.now = at(9, 1, on=MONDAY.replace(day=7))
    with pytest.raises(Conflict, match="call the practice"), unit_of_work():
        changing.cancel(booked, by=PATIENT, now=clock.now())
    with unit_of_work():
        changing.cancel(booked, by=PRACTICE, now=clock.now())
    assert _status(booked) is Status.CANCELLED


def test_a_practice_blocks_time_and_books_by_phone_where_nobody_is(there: Bookable) -> None:
    with unit_of_work():
        block = diary_keeping.block(
            there.location, at(9), at(10), called="Meeting", zone="Europe/London", by=PRACTICE, now=clock.now()
        ).id
    assert _free(there) == [10, 11]
    with unit_of_work():
        made = diary_keeping.book_by_phone(
            there.offer, at(8), SOMEBODY, privacy_version=None, by=PRACTICE, now=clock.now()
        )
        assert (made.status, made.source) == (Status.BOOKED, Source.PHONE)
    with pytest.raises(TimeTaken), unit_of_work():
        diary_keeping.book_by_phone(
            there.offer, at(8, 30), SOMEBODY, privacy_version=None, by=PRACTICE, now=clock.now()
        )
    with unit_of_work():
        diary_keeping.unblock(block, by=PRACTICE, now=clock.now())
    assert _free(there) == [9, 10, 11]


def test_nobody_books_more_than_five_ahead(there: Bookable) -> None:
    starts = [at(hour, on=MONDAY.replace(day=day)) for day in (8, 9) for hour in (9, 10, 11)]
    *first, last = [_hold(there, start, browser=str(number)) for number, start in enumerate(starts)]
    for number, held in enumerate(first):
        _confirm(held, browser=str(number))
    with pytest.raises(TooMany):
        _confirm(last, browser="5")
    _confirm(last, browser="5", patient=Patient("Sample patient", "other@example.org"))


def test_it_is_said_after_the_fact_who_came(there: Bookable, moving: MovableClock) -> None:
    booked = _hold(there, at(9))
    _confirm(booked)
    with pytest.raises(Conflict), unit_of_work():
        changing.settle(booked, Status.NO_SHOW, by=PRACTICE, now=clock.now())
    moving.now = at(10)
    with unit_of_work():
        changing.settle(booked, Status.NO_SHOW, by=PRACTICE, now=clock.now())
        changing.settle(booked, Status.DONE, by=PRACTICE, now=clock.now())
    assert _status(booked) is Status.DONE
