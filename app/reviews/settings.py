"""What `create_app` hands to this room."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class ReviewSettings:
    """How often pages are reviewed, how long readers are not told that one is late, and whose days these are."""

    every_months: int = 36
    grace_days: int = 90
    zone: ZoneInfo = ZoneInfo("Europe/London")

    def day_of(self, now: datetime) -> date:
        """The day that it is where the site is."""
        return now.astimezone(self.zone).date()


class _Wiring:
    settings = ReviewSettings()


def wire(settings: ReviewSettings) -> None:
    """To be called once, by `create_app`."""
    _Wiring.settings = settings


def wired() -> ReviewSettings:
    """What was handed over."""
    return _Wiring.settings
