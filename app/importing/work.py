"""The slow part of an import, item by item, for the jobs door and for commands. Each step may run twice.

Every item is held by a lock on a file while it is brought in, so that a command, a worker and a second worker never
work on the same one; the lock goes with the process that held it.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import structlog

from app.accounts.queries import get_user
from app.core.db import db
from app.core.errors import Busy, HouseError
from app.core.unit_of_work import unit_of_work
from app.importing import operations, queries
from app.importing.bringing import Bringing
from app.importing.models import ItemState, RunState
from app.importing.podcast_feed import read_feed
from app.importing.show_bringing import bring_show, finish_show
from app.media.settings import wired

Now = Callable[[], datetime]
log = structlog.get_logger()
PROGRESS_SECONDS = 1.0
LEFT_LIFE = timedelta(days=7)


class Paused(Exception):
    """Somebody pressed Pause, or the item was settled elsewhere."""


def folder() -> Path:
    """Where audio is on its way; beside the uploads, on the same disk as the storage."""
    return wired().uploads / "imports"


def sweep(*, now: datetime) -> None:
    """Take away what an import left on its way a week ago: pieces of what was set aside, and spent locks. Whoever goes
    on later fetches anew."""
    for path in folder().glob("*"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - LEFT_LIFE:
            path.unlink(missing_ok=True)


def bring_next(run_id: int, item_id: int, *, now: Now) -> None:
    """Bring in one item, or end the run when there is none left, and queue what comes after it."""
    if item_id:
        with held(f"item-{item_id}") as mine:
            if not mine:
                return
            _bring(run_id, item_id, now)
    with unit_of_work():
        run = queries.get_run(run_id)
        if run.state is not RunState.RUNNING:
            return
        waiting = queries.next_items(run_id, limit=1)
        if waiting:
            operations.queue_next(run, now=now())
    if not waiting:
        with held(f"run-{run_id}") as mine:
            if mine:
                _finish(run_id, now)


def _bring(run_id: int, item_id: int, now: Now) -> None:
    with unit_of_work():
        run, item = queries.get_run(run_id), queries.get_item(item_id)
        if not operations.begin_item(item, run, now=now()):
            return
    try:
        _Step(run_id, item_id, now).take()
    except Paused:
        _note(item_id, lambda item: setattr(item, "state", ItemState.WAITING))
    except Busy:
        raise  # the job tries again
    except HouseError as refusal:
        message = refusal.message
        _note(item_id, lambda item: operations.set_aside(item, message, now=now()))
    except Exception as error:
        log.exception("import.item_failed", item=item_id, exc_info=error)
        reason = f"It failed here for a reason that is in the log ({type(error).__name__})."
        _note(item_id, lambda item: operations.set_aside(item, reason, now=now()))


class _Step:
    """One item on its way."""

    def __init__(self, run_id: int, item_id: int, now: Now) -> None:
        self._run_id, self._item_id, self._now = run_id, item_id, now
        self._said_at = monotonic()

    def take(self) -> None:
        run, item = queries.get_run(self._run_id), queries.get_item(self._item_id)
        feed = read_feed(run.document)
        user = get_user(run.created_by_id or 0)
        by, active = user.actor, user.active
        said = next(found for found in feed.items if found.position == item.position)
        db.session.rollback()  # an open read transaction would keep every writer waiting
        if not active:
            with unit_of_work():
                words = f"{by.name}, who began this, may no longer log in. Somebody else can look at the feed again."
                operations.stop(queries.get_run(self._run_id), words)
            raise Paused
        if run.show_id is None:
            bring_show(self._run_id, feed.show, by=by, now=self._now)
        bringing = Bringing(self._run_id, self._item_id, said, by, self._now)
        if item.entry_id is not None:
            bringing.change()
            return
        bringing.bring(folder() / f"{self._item_id}.audio", self._progress)

    def _progress(self, done: int, total: int | None) -> None:
        """Keep the place, now and then, and stop when the run is paused."""
        if monotonic() - self._said_at < PROGRESS_SECONDS:
            return
        self._said_at = monotonic()
        with unit_of_work():
            item = queries.get_item(self._item_id)
            item.bytes_done, item.bytes_total = done, total or item.bytes_total
            paused = queries.get_run(self._run_id).state is not RunState.RUNNING
        if paused:
            raise Paused


def _finish(run_id: int, now: Now) -> None:
    run = queries.get_run(run_id)
    over, publish, new = run.state is not RunState.RUNNING, run.options.get("publish"), run.options.get("new_show")
    by = get_user(run.created_by_id or 0).actor
    show_id, said = run.show_id, read_feed(run.document).show
    db.session.rollback()
    if over:
        return
    try:
        if show_id is None:  # not one item could be brought in, or none was to be
            bring_show(run_id, said, by=by, now=now)
        problem = finish_show(run_id, publish=bool(publish and new), by=by, now=now)
    except Busy:
        raise  # the job tries again
    except HouseError as refusal:  # the show is gone, or another has its GUID: the import ends, and says why
        problem = refusal.message
    with unit_of_work():
        run = queries.get_run(run_id)
        operations.finish(run, problem=" ".join(part for part in (run.problem, problem) if part), now=now())


def _note(item_id: int, change: Callable[..., None]) -> None:
    with unit_of_work():
        change(queries.get_item(item_id))


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Whether the lock of this name is ours; it ends with the block, and with the process."""
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f"{name}.lock"
    with path.open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
