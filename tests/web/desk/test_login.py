"""Logging in and out, and that nothing typed is lost when the session or its token is gone."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor, Role
from app.web.auth import COOKIE
from tests import factories
from tests.conftest import MovableClock
from tests.web.desk.conftest import Desk, entry, problems_in, token_of

NASTY = '"><script>alert(1)</script>\nsecond line & more'


def _carried(html: str) -> dict[str, str]:
    """The fields that a form out of sight would send."""
    forms = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', html, re.DOTALL)
    return {unescape(name): unescape(value) for name, value in forms}


def test_logging_in_leads_to_where_one_wanted_to_go(client: FlaskClient, staff: dict[Role, Actor]) -> None:
    first = client.get("/desk/blog/?state=draft")
    assert first.status_code == 303
    page = client.get(first.location)
    data = {"csrf_token": token_of(page), "email": "editor@example.org", "password": factories.PASSWORD}
    answer = client.post(first.location, data=data)
    assert (answer.status_code, answer.location) == (303, "/desk/blog/?state=draft")


@pytest.mark.parametrize("target", ["//evil.example/desk/", "https://evil.example/", "/\\evil", "/blog/", "/desk/\t/x"])
def test_logging_in_leads_nowhere_else(client: FlaskClient, staff: dict[Role, Actor], target: str) -> None:
    page = client.get("/login")
    data = {"csrf_token": token_of(page), "email": "editor@example.org", "password": factories.PASSWORD}
    assert client.post("/login", query_string={"next": target}, data=data).location == "/desk/"


def test_a_wrong_password_is_refused_in_words(client: FlaskClient, staff: dict[Role, Actor]) -> None:
    page = client.get("/login")
    data = {"csrf_token": token_of(page), "email": "editor@example.org", "password": "not this one"}
    answer = client.post("/login", data=data)
    assert answer.status_code == 422
    assert "do not belong together" in problems_in(answer)[0]
    assert 'value="editor@example.org"' in answer.text
    assert "not this one" not in answer.text


def test_an_empty_login_says_what_is_missing(client: FlaskClient, staff: dict[Role, Actor]) -> None:
    answer = client.post("/login", data={"csrf_token": token_of(client.get("/login"))})
    assert answer.status_code == 422
    assert "Type your password." in " ".join(problems_in(answer))


def test_too_many_wrong_passwords_have_to_wait(client: FlaskClient, staff: dict[Role, Actor]) -> None:
    data = {"email": "editor@example.org", "password": "not this one"}
    statuses = [
        client.post("/login", data={"csrf_token": token_of(client.get("/login")), **data}).status_code
        for _ in range(12)
    ]
    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_a_login_form_without_its_token_offers_a_new_one(client: FlaskClient, staff: dict[Role, Actor]) -> None:
    answer = client.post("/login", data={"email": "editor@example.org", "password": factories.PASSWORD})
    assert answer.status_code == 400
    assert "This form has expired" in answer.text
    assert factories.PASSWORD not in answer.text


def test_logging_out_ends_the_session(at_desk: Desk) -> None:
    cookie = at_desk.client.get_cookie(COOKIE)
    assert cookie is not None
    answer = at_desk.post("/desk/logout")
    assert answer.location == "/login"
    assert "You are logged out." in at_desk.get("/login").text
    at_desk.client.set_cookie(COOKIE, cookie.value, secure=True)
    assert at_desk.get("/desk/").status_code == 303


def test_what_was_typed_survives_the_end_of_the_session(app: Flask, at_desk: Desk, moving: MovableClock) -> None:
    """One login and one click later it is saved, whatever signs it holds."""
    token = token_of(at_desk.get("/desk/blog/new"))
    moving.move(hours=3)
    typed = {
        "title": "Kept & <b>safe</b>",
        "summary": NASTY,
        "body": "\nFirst.\n\nSecond.",
        "do": "save",
        "tags": "a, b",
    }
    lost = at_desk.client.post("/desk/blog/new", data={"csrf_token": token, **typed})
    assert lost.status_code == 401
    assert "You were logged out" in lost.text
    assert "<script>alert" not in lost.text

    again = {"email": "editor@example.org", "password": factories.PASSWORD, "kept_to": "/desk/blog/new"}
    wrong = at_desk.client.post(
        "/login", data={"csrf_token": token_of(lost), **again, **_carried(lost.text), "password": "wrong, wrong"}
    )
    assert wrong.status_code == 422
    assert _carried(wrong.text) == _carried(lost.text)
    back = at_desk.client.post("/login", data={"csrf_token": token_of(wrong), **again, **_carried(wrong.text)})
    assert back.status_code == 200
    assert "You are logged in again" in back.text

    saved = at_desk.client.post("/desk/blog/new", data={"csrf_token": token_of(back), **_carried(back.text)})
    assert saved.status_code == 303
    assert entry(app, 1).title == "Kept & <b>safe</b>"
    assert "Second." in entry(app, 1).body


def test_a_kept_form_goes_to_the_desk_only(client: FlaskClient, staff: dict[Role, Actor]) -> None:
    data = {"email": "editor@example.org", "password": factories.PASSWORD, "kept_to": "https://evil.example/"}
    answer = client.post("/login", data={"csrf_token": token_of(client.get("/login")), **data, "kept-title": "x"})
    assert (answer.status_code, answer.location) == (303, "/desk/")


def test_a_form_without_its_token_shows_what_was_typed(at_desk: Desk) -> None:
    answer = at_desk.client.post("/desk/blog/new", data={"title": "Typed", "summary": NASTY})
    assert answer.status_code == 400
    assert "Typed" in answer.text
    assert "<script>alert" not in answer.text
    assert "Try again" not in answer.text


def test_a_form_of_our_own_without_its_token_is_sent_again_with_one_click(app: Flask, at_desk: Desk) -> None:
    ours = {"Origin": "http://localhost"}
    answer = at_desk.client.post("/desk/blog/new", data={"title": "Typed", "body": "Words."}, headers=ours)
    assert answer.status_code == 400
    assert "Try again" in answer.text
    saved = at_desk.client.post("/desk/blog/new", data={"csrf_token": token_of(answer), **_carried(answer.text)})
    assert saved.status_code == 303
    assert entry(app, 1).title == "Typed"


def test_a_form_of_another_site_gets_no_button(at_desk: Desk) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        answer = at_desk.client.post("/desk/blog/new", data={"title": "Planted"}, headers=headers)
        assert answer.status_code in {400, 403}
        assert "Try again" not in answer.text


def test_programs_get_the_refusal_as_json(app: Flask, at_desk: Desk, moving: MovableClock) -> None:
    json = {"Accept": "application/json"}
    answer = at_desk.client.post("/desk/blog/new", headers=json)
    assert (answer.status_code, answer.json is not None) == (400, True)
    token = token_of(at_desk.get("/desk/blog/new"))
    moving.move(hours=3)
    answer = at_desk.client.post("/desk/blog/new", headers={**json, "X-CSRFToken": token})
    assert (answer.status_code, answer.json is not None) == (401, True)


def test_a_transcript_file_is_kept_with_the_rest(app: Flask, at_desk: Desk) -> None:
    from io import BytesIO  # noqa: PLC0415 - used once

    def send(data: bytes) -> str:
        fields = {"title": "Typed", "transcript": "old", "transcript_file": (BytesIO(data), "words.vtt")}
        return at_desk.client.post(
            "/desk/podcast/1/episodes/new", data=fields, headers={"Origin": "http://localhost"}
        ).text

    assert _carried(send(b"WEBVTT new"))["transcript"] == "WEBVTT new"
    assert _carried(send(b"\xff\xfe\xfa"))["transcript"] == "old"


def test_a_text_that_is_too_large_is_refused_and_given_back(client: FlaskClient, at_desk: Desk) -> None:
    for anybody in (client, at_desk.client):
        answer = anybody.post("/desk/blog/new", data={"body": "x" * (5 << 20), "title": "Typed"})
        assert answer.status_code == 413
        assert "That is too much at once" in answer.text
        assert "What you typed stands below." in answer.text
        assert "x" * (5 << 20) in answer.text
        vast = anybody.post("/desk/blog/new", data={"body": "x" * (17 << 20)}).text
        assert "xxx" not in vast
        assert "Go back: what you typed should still be in the form." in vast
        assert "is kept in this browser, too" in vast


def test_autosave_of_a_text_that_is_too_large_answers_in_words(at_desk: Desk) -> None:
    sent = {"body": "x" * (5 << 20), "title": "Typed"}
    answer = at_desk.client.post("/desk/autosave/new/post", data=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 413
    assert answer.get_json()["message"].startswith("It is too large to be saved: a text may have 4 MB")


def test_a_text_of_more_than_a_megabyte_survives_the_end_of_the_session(at_desk: Desk, moving: MovableClock) -> None:
    """It is too long to be saved; that is said, and it is still in its field."""
    long = "Schön lang. " * 100_000
    token = token_of(at_desk.get("/desk/blog/new"))
    moving.move(minutes=30)
    sent = {"csrf_token": token, "title": "Long", "body": long, "do": "save"}
    lost = at_desk.client.post("/desk/blog/new", data=sent)
    assert lost.status_code == 401
    again = {"email": "editor@example.org", "password": factories.PASSWORD, "kept_to": "/desk/blog/new"}
    back = at_desk.client.post("/login", data={"csrf_token": token_of(lost), **again, **_carried(lost.text)})
    assert back.status_code == 200
    answer = at_desk.client.post("/desk/blog/new", data={"csrf_token": token_of(back), **_carried(back.text)})
    assert answer.status_code == 422
    assert answer.text.count("Schön lang.") == 100_000
