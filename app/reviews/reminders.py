"""Reminders of reviews that are due: to each person at most one mail a day, about each page once a turn.

A turn is 60 days before a review is due, 14 days before, the day itself, and every month after it. That a turn was told
stands in the log, in the same transaction as the mails: a job that runs twice, or only after three days, tells it once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.accounts.activity import note
from app.accounts.models import Activity, User
from app.accounts.permissions import Action, may
from app.accounts.queries import list_users
from app.content.models import Entry
from app.core import mail
from app.core.db import db
from app.reviews import queries
from app.reviews.due import SOON, reminder_at
from app.reviews.effects import THE_SITE
from app.reviews.queue import is_there
from app.reviews.settings import wired
from app.reviews.words import day_in_words

REMINDED = "reminded of a review"


@dataclass(frozen=True)
class Reminder:
    """One page whose turn has come, and whom besides the editors it concerns."""

    entry: Entry
    turn: str
    due: date
    reviewer: User | None


def due_reminders(*, now: datetime) -> list[Reminder]:
    """The turns that have come and were not told yet, the most overdue first."""
    today = wired().day_of(now)
    soon = (
        sa.select(Entry)
        .where(is_there(now), Entry.live_revision.is_not(None), Entry.next_review_on <= today + SOON)
        .order_by(Entry.next_review_on, Entry.id)
    )
    found = []
    for entry in db.session.scalars(soon):
        assert entry.next_review_on is not None
        turn = reminder_at(entry.next_review_on, today=today, last=entry.last_reviewed_on)
        if turn is not None and turn[0] not in _told(entry.id):
            found.append(Reminder(entry, turn[0], entry.next_review_on, _reviewer_of(entry)))
    return found


def remind(*, now: datetime, site_name: str, address_of: Callable[[str], str]) -> int:
    """Inside a unit of work: write one mail to everybody whom a turn concerns; how many mails."""
    reminders = due_reminders(now=now)
    today = wired().day_of(now)
    mails: dict[str, list[Reminder]] = {}
    for each in reminders:
        for email in _concerned(each):
            mails.setdefault(email, []).append(each)
        details = {"turn": each.turn, "due": each.due.isoformat()}
        note(REMINDED, by=THE_SITE, now=now, about=each.entry.title, entry_id=each.entry.id, details=details)
    for email, about in mails.items():
        mail.write(
            to=email,
            subject=_subject(about, today),
            text=_text(about, today=today, site_name=site_name, address_of=address_of),
            cause=f"reviews:{today.isoformat()}",
            now=now,
        )
    return len(mails)


def _told(entry_id: int) -> set[str]:
    told = sa.select(Activity.details).where(Activity.entry_id == entry_id, Activity.what == REMINDED)
    return {str(details.get("turn")) for details in db.session.scalars(told)}


def _reviewer_of(entry: Entry) -> User | None:
    last = queries.last_in_effect(entry)
    return None if last is None or last.user_id is None else db.session.get(User, last.user_id)


def _concerned(reminder: Reminder) -> Iterable[str]:
    """The editors, and whoever reviewed it last and has a login."""
    people = [user for user in list_users() if user.active and may(user.actor, Action.WRITE_ANY)]
    if reminder.reviewer is not None and reminder.reviewer.active:
        people.append(reminder.reviewer)
    return dict.fromkeys(user.email for user in people)


def _subject(about: list[Reminder], today: date) -> str:
    if len(about) == 1:
        return f"Review {'overdue' if about[0].due < today else 'due'}: {about[0].entry.title}"
    return f"{len(about)} pages to review"


def _text(about: list[Reminder], *, today: date, site_name: str, address_of: Callable[[str], str]) -> str:
    lines = [f"These pages of {site_name} should be read again by a clinician:", ""]
    for each in about:
        lines += [
            f"{each.entry.title}: {_when(each.due, today)}.",
            address_of(f"/desk/entries/{each.entry.id}/review/"),
            "",
        ]
    lines += [f"All that waits: {address_of('/desk/reviews/')}", ""]
    return "\n".join(lines)


def _when(due: date, today: date) -> str:
    if due == today:
        return "due today"
    days = abs((due - today).days)
    count = f"{days} day{'' if days == 1 else 's'}"
    return (
        f"due in {count}, on {day_in_words(due)}" if due > today else f"overdue by {count}, since {day_in_words(due)}"
    )
