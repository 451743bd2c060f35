import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.content.feedback import list_feedback
from tests.web.conftest import Visit, read

OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


def kept(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        return [(f.path, f.message, f.email) for f in list_feedback()]


def test_a_message_is_kept_with_its_page_and_thanked_for(app: Flask, client: FlaskClient) -> None:
    sent = {
        "page": "http://localhost/blog/x/",
        "message": "A word is wrong.\r\nIt is “hip”.",
        "email": "me@example.org",
    }
    answer = client.post("/feedback/", data=sent, headers=OURS)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/feedback/thanks/?page=/blog/x/"
    assert kept(app) == [("/blog/x/", "A word is wrong.\nIt is “hip”.", "me@example.org")]
    assert "Set-Cookie" not in answer.headers
    thanks = read(client.get(answer.headers["Location"]))
    assert "Thank you" in thanks.text
    assert thanks.all("a", href="/blog/x/")


def test_the_form_knows_the_page_it_was_opened_from(page: Visit) -> None:
    assert page("/feedback/?page=/blog/x/").all("input", name="page", value="/blog/x/")


def test_what_was_typed_is_kept_when_it_is_refused(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/feedback/", data={"page": "/a/", "message": " ", "email": "no address"}, headers=OURS)
    seen = read(answer)
    assert seen.status == 422
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Tell us what is wrong or unclear." in seen.text
    assert seen.all("input", name="email", value="no address", aria_invalid="true")
    assert seen.all("a", href="#message")
    assert seen.all("textarea", aria_invalid="true")
    assert kept(app) == []


def test_a_message_that_is_too_long_is_refused_and_kept(app: Flask, client: FlaskClient) -> None:
    seen = read(client.post("/feedback/", data={"message": "x" * 10_000}, headers=OURS))
    assert seen.status == 422
    assert "10000 characters" in seen.text
    assert "x" * 10_000 in seen.html


def test_control_characters_and_markup_do_no_harm(app: Flask, client: FlaskClient) -> None:
    wrong = {"page": "/a/\x00", "message": "<script>alert(1)</script>\x08", "email": "<b>"}
    seen = read(client.post("/feedback/", data=wrong, headers=OURS))
    assert seen.status == 422
    assert "<script>alert" not in seen.html
    assert "\x08" not in seen.html


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/feedback/", data={"message": "Buy", "website": "https://x.example"}, headers=OURS)
    assert answer.status_code == 303
    assert kept(app) == []


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_form_on_another_site_cannot_send_it(app: Flask, client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.post("/feedback/", data={"message": "Hello"}, headers=headers)
    assert answer.status_code == 403
    assert kept(app) == []


@pytest.mark.parametrize(
    "about", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_thanks_never_link_to_another_site(client: FlaskClient, about: str) -> None:
    seen = read(client.get("/feedback/thanks/", query_string={"page": about}))
    assert not [a for a in seen.all("a") if "evil" in (a.get("href") or "") or "javascript" in (a.get("href") or "")]


def test_the_form_is_sent_without_a_token_or_javascript(page: Visit) -> None:
    seen = page("/feedback/")
    assert not seen.all("input", name="csrf_token")
    assert seen.all("form", action="/feedback/", method="post")
