"""What is done again and again. Each run has a name and a slot in time, so that two workers do it once."""

from datetime import datetime

from app.core.jobs import enqueue_once, list_filled

EVERY_FIVE_MINUTES = ("expire_holds", "remind_patients")
EVERY_HOUR = ("sweep", "check_links", "offer_times", "close_past_bookings")
EVERY_DAY = ("note_links", "remind_of_reviews", "forget_patients")


def slots_to_fill(*, now: datetime) -> dict[str, str]:
    """The slots of this day, this hour and these five minutes that nobody has filled, each with the job for it. Only reads."""
    slots = {f"{name}@{now:%Y-%m-%d}": name for name in EVERY_DAY}
    slots |= {f"{name}@{now:%Y-%m-%dT%H}": name for name in EVERY_HOUR}
    fives = now.replace(minute=now.minute - now.minute % 5)
    slots |= {f"{name}@{fives:%Y-%m-%dT%H:%M}": name for name in EVERY_FIVE_MINUTES}
    filled = list_filled(slots)
    return {slot: name for slot, name in slots.items() if slot not in filled}


def enqueue_what_is_due(*, now: datetime) -> None:
    """Add the jobs of this time unless somebody has."""
    for slot, name in slots_to_fill(now=now).items():
        enqueue_once(name, slot=slot, now=now)
