"""Links that show one revision to somebody without an account: made, extended, taken back.

A link holds 256 random bits, of which only the SHA-256 is kept. It shows the revision that was the newest when it was
made and no other; that revision is pinned, so that a later autosave begins a new one.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.activity import note
from app.accounts.permissions import Action, Actor, require
from app.accounts.queries import token_hash
from app.content import queries as content
from app.content.models import Entry
from app.core import mail
from app.core.db import db
from app.core.errors import Fault, Invalid
from app.core.text import one_line
from app.reviews import sharing_queries as queries
from app.reviews.models import ShareLink
from app.reviews.sharing_words import Invitation

DAYS_LEAST, DAYS_USUAL, DAYS_MOST = 1, 14, 30
LABEL_MAX = 120
MOST = 200
"""Links of one entry, the ended and revoked ones included."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[^@\s]+@localhost")


@dataclass(frozen=True)
class Wish:
    """What an editor asks for: whom it is for, where to send it ("" for nowhere), and for how many days."""

    label: str
    email: str = ""
    asks_review: bool = True
    days: int = DAYS_USUAL


@dataclass(frozen=True)
class Site:
    """What the invitation says of the site: its name, how a token becomes an address, and how a day is written."""

    name: str
    address_of: Callable[[str], str]
    day: Callable[[datetime], str]


def share(entry: Entry, wish: Wish, *, site: Site, by: Actor, now: datetime) -> tuple[ShareLink, str]:
    """A link to the newest revision, and its token, which is kept nowhere. With an address of `wish` it is mailed there."""
    require(by, Action.SHARE)
    label, email = one_line(wish.label), one_line(wish.email)
    _refuse(label, email, wish.days, queries.count_links(entry.id))
    token = secrets.token_urlsafe(32)
    content.get_revision(entry.id, entry.latest_revision).pinned = True
    link = ShareLink(
        entry_id=entry.id,
        revision_number=entry.latest_revision,
        token_hash=token_hash(token),
        label=label,
        email=email,
        asks_review=wish.asks_review,
        created_at=now,
        created_by_id=by.user_id or None,
        created_by=by.name,
        expires_at=now + timedelta(days=wish.days),
    )
    db.session.add(link)
    db.session.flush()
    if email:
        title = content.latest_draft(entry).title
        said = Invitation(
            title, by.name, site.name, site.address_of(token), site.day(link.expires_at), wish.asks_review
        )
        mail.write(to=email, subject=said.subject, text=said.text, cause=f"share:{link.id}", now=now)
    note("shared a preview", by=by, now=now, about=entry.title, entry_id=entry.id, details=_details(link))
    return link, token


def revoke(link: ShareLink, *, by: Actor, now: datetime) -> None:
    """From now on the address answers as one that never was. Done twice, the first time counts."""
    require(by, Action.SHARE)
    if link.revoked_at is None:
        link.revoked_at = now
        note("revoked a preview", by=by, now=now, about=link.label, entry_id=link.entry_id, details=_details(link))


def extend(link: ShareLink, days: int, *, by: Actor, now: datetime) -> None:
    """Let a link live until `days` from now, also one that has ended; never shorter than it was to live."""
    require(by, Action.SHARE)
    if link.revoked_at is not None:
        raise Invalid("That link was revoked. Share a new one instead.")
    _refuse(link.label, link.email, days, 0)
    until = max(link.expires_at, now + timedelta(days=days))
    if until != link.expires_at:
        link.expires_at = until
        note("extended a preview", by=by, now=now, about=link.label, entry_id=link.entry_id, details=_details(link))


def note_seen(link_id: int, *, now: datetime) -> None:
    """Remember when the link was opened for the first time."""
    link = db.session.get(ShareLink, link_id)
    if link is not None and link.seen_at is None:
        link.seen_at = now


def _refuse(label: str, email: str, days: int, count: int) -> None:
    faults = []
    if not label or len(label) > LABEL_MAX:
        faults.append(
            Fault("label", f"Say in at most {LABEL_MAX} characters whom it is for, so that you know the link again.")
        )
    if email and (len(email) > 254 or not _EMAIL.fullmatch(email)):  # the pattern is slow on a long line
        faults.append(Fault("email", "That is not an e-mail address. Leave it empty to pass the link on yourself."))
    if not DAYS_LEAST <= days <= DAYS_MOST:
        faults.append(Fault("days", f"A link lives from {DAYS_LEAST} to {DAYS_MOST} days."))
    if count >= MOST:
        faults.append(Fault("", f"This page has been shared {MOST} times already. Extend one of its links instead."))
    if faults:
        raise Invalid.of(faults)


def _details(link: ShareLink) -> dict[str, object]:
    return {
        "link": link.id,
        "for": link.label,
        "revision": link.revision_number,
        "until": link.expires_at.isoformat(),
    }
