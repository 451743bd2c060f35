"""What is done again and again. Each run has a name and a slot in time, so that two workers do it once."""

from datetime import datetime

from app.core.jobs import enqueue_once, is_filled

EVERY_HOUR = ("sweep", "check_links")
EVERY_DAY = ("note_links", "remind_of_reviews")


def slots_to_fill(*, now: datetime) -> dict[str, str]:
    """This hour's and this day's slots that nobody has filled, each with the job for it. Only reads."""
    slots = {f"{name}@{now:%Y-%m-%d}": name for name in EVERY_DAY}
    slots |= {f"{name}@{now:%Y-%m-%dT%H}": name for name in EVERY_HOUR}
    return {slot: name for slot, name in slots.items() if not is_filled(slot)}


def enqueue_what_is_due(*, now: datetime) -> None:
    """Add the jobs of this hour and day unless somebody has."""
    for slot, name in slots_to_fill(now=now).items():
        enqueue_once(name, slot=slot, now=now)
