"""No two of one practitioner overlap: forty who want one time at once, and a database that refuses by itself."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.booking import operations
from app.booking.errors import TimeTaken
from app.booking.models import OCCUPYING, Booking, Status
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests.booking.practices import at, bookable

CLIENTS = 40


def overlapping() -> int:
    """How many pairs of occupied times of one practitioner overlap."""
    one, other = sa.orm.aliased(Booking), sa.orm.aliased(Booking)
    pairs = sa.select(sa.func.count()).where(
        one.practitioner_id == other.practitioner_id,
        one.id < other.id,
        one.status.in_(OCCUPYING),
        other.status.in_(OCCUPYING),
        one.starts_at < other.occupied_until,
        other.starts_at < one.occupied_until,
    )
    return db.session.scalar(pairs) or 0


def test_of_forty_at_once_one_has_the_time(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        there = bookable(now=clock.now())
        ids = there.location.id, there.service.id

    def try_it(number: int) -> str:
        with app.app_context():
            try:
                with unit_of_work():
                    operations.hold(*ids, at(9), browser=str(number), now=clock.now())
            except TimeTaken:
                return "taken"
            return "held"

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(try_it, range(CLIENTS)))
    assert (answers.count("held"), answers.count("taken")) == (1, CLIENTS - 1)
    with app.app_context():
        assert overlapping() == 0


@pytest.mark.parametrize("minutes", [-30, 0, 30])
def test_the_database_itself_refuses_what_overlaps(house: Flask, minutes: int) -> None:
    with unit_of_work():
        there = bookable(now=clock.now())
        first, second = (
            operations.new_booking(there.offer, at(hour), status=Status.BOOKED, now=clock.now()) for hour in (9, 10)
        )
        db.session.add_all([first, second])
    with pytest.raises(sa.exc.IntegrityError, match="ex_bookings_one_at_a_time"), unit_of_work():
        start = at(9) + timedelta(minutes=minutes)
        db.session.add(operations.new_booking(there.offer, start, status=Status.HELD, now=clock.now()))
    with pytest.raises(sa.exc.IntegrityError, match="ex_bookings_one_at_a_time"), unit_of_work():
        operations.get_booking(second.id).starts_at = at(9, 59)


def test_both_databases_are_told_the_same_statuses() -> None:
    root = Path(__file__).parents[2]
    text = (root / "migrations/env.py").read_text() + (
        root / "migrations/versions/0004_the_directory_and_booking.py"
    ).read_text()
    lists = re.findall(r"status IN \(([^)]*)\)", text)
    assert len(lists) == 3
    assert {frozenset(re.findall(r"\w+", found)) for found in lists} == {frozenset(s.value for s in OCCUPYING)}
