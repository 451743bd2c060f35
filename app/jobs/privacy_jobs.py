"""The job that forgets patients whose time is over."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import structlog

from app.booking import purging, restoring
from app.booking.settings import wired
from app.core import clock
from app.core.database_copy import COPIES, forget_copies
from app.core.unit_of_work import unit_of_work

COPIES_KEPT = timedelta(days=35)
"""Nobody goes back to an older one, and the privacy notice promises that none is kept longer."""
log = structlog.get_logger()


def forget_patients(_tools: object, _payload: dict[str, Any]) -> None:
    """Forget what docs/privacy.md says, and see that the list of the erased knows whom the database knows. The copies that
    were made before upgrades hold patients, too, and go by age. How many, and never who, goes to the log."""
    with unit_of_work():
        purged = purging.purge(now=clock.now())
    copies = forget_copies(wired().erased_list.parent / COPIES, before=clock.now() - COPIES_KEPT)
    log.info("bookings.purged", **asdict(purged), copies=copies)
    restoring.catch_up(now=clock.now())
