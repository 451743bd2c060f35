"""What a review does to the page that it is of: only what the public sees counts."""

from datetime import datetime

from app.accounts.activity import note
from app.accounts.models import User
from app.accounts.permissions import Actor, Role
from app.content.events import PublicChange
from app.content.models import Entry
from app.core.db import db
from app.core.events import record
from app.reviews import queries, standing
from app.reviews.standing import Standing

THE_SITE = Actor(0, "The site", Role.PRACTICE)


def settle(entry: Entry, *, by: Actor, now: datetime) -> None:
    """Make what the page says of its review true of the words that it shows. Done twice, nothing changes."""
    was = queries.standing_of(entry)
    if entry.live_revision is None:  # nothing of it was public: what was said of it waits
        will_be = Standing(None, None if was.last else was.due)
    else:
        will_be = standing.once_public(was, queries.Coverage(entry).of(entry.live_revision))
    if will_be == was:
        return
    entry.last_reviewed_on, entry.next_review_on = will_be.last, will_be.due
    entry.sign_off_id = will_be.sign_off_id
    record(PublicChange(entry.id))
    if entry.live_revision is not None and was.sign_off_id is not None and will_be.sign_off_id is None:
        dropped = queries.get_review(was.sign_off_id)
        details = {"review": dropped.id, "reviewer": dropped.reviewer, "revision": entry.live_revision}
        note("sign-off dropped", by=by, now=now, about=entry.title, entry_id=entry.id, details=details)


def settle_published(entry_id: int, *, by_id: int, now: datetime) -> None:
    """The same, of an entry of which something else is public now."""
    entry = db.session.get(Entry, entry_id)
    if entry is not None:
        settle(entry, by=_actor(by_id), now=now)


def settle_replaced(asset_id: int, *, by_id: int, now: datetime) -> None:
    """The same, of every page in whose text a file stands that holds something else now."""
    for entry in queries.list_reviewed_with(asset_id):
        settle(entry, by=_actor(by_id), now=now)


def _actor(user_id: int) -> Actor:
    user = db.session.get(User, user_id) if user_id else None
    return THE_SITE if user is None else user.actor
