"""The job that forgets patients whose time is over."""

from dataclasses import asdict
from typing import Any

import structlog

from app.booking import purging, restoring
from app.core import clock
from app.core.unit_of_work import unit_of_work

log = structlog.get_logger()


def forget_patients(_tools: object, _payload: dict[str, Any]) -> None:
    """Forget what docs/privacy.md says, and see that the list of the erased knows whom the database knows. How many, and
    never who, goes to the log."""
    with unit_of_work():
        purged = purging.purge(now=clock.now())
    log.info("bookings.purged", **asdict(purged))
    restoring.catch_up(now=clock.now())
