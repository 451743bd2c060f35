"""Whole answers kept in front of the application: right at every moment, and the same as without them."""

import gzip
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from app.accounts.permissions import Actor
from app.content import operations, paths, queries
from app.content.drafts import EntryDraft
from app.core.cache import raise_generation
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.web import page_store
from app.web.page_store import PageStore, Pulse
from tests import factories
from tests.conftest import MovableClock

PATH = "/blog/a-post/"


@pytest.fixture
def post(app: Flask, editor: Actor) -> int:
    with app.app_context(), unit_of_work():
        return factories.post(by=editor).id


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What the database was asked."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(engine, "before_cursor_execute", note)


def test_a_kept_page_is_given_without_asking_the_database(
    client: FlaskClient, post: int, statements: list[str]
) -> None:
    first = client.get(PATH)
    statements.clear()
    again = client.get(PATH)
    assert statements == []
    assert (again.status_code, again.data) == (200, first.data)
    assert dict(again.headers) == dict(first.headers)


def test_head_has_the_same_headers_and_no_body(client: FlaskClient, post: int) -> None:
    whole, head = client.get(PATH), client.head(PATH)
    assert head.data == b""
    assert dict(head.headers) == dict(whole.headers)


def test_who_has_it_gets_304_with_its_validators(client: FlaskClient, post: int, statements: list[str]) -> None:
    whole = client.get(PATH)
    statements.clear()
    for given in (whole.headers["ETag"], "*", f'"other", {whole.headers["ETag"]}'):
        answer = client.get(PATH, headers={"If-None-Match": given})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == whole.headers["ETag"]
    assert client.get(PATH, headers={"If-None-Match": '"other"'}).status_code == 200
    assert statements == []


def test_the_date_decides_for_who_knows_no_etag(client: FlaskClient, post: int) -> None:
    modified = client.get("/blog/feed.xml").headers["Last-Modified"]
    assert client.get("/blog/feed.xml", headers={"If-Modified-Since": modified}).status_code == 304
    earlier = "Sat, 01 Jan 2022 00:00:00 GMT"
    assert client.get("/blog/feed.xml", headers={"If-Modified-Since": earlier}).status_code == 200
    both = {"If-Modified-Since": modified, "If-None-Match": '"other"'}
    assert client.get("/blog/feed.xml", headers=both).status_code == 200


def test_compressed_and_plain_are_kept_apart(client: FlaskClient, post: int) -> None:
    for _ in range(2):
        plain, packed = client.get(PATH), client.get(PATH, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.data) == plain.data
        assert packed.headers["ETag"] != plain.headers["ETag"]
        assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize("accepted", ["*", "GZIP", "gzip;q=0", "x-gzip", "identity;q=0, gzip"])
@pytest.mark.parametrize("first", [False, True])
def test_nobody_is_given_what_another_clients_encoding_chose(
    client: FlaskClient, post: int, accepted: str, first: bool
) -> None:
    others: list[dict[str, str]] = [{}, {"Accept-Encoding": "gzip"}]
    asked = [{"Accept-Encoding": accepted}, *others] if first else [*others, {"Accept-Encoding": accepted}]
    seen = {headers.get("Accept-Encoding", ""): client.get(PATH, headers=headers).headers for headers in asked}
    assert "Content-Encoding" not in seen[""]
    assert seen["gzip"]["Content-Encoding"] == "gzip"
    assert ("Content-Encoding" in seen[accepted]) is (accepted not in {"gzip;q=0", "x-gzip"})


def test_a_publish_is_seen_at_once(
    app: Flask, client: FlaskClient, post: int, editor: Actor, moving: MovableClock
) -> None:
    assert b"Words." in client.get(PATH).data
    with app.app_context(), unit_of_work():
        entry = queries.get_entry(post)
        draft = EntryDraft(title="A post", summary="New.", body="<p>Other words.</p>")
        operations.save_draft(entry, draft, expected_version=entry.version, by=editor, now=moving.now)
    assert b"Other words." not in client.get(PATH).data
    with app.app_context(), unit_of_work():
        operations.publish(queries.get_entry(post), by=editor, now=moving.now)
    assert b"Other words." in client.get(PATH).data


def test_what_is_saved_while_the_generation_is_read_is_seen_at_once() -> None:
    generation = 1

    def read() -> Pulse:
        nonlocal generation
        found = generation
        if found == 1:  # another thread saves after this one has read
            generation = 2
            store.forget_pulse()
        return found, None

    store = PageStore(Response("never asked"), cookie="c", pulse=read)
    assert store._current_pulse() == (1, None)
    assert store._current_pulse() == (2, None)


def test_a_withdrawal_and_a_move_are_seen_at_once(
    app: Flask, client: FlaskClient, post: int, editor: Actor, moving: MovableClock
) -> None:
    assert client.get(PATH).status_code == 200
    with app.app_context(), unit_of_work():
        paths.move(queries.get_entry(post), slug="elsewhere", parent_id=None, by=editor, now=moving.now)
    assert client.get(PATH).status_code == 301
    assert client.get("/blog/elsewhere/").status_code == 200
    with app.app_context(), unit_of_work():
        operations.withdraw(queries.get_entry(post), by=editor, now=moving.now)
    assert client.get("/blog/elsewhere/").status_code == 410


def test_a_kept_page_goes_when_something_goes_live_or_dark(
    app: Flask, client: FlaskClient, post: int, editor: Actor, moving: MovableClock
) -> None:
    at = moving.now + timedelta(hours=6)
    with app.app_context(), unit_of_work():
        factories.post("Tonight", by=editor, at=at)
        operations.set_expiry(queries.get_entry(post), at + timedelta(hours=1), by=editor, now=moving.now)
    seen = []
    for moment in (moving.now, at - timedelta(seconds=1), at, at + timedelta(hours=1), moving.now):
        moving.now = moment
        page = client.get("/blog/").text
        seen.append(("Tonight" in page, "A post" in page))
    assert seen == [(False, True), (False, True), (True, True), (True, False), (False, True)]


def test_what_another_process_changed_is_seen_within_a_second(
    app: Flask, client: FlaskClient, post: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "A post" in client.get(PATH).text
    store: PageStore = app.extensions["page_store"]
    forgetting = store.forget_pulse
    monkeypatch.setattr(store, "forget_pulse", lambda: None)
    with app.app_context(), unit_of_work():
        queries.get_entry(post).title = "Changed elsewhere"
        raise_generation()
    monkeypatch.setattr(page_store, "GENERATION_SECONDS", 0.0)
    assert "Changed elsewhere" in client.get(PATH).text
    forgetting()


def test_somebody_who_is_logged_in_always_gets_a_fresh_page(
    client: FlaskClient, post: int, statements: list[str]
) -> None:
    client.get(PATH)
    statements.clear()
    client.set_cookie("__Host-session", "anything", secure=True)
    client.get(PATH, base_url="https://localhost")
    assert statements


@pytest.mark.parametrize("path", ["/blog/?utm_source=x", "/physiotherapists/?near=Leeds", "/nothing-here/", "/healthz"])
def test_what_is_not_a_page_of_everybody_is_not_kept(app: Flask, client: FlaskClient, post: int, path: str) -> None:
    client.get(path)
    assert app.extensions["page_store"]._kept == {}


def test_a_person_who_opens_a_feed_gets_a_page_and_an_app_the_feed(client: FlaskClient, post: int) -> None:
    person = {"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Dest": "document"}
    for _ in range(2):
        assert client.get("/blog/feed.xml", headers=person).mimetype == "text/html"
        assert client.get("/blog/feed.xml", headers={"Accept": "text/html"}).mimetype == "application/rss+xml"
        assert client.get("/blog/feed.xml").mimetype == "application/rss+xml"


def test_a_long_accept_is_read_to_its_end(client: FlaskClient, post: int) -> None:
    for wanted in ("application/rss+xml", "text/html"):
        asked = {"Accept": "image/avif," * 30 + wanted, "Sec-Fetch-Dest": "document"}
        assert client.get("/blog/feed.xml", headers=asked).mimetype == wanted


def test_what_was_asked_for_longest_ago_goes_first(
    app: Flask, client: FlaskClient, post: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(client.get(PATH).data) + len(client.get("/blog/").data)
    monkeypatch.setattr(page_store, "BUDGET", size)
    client.get(PATH)
    client.get("/blog/feed.xml")
    kept = [key[1] for key in app.extensions["page_store"]._kept]
    assert kept == [PATH, "/blog/feed.xml"]


def test_without_a_database_the_application_answers_for_itself(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["page_store"], "_read_pulse", lambda: None)
    assert client.get("/blog/").status_code == 200
    assert app.extensions["page_store"]._kept == {}


def test_many_at_once_make_a_page_once(app: Flask, post: int) -> None:
    store: PageStore = app.extensions["page_store"]
    made: list[str] = []
    begun = threading.Event()
    inner = store._inner

    def counted(environ: dict[str, object], start_response: object) -> object:
        made.append(str(environ["PATH_INFO"]))
        begun.wait(timeout=5)
        return inner(environ, start_response)  # type: ignore[arg-type]  # handed through

    store._inner = counted  # type: ignore[assignment]  # as above
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(app.test_client().get(PATH).status_code)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    begun.set()
    for thread in threads:
        thread.join()
    assert answers == [200] * 8
    assert made == [PATH]
