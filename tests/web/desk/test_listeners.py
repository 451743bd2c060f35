"""Handing out and taking back the addresses of a private show."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.accounts.permissions import Actor, Role
from app.podcast import private
from tests.podcast.shows import Made, make_show
from tests.web.desk.conftest import Desk, house, problems_in

NASTY = '"><script>alert(1)</script>'


@pytest.fixture
def made(app: Flask, editor: Actor) -> Made:
    return make_show(app, "Secret talks", by=editor, private=True)


def _list(made: Made) -> str:
    return f"/desk/podcast/{made.show}/listeners/"


def _add(desk: Desk, made: Made, name: str) -> tuple[TestResponse, str]:
    answer = desk.post(f"{_list(made)}new", {"name": name})
    found = re.search(r"http://localhost(/podcast/secret-talks/private/[^/]+/feed\.xml)", answer.text)
    assert found is not None, problems_in(answer)
    return answer, found[1]


def test_an_address_is_shown_once_and_works(app: Flask, at_desk: Desk, made: Made) -> None:
    assert "Nobody yet" in at_desk.get(_list(made)).text
    answer, address = _add(at_desk, made, "  Ward   7 ")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "Address for Ward 7" in answer.text
    page = at_desk.get(_list(made)).text
    token = address.split("/")[4]
    assert "Ward 7" in page
    assert "not used yet" in page
    assert token not in page
    assert app.test_client().get(address).status_code == 200
    assert "used in the hour from 1 March 2027, 12:00" in at_desk.get(_list(made)).text
    with house(app):
        (listener,) = private.list_listeners(made.show)
        assert token not in str(vars(listener))


def test_the_qr_code_is_drawn_into_the_page_and_breaks_no_policy(at_desk: Desk, made: Made) -> None:
    answer, _ = _add(at_desk, made, NASTY)
    drawn = re.search(r"<svg.*?</svg>", answer.text.partition("qr-box")[2], re.DOTALL)
    assert drawn is not None
    assert "style" not in drawn[0]
    assert 'fill="#fff"' in drawn[0]
    assert 'stroke="#000"' in drawn[0]
    assert "<script>alert" not in answer.text
    assert "<script>alert" not in at_desk.get(_list(made)).text


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "\x00"])
def test_a_listener_without_a_name_is_refused(app: Flask, at_desk: Desk, made: Made, name: str) -> None:
    answer = at_desk.post(f"{_list(made)}new", {"name": name})
    assert answer.status_code == 422
    assert "Give a name" in " ".join(problems_in(answer))
    with house(app):
        assert private.list_listeners(made.show) == []


def test_there_is_an_end_to_listeners(at_desk: Desk, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "MOST", 1)
    _add(at_desk, made, "One")
    answer = at_desk.post(f"{_list(made)}new", {"name": "Two"})
    assert answer.status_code == 422
    assert "at most 1" in " ".join(problems_in(answer))


def test_an_address_is_taken_back_after_a_look_at_what_that_means(app: Flask, at_desk: Desk, made: Made) -> None:
    _, address = _add(at_desk, made, "Ward 7")
    anybody = app.test_client()
    assert anybody.get(address).status_code == 200
    with house(app):
        one = private.list_listeners(made.show)[0].id
    assert "It stops working at once" in at_desk.get(f"{_list(made)}{one}/").text
    for _ in range(2):
        answer = at_desk.post(f"{_list(made)}{one}/revoke")
        assert (answer.status_code, answer.location) == (303, _list(made))
    assert anybody.get(address).status_code == 404
    page = at_desk.get(_list(made)).text
    assert "Taken back" in page
    assert "does not work any more" in at_desk.get(f"{_list(made)}{one}/").text
    again = at_desk.client.post(f"{_list(made)}{one}/anew", data={"csrf_token": _token(at_desk)}, follow_redirects=True)
    assert "Add the listener again" in again.text


def _token(desk: Desk) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', desk.get("/desk/account/").text)
    assert found is not None
    return found[1]


def test_a_new_address_ends_the_old_one(app: Flask, at_desk: Desk, made: Made) -> None:
    _, old = _add(at_desk, made, "Ward 7")
    with house(app):
        one = private.list_listeners(made.show)[0].id
    answer = at_desk.post(f"{_list(made)}{one}/anew")
    found = re.search(r"http://localhost(/podcast/secret-talks/private/[^/]+/feed\.xml)", answer.text)
    assert found is not None
    assert found[1] != old
    anybody = app.test_client()
    assert (anybody.get(old).status_code, anybody.get(found[1]).status_code) == (404, 200)


def test_a_listener_of_another_show_is_not_found_here(app: Flask, at_desk: Desk, made: Made, editor: Actor) -> None:
    other = make_show(app, "On walking", by=editor, episodes=())
    _add(at_desk, made, "Ward 7")
    with house(app):
        one = private.list_listeners(made.show)[0].id
    assert at_desk.get(f"{_list(other)}{one}/").status_code == 404
    for verb in ("revoke", "anew"):
        assert at_desk.post(f"{_list(other)}{one}/{verb}").status_code == 404
    with house(app):
        assert private.list_listeners(made.show)[0].revoked_at is None


def test_a_public_show_says_that_everybody_hears_it(app: Flask, at_desk: Desk, editor: Actor) -> None:
    public = make_show(app, "On walking", by=editor, episodes=())
    text = at_desk.get(_list(public)).text
    assert "This show is public" in text
    assert f'href="/desk/podcast/{public.show}/#private">Private</a> under “Who may hear it”' in text
    form = at_desk.get(f"/desk/podcast/{public.show}/").text
    assert 'id="private"' in form
    assert "Who may hear it</h2>" in form


def test_the_listeners_of_a_private_show_are_found_from_the_list_of_shows(at_desk: Desk, made: Made) -> None:
    assert f'private, for its <a href="{_list(made)}">listeners</a>' in at_desk.get("/desk/podcast/").text


def test_a_private_show_leads_to_no_public_page(at_desk: Desk, made: Made, app: Flask, editor: Actor) -> None:
    for path in (f"/desk/podcast/{made.show}/", f"/desk/entries/{made.show}/"):
        text = at_desk.get(path).text
        assert 'href="/podcast/secret-talks/"' not in text, path
        assert "private: only its listeners" in text, path
    public = make_show(app, "On walking", by=editor, episodes=())
    assert 'href="/podcast/on-walking/"' in at_desk.get(f"/desk/podcast/{public.show}/").text


def test_who_may_not_publish_sees_no_listeners(desk: Callable[[Role], Desk], made: Made) -> None:
    author = desk(Role.AUTHOR)
    assert author.get(_list(made)).status_code == 403
    assert author.post(f"{_list(made)}new", {"name": "Me"}).status_code == 403
