"""The one place that commits.

A door opens it, calls operations, and on leaving everything is saved together: the rows, and the jobs that follow the
events. What was loaded before is forgotten on entry, because it may be stale: load what you change inside.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.core.db import BUSY_TIMEOUT_SECONDS, db, is_busy, writing
from app.core.errors import Busy
from app.core.events import Event, recorded


class _Wiring:
    """Handed over by `create_app`; core does not know the jobs."""

    after_events: Callable[[list[Event]], None] = staticmethod(lambda events: None)
    after_commit: tuple[Callable[[], None], ...] = ()


def wire(*, after_events: Callable[[list[Event]], None], after_commit: tuple[Callable[[], None], ...]) -> None:
    """`after_events` runs inside the transaction and may write; `after_commit` only once all is saved."""
    _Wiring.after_events = staticmethod(after_events)
    _Wiring.after_commit = after_commit


_BUSY = "The site is busy saving something else. Nothing of yours was saved; please try again."
_turn = threading.Lock()


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Everything inside is saved together or not at all. Raises Busy when the write lock cannot be had in time."""
    if writing.get():
        raise RuntimeError("A unit of work is already open.")
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed outside a unit of work.")
    # Ends the read transaction, for which the writer before this one would wait. Where none was open (after another unit
    # of work) rollback forgets nothing, and a row loaded then would be written back over what another thread has saved
    # since.
    session.rollback()
    session.expire_all()
    with _in_turn():
        yield from _work(session)
    for follow in _Wiring.after_commit:
        follow()


@contextmanager
def _in_turn() -> Iterator[None]:
    """One thread of this process at a time writes on SQLite, which does not wake who waits for its lock: each would ask
    again after pauses of up to a tenth of a second, and whoever asks at the right moment would be next."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    if not _turn.acquire(timeout=BUSY_TIMEOUT_SECONDS):
        raise Busy(_BUSY)
    try:
        yield
    finally:
        _turn.release()


def _work(session: Session) -> Iterator[None]:
    intent, events = writing.set(True), recorded.set([])
    try:
        session.connection()  # takes the write lock now, before anything is read
        yield
        session.flush()
        _Wiring.after_events(recorded.get() or [])
        session.commit()
    except OperationalError as error:
        session.rollback()
        if is_busy(error):
            raise Busy(_BUSY) from error
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        recorded.reset(events)
        writing.reset(intent)
