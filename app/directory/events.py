"""What happened in the directory: `jobs/triggers.py` says what follows."""

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class DirectoryChanged(Event):
    """Readers see the directory differently; `practitioner_id` None is a practice, which may concern several."""

    practitioner_id: int | None
