"""What `create_app` hands to this room."""

from dataclasses import dataclass
from pathlib import Path

from app.booking.sealing import Sealer


@dataclass(frozen=True)
class BookingSettings:
    """The keys of the contacts; where the list of the erased is kept beside the database, so that a restored copy of the
    database does not bring them back; the address that mails come from; and whether sample practitioners can be booked."""

    sealer: Sealer
    erased_list: Path
    mail_from: str = "no-reply@example.org"
    samples_too: bool = False


class _Wiring:
    settings: BookingSettings


def wire(settings: BookingSettings) -> None:
    """To be called once, by `create_app`."""
    _Wiring.settings = settings


def wired() -> BookingSettings:
    """What was handed over."""
    return _Wiring.settings
