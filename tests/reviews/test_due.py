"""What waits for a review, the most urgent first, and when somebody is told."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.permissions import Actor, Role
from app.content import boundaries, operations, queries
from app.content.drafts import Credit, PersonRole
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.reviews import queue
from app.reviews.due import Facts, Need, add_months, needs_of, notice_from, reminder_at
from app.reviews.models import Outcome, Review, Scope, ShareLink
from app.reviews.notices import is_late
from app.reviews.signing import set_next_due
from tests import factories
from tests.conftest import START, MovableClock
from tests.reviews.pages import LONGER, Page

TODAY = date(2027, 3, 1)
LONDON = ZoneInfo("Europe/London")
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def _needs(**changes: object) -> list[Need]:
    known = {"health": True, "public": True, "last": TODAY, "due": None, "signed": True}
    known |= {"draft_drops": False, "changes_requested": False}
    return list(needs_of(Facts(**{**known, **changes}), TODAY))  # type: ignore[arg-type]  # each is what its name says


@pytest.mark.parametrize(
    ("due", "found"),
    [(-1, [Need.OVERDUE]), (0, [Need.DUE]), (60, [Need.DUE]), (61, []), (None, [])],
)
def test_a_page_is_due_sixty_days_before_and_overdue_from_the_day_after(due: int | None, found: list[Need]) -> None:
    assert _needs(due=None if due is None else TODAY + timedelta(days=due)) == found


def test_everything_a_page_waits_for_is_said_the_most_urgent_first() -> None:
    assert _needs(last=None, signed=False) == [Need.NEVER]
    assert _needs(last=None, signed=False, health=False) == []
    assert _needs(signed=False) == [Need.DROPPED]
    assert _needs(draft_drops=True) == [Need.DROPPED]
    assert _needs(public=False, last=None, signed=False, due=TODAY - timedelta(days=1)) == []
    late = TODAY - timedelta(days=1)
    assert _needs(signed=False, due=late, changes_requested=True) == [Need.OVERDUE, Need.CHANGES, Need.DROPPED]


def test_months_are_counted_to_the_last_day_of_a_shorter_one() -> None:
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2027, 3, 1), 36) == date(2030, 3, 1)
    assert add_months(date(2027, 12, 31), 14) == date(2029, 2, 28)
    assert add_months(date(2027, 3, 31), -1) == date(2027, 2, 28)


def test_readers_are_told_from_the_midnight_after_the_last_day_of_grace() -> None:
    assert notice_from(date(2027, 3, 1), grace_days=0, zone=LONDON) == datetime(2027, 3, 2, tzinfo=UTC)
    assert notice_from(date(2027, 3, 1), grace_days=90, zone=LONDON) == datetime(2027, 5, 30, 23, tzinfo=UTC)


def test_turns_come_before_on_the_day_and_every_month_after() -> None:
    due = date(2027, 8, 31)
    told: dict[str, date] = {}
    for days in range(-70, 100):
        found = reminder_at(due, today=due + timedelta(days=days), last=None)
        if found:
            told.setdefault(found[0], found[1])
    turns = [(day - due).days for day in told.values()]
    assert turns == [-60, -14, 0, 30, 61, 91]


def test_a_turn_that_a_review_has_answered_is_not_told() -> None:
    due = date(2027, 8, 31)
    assert reminder_at(due, today=date(2027, 8, 1), last=date(2027, 7, 2)) is None
    assert reminder_at(due, today=date(2027, 8, 1), last=date(2027, 7, 1)) is not None


@given(DAYS, DAYS)
def test_a_turn_is_never_to_come_and_the_next_day_knows_it_still_or_a_newer_one(due: date, today: date) -> None:
    turn, later = (reminder_at(due, today=day, last=None) for day in (today, today + timedelta(days=1)))
    if turn is not None:
        assert turn[1] <= today
        assert later is not None
        assert later[1] in {turn[1], today + timedelta(days=1)}


def _waiting(**only: object) -> list[tuple[str, list[Need]]]:
    found = queue.list_waiting(now=clock.now(), **only)  # type: ignore[arg-type]  # as the query takes it
    return [(each.title, list(each.needs)) for each in found]


def _titled(editor: Actor, title: str) -> Page:
    page = Page(editor)
    page.write(title=title)
    page.publish()
    return page


def test_the_queue_has_what_waits_by_urgency(house: Flask, editor: Actor, moving: MovableClock) -> None:
    pages = {title: _titled(editor, title) for title in ("Soon", "Late", "Later", "Never", "Fine", "Gone", "Asked")}
    for title, days in (("Soon", 130), ("Late", 10), ("Later", 5), ("Gone", 5), ("Asked", 900)):
        pages[title].sign(next_due=TODAY + timedelta(days=days))
    pages["Fine"].sign()
    pages["Asked"].sign(outcome=Outcome.CHANGES_REQUESTED, scope=Scope.PART)
    changed, drafted = _titled(editor, "Changed"), _titled(editor, "Drafted")
    for page in (changed, drafted):
        page.sign()
        page.write(body=LONGER)
    changed.publish()
    pages["Gone"].do(operations.withdraw)
    moving.move(days=100)
    assert _waiting() == [
        ("Later", [Need.OVERDUE]),
        ("Late", [Need.OVERDUE]),
        ("Asked", [Need.CHANGES]),
        ("Changed", [Need.DROPPED]),
        ("Drafted", [Need.DROPPED]),
        ("Soon", [Need.DUE]),
        ("Never", [Need.NEVER]),
    ]
    assert _waiting(only=[pages["Never"].id, pages["Fine"].id]) == [("Never", [Need.NEVER])]
    drafted.write(tags=("Only a tag",), body=pages["Fine"].entry.body)
    assert ("Drafted", [Need.DROPPED]) not in _waiting()
    pages["Asked"].sign()
    assert ("Asked", [Need.CHANGES]) not in _waiting()


def test_samples_drafts_and_posts_wait_for_nobody_until_somebody_asks(house: Flask, editor: Actor) -> None:
    Page(editor, live=False)
    sample = Page(editor)
    sample.write(sample=True)
    sample.publish()
    with unit_of_work():
        post = factories.post("A post", by=editor)
        post_id = post.id
    assert _waiting() == []
    with unit_of_work():
        found = queries.get_entry(post_id)
        set_next_due(found, TODAY, by=editor, now=clock.now())
    assert _waiting() == [("A post", [Need.DUE])]


def test_what_waits_for_one_person(house: Flask, staff: dict[Role, Actor], moving: MovableClock) -> None:
    editor, reviewer = staff[Role.EDITOR], staff[Role.REVIEWER]
    reviewed, named, asked, other = (Page(editor) for _ in range(4))
    with unit_of_work():
        person = factories.person("Sample reviewer")
        person.user_id = reviewer.user_id
    with unit_of_work():
        db.session.add(_link(asked.id, "Reviewer@Example.org"))
        db.session.add(_link(other.id, "somebody@example.org"))
    reviewed.sign()
    with unit_of_work():
        db.session.execute(sa.update(Review).values(user_id=reviewer.user_id))
    named.write(credits=(Credit(person.id, PersonRole.REVIEWER),))
    named.publish()
    assert queue.mine(reviewer, now=clock.now()) == {
        reviewed.id: "You have reviewed it before.",
        named.id: "You are named as its reviewer.",
        asked.id: "You were asked by mail to look at it.",
    }
    assert queue.titles_of([asked.id]) == {asked.id: "An article"}
    moving.move(days=20)
    assert queue.asked(reviewer, now=clock.now()) == []


def _link(entry_id: int, email: str) -> ShareLink:
    return ShareLink(
        entry_id=entry_id,
        revision_number=1,
        token_hash=f"{entry_id}{email}",
        label="A clinician",
        email=email,
        asks_review=True,
        created_at=START,
        created_by="Sample editor",
        expires_at=START + timedelta(days=14),
    )


def test_a_late_page_is_a_boundary_of_kept_pages(house: Flask, editor: Actor, moving: MovableClock) -> None:
    assert boundaries.next_boundary(clock.now()) is None
    page = Page(editor)
    page.sign(next_due=date(2027, 3, 2))
    begins = datetime(2027, 5, 31, 23, tzinfo=UTC)  # midnight in London
    assert boundaries.next_boundary(clock.now()) == begins
    moving.now = begins - timedelta(seconds=1)
    assert boundaries.next_boundary(clock.now()) == begins
    assert not is_late(page.entry.next_review_on, now=clock.now())
    moving.now = begins
    assert is_late(page.entry.next_review_on, now=clock.now())
    assert boundaries.next_boundary(clock.now()) is None
