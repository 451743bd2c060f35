"""What those are told who want a time that somebody else has.

In a rush for one time everybody is told the same. It is worked out once, and good as long as the diary stands as it did,
but for a second at most: hours can change beside the diary, and holds run out by the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

Key = tuple[str, int, int, datetime]
"""Whose address, which location and service, and the time."""
GOOD_FOR = timedelta(seconds=1)
MOST = 200


@dataclass(frozen=True)
class _Told:
    diary: int
    since: datetime
    page: Mapping[str, object]


class Rush:
    """Kept by each process for itself; nothing in it is about who asked."""

    def __init__(self) -> None:
        self._told: dict[Key, _Told] = {}

    def find(self, key: Key, *, diary: int, now: datetime) -> Mapping[str, object] | None:
        """What was told about this time while the diary had this version, if that is not a second ago."""
        told = self._told.get(key)
        if told is None or told.diary != diary or not told.since <= now < told.since + GOOD_FOR:
            return None
        return told.page

    def keep(self, key: Key, page: Mapping[str, object], *, diary: int, now: datetime) -> None:
        """`diary` is its version as it was read before `page` was worked out."""
        if len(self._told) >= MOST:
            self._told = {}
        self._told[key] = _Told(diary, now, page)
