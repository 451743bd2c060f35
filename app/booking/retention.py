"""How long what concerns patients is kept. Pure; docs/privacy.md says why. `purging.py` does it."""

from datetime import datetime, timedelta

UNCONFIRMED = timedelta(hours=24)
"""A time that was held and neither booked nor confirmed."""
NAMED = timedelta(days=365)
"""Who of a practice did or read something; the fact itself stays."""


def contact_until(ends_at: datetime, *, days: int) -> datetime:
    """Until when it is known who an appointment was for, whether it took place or not. Nothing is kept for ever: less than
    a day is a day."""
    return ends_at + timedelta(days=max(days, 1))


def is_contact_over(ends_at: datetime, *, days: int, restricted_at: datetime | None, now: datetime) -> bool:
    """Whether a contact is to be purged. Whoever asked that theirs is kept but not used has it kept until they say more."""
    return restricted_at is None and contact_until(ends_at, days=days) <= now


def is_hold_over(held_until: datetime, *, now: datetime) -> bool:
    """Whether a hold that came to nothing at `held_until` is forgotten altogether."""
    return held_until + UNCONFIRMED <= now


def named_since(now: datetime) -> datetime:
    """Of what was done or read until then it is no longer known by whom."""
    return now - NAMED
