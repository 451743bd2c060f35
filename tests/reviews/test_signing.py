"""A review and what it does to the page: at once for the public text, with publishing for a draft, and no longer than its
words stand."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Activity
from app.accounts.permissions import Actor
from app.content import operations, queries
from app.core import clock, events
from app.core.db import db
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.reviews import judging, recording
from app.reviews.minor_edits import declare_minor
from app.reviews.models import Outcome, Scope
from app.reviews.queries import get_review, list_reviews, standing_with
from app.reviews.settings import ReviewSettings, wire
from app.reviews.signing import latest_due, set_next_due
from app.reviews.words import sentences
from tests import factories
from tests.conftest import MovableClock
from tests.reviews.pages import BODY, LONGER, SPELLED, Page, count_reviews, verdict

TODAY, IN_THREE_YEARS = date(2027, 3, 1), date(2030, 3, 1)


@pytest.fixture
def page(house: Flask, editor: Actor) -> Iterator[Page]:
    yield Page(editor)
    wire(ReviewSettings())


def _said(page: Page) -> str:
    return " ".join(sentences(judging.known_of(page.entry, now=clock.now())))


def _missing(page: Page) -> str:
    return judging.sign_off_missing(page.entry, queries.latest_draft(page.entry))


def test_a_review_of_the_public_text_takes_effect_at_once(page: Page) -> None:
    assert page.says() == (None, None, None)
    first = page.sign()
    assert page.says() == (TODAY, IN_THREE_YEARS, first)
    assert page.deeds() == ["signed off"]
    assert _said(page) == (
        "Sample reviewer (Sample register 1) signed off the public text on 1 March 2027. "
        "The next review is due on 1 March 2030."
    )
    assert queries.get_revision(page.id, page.entry.latest_revision).pinned


def test_readers_see_it_at_once(page: Page) -> None:
    with unit_of_work():
        page_id, now = page.id, clock.now()
        recording.record_review(queries.get_entry(page_id), verdict(), revision_number=2, by=page.by, now=now)
        assert any(type(event).__name__ == "PublicChange" for event in events.recorded.get() or [])


def test_a_review_of_a_draft_takes_effect_when_it_is_published(page: Page) -> None:
    page.write(body=LONGER)
    made = page.sign(next_due=date(2028, 1, 1))
    assert page.says() == (None, None, None)
    assert "That takes effect when it is published." in _said(page)
    page.publish()
    assert page.says() == (TODAY, date(2028, 1, 1), made)


def test_a_draft_with_other_tags_is_the_same_text_to_a_reviewer(page: Page) -> None:
    page.write(tags=("Hip",))
    made = page.sign()
    assert page.says()[2] == made
    assert "The newest draft changes nothing that was signed off" in _said(page)
    page.publish()
    assert page.says() == (TODAY, IN_THREE_YEARS, made)


def test_what_is_only_scheduled_has_its_review_and_off_the_schedule_none(house: Flask, editor: Actor) -> None:
    page = Page(editor, live=False)
    made = page.sign()
    assert page.says() == (None, None, None)
    page.do(operations.publish, at=clock.now() + timedelta(days=1))
    assert page.says() == (TODAY, IN_THREE_YEARS, made)
    page.do(operations.unschedule)
    assert page.says() == (None, None, None)
    page.publish()
    assert page.says() == (TODAY, IN_THREE_YEARS, made)


@pytest.mark.parametrize(
    ("outcome", "scope", "deed"),
    [
        (Outcome.CHANGES_REQUESTED, Scope.WHOLE, "changes requested"),
        (Outcome.APPROVED, Scope.PART, "part reviewed"),
        (Outcome.STILL_ACCURATE, Scope.PART, "part reviewed"),
    ],
)
def test_anything_less_than_the_whole_page_found_right_moves_nothing(
    page: Page, outcome: Outcome, scope: Scope, deed: str
) -> None:
    page.sign(outcome=outcome, scope=scope)
    assert page.says() == (None, None, None)
    assert page.deeds() == [deed]


def test_still_accurate_counts_and_the_newest_review_stands(page: Page, moving: MovableClock) -> None:
    page.sign()
    moving.move(days=400)
    again = page.sign(outcome=Outcome.STILL_ACCURATE)
    assert page.says() == (date(2028, 4, 4), date(2031, 4, 4), again)
    page.sign(reviewed_on=TODAY)  # an older one that turns up on paper
    assert page.says()[2] == again


def test_a_clinical_change_drops_the_sign_off(page: Page) -> None:
    made = page.sign()
    page.write(body=LONGER)
    assert page.says()[2] == made
    before = "The sign-off of Sample reviewer (1 March 2027) covers the page before its change."
    assert before in _said(page)
    assert _missing(page).startswith(before)
    page.publish()
    assert page.says() == (TODAY, IN_THREE_YEARS, None)
    assert page.deeds() == ["signed off", "sign-off dropped"]
    assert "The sign-off was dropped" in _said(page)
    assert "by Sample reviewer" in _said(page)
    again = page.sign()
    assert page.says()[2] == again


def test_who_published_is_who_dropped_it(page: Page) -> None:
    page.sign()
    page.write(body=LONGER)
    page.publish()
    dropped = db.session.scalars(sa.select(Activity).where(Activity.what == "sign-off dropped")).one()
    assert (dropped.user_id, dropped.user_name) == (page.by.user_id, page.by.name)
    assert dropped.details["reviewer"] == "Sample reviewer"


def test_the_signed_text_brought_back_has_its_sign_off_back(page: Page, moving: MovableClock) -> None:
    signed = page.entry.latest_revision
    made = page.sign()
    page.do(set_next_due, date(2028, 6, 1))
    moving.move(days=30)
    page.write(body=LONGER)
    page.publish()
    assert page.says()[2] is None
    page.bring_back(signed)
    assert _missing(page) == ""
    page.publish()
    assert page.says() == (TODAY, date(2028, 6, 1), made)


def test_a_minor_edit_keeps_the_sign_off_and_stands_in_the_log(page: Page) -> None:
    made = page.sign()
    page.write(body=SPELLED)
    assert judging.kept_by_minor(page.entry, queries.latest_draft(page.entry)) is not None
    assert page.do(declare_minor, "A slip of the finger.") is True
    assert page.do(declare_minor, "Twice does nothing.") is False
    assert _missing(page) == ""
    page.publish()
    assert page.says() == (TODAY, IN_THREE_YEARS, made)
    assert page.deeds() == ["signed off", "minor edit"]
    assert queries.get_revision(page.id, page.entry.latest_revision).pinned


def test_a_minor_edit_of_another_and_autosaves_between_keep_it_too(page: Page) -> None:
    made = page.sign()
    page.write(body=SPELLED)
    page.do(declare_minor, "One word.")
    page.write(body=SPELLED.replace("knee", "kne"))
    page.write(body=SPELLED.replace("knee", "kneee"))
    page.do(declare_minor, "Another word.")
    page.publish()
    assert page.says()[2] == made


def test_a_minor_edit_may_be_declared_after_it_was_published(page: Page) -> None:
    made = page.sign()
    page.write(body=SPELLED)
    page.publish()
    assert page.says()[2] is None
    page.do(declare_minor, "It was only a word.")
    assert page.says()[2] == made


def test_what_changes_the_meaning_is_refused_as_minor_with_words(page: Page) -> None:
    page.sign()
    page.write(body=LONGER)
    with pytest.raises(Invalid) as refused:
        page.do(declare_minor, "")
    assert [fault.field for fault in refused.value.faults] == ["minor", "minor", "minor_reason"]
    assert "In the text, “10” became “20”." in refused.value.message
    assert not queries.get_revision(page.id, page.entry.latest_revision).minor


def test_without_a_sign_off_there_is_none_to_keep(page: Page) -> None:
    page.write(body=SPELLED)
    with pytest.raises(Invalid, match="no sign-off"):
        page.do(declare_minor, "A word.")
    page.write(body=BODY)
    page.sign()
    page.write(body=LONGER)
    page.publish()
    page.write(body=LONGER.replace("cross", "croos"))
    with pytest.raises(Invalid, match="no sign-off"):
        page.do(declare_minor, "A word.")
    assert judging.kept_by_minor(page.entry, queries.latest_draft(page.entry)) is None


def test_a_preview_says_what_the_page_would_say(page: Page) -> None:
    made = page.sign()
    draft = queries.latest_draft(page.entry)
    assert standing_with(page.entry, draft).sign_off_id == made
    changed = type(draft)(title=draft.title, summary=draft.summary, body=LONGER)
    assert standing_with(page.entry, changed).sign_off_id is None
    page.write(body=LONGER)
    page.publish()
    assert standing_with(page.entry, draft).sign_off_id == made


def test_a_day_to_come_is_refused_and_days_are_the_sites(page: Page, moving: MovableClock) -> None:
    with pytest.raises(Invalid, match="still to come"):
        page.sign(reviewed_on=TODAY + timedelta(days=1))
    assert count_reviews() == 0
    moving.now = moving.now.replace(month=7, hour=23, minute=30)  # half past midnight in London
    page.sign(reviewed_on=date(2027, 7, 2))
    assert page.says()[0] == date(2027, 7, 2)


def test_the_next_review_can_be_brought_forward_and_not_put_off(page: Page) -> None:
    page.do(set_next_due, date(2027, 5, 1))
    assert page.says() == (None, date(2027, 5, 1), None)
    page.do(set_next_due, None)
    page.sign(next_due=date(2028, 3, 1))
    page.do(set_next_due, date(2027, 9, 1))
    page.do(set_next_due, date(2028, 3, 1))
    assert page.says()[1] == date(2028, 3, 1)
    for day, said in ((date(2028, 3, 2), "At the latest"), (date(2027, 2, 28), "is over"), (None, "Give the day")):
        with pytest.raises(Invalid, match=said):
            page.do(set_next_due, day)
    assert page.deeds().count("next review set") == 4
    page.do(set_next_due, date(2028, 3, 1))
    assert page.deeds().count("next review set") == 4
    assert latest_due(page.entry, today=date(2029, 1, 1)) == date(2028, 3, 1)


def test_an_author_sets_no_date(page: Page, author: Actor) -> None:
    page.by = author
    with pytest.raises(Forbidden):
        page.do(set_next_due, date(2027, 5, 1))


def test_what_is_missing_before_publishing_is_said_in_words(page: Page) -> None:
    assert _missing(page) == (
        "No clinician has signed off this text. Its page says so, and asks search engines to leave it out."
    )
    page.sign(outcome=Outcome.CHANGES_REQUESTED, note="Say more.")
    assert _missing(page) == "Sample reviewer asked for changes on 1 March 2027 and has not signed off since."
    assert "asked for changes" in _said(page)
    page.sign()
    assert _missing(page) == ""
    page.write(sample=True, body=LONGER)
    assert _missing(page) == ""


def test_a_post_is_asked_for_a_review_only_once_somebody_wants_one(house: Flask, editor: Actor) -> None:
    with unit_of_work():
        post_id = factories.post(by=editor).id
    post = queries.get_entry(post_id)
    assert judging.sign_off_missing(post, queries.latest_draft(post)) == ""
    assert "not yet" not in " ".join(sentences(judging.known_of(post, now=clock.now())))
    with unit_of_work():
        post = queries.get_entry(post_id)
        set_next_due(post, date(2027, 5, 1), by=editor, now=clock.now())
        assert judging.sign_off_missing(post, queries.latest_draft(post)).endswith(
            "page says “Last reviewed: not yet”."
        )


def test_a_review_is_of_a_text_that_there_is(page: Page) -> None:
    with pytest.raises(NotFound):
        page.sign(number=99)
    with pytest.raises(NotFound):
        get_review(99)
    assert list_reviews(page.id) == []


def test_what_is_said_of_dates(page: Page, moving: MovableClock) -> None:
    page.sign(next_due=date(2027, 3, 2))
    moving.move(days=1)
    assert "The next review is due today." in _said(page)
    moving.move(days=1)
    assert "Its review was due on 2 March 2027, 1 day ago. From 1 June 2027 its page tells readers so." in _said(page)
    moving.move(days=100)
    assert "101 days ago. Readers are told so on its page." in _said(page)
