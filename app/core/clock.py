"""The one clock. Everything that asks for the time asks here, so that a test can move it.

Only the test configuration may replace the source (`create_app` does it from `Config.clock`); in a running site it is
the system's clock, always in UTC.
"""

from collections.abc import Callable
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is the clock


class _Clock:
    source: Callable[[], datetime] = staticmethod(_system)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _Clock.source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Read the time from `source`, or from the system again with None. For tests."""
    _Clock.source = staticmethod(source or _system)
