"""What follows what: one readable table. The unit of work writes these jobs in the transaction of their cause."""

from app.accounts.events import PersonChanged, UserJoined
from app.booking import mails as booking_mails
from app.booking.events import BookingChanged, NoticeChanged, TimeFreed, WaitingBegan
from app.content.citing import touch
from app.content.events import EntryPublished, EntryWithdrawn, FeedbackLeft, PublicChange
from app.core import clock
from app.core.cache import raise_generation
from app.core.events import Event
from app.core.jobs import enqueue
from app.directory.events import DirectoryChanged
from app.directory.membership import take_up
from app.media.events import (
    AudioAdded,
    FileReplaced,
    FlawedAdded,
    FocalChosen,
    ImageAdded,
    MasterAdded,
    MasterEncoded,
    RenditionsMade,
)
from app.podcast.pings import FeedToTell, turns_after
from app.references.events import ReferenceChanged
from app.reviews.effects import settle_published, settle_replaced

FOLLOWS: dict[type[Event], tuple[str, ...]] = {}


def after(event: type[Event], *jobs: str) -> None:
    FOLLOWS[event] = jobs


after(FeedbackLeft, "mail_feedback")
after(ImageAdded, "make_renditions")
after(FocalChosen, "make_renditions")
after(MasterAdded, "encode_master")
after(FlawedAdded, "mend")
after(AudioAdded, "listen")
after(FeedToTell, "tell_of_feed")
after(TimeFreed, "offer_time")

# Whatever the public can see differently afterwards.
PUBLIC = (
    PublicChange,
    PersonChanged,
    RenditionsMade,
    FileReplaced,
    MasterEncoded,
    ReferenceChanged,
    DirectoryChanged,
    NoticeChanged,
)


def follow(events: list[Event]) -> None:
    """Write the jobs of `events`; a change that the public can see also raises the generation."""
    for event in list(events):  # what these do may be an event, too
        if isinstance(event, EntryPublished | EntryWithdrawn):
            settle_published(event.entry_id, by_id=getattr(event, "by", 0), now=clock.now())
        elif isinstance(event, FileReplaced):
            settle_replaced(event.asset_id, by_id=event.by, now=clock.now())
        elif isinstance(event, UserJoined):
            take_up(event.user_id, now=clock.now())
        elif isinstance(event, BookingChanged):
            booking_mails.follow(event, now=clock.now())
        elif isinstance(event, WaitingBegan):
            booking_mails.write_to_who_waits(event.waiting_id, now=clock.now())
    for event in events:
        for name in FOLLOWS.get(type(event), ()):
            enqueue(name, event.payload(), now=clock.now())
    cited = {event.reference_id for event in events if isinstance(event, ReferenceChanged)}
    citing = touch(cited, now=clock.now()) if cited else set()
    _announce(citing | {event.entry_id for event in events if isinstance(event, PublicChange)})
    if any(isinstance(event, PUBLIC) for event in events):
        raise_generation()


def _announce(entry_ids: set[int]) -> None:
    """What changes a podcast's feed is announced: soon, and again at the second when something goes live or dark."""
    now = clock.now()
    for turn in (turn for entry_id in sorted(entry_ids) for turn in turns_after(entry_id, now=now)):
        enqueue("tell_of_feed", turn.payload, now=now, run_at=turn.run_at, key=turn.key)
