"""Who is asking: the cookie, its end, and where the login leads."""

from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import current_user
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import Unauthorized

from app.accounts import operations, passwords, queries
from app.accounts.permissions import Actor, Role
from app.core.errors import Busy, Invalid, TooMany
from app.core.unit_of_work import unit_of_work
from app.web import auth
from tests import factories
from tests.conftest import START, MovableClock

pytestmark = pytest.mark.usefixtures("staff")


def _log_in(app: Flask, email: str = "editor@example.org", password: str = factories.PASSWORD) -> str:
    with app.test_request_context("/login", method="POST", environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        return auth.log_in(email, password)


def _with(client: FlaskClient, token: str) -> FlaskClient:
    client.set_cookie(auth.COOKIE, token, secure=True)
    return client


def _status(client: FlaskClient) -> int:
    return client.get("/desk/", base_url="https://localhost").status_code


def test_the_cookie_opens_the_desk_and_a_replay_after_the_logout_does_not(app: Flask, client: FlaskClient) -> None:
    token = _log_in(app)
    assert _status(client) == 303
    assert _status(_with(client, token)) == 200
    with app.test_request_context("/desk/logout", headers={"Cookie": f"{auth.COOKIE}={token}"}):
        auth.log_out()
    assert _status(_with(client, token)) == 303


@pytest.mark.parametrize("token", ["", "x", "x" * 101, "é"])
def test_a_cookie_of_nobody_is_nobody(client: FlaskClient, token: str) -> None:
    assert _status(_with(client, token)) == 303


def test_the_cookie_is_for_this_host_and_no_script(app: Flask) -> None:
    with app.test_request_context():
        response = app.make_response("")
        auth.set_cookie(response, "secret")
        kept = response.headers["Set-Cookie"]
        auth.drop_cookie(response)
        dropped = response.headers.getlist("Set-Cookie")[-1]
    for cookie in (kept, dropped):
        assert cookie.startswith("__Host-session=")
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= parts
        assert not any(part.startswith("domain") for part in parts)
    assert "Max-Age=43200" in kept
    assert "Max-Age=0" in dropped


def test_a_wrong_password_and_an_unknown_address_are_told_apart_by_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), unit_of_work():
        user = queries.find_user("author@example.org")
        assert user is not None
        operations.set_active(user, active=False)
    asked: list[str | None] = []
    matches = passwords.matches

    def counted(password: str, stored: str | None) -> bool:
        asked.append(stored)
        return matches(password, stored)

    monkeypatch.setattr(passwords, "matches", counted)
    said = set()
    for email, password in (
        ("editor@example.org", "wrong password"),
        ("nobody@example.org", factories.PASSWORD),
        ("author@example.org", factories.PASSWORD),
    ):
        with pytest.raises(Invalid) as refused:
            _log_in(app, email, password)
        said.add((refused.value.message, refused.value.faults))
    assert len(said) == 1
    assert [stored is None for stored in asked] == [False, True, True]


def test_after_five_wrong_passwords_even_the_right_one_waits(app: Flask, moving: MovableClock) -> None:
    for _ in range(5):
        with pytest.raises(Invalid):
            _log_in(app, password="wrong password")
    with pytest.raises(TooMany, match="15 minutes") as refused:
        _log_in(app)
    assert 0 < refused.value.retry_after <= 901
    moving.move(seconds=refused.value.retry_after)
    assert _log_in(app)


def test_a_session_in_use_is_kept_and_one_in_silence_ends(
    app: Flask, client: FlaskClient, moving: MovableClock
) -> None:
    _with(client, _log_in(app))
    for _ in range(3):
        moving.move(minutes=29)
        assert _status(client) == 200
    moving.move(minutes=30)
    assert _status(client) == 303


def test_a_busy_database_does_not_spoil_an_answer_that_is_ready(
    app: Flask, client: FlaskClient, moving: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_token: str, *, now: object) -> None:
        raise Busy("Later.")

    _with(client, _log_in(app))
    moving.move(minutes=6)
    monkeypatch.setattr(operations, "keep_session", busy)
    assert _status(client) == 200


def test_who_is_disabled_is_out_at_once(app: Flask, client: FlaskClient) -> None:
    _with(client, _log_in(app))
    assert _status(client) == 200
    with app.app_context(), unit_of_work():
        user = queries.find_user("editor@example.org")
        assert user is not None
        operations.set_active(user, active=False)
    assert _status(client) == 303


def test_the_desk_is_not_for_practices(app: Flask, client: FlaskClient) -> None:
    _with(client, _log_in(app, "practice@example.org"))
    assert _status(client) == 403


def test_a_public_page_asks_nobody_and_sets_nothing(client: FlaskClient) -> None:
    answer = client.get("/blog/", base_url="https://localhost")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_the_actor_is_the_one_of_the_session(app: Flask, staff: dict[Role, Actor]) -> None:
    token = _log_in(app)
    with app.test_request_context("/", headers={"Cookie": f"{auth.COOKIE}={token}"}):
        assert auth.current_actor() == staff[Role.EDITOR]
        assert current_user.get_id() == str(staff[Role.EDITOR].user_id)
    with app.test_request_context("/"), pytest.raises(Unauthorized):
        auth.current_actor()


@pytest.mark.parametrize("target", ["/desk/", "/desk/entries/?page=2&q=a%20b", "/desk/a/b/#part", "/desk/..a/"])
def test_the_login_leads_back_into_the_desk(app: Flask, target: str) -> None:
    with app.test_request_context():
        assert auth.safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "/",
        "/desk",
        "/login",
        "/blog/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil",
        "https:evil.example",
        "https://evil.example/desk/",
        "javascript:alert(1)",
        " /desk/",
        "/desk/ x",
        "/desk/\t",
        "/desk/\r\nX: y",
        "/desk/\x7f",
        "/desk\\..\\x",
        "/desk/\\evil",
        "/desk/../x",
        "/desk/..",
        "/desk/%2e%2e/x",
        "/desk/%2E./x",
        "/desk/a/../../..//evil.example",
        "/deskevil/",
        "//desk/",
    ],
)
def test_the_login_leads_nowhere_else(app: Flask, target: str | None) -> None:
    with app.test_request_context():
        assert auth.safe_next(target) == "/desk/"


@given(st.text(max_size=30))
def test_no_text_leads_out_of_the_desk(text: str) -> None:
    bare = Flask(__name__)
    bare.add_url_rule("/desk/", endpoint="desk.home")
    with bare.test_request_context():
        led = urlsplit(urljoin("https://physio.example/login", auth.safe_next(f"/desk/{text}")))
    assert led.netloc == "physio.example"
    assert led.path.startswith("/desk/")


def test_a_session_that_nobody_used_ends(app: Flask, client: FlaskClient, moving: MovableClock) -> None:
    _with(client, _log_in(app))
    moving.now = START + timedelta(minutes=30)
    assert _status(client) == 303
