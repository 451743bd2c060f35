"""Both sides of an appointment at the same moment, several diaries at once, and one browser that presses everything; on
both databases."""

from functools import partial

import pytest
from flask import Flask

from app.booking import changing, operations
from app.booking.errors import TimeTaken
from app.booking.models import Hold, Status
from app.booking.operations import PATIENT
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.directory.models import BookingMode
from tests.booking.practices import at, bookable
from tests.booking.test_concurrency import BOTH, PRACTICE, Diary
from tests.conftest import MovableClock

pytestmark = pytest.mark.parametrize("engine", BOTH)


def _diary(app: Flask, mode: BookingMode = BookingMode.INSTANT) -> Diary:
    with app.app_context(), unit_of_work():
        there = bookable(now=clock.now(), mode=mode)
        return Diary(app, there.location.id, there.service.id)


def test_who_would_go_to_any_of_three_goes_to_one_that_is_free(app: Flask, engine: str, clients: int) -> None:
    """Three people are free at nine: three patients have one each, whichever diary they look into first."""
    diaries = [_diary(app) for _ in range(3)]

    def hold_any(number: int) -> None:
        for turn in range(3):
            try:
                diaries[(number + turn) % 3].hold(at(9), str(number))
            except TimeTaken:
                continue
            return
        raise TimeTaken

    answers = diaries[0].all_at_once(*(partial(hold_any, number) for number in range(clients)))
    assert answers == {"done": 3, "taken": clients - 3}
    assert [diary.starts() for diary in diaries] == [[9], [9], [9]]


def test_one_browser_that_presses_every_time_holds_one(app: Flask, engine: str, clients: int) -> None:
    diary = _diary(app)
    answers = diary.all_at_once(*(partial(diary.hold, at(9 + number % 3), "one") for number in range(clients)))
    assert answers == {"done": clients}
    assert len(diary.starts()) == 1


def test_agreed_to_and_called_off_at_once_ends_called_off(app: Flask, engine: str, clients: int) -> None:
    diary = _diary(app, BookingMode.REQUEST)
    with app.app_context():
        asked = diary.book(at(9), "asked")
        assert operations.get_booking(asked).hold is Hold.ANSWER

    def accept() -> None:
        with unit_of_work():
            changing.accept(asked, by=PRACTICE, now=clock.now())

    def cancel() -> None:
        with unit_of_work():
            changing.cancel(asked, by=PATIENT, now=clock.now())

    answers = diary.all_at_once(*(accept if number % 2 else cancel for number in range(clients)))
    assert set(answers) <= {"done", "gone"}
    told = [what for what in diary.history(asked) if what in {"accepted", "cancelled"}]
    assert told in (["cancelled"], ["accepted", "cancelled"])
    with app.app_context():
        booking = operations.get_booking(asked)
        assert (booking.status, booking.ical_sequence) == (Status.CANCELLED, len(told))
    assert diary.starts() == []


def test_holds_that_are_forgotten_take_no_late_booking_with_them(
    app: Flask, engine: str, clients: int, moving: MovableClock
) -> None:
    diary = _diary(app)
    with app.app_context():
        held = diary.hold(at(9), "slow")
        owner = operations.get_booking(held).practitioner_id
    moving.move(minutes=10)

    def forget() -> None:
        with unit_of_work():
            operations.lock_diary(owner, now=clock.now())

    forgets = [forget] * (clients - 1)
    confirms = partial(diary.confirm, held, "slow", key="slow")
    half = len(forgets) // 2
    assert diary.all_at_once(*forgets[:half], confirms, *forgets[half:]) == {"done": clients}
    told = diary.history(held)
    assert told.count("booked") == 1
    assert told[-1] == "booked"
    assert told.count("ran out") == 1
    assert diary.starts() == [9]
