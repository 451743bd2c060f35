"""A page that is written, reviewed and published, for the tests of this room."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Activity
from app.accounts.permissions import Actor
from app.articles.draft import ArticleDraft
from app.content import operations, queries
from app.content.drafts import EntryDraft
from app.content.models import Entry
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.reviews.models import Outcome, Review, Scope
from app.reviews.settings import wired
from app.reviews.signing import Verdict, sign
from tests import factories

BODY = "<p>Bend the knee 10 times. Do not cross your legs.</p>"
LONGER = BODY.replace("10 times", "20 times")
SPELLED = BODY.replace("cross", "croos")
REVIEWER = ("Sample reviewer", "Sample register 1")


def verdict(**changes: Any) -> Verdict:
    """A whole page, approved today."""
    today = wired().day_of(clock.now())
    return replace(Verdict(Outcome.APPROVED, Scope.WHOLE, *REVIEWER, today, None), **changes)


class Page:
    """One article. Every deed is a unit of work of its own, as at the desk."""

    def __init__(self, by: Actor, *, live: bool = True, draft: EntryDraft | None = None) -> None:
        self.by = by
        with unit_of_work():
            made = factories.article(by=by, live=False)
            self.id = made.id
        self.write(body=BODY)
        if live:
            self.publish()

    @property
    def entry(self) -> Entry:
        return queries.get_entry(self.id)

    def do(self, deed: Callable[..., Any], *about: Any, **how: Any) -> Any:
        with unit_of_work():
            return deed(self.entry, *about, by=self.by, now=clock.now(), **how)

    def write(self, **changes: Any) -> int:
        """Save a draft; the number of its revision."""
        with unit_of_work():
            entry = self.entry
            draft = replace(queries.latest_draft(entry), **changes)
            assert isinstance(draft, ArticleDraft)
            saved = operations.save_draft(entry, draft, expected_version=entry.version, by=self.by, now=clock.now())
            return saved.number

    def publish(self) -> None:
        self.do(operations.publish)

    def bring_back(self, number: int) -> None:
        with unit_of_work():
            entry = self.entry
            operations.restore_revision(entry, number, expected_version=entry.version, by=self.by, now=clock.now())

    def sign(self, number: int | None = None, **changes: Any) -> int:
        """Review the newest text, or the one with this number; the review's id."""
        with unit_of_work():
            entry = self.entry
            return sign(entry, verdict(**changes), revision_number=number or entry.latest_revision, now=clock.now()).id

    def says(self) -> tuple[date | None, date | None, int | None]:
        """Last reviewed, next due, and the review that stands for the public text."""
        entry = self.entry
        return entry.last_reviewed_on, entry.next_review_on, entry.sign_off_id

    def deeds(self) -> list[str]:
        """What the log has of it, in order."""
        mine = sa.select(Activity.what).where(Activity.entry_id == self.id).order_by(Activity.id)
        ours = {"signed off", "sign-off dropped", "minor edit", "changes requested", "part reviewed", "next review set"}
        return [what for what in db.session.scalars(mine) if what in ours]


def count_reviews() -> int:
    return db.session.scalar(sa.select(sa.func.count(Review.id))) or 0
