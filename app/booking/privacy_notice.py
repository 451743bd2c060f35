"""What patients are told about their data when they book. A new text is a new version; the old ones stay, because bookings
say which of them was shown. Call `publish` inside a unit of work."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from app.accounts.activity import note
from app.accounts.permissions import Action, Actor, require
from app.booking.events import NoticeChanged
from app.booking.models import PrivacyNotice
from app.content.body import Resolver, from_markdown, plain_text, render, uses
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.events import record
from app.core.text import without_control_characters

MOST = 40_000
STARTER = Path(__file__).parent / "data" / "privacy_notice.md"


def current() -> tuple[int, str]:
    """The newest version and its text; version 0 while there is none."""
    newest = db.session.scalar(sa.select(PrivacyNotice).order_by(PrivacyNotice.version.desc()).limit(1))
    return (newest.version, newest.text) if newest is not None else (0, "")


def get_version(version: int) -> PrivacyNotice:
    """Raises NotFound."""
    found = db.session.get(PrivacyNotice, version)
    if found is None:
        raise NotFound("There is no such version of the privacy notice.")
    return found


def list_versions() -> Sequence[PrivacyNotice]:
    """The newest first."""
    return db.session.scalars(sa.select(PrivacyNotice).order_by(PrivacyNotice.version.desc())).all()


def publish(text: str, *, by: Actor, now: datetime) -> PrivacyNotice:
    """Show this text to patients from now on. Raises Invalid for one that says nothing new or holds what cannot be shown."""
    require(by, Action.MANAGE_PRIVACY)
    text = without_control_characters(text).strip()
    _require_plain(text)
    version, before = current()
    if text == before:
        raise Invalid("This is the text that patients see already.", field="text")
    made = _add(version + 1, text, by_id=by.user_id or None, now=now)
    note("published a privacy notice", by=by, now=now, about=f"Version {made.version}")
    return made


def shortcoming(*, site: str, contact: str) -> str:
    """Why patients are not told what they should be; "" where nothing is seen to be wrong with it."""
    version, text = current()
    if not version:
        return "no privacy notice is written yet"
    if text == starter(site=site, contact=contact):
        return "the privacy notice stands as it came: make it true for you"
    if contact.casefold() not in text.casefold():
        return f"the privacy notice does not name {contact}"
    return ""


def begin(*, site: str, contact: str, now: datetime) -> None:
    """Show the text to begin with, for the sample site; nothing where patients are told something already."""
    if current()[0] == 0:
        _add(1, starter(site=site, contact=contact), by_id=None, now=now)


def starter(*, site: str, contact: str) -> str:
    """The text to begin with, for a site of this name that can be written to at `contact`."""
    return STARTER.read_text(encoding="utf-8").replace("{site}", site).replace("{contact}", contact).strip()


@lru_cache(maxsize=16)
def as_html(text: str) -> str:
    """The text as it stands on the page. The same text, the same bytes."""
    return render(from_markdown(text), _NOTHING)


def _add(version: int, text: str, *, by_id: int | None, now: datetime) -> PrivacyNotice:
    made = PrivacyNotice(version=version, text=text, since=now, by_id=by_id)
    db.session.add(made)
    db.session.flush()
    record(NoticeChanged(version))
    return made


def _require_plain(text: str) -> None:
    if len(text) > MOST:
        raise Invalid(f"That has {len(text):,} characters; {MOST:,} is the most.", field="text")
    try:
        body = from_markdown(text)
    except Invalid as refusal:
        raise Invalid(refusal.message, field="text") from refusal
    if not plain_text(body).strip():
        raise Invalid("Write what patients should know.", field="text")
    used = uses(body)
    if used.assets or used.entries or used.references:
        raise Invalid(
            "It stands by itself: headings, lists, tables and links, no pictures, episodes or references.", field="text"
        )


def _none(_wanted: object) -> None:
    return None


_NOTHING = Resolver(picture=_none, entry=_none, episode=_none, reference=_none)
