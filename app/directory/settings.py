"""What `create_app` hands to this room from the rooms above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

Touched = Callable[[int, datetime], Sequence[str]]
"""Appointments still to come that a change touches, in words without a patient's name; asked inside the transaction of
the change, after it was written."""


def _none(_subject_id: int, _now: datetime) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class DirectorySettings:
    """What the diaries have to say before somebody is delisted, and before hours become shorter."""

    ahead_of_practitioner: Touched = _none
    """The appointments that must be settled before this practitioner is delisted."""
    outside_hours: Touched = _none
    """The appointments at this location that lie outside its hours as they are now."""


class _Wiring:
    settings = DirectorySettings()


def wire(settings: DirectorySettings) -> None:
    """To be called once, by `create_app`."""
    _Wiring.settings = settings


def wired() -> DirectorySettings:
    """What was handed over."""
    return _Wiring.settings
