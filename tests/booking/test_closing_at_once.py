"""A practice closes a day while patients book it, on both databases: nobody is left with an appointment that nobody dealt with."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.booking import closing, operations
from app.booking.closing import Fate, Settlement, Unsettled
from app.booking.errors import TimeTaken
from app.booking.in_the_way import Why
from app.booking.models import Status
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory import hours
from app.directory.hours_models import ClosedDay
from app.directory.models import PracticeMember
from tests import factories
from tests.booking.practices import MONDAY, at, bookable
from tests.booking.test_concurrency import BOTH, Diary

pytestmark = pytest.mark.parametrize("engine", BOTH)


def _keeper(app: Flask) -> tuple[int, Diary, Actor]:
    with app.app_context(), unit_of_work():
        by = factories.user(Role.PRACTICE).actor
        there = bookable(now=clock.now(), hours=("09:00", "17:00"))
        db.session.add(PracticeMember(practice_id=there.practice.id, user_id=by.user_id, since=clock.now()))
        return there.practice.id, Diary(app, there.location.id, there.service.id), by


def _close(practice_id: int, by: Actor, outcome: list[str], settlements: dict[int, Settlement]) -> None:
    now = clock.now()
    try:
        with unit_of_work():
            closing.carry_out(
                lambda: hours.close_days(practice_id, MONDAY, by=by, now=now),
                settlements,
                practice_id=practice_id,
                why=Why.HOURS,
                by=by,
                now=now,
            )
        outcome.append("closed")
    except Unsettled:
        outcome.append("asked")


@pytest.mark.parametrize("turn", range(3))
def test_a_day_is_closed_or_booked_and_never_both(app: Flask, engine: str, turn: int, clients: int) -> None:
    practice_id, theirs, by = _keeper(app)
    with app.app_context():
        first = theirs.book(at(16), "first")
        db.session.remove()
    outcome: list[str] = []
    closes = partial(_close, practice_id, by, outcome, {first: Settlement(Fate.CANCEL)})
    books = [partial(theirs.book, at(9 + number % 7), f"browser {number}") for number in range(clients - 1)]
    before = len(books) * turn // 2
    became = theirs.all_at_once(*books[:before], closes, *books[before:])
    assert set(became) <= {"done", "taken"}
    with app.app_context():
        is_closed = db.session.get(ClosedDay, (practice_id, MONDAY)) is not None
        status = operations.get_booking(first).status
        db.session.remove()
    booked = theirs.starts()
    if is_closed:
        assert (outcome, booked, status) == (["closed"], [], Status.CANCELLED)
    else:
        assert (outcome, status) == (["asked"], Status.BOOKED)
        assert Counter(booked)[16] == 1
        assert len(booked) == became["done"]


def test_whoever_waits_for_a_turn_reads_the_hours_as_they_are_then(app: Flask, engine: str) -> None:
    """A patient takes a time while the day is being closed: they wait, and then there is no such time any more."""
    practice_id, theirs, by = _keeper(app)
    written, go_on = threading.Event(), threading.Event()

    def close() -> None:
        with app.app_context(), unit_of_work():
            hours.close_days(practice_id, MONDAY, by=by, now=clock.now())
            written.set()
            assert go_on.wait(30)

    def hold() -> str:
        with app.app_context():
            try:
                theirs.hold(at(9), "browser")
            except TimeTaken:
                return "taken"
            return "held"

    with ThreadPoolExecutor(2) as pool:
        closing_ = pool.submit(close)
        assert written.wait(30)
        holding = pool.submit(hold)
        try:
            if engine == "postgresql":
                _until_somebody_waits(app)
        finally:
            go_on.set()
        closing_.result(30)
        assert holding.result(30) == "taken"
    assert theirs.starts() == []


def _until_somebody_waits(app: Flask) -> None:
    """On SQLite whoever writes second waits before reading anything; here it has to be seen."""
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with app.app_context():
        for _ in range(2000):
            with db.engine.connect() as connection:
                if connection.scalar(waiting):
                    return
        raise AssertionError("Nobody waits.")
