"""The job table: work that follows a change, saved in the change's own transaction.

A job is leased, not taken: if its worker dies, the lease runs out and another runs it again. So a job may run twice,
and every handler must be harmless then. A worker whose lease has run out can no longer mark the job as done.
"""

import enum
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Id, Model, db, enum_of

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 5


class GiveUp(Exception):
    """Trying again is no use: the job is parked at once, for a person to look at."""


class JobState(enum.StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"  # tried five times; shown in the desk, can be tried again by hand


class Job(Model):
    __tablename__ = "jobs"
    __table_args__ = (
        sa.Index("ix_jobs_due", "state", "run_at"),
        sa.Index(
            "uq_jobs_waiting_key",
            "key",
            unique=True,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        ),
    )

    id: Mapped[Id]
    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    key: Mapped[str | None]
    """One job waiting under a key is enough."""
    slot: Mapped[str | None] = mapped_column(unique=True)
    """A turn of the schedule, filled once."""
    state: Mapped[JobState] = mapped_column(enum_of(JobState), default=JobState.QUEUED)
    created_at: Mapped[datetime]
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


@dataclass(frozen=True)
class LeasedJob:
    id: int
    name: str
    payload: dict[str, Any]
    token: str
    attempt: int


def enqueue(
    name: str, payload: dict[str, Any], *, now: datetime, run_at: datetime | None = None, key: str | None = None
) -> None:
    """Add a job to the open unit of work. With `key`, a job already waiting under that key is enough."""
    if key is not None:
        waiting = sa.select(Job.id).where(Job.key == key, Job.state == JobState.QUEUED)
        if db.session.scalar(waiting) is not None:
            return
    db.session.add(
        Job(name=name, payload=payload, key=key, created_at=now, run_at=run_at or now, state=JobState.QUEUED)
    )


def is_filled(slot: str) -> bool:
    """Whether a turn of the schedule was ever filled, whether its job has run by now or not."""
    return db.session.scalar(sa.select(Job.id).where(Job.slot == slot)) is not None


def list_filled(slots: Collection[str]) -> set[str]:
    """Which of these turns were ever filled."""
    return {slot for slot in db.session.scalars(sa.select(Job.slot).where(Job.slot.in_(slots))) if slot}


def enqueue_once(name: str, *, slot: str, now: datetime) -> None:
    """Add a job of the schedule unless its slot was ever filled."""
    if not is_filled(slot):
        db.session.add(Job(name=name, payload={}, slot=slot, created_at=now, run_at=now, state=JobState.QUEUED))


def forget_done(*, before: datetime) -> None:
    """Drop jobs that were done before an instant."""
    db.session.execute(sa.delete(Job).where(Job.state == JobState.DONE, Job.finished_at < before))


def anything_due(*, now: datetime) -> bool:
    """Whether there is a job to lease. Only reads."""
    return db.session.scalar(sa.select(Job.id).where(_due(now)).limit(1)) is not None


def _due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(Job.state == JobState.QUEUED, Job.run_at <= now),
        sa.and_(Job.state == JobState.RUNNING, Job.lease_until < now),
    )


def lease_next(*, now: datetime) -> LeasedJob | None:
    """Lease the job that has been due longest, or None. Call inside a unit of work and run the job outside it."""
    _park_the_deadly(now=now)
    job = db.session.scalar(
        sa.select(Job).where(_due(now)).order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True)
    )
    if job is None:
        return None
    job.state = JobState.RUNNING
    job.attempts += 1
    job.lease_token = secrets.token_hex(16)
    job.lease_until = now + LEASE
    return LeasedJob(job.id, job.name, dict(job.payload), job.lease_token, job.attempts)


def _park_the_deadly(*, now: datetime) -> None:
    """A job whose worker died with it each time would take down the next one too, for ever."""
    deadly = sa.and_(Job.state == JobState.RUNNING, Job.lease_until < now, Job.attempts >= MAX_ATTEMPTS)
    error = f"The worker stopped or lost it in the middle, {MAX_ATTEMPTS} times."
    parked = sa.update(Job).where(deadly).values(state=JobState.DEAD, finished_at=now, last_error=error)
    db.session.execute(parked.values(lease_token=None, lease_until=None))


def renew(leased: LeasedJob, *, now: datetime) -> bool:
    """Say that the job is still being worked on; False when the lease was lost."""
    return _settle(leased, lease_token=leased.token, lease_until=now + LEASE)


def complete(leased: LeasedJob, *, now: datetime) -> bool:
    """Mark as done; False when the lease was lost and somebody else has the job now."""
    return _settle(leased, state=JobState.DONE, finished_at=now, last_error=None)


def fail(leased: LeasedJob, error: str, *, now: datetime, give_up: bool = False) -> bool:
    """Try again later, each time after a longer pause; after the fifth time, or to `give_up`, park it for a person to look
    at."""
    if give_up or leased.attempt >= MAX_ATTEMPTS:
        return _settle(leased, state=JobState.DEAD, finished_at=now, last_error=error)
    pause = timedelta(seconds=10 * 4 ** (leased.attempt - 1))
    return _settle(leased, state=JobState.QUEUED, run_at=now + pause, last_error=error, key=None)


def _settle(leased: LeasedJob, **changes: Any) -> bool:
    mine = sa.and_(Job.id == leased.id, Job.lease_token == leased.token, Job.state == JobState.RUNNING)
    settled = (
        sa.update(Job).where(mine).values(**{"lease_token": None, "lease_until": None, **changes}).returning(Job.id)
    )
    return db.session.execute(settled).first() is not None


def try_again(job_id: int, *, now: datetime) -> bool:
    """Queue a parked job once more."""
    parked = sa.update(Job).where(Job.id == job_id, Job.state == JobState.DEAD)
    again = parked.values(state=JobState.QUEUED, run_at=now, attempts=0, key=None).returning(Job.id)
    return db.session.execute(again).first() is not None


def list_jobs(*states: JobState, limit: int = 100) -> list[Job]:
    """The newest jobs in one of `states`."""
    return list(db.session.scalars(sa.select(Job).where(Job.state.in_(states)).order_by(Job.id.desc()).limit(limit)))


def count_dead() -> list[tuple[str, int]]:
    """The names of the jobs that failed for good, with how many of each."""
    dead = sa.select(Job.name, sa.func.count()).where(Job.state == JobState.DEAD).group_by(Job.name)
    return [(name, count) for name, count in db.session.execute(dead.order_by(Job.name))]
