"""What can happen to a source. Names and fields are promises: waiting jobs carry them."""

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class ReferenceChanged(Event):
    """What readers see of a source, or of what replaced it, is different now."""

    reference_id: int
