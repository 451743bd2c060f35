"""Many who want one time at once, on both databases: one has it, everybody else is told so, and nobody meets a fault.

Forty at a time here; two hundred in `make soak`.
"""

import re
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.booking import changing, diary_keeping, operations
from app.booking.availability import get_offer
from app.booking.errors import TimeTaken
from app.booking.models import OCCUPYING, Booking, BookingEvent, Party, Status
from app.booking.operations import PATIENT, Who
from app.booking.sealing import Patient
from app.core import clock
from app.core.db import db
from app.core.errors import Gone
from app.core.unit_of_work import unit_of_work
from app.directory.models import Location
from tests.booking.practices import at, bookable
from tests.conftest import MovableClock

PRACTICE = Who(Party.PRACTICE, user_id=1)
BOTH = [
    pytest.param("sqlite", marks=pytest.mark.sqlite),
    pytest.param("postgresql", marks=pytest.mark.postgresql),
]
pytestmark = pytest.mark.parametrize("engine", BOTH)


@dataclass(frozen=True)
class Diary:
    """One practitioner's diary, and many who try something with it at the same moment."""

    app: Flask
    location_id: int
    service_id: int

    def hold(self, starts_at: datetime, browser: str) -> int:
        with unit_of_work():
            held = operations.hold(self.location_id, self.service_id, starts_at, browser=browser, now=clock.now())
            return held.id

    def book(self, starts_at: datetime, browser: str) -> int:
        held = self.hold(starts_at, browser)
        self.confirm(held, browser, key=browser)
        return held

    def confirm(self, booking_id: int, browser: str, *, key: str) -> int:
        patient = Patient("Sample patient", f"{browser}@example.org")
        with unit_of_work():
            booking, _ = operations.confirm(
                booking_id, patient, browser=browser, key=key, privacy_version=1, now=clock.now()
            )
            return booking.id

    def all_at_once(self, *tries: Callable[[], object]) -> Counter[str]:
        """What became of each: "done", "taken", "gone". Any other exception is raised here."""
        together = threading.Barrier(len(tries))

        def run(attempt: Callable[[], object]) -> str:
            with self.app.app_context():
                together.wait()
                try:
                    attempt()
                except TimeTaken:
                    return "taken"
                except Gone:
                    return "gone"
                return "done"

        with ThreadPoolExecutor(len(tries)) as pool:
            return Counter(pool.map(run, tries))

    def occupied(self) -> list[tuple[datetime, datetime]]:
        """The occupied times, in order; that no two overlap is asserted on the way."""
        with self.app.app_context():
            rows = db.session.execute(
                sa.select(Booking.starts_at, Booking.occupied_until)
                .where(Booking.status.in_(OCCUPYING), Booking.location_id == self.location_id)
                .order_by(Booking.starts_at)
            ).all()
        for before, after in pairwise(rows):
            assert before.occupied_until <= after.starts_at
        return [(row.starts_at, row.occupied_until) for row in rows]

    def starts(self) -> list[int]:
        return [start.hour for start, _ in self.occupied()]

    def history(self, booking_id: int) -> list[str]:
        """What happened to a booking, in order."""
        mine = sa.select(BookingEvent.what).where(BookingEvent.booking_id == booking_id).order_by(BookingEvent.id)
        with self.app.app_context():
            return list(db.session.scalars(mine))


@pytest.fixture
def diary(app: Flask, engine: str) -> Diary:
    """Nine to twelve, an hour each."""
    with app.app_context():
        assert db.engine.dialect.name == engine
    return _diary(app)


def _diary(app: Flask, *, step: int = 60, gap: int = 0) -> Diary:
    with app.app_context(), unit_of_work():
        there = bookable(now=clock.now(), step=step, gap=gap)
        return Diary(app, there.location.id, there.service.id)


def test_of_all_who_want_one_time_one_has_it(diary: Diary, clients: int) -> None:
    answers = diary.all_at_once(*(lambda n=n: diary.hold(at(9), str(n)) for n in range(clients)))
    assert answers == {"done": 1, "taken": clients - 1}
    assert diary.starts() == [9]


def test_unequal_times_that_overlap_are_one_time(app: Flask, engine: str, clients: int) -> None:
    diary = _diary(app, step=5, gap=10)
    wanted = [at(9) + timedelta(minutes=5 * (n % 12)) for n in range(clients)]
    answers = diary.all_at_once(*(lambda n=n, w=w: diary.hold(w, str(n)) for n, w in enumerate(wanted)))
    assert set(answers) == {"done", "taken"}
    assert len(diary.occupied()) == answers["done"] <= 2


def test_whoever_confirms_late_and_whoever_wants_the_time_now(diary: Diary, clients: int, moving: MovableClock) -> None:
    with diary.app.app_context():
        held = diary.hold(at(9), "slow")
    moving.move(minutes=10)
    answers = diary.all_at_once(
        lambda: diary.confirm(held, "slow", key="slow"),
        *(lambda n=n: diary.hold(at(9), str(n)) for n in range(clients - 1)),
    )
    assert answers == {"done": 1, "taken": clients - 1}
    assert diary.starts() == [9]


def test_a_form_that_is_sent_many_times_books_once(diary: Diary, clients: int) -> None:
    with diary.app.app_context():
        held = diary.hold(at(9), "one")
    ids: list[int] = []
    answers = diary.all_at_once(*(lambda: ids.append(diary.confirm(held, "one", key="form")) for _ in range(clients)))
    assert answers == {"done": clients}
    assert set(ids) == {held}
    assert diary.starts() == [9]


def test_who_moves_keeps_the_old_time_until_the_new_one_is_theirs(diary: Diary, clients: int) -> None:
    with diary.app.app_context():
        mine = diary.book(at(9), "mine")

    def move() -> None:
        with unit_of_work():
            changing.move(mine, at(10), by=PATIENT, now=clock.now())

    answers = diary.all_at_once(move, *(lambda n=n: diary.hold(at(10), str(n)) for n in range(clients - 1)))
    assert answers == {"done": 1, "taken": clients - 1}
    with diary.app.app_context():
        moved = operations.get_booking(mine)
        assert moved.status is Status.BOOKED
        assert diary.starts() == ([10] if moved.starts_at == at(10) else [9, 10])


def test_cancelled_and_moved_at_once_is_never_both(diary: Diary, clients: int) -> None:
    with diary.app.app_context():
        mine = diary.book(at(9), "mine")

    def move() -> None:
        with unit_of_work():
            changing.move(mine, at(10), by=PATIENT, now=clock.now())

    def cancel() -> None:
        with unit_of_work():
            changing.cancel(mine, by=PATIENT, now=clock.now())

    answers = diary.all_at_once(*(move if n % 2 else cancel for n in range(clients)))
    assert set(answers) <= {"done", "gone"}
    with diary.app.app_context():
        booking = operations.get_booking(mine)
        assert booking.status is Status.CANCELLED
        assert booking.ical_sequence == (2 if booking.starts_at == at(10) else 1)
        with pytest.raises(Gone), unit_of_work():
            changing.move(mine, at(11), by=PATIENT, now=clock.now())
    assert diary.history(mine)[-1] == "cancelled"  # and nothing was moved that had been called off
    assert diary.occupied() == []


def test_of_three_free_times_three_are_had(diary: Diary, clients: int) -> None:
    answers = diary.all_at_once(*(lambda n=n: diary.hold(at(9 + n % 3), str(n)) for n in range(clients)))
    assert answers == {"done": 3, "taken": clients - 3}
    assert diary.starts() == [9, 10, 11]


def test_a_practice_that_keeps_the_day_for_itself_or_a_patient_who_was_first(diary: Diary, clients: int) -> None:
    def block() -> None:
        with unit_of_work():
            location = db.session.get_one(Location, diary.location_id)
            diary_keeping.block(
                location, at(8), at(18), called="Closed", zone="Europe/London", by=PRACTICE, now=clock.now()
            )

    answers = diary.all_at_once(
        block,
        *(lambda n=n: diary.hold(at(9 + n % 3), str(n)) for n in range(clients - 1)),
    )
    closed = diary.starts() == [8]
    assert answers["done"] == (1 if closed else 3)
    assert diary.starts() == ([8] if closed else [9, 10, 11])


@pytest.mark.parametrize("minutes", [-30, 0, 30])
def test_the_database_itself_refuses_what_overlaps(diary: Diary, minutes: int) -> None:
    """Whatever our own code forgets to look at."""
    with diary.app.app_context():
        first, second = (_row(diary, at(hour)) for hour in (9, 10))
        with unit_of_work():
            db.session.add_all([first, second])
        with pytest.raises(sa.exc.IntegrityError, match="ex_bookings_one_at_a_time"), unit_of_work():
            db.session.add(_row(diary, at(9) + timedelta(minutes=minutes)))
        with pytest.raises(sa.exc.IntegrityError, match="ex_bookings_one_at_a_time"), unit_of_work():
            operations.get_booking(second.id).starts_at = at(9, 59)
        with unit_of_work():
            operations.get_booking(second.id).status = Status.CANCELLED
        with unit_of_work():
            db.session.add(_row(diary, at(10)))


class _NoLock:
    """Instead of the number of the one lock: another each time it is written down, so that nobody waits for anybody."""

    def __format__(self, _spec: str) -> str:
        return str(secrets.randbelow(2**62))


@pytest.mark.parametrize("row_lock", [True, False])
def test_without_the_one_writer_the_lock_of_the_diary_or_the_constraint_holds(
    diary: Diary, engine: str, clients: int, row_lock: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL; SQLite has one writer whatever we do."""
    monkeypatch.setattr("app.core.db.WRITE_LOCK", _NoLock())
    if not row_lock:
        monkeypatch.setattr(operations, "lock_diary", lambda *_args, **_more: None)
    answers = diary.all_at_once(*(lambda n=n: diary.hold(at(9), str(n)) for n in range(clients)))
    assert answers == {"done": 1, "taken": clients - 1}
    assert diary.starts() == [9]


def _row(diary: Diary, starts_at: datetime) -> Booking:
    offer = get_offer(diary.location_id, diary.service_id)
    return operations.new_booking(offer, starts_at, status=Status.BOOKED, now=clock.now())


def test_both_databases_are_told_the_same_statuses(engine: str) -> None:
    root = Path(__file__).parents[2]
    told = (root / "app/core/guards.py", root / "migrations/versions/0005_the_directory_and_booking.py")
    lists = re.findall(r"status IN \(([^)]*)\)", "".join(path.read_text(encoding="utf-8") for path in told))
    assert len(lists) == 4
    assert {frozenset(re.findall(r"\w+", found)) for found in lists} == {frozenset(s.value for s in OCCUPYING)}
