"""The one place that commits.

A door opens it, calls operations, and on leaving everything is saved together: the rows, and the jobs that follow the
events. What was loaded before is forgotten on entry, because it may be stale: load what you change inside.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from app.core.db import db, is_busy, writing
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


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Everything inside is saved together or not at all. Raises Busy when the write lock cannot be had in time."""
    if writing.get():
        raise RuntimeError("A unit of work is already open.")
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed outside a unit of work.")
    # Ends the read transaction. Where none was open (after another unit of work) rollback forgets nothing, and a row
    # loaded then would be written back over what another thread has saved since.
    session.rollback()
    session.expire_all()
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
            raise Busy(
                "The site is busy saving something else. Nothing of yours was saved; please try again."
            ) from error
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        recorded.reset(events)
        writing.reset(intent)
    for follow in _Wiring.after_commit:
        follow()
