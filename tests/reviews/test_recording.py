"""Writing down a review at the desk: in one's own name, or what somebody else signed on paper."""

from datetime import date

import pytest
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.core import clock
from app.core.errors import Forbidden, Invalid
from app.core.unit_of_work import unit_of_work
from app.reviews import recording
from app.reviews.models import Outcome, Review, Scope
from tests import factories
from tests.reviews.pages import Page, count_reviews, verdict

TODAY = date(2027, 3, 1)


@pytest.fixture
def page(house: Flask, editor: Actor) -> Page:
    return Page(editor)


def _record(page: Page, by: Actor, **changes: object) -> Review:
    with unit_of_work():
        entry = page.entry
        number = entry.latest_revision
        return recording.record_review(entry, verdict(**changes), revision_number=number, by=by, now=clock.now())


def test_an_editor_writes_down_what_somebody_else_signed_on_paper(page: Page, staff: dict[Role, Actor]) -> None:
    with unit_of_work():
        person = factories.person("Sample reviewer")
        person.user_id, person.registration = staff[Role.REVIEWER].user_id, "Sample register 1"
    made = _record(page, page.by)
    assert (made.recorded_by, made.user_id, made.person_id) == (page.by.name, staff[Role.REVIEWER].user_id, person.id)
    assert _record(page, page.by).id == made.id
    assert count_reviews() == 1
    assert [person.name for person in recording.list_reviewers()] == ["Sample reviewer"]


def test_a_name_of_two_people_is_nobodys_page(page: Page) -> None:
    with unit_of_work():
        factories.person("Sample reviewer")
        factories.person("Sample reviewer")
    assert _record(page, page.by).person_id is None


def test_a_reviewer_signs_in_their_own_name(page: Page, staff: dict[Role, Actor]) -> None:
    reviewer = staff[Role.REVIEWER]
    made = _record(page, reviewer, reviewer="Somebody else", registration="Sample register 2")
    assert (made.reviewer, made.registration, made.recorded_by) == (reviewer.name, "Sample register 2", "")
    with unit_of_work():
        person = factories.person("Sample clinician")
        person.user_id, person.registration = reviewer.user_id, "Sample register 9"
    made = _record(page, reviewer, registration="Sample register 2")
    assert (made.reviewer, made.registration, made.person_id) == ("Sample clinician", "Sample register 9", person.id)
    assert made.user_id == reviewer.user_id


def test_an_author_records_nothing(page: Page, author: Actor) -> None:
    with pytest.raises(Forbidden):
        _record(page, author)


def test_all_that_is_missing_is_said_at_once(page: Page) -> None:
    with pytest.raises(Invalid) as refused:
        _record(
            page,
            page.by,
            reviewer=" ",
            registration="",
            scope=Scope.PART,
            outcome=Outcome.CHANGES_REQUESTED,
            reviewed_on=date(2027, 3, 2),
            next_due=TODAY,
        )
    fields = [fault.field for fault in refused.value.faults]
    assert fields == ["reviewer", "registration", "scope_note", "note", "reviewed_on", "next_due"]
    with pytest.raises(Invalid) as refused:
        _record(page, page.by, note="x" * 4_001, scope=Scope.PART, scope_note="x" * 301)
    assert [fault.field for fault in refused.value.faults] == ["scope_note", "note"]
