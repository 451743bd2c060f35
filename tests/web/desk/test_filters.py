"""Lists by their address: filters, order, and lists kept under a name."""

import re
from datetime import date
from html import unescape

import pytest
from flask import Flask

from app.accounts import saved_filters
from app.accounts.permissions import Actor, Role
from app.content.models import Entry
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from tests.conftest import MovableClock
from tests.web.desk.conftest import Desk, house, work
from tests.web.desk.test_editing import person

POST = {"summary": "A sentence.", "body": "Words."}


def titles(at: Desk, path: str) -> list[str]:
    """The rows of a list in order."""
    return [unescape(found) for found in re.findall(r'class="row-title"[^>]*>([^<]+)<', at.get(path).text)]


@pytest.fixture
def filled(app: Flask, at_desk: Desk, as_author: Desk, moving: MovableClock) -> dict[str, int]:
    """Entries of several kinds, each newer than the one before."""
    writer = person(app)
    made = {}
    for title, at, path, more in (
        ("Beta", at_desk, "blog", {"tags": "Knee pain", "do": "publish"}),
        ("alpha", at_desk, "articles", {"do": "publish", "tags": "hip"}),
        ("Gamma", as_author, "blog", {"credits-0-person_id": writer, "credits-0-role": "author"}),
        ("Delta", at_desk, "resources", {"topic": "Hip", "url": "https://x.org/"}),
    ):
        moving.move(minutes=1)
        made[title] = at.write(f"/desk/{path}/new", title=title, **POST, **more)
    with work(app):
        db.session.get_one(Entry, made["alpha"]).next_review_on = date(2027, 2, 1)
        db.session.get_one(Entry, made["Beta"]).next_review_on = date(2027, 4, 1)
    return {**made, "writer": writer}


def test_everything_stands_in_one_list(at_desk: Desk, filled: dict[str, int]) -> None:
    for query, expected in {
        "": ["Delta", "Gamma", "alpha", "Beta"],
        "?kind=post": ["Gamma", "Beta"],
        "?kind=post&state=draft": ["Gamma"],
        "?tag=knee+PAIN": ["Beta"],
        "?tag=%21%21": [],
        "?tag=nothing": [],
        f"?person={filled['writer']}": ["Gamma"],
        "?person=x&kind=nonsense&state=odd&sort=odd&due=2": ["Delta", "Gamma", "alpha", "Beta"],
        "?due=1": ["alpha"],
        "?mine=1": ["Delta", "alpha", "Beta"],
        "?q=LPH": ["alpha"],
        "?sort=title": ["alpha", "Beta", "Delta", "Gamma"],
        "?sort=changed": ["Delta", "Gamma", "alpha", "Beta"],
        "?sort=address": ["alpha", "Beta", "Gamma", "Delta"],
        "?sort=published": ["alpha", "Beta", "Delta", "Gamma"],
        "?sort=review": ["alpha", "Beta", "Gamma", "Delta"],
    }.items():
        found = titles(at_desk, f"/desk/pages/{query}")
        if query in {"?sort=published", "?sort=review"}:
            assert found[:2] == expected[:2], query
        else:
            assert found == expected, query


def test_an_author_sees_their_own_only(as_author: Desk, filled: dict[str, int]) -> None:
    assert titles(as_author, "/desk/pages/") == ["Gamma"]
    assert titles(as_author, "/desk/pages/?sort=title&state=live") == []


def test_a_list_keeps_what_was_asked_on_its_next_page(app: Flask, at_desk: Desk) -> None:
    for number in range(31):
        at_desk.write("/desk/blog/new", title=f"Page {number}", tags="a & b")
    page = at_desk.get("/desk/blog/?tag=a+%26+b&sort=title&mine=1").text
    assert 'rel="next" href="/desk/blog/?page=2&amp;' in page
    assert "tag=a+%26+b" in page
    assert 'value="a &amp; b"' in page
    assert re.search(r"<details class=\"filter-more\" open>", page)
    assert len(titles(at_desk, "/desk/blog/?tag=a+%26+b&sort=title&mine=1&page=2")) == 1


def test_nothing_that_fits_says_so(at_desk: Desk, filled: dict[str, int]) -> None:
    page = at_desk.get("/desk/pages/?q=nothing+like+it").text
    assert "Nothing fits." in page
    assert 'href="/desk/pages/">Show all' in page


def test_an_empty_house_says_what_to_do(at_desk: Desk) -> None:
    assert "There is nothing here yet. Begin with" in at_desk.get("/desk/pages/").text


def test_a_list_is_kept_under_a_name_and_removed(at_desk: Desk, as_author: Desk, filled: dict[str, int]) -> None:
    address = "/desk/pages/?q=a&sort=title"
    assert "Keep this list" in at_desk.get(address).text
    sent = {"name": "  Mine   alone ", "address": address}
    assert at_desk.post("/desk/filters/save", sent).location == address
    page = at_desk.get(address).text
    assert "This list is kept as “Mine alone”." in page
    assert re.search(r'href="/desk/pages/\?q=a&amp;sort=title" aria-current="page">Mine alone', page)
    assert "Mine alone" not in as_author.get("/desk/pages/").text
    at_desk.post("/desk/filters/save", {"name": "Mine alone", "address": "/desk/blog/?q=b"})
    page = at_desk.get("/desk/blog/?q=b").text
    found = re.search(r'action="(/desk/filters/\d+/remove)"', page)
    assert found is not None
    assert as_author.post(found[1]).status_code == 404
    assert at_desk.post(found[1], {"back": "/desk/blog/?q=b"}).location == "/desk/blog/?q=b"
    assert "Mine alone" not in re.sub(r'class="said".*?</p>', "", at_desk.get("/desk/blog/?q=b").text)
    assert at_desk.post(found[1]).status_code == 404


def test_a_list_without_a_name_is_not_kept(at_desk: Desk) -> None:
    for name in ("", " ", "x" * 61):
        at_desk.post("/desk/filters/save", {"name": name, "address": "/desk/blog/?q=a"})
        assert "The list was not kept. Give it a name" in at_desk.get("/desk/blog/").text


def test_only_lists_of_the_desk_are_kept(app: Flask, editor: Actor, at_desk: Desk) -> None:
    for address in ("https://x.org/", "//x.org/desk/", "/blog/", "/desk/\r\nSet-Cookie: a"):
        at_desk.post("/desk/filters/save", {"name": "Bad", "address": address})
    with house(app):
        assert {each.address for each in saved_filters.list_saved(editor.user_id)} == {"/desk/"}
    with house(app), pytest.raises(Invalid), unit_of_work():
        saved_filters.save("Bad", "https://x.org/", by=editor)


def test_there_is_an_end_to_lists(app: Flask, editor: Actor, staff: dict[Role, Actor]) -> None:
    with work(app):
        for number in range(saved_filters.MOST):
            saved_filters.save(f"List {number:02}", "/desk/blog/", by=editor)
    with house(app), pytest.raises(Invalid, match="40 lists already"), unit_of_work():
        saved_filters.save("One more", "/desk/blog/", by=editor)
    with work(app):
        kept = saved_filters.save("List 00", "/desk/articles/", by=editor)
        db.session.flush()
        number = kept.id
    with house(app), pytest.raises(NotFound), unit_of_work():
        saved_filters.remove(number, by=staff[Role.AUTHOR])
