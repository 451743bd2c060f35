"""What readers are told of a review: a name only over the words that it stands for, and the truth when it is late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.operations import save_person
from app.accounts.permissions import Actor
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.reviews.minor_edits import declare_minor
from app.reviews.recording import record_review
from tests import factories
from tests.conftest import MovableClock
from tests.reviews.pages import LONGER, SPELLED, Page, verdict
from tests.web.conftest import Visit
from tests.web.site.test_json_ld import things

PATH = "/an-article/"
LATE = "This page is late for its review."
NEVER = "No clinician has reviewed this page yet."


@pytest.fixture
def reviewed(app: Flask, editor: Actor) -> Page:
    """A page that a person of the site signed off, due again in a year."""
    with app.app_context():
        with unit_of_work():
            save_person(None, name="Sample reviewer", role_title="Physiotherapist", registration="Sample register 1")
        made = Page(editor)
        with unit_of_work():
            signed = verdict(next_due=date(2028, 3, 1))
            record_review(made.entry, signed, revision_number=2, by=editor, now=clock.now())
        db.session.remove()
    return made


def _change(app: Flask, made: Page, body: str, *, minor: bool = False) -> None:
    with app.app_context():
        made.write(body=body)
        if minor:
            made.do(declare_minor, "Spelling")
        made.publish()
        db.session.remove()


def test_a_standing_review_is_printed_with_who_and_until_when(reviewed: Page, page: Visit) -> None:
    seen = page(PATH)
    assert "Last reviewed 1 March 2027 Next review due 1 March 2028" in seen.text
    assert "Reviewed by Sample reviewer , Physiotherapist (Sample register 1)" in seen.text
    assert seen.all("a", href="/people/sample-reviewer/")
    medical = things(seen)["MedicalWebPage"]
    assert medical["lastReviewed"] == "2027-03-01"
    assert medical["reviewedBy"][0]["url"] == "http://localhost/people/sample-reviewer/"
    assert LATE not in seen.text


def test_a_change_of_the_text_takes_the_name_away_and_says_so(app: Flask, reviewed: Page, page: Visit) -> None:
    assert "Reviewed by" in page(PATH).text
    _change(app, reviewed, LONGER)
    seen = page(PATH)
    assert "Reviewed by" not in seen.text
    assert "Last reviewed 1 March 2027" in seen.text
    assert (
        "This page was changed after its last review on 1 March 2027 . Nobody has reviewed the change yet." in seen.text
    )
    assert not {"lastReviewed", "reviewedBy"} & things(seen)["MedicalWebPage"].keys()


def test_a_minor_edit_leaves_the_name(app: Flask, reviewed: Page, page: Visit) -> None:
    _change(app, reviewed, SPELLED, minor=True)
    seen = page(PATH)
    assert "Reviewed by Sample reviewer" in seen.text
    assert "changed after its last review" not in seen.text
    assert "Last changed" in seen.text


def test_a_late_page_says_so_at_its_second_though_it_is_kept(reviewed: Page, page: Visit, moving: MovableClock) -> None:
    moving.now = datetime(2028, 5, 30, 22, 59, 59, tzinfo=UTC)  # 90 days after, a second before midnight in London
    assert LATE not in page(PATH).text
    assert LATE not in page(PATH).text
    moving.move(seconds=1)
    seen = page(PATH)
    assert LATE in seen.text
    assert "read it again by 1 March 2028" in seen.text
    assert "Reviewed by Sample reviewer" in seen.text


def test_a_reviewer_of_no_page_is_printed_without_a_link(app: Flask, editor: Actor, page: Visit) -> None:
    with app.app_context():
        Page(editor).sign(reviewer="A clinician elsewhere")
        db.session.remove()
    seen = page(PATH)
    assert "Reviewed by A clinician elsewhere (Sample register 1)" in seen.text
    assert "url" not in things(seen)["MedicalWebPage"]["reviewedBy"][0]


def test_a_post_is_told_late_only_once_a_review_was_asked_for(
    app: Flask, editor: Actor, page: Visit, moving: MovableClock
) -> None:
    with app.app_context():
        with unit_of_work():
            factories.post(by=editor).next_review_on = date(2027, 3, 2)
        db.session.remove()
    moving.now += timedelta(days=200)
    assert LATE in page("/blog/a-post/").text


def test_an_article_that_nobody_reviewed_says_so_and_stays_out_of_search_engines(
    app: Flask, editor: Actor, page: Visit, client: FlaskClient
) -> None:
    with app.app_context():
        made = Page(editor)
        with unit_of_work():
            factories.post(by=editor)
        db.session.remove()
    seen = page(PATH)
    assert NEVER in seen.text
    assert seen.meta("robots") == "noindex"
    assert PATH not in client.get("/sitemap.xml").text
    post = page("/blog/a-post/")
    assert NEVER not in post.text
    assert post.meta("robots") is None
    with app.app_context():
        made.sign()
        db.session.remove()
    seen = page(PATH)
    assert NEVER not in seen.text
    assert seen.meta("robots") is None
    assert PATH in client.get("/sitemap.xml").text
