"""The page that says what happens with patients' data, and the older ones."""

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor
from app.booking import privacy_notice
from app.core import clock
from tests.conftest import MovableClock
from tests.web.conftest import read
from tests.web.desk.conftest import work

PATH = "/privacy/booking/"


def _publish(app: Flask, text: str, by: Actor) -> None:
    with work(app):
        privacy_notice.publish(text, by=by, now=clock.now())


def test_before_there_is_one_the_page_says_so(client: FlaskClient) -> None:
    seen = read(client.get(PATH))
    assert seen.status == 200
    assert "has not been written yet" in seen.text
    assert "noindex" in seen.html


def test_each_version_stays_readable_and_says_that_it_is_old(
    app: Flask, client: FlaskClient, admin: Actor, moving: MovableClock
) -> None:
    _publish(app, "## First\n\nWords.", admin)
    assert "<h2" in client.get(PATH).text
    moving.move(days=3)
    _publish(app, "Second words.", admin)
    newest = read(client.get(PATH))
    assert "Second words." in newest.text, "nothing older is kept in front of it"
    assert "version 2, shown since 4 March 2027" in newest.text
    assert "noindex" not in newest.html
    old = read(client.get(f"{PATH}1/"))
    assert "shown until 4 March 2027" in old.text
    assert "noindex" in old.html
    assert read(client.get(f"{PATH}2/")).status == 200
    assert f'href="{PATH}"' in client.get("/privacy/").text


def test_what_is_no_version_is_not_found(client: FlaskClient) -> None:
    for number in ("1", "0", "-1", "x", "9" * 30, "٣"):
        assert client.get(f"{PATH}{number}/").status_code == 404, number
