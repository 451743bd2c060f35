"""A measured figure beside what is wanted of it. Pure."""

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEAD = f"{'':46}{'median':>9}{'p95':>9}{'wanted':>9}"


@dataclass(frozen=True)
class Figure:
    """Milliseconds of several tries. `judged` is what must not be above `wanted`: the median, unless it is said."""

    name: str
    samples: Sequence[float]
    wanted: float | None = None
    beside: str = ""
    judged: float | None = None

    @property
    def holds(self) -> bool:
        judged = self.median if self.judged is None else self.judged
        return self.wanted is None or judged <= self.wanted

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    def line(self) -> str:
        verdict = "" if self.wanted is None else "holds" if self.holds else "DOES NOT HOLD"
        wanted = "" if self.wanted is None else f"{self.wanted:.0f} ms"
        figures = f"{self.median:>6.0f} ms{p95(self.samples):>6.0f} ms{wanted:>9}"
        return f"{self.name:46}{figures}  {verdict:6} {self.beside}".rstrip()


def p95(samples: Sequence[float]) -> float:
    """The smallest sample that 95 of 100 are not above."""
    return sorted(samples)[math.ceil(len(samples) * 0.95) - 1]


def p99(samples: Sequence[float]) -> float:
    """The smallest sample that 99 of 100 are not above."""
    return sorted(samples)[math.ceil(len(samples) * 0.99) - 1]


def tries(call: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each call; one before, which fills caches, is not counted."""
    call()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken
