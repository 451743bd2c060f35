"""What is done again and again. Each run has a name and a slot in time, so that two workers do it once."""

from datetime import datetime

from app.core.jobs import enqueue_once

EVERY_HOUR = ("sweep",)


def enqueue_what_is_due(*, now: datetime) -> None:
    """Add this hour's jobs unless somebody has."""
    for name in EVERY_HOUR:
        enqueue_once(name, slot=f"{name}@{now:%Y-%m-%dT%H}", now=now)
