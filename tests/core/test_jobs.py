"""The job table: leased, renewed, done once, tried again with growing pauses, parked after five tries."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.core import jobs
from app.core.db import db
from app.core.jobs import Job, JobState, LeasedJob
from app.core.unit_of_work import unit_of_work
from tests.conftest import MovableClock

pytestmark = pytest.mark.usefixtures("house")


def _enqueue(name: str, now: datetime, **more: object) -> None:
    with unit_of_work():
        jobs.enqueue(name, {"n": 1}, now=now, **more)  # type: ignore[arg-type]  # as the tests need


def _lease(now: datetime) -> LeasedJob | None:
    with unit_of_work():
        return jobs.lease_next(now=now)


def _leased(now: datetime) -> LeasedJob:
    leased = _lease(now)
    assert leased is not None
    return leased


def _only() -> Job:
    db.session.expire_all()
    return db.session.scalars(sa.select(Job)).one()


def test_the_job_due_longest_comes_first_and_the_future_waits(moving: MovableClock) -> None:
    _enqueue("later", moving.now, run_at=moving.now + timedelta(minutes=1))
    _enqueue("second", moving.now)
    _enqueue("first", moving.now, run_at=moving.now - timedelta(minutes=1))
    assert [_leased(moving.now).name for _ in range(2)] == ["first", "second"]
    assert _lease(moving.now) is None
    assert _leased(moving.move(minutes=1)).name == "later"


def test_a_leased_job_is_nobody_elses_until_its_lease_runs_out(moving: MovableClock) -> None:
    _enqueue("x", moving.now)
    first = _leased(moving.now)
    assert _lease(moving.move(minutes=5)) is None
    second = _leased(moving.move(seconds=1))
    assert (second.id, second.attempt) == (first.id, 2)
    with unit_of_work():
        assert not jobs.complete(first, now=moving.now)
        assert not jobs.fail(first, "late", now=moving.now)
        assert not jobs.renew(first, now=moving.now)
        assert jobs.complete(second, now=moving.now)
    assert (_only().state, _only().finished_at, _only().lease_token) == (JobState.DONE, moving.now, None)


def test_a_renewed_lease_lasts_longer(moving: MovableClock) -> None:
    _enqueue("x", moving.now)
    leased = _leased(moving.now)
    with unit_of_work():
        assert jobs.renew(leased, now=moving.move(minutes=4))
    assert _lease(moving.move(minutes=4)) is None
    with unit_of_work():
        assert jobs.complete(leased, now=moving.now)


def test_a_job_done_is_done_once(moving: MovableClock) -> None:
    _enqueue("x", moving.now)
    leased = _leased(moving.now)
    with unit_of_work():
        assert jobs.complete(leased, now=moving.now)
        assert not jobs.complete(leased, now=moving.now)
    assert _lease(moving.move(days=1)) is None


def test_after_each_failure_the_pause_grows_and_after_the_fifth_it_is_parked(moving: MovableClock) -> None:
    _enqueue("x", moving.now)
    pauses = []
    for attempt in range(1, 6):
        leased = _leased(moving.now)
        assert leased.attempt == attempt
        with unit_of_work():
            assert jobs.fail(leased, f"failed {attempt}", now=moving.now)
        pauses.append((_only().run_at - moving.now).total_seconds())
        assert _only().last_error == f"failed {attempt}"
        moving.now = max(moving.now, _only().run_at)
    assert pauses[:4] == [10, 40, 160, 640]
    assert _only().state is JobState.DEAD
    assert _lease(moving.move(days=30)) is None


def test_a_job_that_takes_its_worker_down_each_time_is_parked_too(moving: MovableClock) -> None:
    _enqueue("poison", moving.now)
    for _ in range(jobs.MAX_ATTEMPTS):
        assert _lease(moving.move(minutes=6)) is not None
    _enqueue("healthy", moving.move(minutes=6))
    assert _leased(moving.now).name == "healthy"
    parked = db.session.scalars(sa.select(Job).where(Job.name == "poison")).one()
    assert (parked.state, parked.finished_at, parked.lease_token) == (JobState.DEAD, moving.now, None)
    assert "worker" in (parked.last_error or "")


def test_a_parked_job_can_be_tried_again_from_the_beginning(moving: MovableClock) -> None:
    _enqueue("x", moving.now, key="k")
    for _ in range(5):
        with unit_of_work():
            leased = jobs.lease_next(now=moving.move(hours=1))
            assert leased is not None
            jobs.fail(leased, "no", now=moving.now)
    with unit_of_work():
        assert jobs.try_again(_only().id, now=moving.now)
        assert not jobs.try_again(999, now=moving.now)
    assert _leased(moving.now).attempt == 1


def test_one_job_waiting_under_a_key_is_enough(moving: MovableClock) -> None:
    for _ in range(2):
        _enqueue("x", moving.now, key="k")
    assert _leased(moving.now).name == "x"
    assert _lease(moving.now) is None
    _enqueue("x", moving.now, key="k")
    assert _leased(moving.now).name == "x"


def test_a_failed_job_does_not_stand_in_the_way_of_a_new_one_under_its_key(moving: MovableClock) -> None:
    _enqueue("x", moving.now, key="k")
    leased = _leased(moving.now)
    _enqueue("x", moving.now, key="k")
    with unit_of_work():
        assert jobs.fail(leased, "no", now=moving.now)
    assert len(jobs.list_jobs(JobState.QUEUED)) == 2


def test_a_slot_of_the_schedule_is_filled_once(moving: MovableClock) -> None:
    for _ in range(2):
        with unit_of_work():
            jobs.enqueue_once("sweep", slot="sweep@1", now=moving.now)
    leased = _leased(moving.now)
    with unit_of_work():
        jobs.complete(leased, now=moving.now)
    with unit_of_work():
        jobs.enqueue_once("sweep", slot="sweep@1", now=moving.now)
    assert _lease(moving.now) is None


def test_done_jobs_are_forgotten_and_parked_ones_are_not(moving: MovableClock) -> None:
    for name in ("done", "dead"):
        _enqueue(name, moving.now)
    with unit_of_work():
        done = jobs.lease_next(now=moving.now)
        dead = jobs.lease_next(now=moving.now)
        assert done is not None
        assert dead is not None
        jobs.complete(done, now=moving.now)
        jobs.fail(LeasedJob(dead.id, dead.name, {}, dead.token, 5), "no", now=moving.now)
    with unit_of_work():
        jobs.forget_done(before=moving.now)
    assert len(jobs.list_jobs(*JobState)) == 2
    with unit_of_work():
        jobs.forget_done(before=moving.move(seconds=1))
    assert [job.name for job in jobs.list_jobs(*JobState)] == ["dead"]
