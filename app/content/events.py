"""What can happen to an entry. Names and fields are promises: waiting jobs carry them."""

from dataclasses import dataclass, field

from app.core.events import Event


@dataclass(frozen=True)
class PublicChange(Event):
    """Something that the public can see is, or will be, different."""

    entry_id: int


@dataclass(frozen=True)
class EntryPublished(PublicChange):
    """It is live now, or will be at its scheduled second. `by` is the user who did it, 0 for nobody."""

    by: int = field(default=0, compare=False)


@dataclass(frozen=True)
class EntryWithdrawn(PublicChange):
    pass


@dataclass(frozen=True)
class EntryMoved(PublicChange):
    """Its path changed, and with it those of all below it."""


@dataclass(frozen=True)
class EntryBinned(PublicChange):
    pass


@dataclass(frozen=True)
class EntryRestored(PublicChange):
    pass


@dataclass(frozen=True)
class FeedbackLeft(Event):
    feedback_id: int
