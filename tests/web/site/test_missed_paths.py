"""What readers ask for in vain is counted behind their backs: no write of its own, nothing private, no cookie."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor
from app.content import missed
from app.core.errors import Busy
from app.web.site import missed as door
from tests import factories
from tests.conftest import MovableClock
from tests.web.desk.conftest import house, work


def _kept(app: Flask) -> list[tuple[str, int, str]]:
    with house(app):
        return [(row.path, row.count, row.came_from) for row in missed.list_missed().items]


def _waiting(app: Flask) -> list[str]:
    return [miss.path for miss in app.extensions["missed"].take()]


def test_misses_are_written_together_half_a_minute_later(app: Flask, client: FlaskClient, moving: MovableClock) -> None:
    answer = client.get("/no-such-page/?q=my+illness", headers={"Referer": "http://localhost/blog/?page=2"})
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
    client.head("/no-such-page/")
    client.get("/no-such-page")
    assert _kept(app) == []
    moving.move(seconds=31)
    client.get("/another/")
    assert _kept(app) == [("/no-such-page/", 2, "/blog/"), ("/another/", 1, "")]
    assert _waiting(app) == []


@pytest.mark.parametrize(
    "path",
    [
        "/wp-login.php",
        "/preview/abc/",
        "/desk/nothing/",
        "/login/reset/abc/",
        "/podcast/show/private/abc/feed.xml",
        "/podcast/show/private/abc/",
        "/people/nobody/",
        "/images/abc-1.jpg",
        "/healthz/x/",
    ],
)
def test_what_no_redirect_would_mend_is_not_recorded(app: Flask, client: FlaskClient, path: str) -> None:
    client.get(path)
    assert _waiting(app) == []


def test_writing_to_nowhere_is_not_counted(app: Flask, client: FlaskClient) -> None:
    client.post("/nowhere/")
    assert _waiting(app) == []


def test_what_is_there_or_was_is_not_counted(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with work(app):
        factories.article("Here", by=editor)
    assert client.get("/here/").status_code == 200
    assert _waiting(app) == []


def test_a_busy_database_costs_the_count_and_nothing_else(
    app: Flask, client: FlaskClient, moving: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise Busy("busy")

    client.get("/first/")
    moving.move(seconds=31)
    monkeypatch.setattr(door, "unit_of_work", busy)
    assert client.get("/second/").status_code == 404
    assert _kept(app) == []
