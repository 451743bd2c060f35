import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from app.core import errors
from tests.web.conftest import Visit, read


def test_what_is_not_there_offers_ways_on(page: Visit) -> None:
    seen = page("/nowhere/at/all/")
    assert seen.status == 404
    assert "We cannot find that page" in seen.text
    for href in ("/", "/blog/", "/podcast/", "/resources/", "/feedback/?page=/nowhere/at/all/"):
        assert seen.all("a", href=href), href
    assert seen.meta("robots") == "noindex"


@pytest.mark.parametrize(
    ("refusal", "status", "words"),
    [
        (errors.Forbidden("Not this."), 403, "Not this."),
        (errors.Gone("x"), 410, "This page has been taken down"),
        (errors.Conflict("Changed meanwhile."), 409, "Changed meanwhile."),
        (errors.Invalid("Too odd."), 422, "Too odd."),
        (errors.TooMany("Slowly, please.", retry_after=60), 429, "Slowly, please."),
        (errors.Busy("Busy saving."), 503, "Busy saving."),
        (ValueError("secret detail"), 500, "Something went wrong on our side"),
    ],
)
def test_each_refusal_has_a_page_that_says_what_to_do(
    app: Flask, client: FlaskClient, refusal: Exception, status: int, words: str
) -> None:
    def refuse() -> str:
        raise refusal

    app.add_url_rule("/refuse", view_func=refuse)
    answer = client.get("/refuse")
    seen = read(answer)
    assert seen.status == status
    assert words in seen.text
    assert "secret detail" not in seen.html
    assert len(seen.all("h1")) == 1
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("status", [400, 405, 413, 418])
def test_the_servers_own_refusals_look_the_same(app: Flask, client: FlaskClient, status: int) -> None:
    def refuse() -> str:
        abort(status)

    app.add_url_rule("/refuse", view_func=refuse)
    seen = read(client.get("/refuse"))
    assert seen.status == status
    assert len(seen.all("h1")) == 1
    assert seen.all("a", href="/")


def test_a_body_that_is_too_large_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.post("/feedback/", data={"message": "x" * (2 << 20)})
    assert answer.status_code == 413
    assert "That was too large" in read(answer).text
