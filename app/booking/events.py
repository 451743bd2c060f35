"""What happened to bookings: `jobs/triggers.py` says what follows."""

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class BookingChanged(Event):
    """Something that patient, practice or calendar must hear of. `what` is that of the booking's event."""

    booking_id: int
    what: str
    sequence: int


@dataclass(frozen=True)
class TimeFreed(Event):
    """A time that was taken can be had again: the waiting list is asked."""

    practitioner_id: int
    location_id: int


@dataclass(frozen=True)
class WaitingBegan(Event):
    """Somebody is on the waiting list from now on."""

    waiting_id: int


@dataclass(frozen=True)
class NoticeChanged(Event):
    """Patients are told something else about their data from now on."""

    version: int
