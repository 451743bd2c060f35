"""Writes come from our own pages only, and requests for our own names only."""

from pathlib import Path

import pytest
from flask import Flask, request

from app import create_app
from app.core.db import db
from tests.conftest import MovableClock, config_in


@pytest.fixture
def writable(app: Flask) -> Flask:
    """With one address that takes writes without a form's token, as /feedback/ does."""

    def write() -> str:
        return "done"

    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.add_url_rule("/write/", view_func=write, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    return app


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://localhost.evil.example"}, False),
        ({"Origin": "http://localhost:81"}, False),
        ({"Origin": "https://localhost"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "nonsense"}, False),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, False),
    ],
)
def test_where_a_write_may_come_from(writable: Flask, method: str, headers: dict[str, str], allowed: bool) -> None:
    answer = writable.test_client().open("/write/", method=method, headers=headers)
    assert answer.status_code == (200 if allowed else 403)


def test_reading_is_free_to_all(writable: Flask) -> None:
    answer = writable.test_client().get("/write/", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 200


def test_opened_by_another_name_of_this_machine_its_forms_work(writable: Flask) -> None:
    client = writable.test_client()
    answer = client.post("/write/", base_url="http://127.0.0.1:8000", headers={"Origin": "http://127.0.0.1:8000"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("localhost@evil.example", 400),
    ],
)
def test_only_our_own_names_are_answered(app: Flask, host: str, status: int) -> None:
    answer = app.test_client().get("/", headers={"Host": host})
    assert answer.status_code == status
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [(0, ("192.0.2.1", "http", "physio.example")), (1, ("198.51.100.7", "https", "localhost"))],
)
def test_what_proxies_say_counts_only_when_the_settings_say_so(
    app: Flask, tmp_path: Path, moving: MovableClock, proxies: int, seen: tuple[str, str, str]
) -> None:
    made = create_app(config_in(tmp_path, moving, trusted_proxies=proxies, site_url="https://physio.example"))
    said: list[tuple[str | None, str, str]] = []

    def look() -> str:
        said.append((request.remote_addr, request.scheme, request.host))
        return ""

    made.add_url_rule("/look/", view_func=look)
    headers = {
        "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "localhost",
    }
    base = "http://physio.example"
    made.test_client().get("/look/", base_url=base, headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert said == [seen]
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
