"""Reviews at the desk: recording one, asking for the next, what waits, and the sign-off beside the form."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Person
from app.accounts.permissions import Role
from app.accounts.queries import find_user
from app.core import clock
from app.core.db import db
from app.reviews.models import Review, ShareLink
from tests.web.desk.conftest import Desk, entry, house, problems_in, work

TEXT = "Bend the knee 10 times. Do not cross your legs."
LIVE = {"title": "A health page", "summary": "About knees.", "body": TEXT, "do": "publish"}
SIGNED = {
    "number": "1",
    "outcome": "approved",
    "scope": "whole",
    "reviewer": "Sample reviewer",
    "registration": "Sample register 1",
    "reviewed_on": "2027-03-01",
}


@pytest.fixture
def page_id(at_desk: Desk) -> int:
    return at_desk.write("/desk/articles/new", **LIVE)


def _record(desk: Desk, page_id: int, **changes: str) -> str:
    """Record a review that is taken; the page that says so."""
    answer = desk.post(f"/desk/entries/{page_id}/review/record", {**SIGNED, **changes})
    assert answer.status_code == 303, problems_in(answer)
    return unescape(desk.get(answer.location).text)


def _save(desk: Desk, page_id: int, **changes: Any) -> Any:
    path = f"/desk/articles/{page_id}/"
    return desk.post(path, {**LIVE, "do": "save", "version": desk.version(path), **changes})


def test_a_page_that_nobody_reviewed_says_what_to_do(at_desk: Desk, page_id: int) -> None:
    seen = unescape(at_desk.get(f"/desk/entries/{page_id}/review/").text)
    assert "Nobody has reviewed the whole of the public text yet." in seen
    assert "Record the first review above" in seen
    assert 'value="Sample editor"' in seen
    assert 'value="2027-03-01"' in seen
    assert "Leave it empty for the usual 36 months: 1 March 2030." in seen
    assert 'aria-current="page">Review</a>' in seen


def test_a_review_on_paper_is_recorded_for_somebody_else(app: Flask, at_desk: Desk, page_id: int) -> None:
    seen = _record(at_desk, page_id)
    assert "The review is recorded. It stands for the public text." in seen
    assert "Sample reviewer (Sample register 1) signed off the public text on 1 March 2027." in seen
    assert "written down by Sample editor" in seen
    assert "Approved: the whole page" in seen
    assert entry(app, page_id).last_reviewed_on == clock.now().date()
    _record(at_desk, page_id)
    with house(app):
        assert db.session.scalar(sa.select(sa.func.count(Review.id))) == 1


def test_a_part_moves_no_date(app: Flask, at_desk: Desk, page_id: int) -> None:
    seen = _record(at_desk, page_id, scope="part", scope_note="The exercises", note="Well said.")
    assert "It changes no date on the page." in seen
    assert "Approved: The exercises" in seen
    assert "Well said." in seen
    assert entry(app, page_id).last_reviewed_on is None


def test_what_cannot_be_recorded_is_said_and_what_was_typed_stays(app: Flask, at_desk: Desk, page_id: int) -> None:
    typed = {
        "number": "7",
        "reviewer": "Kept as typed",
        "reviewed_on": "yesterday",
        "next_due": "0001-01-01",
        "note": "N",
    }
    answer = at_desk.post(f"/desk/entries/{page_id}/review/record", typed)
    assert answer.status_code == 422
    said = " ".join(problems_in(answer))
    for part in ("which text", "Choose a verdict", "whole page was read or a part", "a day such as"):
        assert part in said
    assert 'value="Kept as typed"' in answer.text
    assert 'value="yesterday"' in answer.text
    answer = at_desk.post(f"/desk/entries/{page_id}/review/record", {**SIGNED, "reviewed_on": "", "registration": ""})
    assert "Give the day on which it was read." in " ".join(problems_in(answer))
    answer = at_desk.post(f"/desk/entries/{page_id}/review/record", {**SIGNED, "registration": " "})
    assert "the register and the number" in " ".join(problems_in(answer))
    with house(app):
        assert db.session.scalar(sa.select(sa.func.count(Review.id))) == 0


def test_a_draft_is_reviewed_before_it_is_public(app: Flask, at_desk: Desk, page_id: int) -> None:
    _save(at_desk, page_id, body=f"{TEXT} Rest.")
    seen = unescape(at_desk.get(f"/desk/entries/{page_id}/review/").text)
    assert "Nobody has signed off the newest draft yet." in seen
    assert seen.index("The newest draft</label>") < seen.index("The public text</label>")
    assert "Rest." in at_desk.get(f"/desk/entries/{page_id}/review/text/2").text
    seen = _record(at_desk, page_id, number="2")
    assert "It takes effect when that text is published." in seen
    assert entry(app, page_id).sign_off_id is None
    _save(at_desk, page_id, body=f"{TEXT} Rest.", do="publish")
    assert entry(app, page_id).sign_off_id is not None


def test_the_next_review_is_asked_for(app: Flask, at_desk: Desk, page_id: int) -> None:
    path = f"/desk/entries/{page_id}/review/due"
    answer = at_desk.post(path, {"due": "2027-05-01"})
    assert "The next review is due on 1 May 2027." in at_desk.get(answer.location).text
    answer = at_desk.post(path, {"due": "2027-02-01"})
    assert answer.status_code == 422
    assert "That day is over" in answer.text
    assert 'value="2027-02-01"' in answer.text
    assert "No review is planned." in at_desk.get(at_desk.post(path, {"due": ""}).location).text


def test_the_sign_off_stands_beside_the_form_and_drops_at_once(app: Flask, at_desk: Desk, page_id: int) -> None:
    path = f"/desk/articles/{page_id}/"
    assert "Clinical review" not in at_desk.get(path).text
    _record(at_desk, page_id)
    assert "Signed off by Sample reviewer on 1 March 2027." in at_desk.get(path).text
    _save(at_desk, page_id, body=TEXT.replace("10", "12"))
    lost = "The sign-off of Sample reviewer (1 March 2027) covers the page before its change."
    assert lost in at_desk.get(path).text
    assert lost in at_desk.get(f"/desk/entries/{page_id}/review/").text
    answer = _save(at_desk, page_id, body=TEXT.replace("10", "12"), do="publish")
    assert answer.status_code == 303
    assert entry(app, page_id).sign_off_id is None
    assert lost in at_desk.get(path).text
    assert "The page says that it was changed since its review." in at_desk.get(path).text


def test_a_minor_edit_keeps_it_and_a_false_one_is_refused(app: Flask, at_desk: Desk, page_id: int) -> None:
    _record(at_desk, page_id)
    changed = TEXT.replace("knee 10", "knees 11")
    answer = _save(at_desk, page_id, body=changed, minor="y", minor_reason="Spelling", do="publish")
    assert answer.status_code == 422
    said = " ".join(problems_in(answer))
    assert "This changes more than spelling or layout." in said
    assert "In the text, “knee 10” became “knees 11”." in said
    assert changed in answer.text
    assert entry(app, page_id).latest_revision == 1
    assert "Say in at most" in " ".join(
        problems_in(_save(at_desk, page_id, body=TEXT.replace("cross", "crosss"), minor="y"))
    )
    spelled = TEXT.replace("legs", "leggs")
    answer = _save(at_desk, page_id, body=spelled, minor="y", minor_reason="Spelling", do="publish")
    assert "The sign-off stays." in at_desk.get(answer.location).text
    assert entry(app, page_id).sign_off_id is not None
    answer = _save(at_desk, page_id, body=spelled, tags="hip", minor="y")
    assert "The sign-off stays." not in at_desk.get(answer.location).text


def test_the_queue_is_filtered_by_its_address(at_desk: Desk, page_id: int) -> None:
    other = at_desk.write("/desk/articles/new", **{**LIVE, "title": "Never read"})
    _record(at_desk, page_id, next_due="2027-04-01")
    seen = unescape(at_desk.get("/desk/reviews/").text)
    assert seen.index("A health page</a>") < seen.index("Never read</a>")
    assert "Due soon (1)" in seen
    assert "Due 1 April 2027" in seen
    assert "by Sample reviewer" in seen
    assert f'href="/desk/entries/{other}/review/"' in seen
    only = at_desk.get("/desk/reviews/?show=never").text
    assert "Never read</a>" in only
    assert "A health page</a>" not in only
    for query in ("?show=overdue", "?show=all&kind=post", "?show=due&kind=episode"):
        assert "Nothing fits." in at_desk.get(f"/desk/reviews/{query}").text
    assert "2 pages" in at_desk.get("/desk/reviews/?show=nonsense&kind=article&page=x").text


def test_an_empty_queue_says_what_it_is_for(at_desk: Desk) -> None:
    assert "Nothing waits for a review. A page appears here when" in at_desk.get("/desk/reviews/").text
    assert "Nothing waits for you." in at_desk.get("/desk/reviews/?show=mine").text


def test_a_reviewer_sees_what_waits_for_them_and_signs_in_their_own_name(
    app: Flask, at_desk: Desk, page_id: int, desk: Callable[[Role], Desk]
) -> None:
    them = desk(Role.REVIEWER)
    assert "Nothing waits for you." in them.get("/desk/reviews/").text
    draft = at_desk.write("/desk/articles/new", **{**LIVE, "title": "Shared", "do": "save"})
    with work(app):
        user = find_user("reviewer@example.org")
        assert user is not None
        db.session.add(Person(slug="them", name="Sample clinician", registration="Sample register 9", user_id=user.id))
        link = ShareLink(entry_id=draft, revision_number=1, token_hash="x", label="Them", email="reviewer@example.org")
        link.created_at, link.created_by, link.asks_review = clock.now(), "Sample editor", True
        link.expires_at = clock.now() + timedelta(days=7)
        db.session.add(link)
    seen = them.get("/desk/reviews/").text
    assert "You were asked" in seen
    assert f'href="/desk/entries/{draft}/review/"' in seen
    path = f"/desk/entries/{page_id}/review/"
    assert "Bend the knee" in them.get(f"{path}text/1").text
    assert 'value="Sample register 9"' in them.get(path).text
    assert "Dates and address" not in them.get(path).text
    _record(them, page_id, reviewer="Somebody else", next_due="2027-04-01")
    seen = them.get("/desk/reviews/").text
    assert "You have reviewed it before." in seen
    assert "by Sample clinician" in seen


def test_an_author_sees_the_reviews_of_their_own_pages_and_records_none(as_author: Desk, page_id: int) -> None:
    mine = as_author.write("/desk/articles/new", **{**LIVE, "do": "save"})
    seen = as_author.get(f"/desk/entries/{mine}/review/").text
    assert "It is not public yet." in seen
    assert "Record a review" not in seen
    assert as_author.get(f"/desk/entries/{page_id}/review/").status_code == 404
    assert as_author.get("/desk/reviews/").status_code == 403
