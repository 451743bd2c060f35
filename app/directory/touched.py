"""Appointments that a change of the directory touches. Who knows of them stands above this room; see `settings.py`. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import Conflict


@dataclass(frozen=True)
class Touched:
    """An appointment still to come, by its id, and in words without a patient's name."""

    booking_id: int
    words: str


class InTheWay(Conflict):
    """Appointments stand against a change, which was not saved. Each has to be dealt with first."""

    def __init__(self, why: str, touched: Sequence[Touched]) -> None:
        super().__init__(f"{why}: {'; '.join(each.words for each in touched)}")
        self.touched = tuple(touched)
