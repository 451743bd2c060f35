"""What happened, said once by the operation that did it. Which jobs follow is one table: `jobs/triggers.py`."""

from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """Something that happened. Its fields are ids and plain values: they become the payload of the jobs that follow."""

    def payload(self) -> dict[str, Any]:
        return asdict(self)


recorded: ContextVar[list[Event] | None] = ContextVar("recorded", default=None)


def record(event: Event) -> None:
    """Remember `event` for the unit of work that is open."""
    events = recorded.get()
    if events is None:
        raise RuntimeError("An event is recorded inside a unit of work only.")
    events.append(event)
