"""What `create_app` hands to this room from the rooms above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.directory.touched import Touched

Asked = Callable[[int, datetime], Sequence[Touched]]
"""Which appointments a change touches that nobody has dealt with; asked inside the transaction of the change, after it was
written."""


def _none(_subject_id: int, _now: datetime) -> Sequence[Touched]:
    return ()


@dataclass(frozen=True)
class DirectorySettings:
    """What the diaries have to say before somebody is delisted, something is offered no more, or hours become shorter."""

    ahead_of_practitioner: Asked = _none
    """The appointments that must be settled before this practitioner is delisted."""
    outside_hours: Asked = _none
    """The appointments at this location that lie outside its hours as they are now."""
    ahead_of_service: Asked = _none
    """The appointments for this service that it is not offered for any more as it is now."""
    ahead_of_location: Asked = _none
    """The appointments at this location."""
    not_booked_here: Asked = _none
    """The appointments at this practice that could not be booked here any more as it is now."""


class _Wiring:
    settings = DirectorySettings()


def wire(settings: DirectorySettings) -> None:
    """To be called once, by `create_app`."""
    _Wiring.settings = settings


def wired() -> DirectorySettings:
    """What was handed over."""
    return _Wiring.settings
