"""The log of what was done, in the desk."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.activity import note
from app.accounts.models import Activity
from app.accounts.permissions import Actor, Role
from app.content import operations, queries
from app.core import clock
from app.web.desk.activity import details_in_words, in_words
from tests import factories
from tests.conftest import MovableClock
from tests.web.desk.conftest import Desk, work


@pytest.fixture
def page_id(app: Flask, editor: Actor, admin: Actor, moving: MovableClock) -> int:
    """Three deeds: on 1 March, on 2 March just before and just after midnight in London."""
    with work(app):
        page = factories.article("Hip pain", by=editor, live=False)
        note("published", by=editor, now=moving.now, about="Hip pain", entry_id=page.id, reason="Checked by all")
        moving.move(hours=35, minutes=59)
        note("invited", by=admin, now=moving.now, about="=cmd()", details={"role": "author"})
        moving.move(minutes=2)
        note("withdrawn", by=editor, now=moving.now, about="Hip pain", entry_id=page.id)
        return page.id


def _deeds(page: str) -> list[str]:
    return [said.lower() for said in re.findall(r'row-title">(\w+)</span>: ', page)]


def test_the_newest_stands_first_with_who_what_and_why(page_id: int, at_desk: Desk) -> None:
    page = at_desk.get("/desk/activity/").text
    assert _deeds(page) == ["withdrawn", "invited", "published"]
    assert "Reason: Checked by all" in page
    assert f'href="/desk/entries/{page_id}/">Hip pain</a>' in page
    assert "role: author" in page


@pytest.mark.parametrize(
    ("query", "deeds"),
    [
        ("person=Sample+admin", ["invited"]),
        ("what=published", ["published"]),
        ("entry={}", ["withdrawn", "published"]),
        ("since=2027-03-02", ["withdrawn", "invited"]),
        ("until=2027-03-02", ["invited", "published"]),
        ("since=2027-03-03&until=2027-03-03", ["withdrawn"]),
        ("since=0001-01-01&until=9999-12-31", ["withdrawn", "invited", "published"]),
        ("since=nonsense&until=9999-99-99&entry=x", ["withdrawn", "invited", "published"]),
        ("what=flown", []),
    ],
)
def test_it_is_filtered(page_id: int, at_desk: Desk, query: str, deeds: list[str]) -> None:
    page = at_desk.get(f"/desk/activity/?{query.format(page_id)}").text
    assert _deeds(page) == deeds
    assert ("Nothing fits" in page) is not bool(deeds)


def test_every_page_leads_to_its_own_log(app: Flask, desk: Callable[[Role], Desk], editor: Actor, page_id: int) -> None:
    one, author = desk(Role.EDITOR), desk(Role.AUTHOR)
    assert f"/desk/activity/?entry={page_id}" in one.get(f"/desk/entries/{page_id}/").text
    assert author.get("/desk/activity/").status_code == 403
    assert author.get("/desk/activity/activity.csv").status_code == 403
    with work(app):
        operations.move_to_bin(queries.get_entry(page_id), by=editor, now=clock.now())
    assert f'href="/desk/entries/{page_id}/"' not in one.get("/desk/activity/").text


def test_it_is_taken_along_as_a_file(page_id: int, at_desk: Desk) -> None:
    file = at_desk.get("/desk/activity/activity.csv?since=2027-03-02")
    lines = file.text.removeprefix("\ufeff").splitlines()
    assert file.mimetype == "text/csv"
    assert lines == [
        "when,who,what,about,page,reason,details",
        f"2027-03-03T00:01,Sample editor,withdrawn,Hip pain,{page_id},,",
        "2027-03-02T23:59,Sample admin,invited,'=cmd(),,,role: author",
    ]


def test_a_long_log_has_pages(app: Flask, at_desk: Desk, editor: Actor) -> None:
    assert "Nothing has been done yet" in at_desk.get("/desk/activity/").text
    with work(app):
        for number in range(51):
            note("published", by=editor, now=clock.now(), about=f"Page {number}")
    assert "Page 1 of 2" in at_desk.get("/desk/activity/").text
    assert _deeds(at_desk.get("/desk/activity/?page=2&what=published").text) == ["published"]


def test_details_are_read_as_words() -> None:
    assert in_words(Activity(details={"to": "/b/", "from": "/a/", "was": "", "n": 2})) == "from /a/ to /b/; n: 2"
    assert in_words(Activity(details={})) == ""


def test_days_and_times_are_said_as_on_the_other_pages(app: Flask) -> None:
    details = {"until": "2027-07-02T11:00:00+00:00", "to": "2027-03-02", "from": "", "for": "2027-03-02 or so"}
    with app.test_request_context():
        assert details_in_words(Activity(details=details)) == (
            "to 2 March 2027; until: 2 July 2027, 12:00; for: 2027-03-02 or so"
        )
        assert details_in_words(Activity(details={"day": "2027-99-99"})) == "day: 2027-99-99"
