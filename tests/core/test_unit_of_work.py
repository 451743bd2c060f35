"""The one place that commits: together or not at all, one at a time, never on what was read before."""

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.content.events import FeedbackLeft, PublicChange
from app.core import cache, events, jobs
from app.core.cache import SiteGeneration
from app.core.db import db
from app.core.errors import Busy
from app.core.unit_of_work import unit_of_work
from tests.conftest import START, MovableClock


def _count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(jobs.Job)) or 0


def _counted_elsewhere(app: Flask) -> int:
    with app.app_context():
        return _count()


def _add(name: str = "sweep") -> None:
    jobs.enqueue(name, {}, now=START)


@pytest.fixture
def impatient(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application with connections that do not wait for a lock."""
    monkeypatch.setattr("app.core.db.BUSY_TIMEOUT_SECONDS", 0)
    with app.app_context():
        db.engine.dispose()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_two_threads_that_write_at_once_lose_nothing(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        cache.raise_generation()
    turns, start = 15, threading.Barrier(2)
    broken: list[BaseException] = []

    def add() -> None:
        try:
            with app.app_context():
                start.wait()
                for _ in range(turns):
                    with unit_of_work():
                        row = db.session.get_one(SiteGeneration, 1)
                        row.number = row.number + 1
        except BaseException as error:  # noqa: BLE001 - told to the test below
            broken.append(error)

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    with app.app_context():
        assert cache.generation() == 1 + 2 * turns


def test_an_exception_takes_back_everything_jobs_included(house: Flask) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        _add()
        events.record(PublicChange(1))
        db.session.flush()
        raise ZeroDivisionError
    assert _count() == 0
    assert cache.generation() == 0
    with unit_of_work():
        _add()
    assert _count() == 1


def test_an_exception_while_the_jobs_are_written_takes_back_the_change(
    house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_events: list[events.Event]) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.core.unit_of_work._Wiring.after_events", staticmethod(fails))
    with pytest.raises(ZeroDivisionError), unit_of_work():
        _add()
    assert _count() == 0


def test_events_become_jobs_in_the_same_commit(house: Flask) -> None:
    seen_from_outside: list[int] = []
    with unit_of_work():
        events.record(FeedbackLeft(7))
        db.session.flush()
        thread = threading.Thread(target=lambda: seen_from_outside.append(_counted_elsewhere(house)))
        thread.start()
        thread.join()
    assert seen_from_outside == [0]
    job = db.session.scalars(sa.select(jobs.Job)).one()
    assert (job.name, job.payload) == ("mail_feedback", {"feedback_id": 7})


def test_a_public_change_raises_the_generation_once(house: Flask) -> None:
    with unit_of_work():
        events.record(PublicChange(1))
        events.record(PublicChange(2))
    with unit_of_work():
        _add()
    assert cache.generation() == 1
    with unit_of_work():
        events.record(PublicChange(1))
    assert cache.generation() == 2


def test_what_comes_after_the_commit_sees_it_done(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []
    monkeypatch.setattr("app.core.unit_of_work._Wiring.after_commit", (lambda: counts.append(_count()),))
    with unit_of_work():
        _add()
    with pytest.raises(ZeroDivisionError), unit_of_work():
        raise ZeroDivisionError
    assert counts == [1]


def test_one_inside_another_is_refused(house: Flask) -> None:
    with unit_of_work():
        _add()
        with pytest.raises(RuntimeError, match="already open"), unit_of_work():
            pass  # pragma: no cover - never entered
    assert _count() == 1


def test_writing_outside_is_refused(house: Flask) -> None:
    db.session.add(jobs.Job(name="x", payload={}, created_at=START, run_at=START))
    with pytest.raises(RuntimeError, match="inside a unit of work"):
        db.session.flush()
    db.session.rollback()
    for statement in (
        sa.insert(jobs.Job).values(name="x", payload={}, created_at=START, run_at=START, attempts=0, state="queued"),
        sa.update(jobs.Job).values(name="y"),
        sa.delete(jobs.Job),
    ):
        with pytest.raises(RuntimeError, match="inside a unit of work"):
            db.session.execute(statement)
    db.session.rollback()
    assert _count() == 0


def test_a_change_made_before_it_is_refused(house: Flask) -> None:
    db.session.add(jobs.Job(name="x", payload={}, created_at=START, run_at=START))
    with pytest.raises(RuntimeError, match="changed outside"), unit_of_work():
        pass  # pragma: no cover - never entered
    db.session.rollback()


def test_an_event_outside_is_refused(house: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside a unit of work"):
        events.record(PublicChange(1))


@pytest.mark.sqlite
def test_it_is_busy_while_another_connection_writes_and_works_afterwards(impatient: Flask) -> None:
    with db.engine.connect() as other:
        raw = other.connection.dbapi_connection
        assert raw is not None
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy), unit_of_work():
            pass  # pragma: no cover - never entered
        raw.rollback()
    with unit_of_work():
        _add()
    assert _count() == 1


@pytest.mark.sqlite
def test_it_is_busy_when_a_reader_keeps_the_commit_waiting(impatient: Flask) -> None:
    with db.engine.connect() as reader:
        if reader.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal":
            pytest.fail(
                "In WAL readers keep nobody waiting: drop this test."
            )  # pragma: no cover - not with this SQLite
        reader.execute(sa.select(jobs.Job.id)).all()
        with pytest.raises(Busy), unit_of_work():
            _add()
    assert _count() == 0


def test_another_fault_of_the_database_is_not_called_busy(house: Flask) -> None:
    with pytest.raises(sa.exc.DatabaseError, match="no_such"), unit_of_work():
        db.session.execute(sa.text("DELETE FROM no_such"))
    assert _count() == 0


@pytest.mark.parametrize("read_in_between", [False, True])
def test_what_was_read_before_is_read_again(house: Flask, moving: MovableClock, read_in_between: bool) -> None:
    with unit_of_work():
        cache.raise_generation()
        mine = db.session.get_one(SiteGeneration, 1)
    if read_in_between:
        cache.generation()
        db.session.rollback()
        assert mine.number == 1
        db.session.rollback()
    with unit_of_work():
        db.session.execute(sa.text("UPDATE site_generation SET number = 40"))
    with unit_of_work():
        row = db.session.get_one(SiteGeneration, 1)
        row.number = row.number + 1
    assert cache.generation() == 41


def test_two_applications_do_not_share_a_session(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert create_app(app.extensions["settings"]).extensions["worker"] is not app.extensions["worker"]
