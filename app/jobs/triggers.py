"""What follows what: one readable table. The unit of work writes these jobs in the transaction of their cause."""

from app.accounts.events import PersonChanged
from app.content.events import FeedbackLeft, PublicChange
from app.core import clock
from app.core.cache import raise_generation
from app.core.events import Event
from app.core.jobs import enqueue
from app.media.events import AudioAdded, FlawedAdded, ImageAdded, MasterAdded, MasterEncoded, RenditionsMade

FOLLOWS: dict[type[Event], tuple[str, ...]] = {}


def after(event: type[Event], *jobs: str) -> None:
    FOLLOWS[event] = jobs


after(FeedbackLeft, "mail_feedback")
after(ImageAdded, "make_renditions")
after(MasterAdded, "encode_master")
after(FlawedAdded, "mend")
after(AudioAdded, "listen")

# Whatever the public can see differently afterwards.
PUBLIC = (PublicChange, PersonChanged, RenditionsMade, MasterEncoded)


def follow(events: list[Event]) -> None:
    """Write the jobs of `events`; a change that the public can see also raises the generation."""
    for event in events:
        for name in FOLLOWS.get(type(event), ()):
            enqueue(name, event.payload(), now=clock.now())
    if any(isinstance(event, PUBLIC) for event in events):
        raise_generation()
