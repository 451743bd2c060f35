"""How often somebody has asked for a preview that is not there. Kept in this process only: nobody guesses 256 bits, but
nobody shall make the site look for hours either."""

import threading
from collections import OrderedDict
from datetime import datetime

from app.accounts.throttle import seconds_to_wait

MOST = 30
"""Wrong addresses from one place within the window of `throttle`."""
_PLACES = 10_000


class Tries:
    """The wrong tries of the last minutes, by where they came from; the places that were quiet longest are forgotten."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, place: str, *, now: datetime) -> int:
        """Seconds until this place may try again, 0 for at once."""
        with self._lock:
            return seconds_to_wait(self._made.get(place, ()), limit=MOST, now=now)

    def note(self, place: str, *, now: datetime) -> None:
        """A wrong try."""
        with self._lock:
            self._made[place] = [*self._made.pop(place, [])[1 - MOST :], now]
            while len(self._made) > _PLACES:
                self._made.popitem(last=False)
