"""The worker: leases one job after another and runs it. In the web process on one machine, or started by itself."""

import threading
import traceback
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from app.core import clock, jobs
from app.core.errors import Busy
from app.core.unit_of_work import unit_of_work
from app.jobs.handlers import HANDLERS, Tools
from app.jobs.schedule import enqueue_what_is_due, slots_to_fill

POLL_SECONDS = 2.0
log = structlog.get_logger()


class AppLike(Protocol):
    """The part of the Flask application that the worker needs."""

    def app_context(self) -> AbstractContextManager[Any]: ...


@dataclass(frozen=True)
class Failed:
    """Why a job failed; `for_good` when trying again is no use."""

    words: str
    for_good: bool


class Worker:
    """One thread's loop. `wake` makes it look at once; `stop` lets the job at hand finish."""

    def __init__(self, app: AppLike, tools: Tools) -> None:
        self._app, self._tools = app, tools
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._runner: int | None = None

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Look at once. Its own commits do not count: it looks again after each job anyway, and would never rest."""
        if threading.get_ident() != self._runner:
            self._wake.set()

    def join(self) -> None:
        """Wait until it is stopped. In short turns, so that a signal is heard."""
        while self._thread.is_alive():
            self._thread.join(timeout=1)

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def run(self) -> None:
        self._runner = threading.get_ident()
        while not self._stopping.is_set():
            try:
                self.work_off()
            except Busy:
                log.info("worker.database_busy")
            except Exception as error:
                log.exception("worker.failed", exc_info=error)
            self._wake.wait(POLL_SECONDS)
            self._wake.clear()

    def work_off(self) -> int:
        """Run every job that is due; returns how many were run."""
        self._fill_the_schedule()
        count = 0
        while not self._stopping.is_set() and self._one():
            count += 1
        return count

    def _fill_the_schedule(self) -> None:
        with self._app.app_context():
            if slots_to_fill(now=clock.now()):  # reading first: an idle worker takes no write lock
                with unit_of_work():
                    enqueue_what_is_due(now=clock.now())

    def _one(self) -> bool:
        with self._app.app_context():
            if not jobs.anything_due(now=clock.now()):
                return False
            with unit_of_work():
                leased = jobs.lease_next(now=clock.now())
            if leased is None:
                return False
            failed = self._attempt(leased)
            with unit_of_work():
                if failed is None:
                    jobs.complete(leased, now=clock.now())
                else:
                    jobs.fail(leased, failed.words, now=clock.now(), give_up=failed.for_good)
        return True

    def _attempt(self, leased: jobs.LeasedJob) -> Failed | None:
        """Run it in a context of its own, its lease renewed as long as it runs; what went wrong, or None."""
        finished = threading.Event()
        heartbeat = threading.Thread(target=self._keep_lease, args=(leased, finished), daemon=True)
        heartbeat.start()
        try:
            with self._app.app_context():
                HANDLERS[leased.name](self._tools, leased.payload)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is kept with the job, shown in the desk and tried again
            log.warning(
                "job.failed",
                job=leased.name,
                attempt=leased.attempt,
                error=str(error),
                trace=traceback.format_exc(limit=5),
            )
            return Failed(f"{type(error).__name__}: {error}"[:1000], for_good=isinstance(error, jobs.GiveUp))
        finally:
            finished.set()
            heartbeat.join()
        return None

    def _keep_lease(self, leased: jobs.LeasedJob, finished: threading.Event) -> None:
        while not finished.wait(jobs.LEASE.total_seconds() / 3):
            try:
                with self._app.app_context(), unit_of_work():
                    jobs.renew(leased, now=clock.now())
            except Exception as error:  # noqa: BLE001 - the next beat may succeed; the job goes on meanwhile
                log.warning("worker.lease_not_renewed", job=leased.name, error=str(error))
