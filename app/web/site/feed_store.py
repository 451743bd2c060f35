"""Rendered feeds, kept in this process, so that a poll costs one small statement instead of a rendering.

What is kept is good for as long as the site's generation stands and nothing has gone live or dark by the clock since.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from app.content.queries import next_boundary
from app.core.cache import generation
from app.web.http_cache import Representation

BUDGET = 64 * 1024 * 1024  # bytes of all that is kept; the feed asked for longest ago goes first
Key = tuple[str, ...]


@dataclass(frozen=True)
class _Kept:
    generation: int
    since: datetime
    until: datetime | None
    """When something goes live or dark next, if anything does."""
    representation: Representation

    def is_good(self, current: int, now: datetime) -> bool:
        return self.generation == current and self.since <= now and (self.until is None or now < self.until)


class FeedStore:
    """Safe to use from several threads; two that miss at once both render, and write the same bytes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Representation], *, now: datetime) -> Representation:
        """What is kept under `key`, or what `make` renders. What `make` raises is passed on and not kept."""
        current = generation()
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.is_good(current, now):
                self._kept.move_to_end(key)
                return kept.representation
        until = next_boundary(now)
        made = make()
        self._keep(key, _Kept(current, now, until, made))
        return made

    def _keep(self, key: Key, kept: _Kept) -> None:
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            size = sum(len(other.representation.body) for other in self._kept.values())
            while size > BUDGET:
                _, oldest = self._kept.popitem(last=False)
                size -= len(oldest.representation.body)
