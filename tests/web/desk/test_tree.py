"""The tree of articles in the desk."""

import re

import pytest
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.articles.arranging import read_tree
from app.articles.queries import get_article
from app.content import operations, queries
from app.core import clock
from app.web.desk import tree as view
from tests import factories
from tests.web.desk.conftest import Desk, house, problems_in, work


@pytest.fixture
def ids(app: Flask, editor: Actor) -> dict[str, int]:
    """Top [ One, Two ], Other."""
    with work(app):
        top = factories.article("Top", by=editor)
        one = factories.article("One", by=editor, parent=top)
        two = factories.article("Two", by=editor, parent=top, live=False)
        other = factories.article("Other", by=editor)
        return {"top": top.id, "one": one.id, "two": two.id, "other": other.id}


def _order(page: str) -> list[str]:
    return re.findall(r'data-title="([^"]+)"', page)


def _seal(app: Flask, parent_id: int | None) -> str:
    with house(app):
        return read_tree().seal(parent_id)


def test_the_tree_says_order_state_and_address(at_desk: Desk, ids: dict[str, int]) -> None:
    page = at_desk.get("/desk/articles/tree/").text
    assert _order(page) == ["Other", "Top", "One", "Two"]
    assert re.findall(r'data-depth="(\d)"', page) == ["0", "0", "1", "1"]
    assert '<span class="state state-draft">draft</span>' in page.lower()
    assert '<a class="row-path" href="/top/one/">' in page
    assert 'aria-label="Up: Other" disabled' in page
    assert "Order and move" in at_desk.get("/desk/articles/").text


def test_a_button_moves_without_a_script(app: Flask, at_desk: Desk, ids: dict[str, int]) -> None:
    sent = {"article": ids["two"], "here": _seal(app, ids["top"]), "step": "up"}
    answer = at_desk.post("/desk/articles/tree/move", sent)
    assert (answer.status_code, answer.location) == (
        303,
        f"/desk/articles/tree/?moved={ids['two']}#article-{ids['two']}",
    )
    page = at_desk.get(answer.location).text
    assert _order(page) == ["Other", "Top", "Two", "One"]
    assert "“Two” is number 1 of 2 below “Top”. Its address is /top/two/." in page
    again = at_desk.post("/desk/articles/tree/move", sent)
    assert again.status_code == 409
    assert "Somebody else has changed the order" in " ".join(problems_in(again))
    assert _order(again.text) == ["Other", "Top", "Two", "One"]


def test_a_place_below_another_gives_a_new_address(app: Flask, at_desk: Desk, ids: dict[str, int]) -> None:
    sent = {
        "article": ids["one"],
        "here": _seal(app, ids["top"]),
        "there": _seal(app, None),
        "parent": "",
        "after": ids["other"],
        "below": "",
    }
    page = at_desk.get(at_desk.post("/desk/articles/tree/move", sent).location).text
    assert "“One” is number 2 of 3 at the top. Its address is /one/." in page
    assert at_desk.client.get("/top/one/").location == "/one/"
    out = at_desk.post("/desk/articles/tree/move", {**sent, "here": _seal(app, None), "step": "out"})
    assert out.status_code == 422
    assert "cannot go any further" in " ".join(problems_in(out))


def test_a_taken_address_is_refused_in_place(app: Flask, at_desk: Desk, editor: Actor, ids: dict[str, int]) -> None:
    with work(app):
        factories.article("One", by=editor)
    sent = {"article": ids["one"], "here": _seal(app, ids["top"]), "step": "out"}
    answer = at_desk.post("/desk/articles/tree/move", sent)
    assert answer.status_code == 422
    assert "The address /one/ is taken" in " ".join(problems_in(answer))


def test_a_branch_and_a_large_tree_are_shown_level_by_level(
    app: Flask, at_desk: Desk, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    branch = at_desk.get(f"/desk/articles/tree/?below={ids['top']}").text
    assert _order(branch) == ["One", "Two"]
    assert "Below Top" in branch
    assert 'data-deepest="5"' in branch
    monkeypatch.setattr(view, "MOST_AT_ONCE", 3)
    page = at_desk.get("/desk/articles/tree/").text
    assert _order(page) == ["Other", "Top"]
    assert "Open: 2 below" in page
    assert "shown level by level" in page
    empty = at_desk.get(f"/desk/articles/tree/?below={ids['one']}").text
    assert "There is no article below this one." in empty


def test_what_is_in_the_bin_is_not_in_the_tree(app: Flask, at_desk: Desk, editor: Actor, ids: dict[str, int]) -> None:
    with work(app):
        operations.move_to_bin(queries.get_entry(ids["one"]), by=editor, now=clock.now())
    assert _order(at_desk.get("/desk/articles/tree/").text) == ["Other", "Top", "Two"]
    assert at_desk.post("/desk/articles/tree/move", {"article": ids["one"], "step": "up"}).status_code == 404


def test_an_empty_tree_says_what_to_do(at_desk: Desk) -> None:
    assert "There is no article yet." in at_desk.get("/desk/articles/tree/").text


def test_an_author_moves_nothing_here(app: Flask, as_author: Desk, ids: dict[str, int]) -> None:
    sent = {"article": ids["two"], "here": _seal(app, ids["top"]), "step": "up"}
    assert as_author.post("/desk/articles/tree/move", sent).status_code == 403
    assert "Order and move" not in as_author.get("/desk/articles/").text
    with house(app):
        assert get_article(ids["two"]).position == 0
    assert as_author.role is Role.AUTHOR
