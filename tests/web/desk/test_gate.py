"""The checks beside the form of every kind: what blocks is refused with its place, and can be overridden with a reason."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Activity
from app.content.lifecycle import State
from app.content.models import Entry
from app.content.upkeep_models import CheckedLink
from app.core import clock
from app.core.db import db
from app.media.models import AssetKind
from app.web.desk import publishing
from tests.conftest import MovableClock
from tests.web.desk.conftest import Desk, asset, count, entry, house, problems_in, work
from tests.web.desk.test_panels import panel

POST = {"title": "Hips", "summary": "On hips.", "body": "Bend your knee."}
SKIPS = {**POST, "body": "## At home\n\nSlowly.\n\n#### Stairs\n\nHold the rail."}
NEW = "/desk/blog/new"


def deeds(app: Flask, entry_id: int | None = None) -> list[tuple[str, str, Any]]:
    """What was noted, in order: what, why, the details."""
    with house(app):
        noted = db.session.scalars(sa.select(Activity).order_by(Activity.id))
        return [(each.what, each.reason, each.details) for each in noted if entry_id in {None, each.entry_id}]


@pytest.mark.parametrize("what", ["publish", "schedule"])
def test_what_blocks_is_refused_at_its_place_and_kept_as_typed(app: Flask, at_desk: Desk, what: str) -> None:
    page = at_desk.post(NEW, {**SKIPS, "do": what, "publish_at": "2027-06-01T18:00"})
    assert page.status_code == 422
    words = "“Stairs” is of level 4 and comes after level 2"
    assert words in " ".join(problems_in(page))
    assert words in panel(page, "ready")
    places = re.findall(r'<a href="#body"[^>]*data-block="(\d+)" data-quote="([^"]*)"', page.text)
    assert places == [("2", "Stairs")] * 2, "at the head of the page and beside the form"
    assert "#### Stairs" in page.text
    assert count(app) == 0
    assert deeds(app) == []


def test_a_reason_overrides_and_is_kept_with_what_was_overridden(app: Flask, at_desk: Desk) -> None:
    refused = at_desk.post(NEW, {**SKIPS, "do": "publish", "override_reason": "because"})
    assert refused.status_code == 422
    assert "Say in a few words why" in " ".join(problems_in(refused))
    assert ">\nbecause</textarea>" in refused.text.replace("\r", "")
    post = at_desk.write(NEW, **SKIPS, do="publish", override_reason="The heading\x00 is a quotation.")
    assert entry(app, post).state(clock.now()) is State.LIVE
    told = "The heading “Stairs” is of level 4 and comes after level 2: one is skipped."
    assert deeds(app, post) == [
        ("published", "", {"revision": 1}),
        ("overrode the checks", "The heading is a quotation.", {"overridden": [told]}),
    ]


def test_a_reason_for_nothing_is_not_kept(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write(NEW, **POST, do="publish", override_reason="There is nothing to override.")
    assert [what for what, *_ in deeds(app, post)] == ["published"]


def test_what_would_break_is_never_overridden(app: Flask, at_desk: Desk) -> None:
    sent = {**SKIPS, "summary": "", "do": "publish", "override_reason": "I really want it so."}
    page = at_desk.post(NEW, {**sent, "title": "", "publish_at": ""})
    assert page.status_code == 422
    assert "Give it a title" in " ".join(problems_in(page)), "all at once"
    assert "Write a summary" in " ".join(problems_in(page))
    assert "Publish it all the same" not in panel(page, "ready")
    assert count(app) == 0


def test_an_empty_text_is_not_published(app: Flask, at_desk: Desk) -> None:
    for path in (NEW, "/desk/articles/new"):
        page = at_desk.post(path, {**POST, "body": " ", "do": "publish"})
        assert page.status_code == 422
        assert "There is no text yet" in " ".join(problems_in(page))
    assert count(app) == 0


def test_an_author_sees_the_checks_and_saves_as_ever(as_author: Desk) -> None:
    post = as_author.write(NEW, **SKIPS)
    said = panel(as_author.get(f"/desk/blog/{post}/"), "ready")
    assert "1 to mend first" in said
    assert "Publish it all the same" not in said
    page = as_author.post(NEW, {**SKIPS, "do": "publish", "override_reason": "I should like to."})
    assert page.status_code == 403


def test_checking_again_saves_nothing(app: Flask, at_desk: Desk) -> None:
    page = at_desk.post(NEW, {**SKIPS, "title": "", "do": "check"})
    assert page.status_code == 200
    assert "is of level 4" in panel(page, "ready")
    assert "not saved yet" in panel(page, "ready")
    assert count(app) == 0


def test_readability_is_told_and_keeps_nothing_back(at_desk: Desk) -> None:
    body = "Arthroplasty helps many people to walk again without much pain. " * 6
    page = at_desk.post(NEW, {**POST, "body": body, "do": "check"})
    said = panel(page, "ready")
    assert "It can be published" in said or "Nothing is missing" in said
    assert "reading age of about" in said
    assert "arthroplasty (joint replacement)" in said
    assert "How it reads" not in panel(at_desk.post(NEW, {**POST, "do": "check"}), "ready")


def test_the_checks_know_the_house(app: Flask, at_desk: Desk) -> None:
    draft = at_desk.write(NEW, **{**POST, "title": "Still a draft"})
    binned = at_desk.write(NEW, **{**POST, "title": "Thrown away"})
    at_desk.post(f"/desk/entries/{binned}/bin")
    with work(app):
        now = clock.now()
        db.session.add(
            CheckedLink(
                url="https://x.org/", found_on=[], checked_at=now, status=404, problem="It is gone.", failing_since=now
            )
        )
    body = f"See [one](entry:{draft}), [two](entry:{binned}) and [the leaflet](https://x.org/)."
    said = panel(at_desk.post(NEW, {**POST, "body": body, "do": "check"}), "ready")
    assert "leads to “Still a draft”, which readers cannot open" in said
    assert "leads to a page that does not exist any more" in said
    assert "“the leaflet” is broken: It is gone." in said
    at_desk.post(f"/desk/blog/{draft}/", {**POST, "version": at_desk.version(f"/desk/blog/{draft}/"), "do": "publish"})
    assert "“one”" not in panel(at_desk.post(NEW, {**POST, "body": body, "do": "check"}), "ready")


def test_an_article_is_told_of_its_review(app: Flask, at_desk: Desk) -> None:
    article = at_desk.write("/desk/articles/new", **POST, do="publish")
    assert "No review is planned" in panel(at_desk.get(f"/desk/articles/{article}/"), "ready")
    with work(app):
        db.session.get_one(Entry, article).next_review_on = date(2027, 2, 1)
    assert "overdue since 1 February 2027" in panel(at_desk.get(f"/desk/articles/{article}/"), "ready")


def test_a_resource_lands_its_faults_at_their_fields(at_desk: Desk) -> None:
    page = at_desk.post("/desk/resources/new", {"title": "A leaflet", "summary": "s", "topic": "Hip", "do": "publish"})
    assert page.status_code == 422
    assert "Give either an address or a document" in panel(page, "ready")
    assert 'href="#url"' in page.text


def test_an_episode_cannot_be_published_past_its_directories(app: Flask, at_desk: Desk, prepared: list[bool]) -> None:
    show = at_desk.write("/desk/podcast/new", title="Steps", summary="s", language="en-GB")
    sent = {"title": "One", "summary": "s", "audio_id": asset(app, AssetKind.AUDIO), "do": "publish"}
    page = at_desk.post(f"/desk/podcast/{show}/episodes/new", {**sent, "override_reason": "No time for a transcript."})
    assert page.status_code == 422
    assert "Add a transcript" in " ".join(problems_in(page))
    assert prepared == []


def test_changes_are_not_offered_where_there_are_none(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write(NEW, **POST, do="publish")
    path = f"/desk/blog/{post}/"
    page = at_desk.get(path).text
    assert "there is nothing to publish" in page
    assert re.search(r'value="publish" data-when-changed hidden>Publish changes', page)
    sent = {**POST, "version": at_desk.version(path), "do": "publish"}
    assert at_desk.post(path, sent).status_code == 303
    assert "Nothing has changed since it was published." in at_desk.get(path).text
    assert [what for what, *_ in deeds(app, post)] == ["published"]
    at_desk.post(path, {**sent, "body": "Bend it more.", "do": "save"})
    page = at_desk.get(path).text
    assert "data-when-changed" not in page
    assert "Publish changes" in page


def test_an_end_is_given_with_a_publish_and_stays_until_it_is_changed(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write(NEW, **POST, do="publish", expires_at="2027-05-01T10:00")
    path = f"/desk/blog/{post}/"
    page = at_desk.get(path).text
    assert "It ends on Saturday 1 May 2027, 10:00." in page
    assert "Ends on Saturday 1 May 2027, 10:00." in page
    assert 'value="2027-05-01T10:00"' in page
    sent = {**POST, "body": "More.", "version": at_desk.version(path), "do": "publish"}
    at_desk.post(path, sent)
    assert entry(app, post).expires_at == datetime(2027, 5, 1, 9, tzinfo=UTC), (
        "a form without the field changes nothing"
    )
    at_desk.post(path, {**sent, "version": at_desk.version(path), "expires_at": ""})
    assert "It stays for good." in at_desk.get(path).text
    assert entry(app, post).expires_at is None
    refused = at_desk.post(
        path, {**sent, "body": "x", "version": at_desk.version(path), "expires_at": "2027-02-01T10:00"}
    )
    assert "later than now" in " ".join(problems_in(refused))
    assert [what for what, *_ in deeds(app, post)] == ["published", "published changes", "given no end"]


def test_a_schedule_has_its_end_with_it(app: Flask, at_desk: Desk) -> None:
    sent = {**POST, "do": "schedule", "publish_at": "2027-06-01T18:00"}
    refused = at_desk.post(NEW, {**sent, "expires_at": "2027-06-01T17:00"})
    assert refused.status_code == 422
    assert "later than now and than the time it goes live" in " ".join(problems_in(refused))
    post = at_desk.write(NEW, **sent, expires_at="2027-07-01T18:00")
    said = "Goes live on Tuesday 1 June 2027, 18:00. Ends on Thursday 1 July 2027, 18:00."
    for page in (
        f"/desk/blog/{post}/",
        f"/desk/entries/{post}/",
        f"/desk/entries/{post}/revisions/",
        "/desk/blog/",
        "/desk/",
    ):
        assert said in at_desk.get(page).text, page
    ((what, _, details),) = deeds(app, post)
    assert (what, details["at"], details["ends"]) == (
        "scheduled",
        "2027-06-01T17:00:00+00:00",
        "2027-07-01T17:00:00+00:00",
    )


def test_an_end_that_comes_twice_is_asked_for_and_shown_as_chosen(app: Flask, at_desk: Desk) -> None:
    sent = {**POST, "do": "publish", "expires_at": "2027-10-31T01:30"}
    asked = at_desk.post(NEW, sent)
    assert asked.status_code == 422
    assert 'name="expires_at_which"' in asked.text
    post = at_desk.write(NEW, **sent, expires_at_which="second")
    assert entry(app, post).expires_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    for page in (f"/desk/blog/{post}/", f"/desk/entries/{post}/"):
        assert re.search(r'<input checked[^>]*name="expires_at_which"[^>]*value="second"', at_desk.get(page).text), page
    gap = at_desk.post(NEW, {**sent, "expires_at": "2028-03-26T01:30"})
    assert "the clocks skip 01:30" in " ".join(problems_in(gap))


def test_what_is_saved_is_scheduled_on_the_page_of_dates(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write(NEW, **SKIPS)
    page = f"/desk/entries/{post}/"
    for typed, words in (("2027-03-28T01:30", "skip"), ("2027-10-31T01:30", "twice"), ("2027-02-01T10:00", "past")):
        refused = at_desk.post(f"{page}schedule", {"publish_at": typed, "override_reason": "It is a quotation."})
        assert refused.status_code == 422, typed
        assert words in " ".join(problems_in(refused)), typed
        assert f'value="{typed}"' in refused.text
    refused = at_desk.post(f"{page}schedule", {"publish_at": "2027-06-01T18:00"})
    assert "is of level 4" in " ".join(problems_in(refused))
    assert 'name="override_reason"' in refused.text
    sent = {"publish_at": "2027-10-31T01:30", "publish_at_which": "first", "override_reason": "It is a quotation."}
    assert at_desk.post(f"{page}schedule", sent).status_code == 303
    assert entry(app, post).published_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    again = at_desk.get(page).text
    assert "Goes live on Sunday 31 October 2027, 01:30 BST." in again
    assert re.search(r'<input checked[^>]*name="publish_at_which"[^>]*value="first"', again)
    assert [what for what, *_ in deeds(app, post)] == ["scheduled", "overrode the checks"]


def test_what_was_saved_at_that_very_moment_is_not_published(
    app: Flask, at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = at_desk.write(NEW, **POST)
    checks = publishing.prepare

    def meanwhile(*given: Any) -> Any:
        ready = checks(*given)
        db.session.rollback()
        with work(app):
            db.session.get_one(Entry, post).version += 1  # as an autosave does that goes on in the same revision
        return ready

    monkeypatch.setattr(publishing, "prepare", meanwhile)
    refused = at_desk.post(f"/desk/entries/{post}/schedule", {"publish_at": "2027-06-01T18:00"})
    assert "Somebody saved it at this very moment" in " ".join(problems_in(refused))


def test_every_deed_is_noted_once(app: Flask, at_desk: Desk, as_admin: Desk, moving: MovableClock) -> None:
    post = at_desk.write(NEW, **POST, do="publish")
    page = f"/desk/entries/{post}/"
    for deed, sent in (
        ("expiry", {"expires_at": "2027-05-01T10:00"}),
        ("expiry", {"expires_at": "2027-05-01T10:00"}),
        ("expiry", {"expires_at": ""}),
        ("withdraw", {}),
        ("schedule", {"publish_at": "2027-06-01T18:00"}),
        ("unschedule", {}),
        ("bin", {}),
    ):
        assert at_desk.post(f"{page}{deed}", sent).status_code == 303, deed
    assert at_desk.post(f"/desk/bin/{post}/restore").status_code == 303
    at_desk.post(f"{page}bin")
    assert as_admin.post(f"/desk/bin/{post}/delete-for-ever").status_code == 303
    assert [what for what, *_ in deeds(app)] == [
        *("published", "given an end", "given no end", "withdrawn", "scheduled", "taken off the schedule"),
        *("moved to the bin", "restored", "moved to the bin", "deleted for ever"),
    ]
