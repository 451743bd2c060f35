"""The worker: every job once, failures kept, stopped in good order, alive after a fault."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.content.feedback import leave_feedback
from app.core import jobs, mail
from app.core.db import db
from app.core.errors import Busy
from app.core.jobs import Job, JobState
from app.core.unit_of_work import unit_of_work
from app.jobs.handlers import HANDLERS, Tools
from app.jobs.schedule import EVERY_DAY, EVERY_FIVE_MINUTES, EVERY_HOUR
from app.jobs.worker import Worker
from tests import factories
from tests.conftest import START, MovableClock

WAIT = 20.0


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    made = app.extensions["worker"]
    yield made
    made.stop()


def _handle(monkeypatch: pytest.MonkeyPatch, name: str, run: Callable[[Tools, dict[str, Any]], None]) -> None:
    monkeypatch.setitem(HANDLERS, name, run)


def _enqueue(app: Flask, *names: str) -> None:
    with app.app_context(), unit_of_work():
        for number, name in enumerate(names):
            jobs.enqueue(name, {"n": number}, now=START)


def _jobs(app: Flask, name: str) -> list[Job]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Job).where(Job.name == name).order_by(Job.id)))


def test_all_that_is_due_is_worked_off_the_schedule_too(
    app: Flask, worker: Worker, moving: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    _handle(monkeypatch, "probe", lambda _, payload: seen.append(payload["n"]))
    _enqueue(app, "probe", "probe", "probe")
    assert worker.work_off() == 3 + len(EVERY_FIVE_MINUTES) + len(EVERY_HOUR) + len(EVERY_DAY)
    assert seen == [0, 1, 2]
    assert worker.work_off() == 0
    moving.move(hours=1)
    assert worker.work_off() == len(EVERY_HOUR) + len(EVERY_FIVE_MINUTES)
    assert [job.slot for job in _jobs(app, "sweep")] == ["sweep@2027-03-01T12", "sweep@2027-03-01T13"]


def test_a_failure_is_kept_with_its_job_and_tried_again(
    app: Flask, worker: Worker, moving: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_tools: Tools, _payload: dict[str, Any]) -> None:
        with unit_of_work():
            jobs.enqueue("never", {}, now=START)
            raise ValueError("x" * 2000)

    _handle(monkeypatch, "probe", fails)
    _enqueue(app, "probe", "no such job")
    for _ in range(5):
        worker.work_off()
        moving.move(hours=1)
    for name, said in (("probe", "ValueError: xxx"), ("no such job", "KeyError")):
        (job,) = _jobs(app, name)
        assert (job.state, job.attempts) == (JobState.DEAD, 5)
        assert (job.last_error or "").startswith(said)
        assert len(job.last_error or "") <= 1000
    assert _jobs(app, "never") == []


def test_two_workers_do_each_job_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    _handle(monkeypatch, "probe", lambda _, payload: seen.append(payload["n"]))
    _enqueue(app, *["probe"] * 12)
    tools = app.extensions["worker"]._tools
    threads = [threading.Thread(target=Worker(app, tools).work_off) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(12))
    assert {job.attempts for job in _jobs(app, "probe")} == {1}


def test_a_started_worker_is_woken_by_a_commit_and_stops_after_the_job_at_hand(
    app: Flask, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_tools: Tools, _payload: dict[str, Any]) -> None:
        begun.set()
        assert go_on.wait(WAIT)

    monkeypatch.setattr("app.jobs.worker.POLL_SECONDS", WAIT)
    _handle(monkeypatch, "probe", slow)
    idle = threading.Event()
    work_off = worker.work_off

    def noted() -> int:
        count = work_off()
        idle.set()
        return count

    monkeypatch.setattr(worker, "work_off", noted)
    worker.start()
    assert idle.wait(WAIT)
    _enqueue(app, "probe", "probe")
    assert begun.wait(WAIT)
    stopper = threading.Thread(target=worker.stop)
    stopper.start()
    assert worker._stopping.wait(WAIT)
    go_on.set()
    stopper.join(WAIT)
    worker.join()
    assert [job.state for job in _jobs(app, "probe")] == [JobState.DONE, JobState.QUEUED]


@pytest.mark.parametrize("fault", [Busy("Later."), sa.exc.OperationalError("x", {}, Exception("disk full"))])
def test_a_fault_of_the_database_does_not_end_the_worker(
    app: Flask, worker: Worker, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    calls: list[int] = []
    twice = threading.Event()

    def work_off() -> int:
        calls.append(1)
        if len(calls) == 1:
            raise fault
        twice.set()
        return 0

    monkeypatch.setattr("app.jobs.worker.POLL_SECONDS", 0.001)
    monkeypatch.setattr(worker, "work_off", work_off)
    worker.start()
    assert twice.wait(WAIT)


def test_the_lease_is_renewed_while_the_job_runs_even_after_a_failed_try(
    app: Flask, worker: Worker, moving: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed = threading.Event()
    tries: list[int] = []
    renew = jobs.renew

    def counted(leased: jobs.LeasedJob, *, now: Any) -> bool:
        tries.append(1)
        if len(tries) == 1:
            raise Busy("Later.")
        kept = renew(leased, now=now)
        if kept:
            renewed.set()
        return kept

    def slow(_tools: Tools, _payload: dict[str, Any]) -> None:
        assert renewed.wait(WAIT)
        with app.app_context():
            job = db.session.scalars(sa.select(Job).where(Job.name == "probe")).one()
            assert job.lease_until == moving.now + timedelta(seconds=0.003)

    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.003))
    monkeypatch.setattr(jobs, "renew", counted)
    _handle(monkeypatch, "probe", slow)
    _enqueue(app, "probe")
    worker.work_off()
    assert [job.state for job in _jobs(app, "probe")] == [JobState.DONE]


class _Post:
    """A mail server that notes what it is given, and that nobody waits for it meanwhile."""

    def __init__(self, app: Flask) -> None:
        self.app, self.sent, self.refuses = app, list[tuple[str, str]](), False

    def send(self, *, to: str, subject: str, text: str) -> None:
        def write() -> None:
            with self.app.app_context(), unit_of_work():
                jobs.enqueue("meanwhile", {}, now=START)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        if self.refuses:
            raise OSError("no")
        self.sent.append((to, subject))


def test_feedback_is_mailed_to_its_readers_once(
    app: Flask, staff: object, moving: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.db.BUSY_TIMEOUT_SECONDS", 0)
    post = _Post(app)
    worker = Worker(app, Tools(site=app.extensions["site"], mail_server=post))  # type: ignore[arg-type]  # as good as one
    _handle(monkeypatch, "meanwhile", lambda *_: None)
    with app.app_context():
        db.engine.dispose()
        with unit_of_work():
            leave_feedback(path="/a/", message="Unclear.", email="", now=START)
    worker.work_off()
    assert sorted(post.sent) == [("admin@example.org", "Feedback on /a/"), ("editor@example.org", "Feedback on /a/")]
    with app.app_context():
        assert all(m.sent_at == moving.now for m in mail.list_messages())
        with unit_of_work():
            jobs.enqueue("mail_feedback", {"feedback_id": 1}, now=START)
            jobs.enqueue("send_mail", {"mail_id": 1}, now=START)
    worker.work_off()
    assert len(post.sent) == 2


def test_without_a_mail_server_mails_wait_in_the_outbox(app: Flask, worker: Worker) -> None:
    with app.app_context(), unit_of_work():
        factories.user()
        for _ in range(2):
            mail.write(to=" a@example.org\n", subject="S\nBcc: x", text="T", cause="c:1", now=START)
    worker.work_off()
    with app.app_context():
        (message,) = mail.list_messages()
        assert (message.to, message.subject, message.sent_at) == ("a@example.org", "S Bcc: x", None)


def test_a_worker_does_not_wake_itself_by_its_own_commits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    worker: Worker = app.extensions["worker"]
    monkeypatch.setattr("app.jobs.worker.POLL_SECONDS", 0)
    work_off, turns = worker.work_off, []

    def once() -> int:
        done = work_off()  # the schedule's first jobs: several commits
        turns.append((done > 0, worker._wake.is_set()))
        worker._stopping.set()
        return done

    monkeypatch.setattr(worker, "work_off", once)
    worker.run()
    assert turns == [(True, False)]


def test_an_idle_worker_takes_no_write_lock(app: Flask) -> None:
    worker: Worker = app.extensions["worker"]
    worker.work_off()
    begun: list[str] = []
    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", lambda *given: begun.append(given[2]))
    assert worker.work_off() == 0
    assert begun
    assert not [statement for statement in begun if statement.startswith("BEGIN IMMEDIATE")]
