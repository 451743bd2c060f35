"""Going anywhere by typing, and the calendar of a month."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.content import operations as content
from app.core import clock
from app.core.db import db
from tests import factories
from tests.conftest import MovableClock
from tests.web.desk.conftest import Desk, work


def found(desk: Desk, text: str) -> list[tuple[str, str]]:
    hits = desk.client.get("/desk/find.json", query_string={"q": text}).get_json()
    return [(hit["title"], hit["href"]) for hit in hits]


def test_places_beginnings_and_entries_are_found_by_their_words(app: Flask, at_desk: Desk, editor: Actor) -> None:
    with work(app):
        post = factories.post("Media and hips", by=editor).id
    assert found(at_desk, "media") == [("Media", "/desk/media/"), ("Media and hips", f"/desk/blog/{post}/")]
    assert found(at_desk, "new post") == [("New post", "/desk/blog/new")]
    assert ("Calendar", "/desk/calendar/") in found(at_desk, "")
    assert found(at_desk, "nothing of that name") == []
    page = at_desk.get("/desk/find?q=hips").text
    assert "Media and hips" in page
    assert "Nothing is called that" in at_desk.get("/desk/find?q=%00zzz").text


def test_an_author_finds_own_entries_only_and_a_reviewer_none(app: Flask, at_desk: Desk, editor: Actor) -> None:
    with work(app):
        factories.post("Of an editor", by=editor)
    for role in (Role.AUTHOR, Role.REVIEWER):
        desk = Desk(app, role)
        assert found(desk, "editor") == []
        assert ("Jobs", "/desk/jobs/") not in found(desk, "")


def test_the_shortcuts_are_a_page(at_desk: Desk) -> None:
    assert "Alt F10" in at_desk.get("/desk/shortcuts").text


def test_a_month_shows_what_happens_on_its_days(app: Flask, at_desk: Desk, editor: Actor, moving: MovableClock) -> None:
    now = clock.now()
    with work(app):
        factories.post("Out today", by=editor)
        ending = factories.post("Ends soon", by=editor)
        content.set_expiry(ending, now + timedelta(days=2), by=editor, now=now)
        factories.post("Goes live late", by=editor, at=datetime(2027, 3, 31, 22, 30, tzinfo=UTC))
        due = factories.article("Due", by=editor)
        due.next_review_on = now.date() + timedelta(days=5)
        gone = factories.post("Withdrawn", by=editor)
        content.withdraw(gone, by=editor, now=now)
        db.session.flush()
    page = at_desk.get("/desk/calendar/").text
    assert "<h1>March 2027</h1>" in page
    for words in ("Out today", "Published 12:00", "Ends 12:00", "Review due"):
        assert words in page
    assert "Withdrawn" not in page
    # 22:30 UTC on 31 March is 23:30 in London, still March; the clocks have gone forward.
    assert "Goes live 23:30" in page
    assert "Nothing happens in this month" in at_desk.get("/desk/calendar/?month=2030-01").text
    assert 'href="/desk/calendar/?month=2027-02"' in page
    assert 'href="/desk/calendar/?month=2027-04"' in page


@pytest.mark.parametrize("month", ["2027-13", "x", "9999-01", "2027-1", ""])
def test_what_is_no_month_is_this_month(at_desk: Desk, month: str) -> None:
    assert "<h1>March 2027</h1>" in at_desk.client.get("/desk/calendar/", query_string={"month": month}).text


def test_an_author_sees_only_own_days(app: Flask, at_desk: Desk, editor: Actor) -> None:
    with work(app):
        factories.post("Of an editor", by=editor)
    assert "Of an editor" not in Desk(app, Role.AUTHOR).get("/desk/calendar/").text
