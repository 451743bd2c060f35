"""A private show: nothing of it for the public, all of it for who has an address, nothing for whose address was taken back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content import paths
from app.content.queries import get_binned, get_entry
from app.core import clock
from app.core.db import db
from app.core.errors import Busy
from app.core.unit_of_work import unit_of_work
from app.podcast import moving as moves
from app.podcast import operations as podcast
from app.podcast import private, queries
from tests import factories
from tests.conftest import MovableClock
from tests.podcast.shows import SOUND, Made, change_show, make_show

SHOW, EPISODE, AUDIO = "/podcast/secret-talks/", "/podcast/secret-talks/hidden-words/", "/media/secret-talks/hidden-words.mp3"  # fmt: skip
SIGNS = ("secret-talks", "Secret talks", "hidden-words", "Hidden words")
"""Whatever says one of these has said too much."""


@pytest.fixture
def public(app: Flask, editor: Actor) -> Made:
    return make_show(app, "On walking", by=editor)


@pytest.fixture
def made(app: Flask, editor: Actor, public: Made) -> Made:
    return make_show(app, "Secret talks", by=editor, episodes=("Hidden words",), private=True)


def _listener(app: Flask, show_id: int, editor: Actor, name: str = "Ward 7") -> str:
    """The token of a new listener."""
    with app.app_context():
        with unit_of_work():
            token = private.add_listener(queries.get_show(show_id), name, by=editor, now=clock.now())
        db.session.remove()
    return token


@pytest.fixture
def token(app: Flask, made: Made, editor: Actor) -> str:
    return _listener(app, made.show, editor)


def _used(app: Flask, show_id: int) -> list[str]:
    with app.app_context():
        hours = [str(one.last_used_at)[:13] for one in private.list_listeners(show_id)]
        db.session.remove()
    return hours


def _revoke(app: Flask, show_id: int, editor: Actor) -> None:
    with app.app_context():
        with unit_of_work():
            for one in private.list_listeners(show_id):
                private.revoke(one, by=editor, now=clock.now())
        db.session.remove()


def _is_private(app: Flask, episode_id: int) -> bool:
    with app.app_context():
        found = queries.get_episode(episode_id).private
        db.session.remove()
    return found


def _public_addresses(app: Flask) -> Iterator[str]:
    """Every public address there is, with the private show's own names in its places, and with the public show's."""
    names = [
        {"show": "secret-talks", "episode": "hidden-words", "folder": "secret-talks", "name": "hidden-words.mp3"},
        {"show": "on-walking", "episode": "first-steps", "folder": "on-walking", "name": "first-steps.mp3"},
    ]
    others: dict[str, str | int] = {
        "ending": "vtt",
        "number": 1,
        "version": 1,
        "practice_id": 1,
        "tag": "tag-s",
        "author": "sample-guest-s",
        "slug": "sample-guest-s",
        "path": "podcast/secret-talks",
        "token": "x" * 43,
        "width": 300,
        "short_hash": "0" * 16,
        "extension": "jpg",
        "filename": "mark.svg",
        "_form": "comment",
    }
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and not rule.rule.startswith(("/desk", "/practice", "/login", "/static")):
            for given in names:
                known = {name: {**others, **given}.get(name, "x") for name in rule.arguments}
                built = rule.build({**known, **(rule.defaults or {})}, append_unknown=False)
                assert built is not None, rule
                yield built[1]
    yield from (f"/oembed?url=http://localhost{EPISODE}", "/search?q=secret", "/blog/?page=1", "/podcast/?page=1")


def test_no_public_address_says_a_word_of_a_private_show(
    app: Flask, client: FlaskClient, made: Made, token: str, moving: MovableClock
) -> None:
    moving.move(minutes=5)
    addresses = set(_public_addresses(app))
    assert {SHOW, EPISODE, AUDIO, f"{SHOW}feed.xml", f"{EPISODE}chapters.json", "/sitemap.xml", "/"} <= addresses
    for address in sorted(addresses):
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code < 500, address
        said = answer.data.decode("utf-8", "replace").replace(address, "").replace(address.strip("/"), "")
        assert not any(sign in said for sign in SIGNS), address
        if "secret-talks" in address or "hidden-words" in address:
            assert answer.status_code in {404, 400}, (address, answer.status_code)


def test_what_is_public_is_shown_beside_it(client: FlaskClient, made: Made, moving: MovableClock) -> None:
    moving.move(minutes=5)
    assert "First steps" in client.get("/").text
    assert "first-steps" in client.get("/sitemap.xml").text
    assert client.get("/people/sample-guest-o/").status_code == 200
    assert client.get("/people/sample-guest-s/").status_code == 404


def test_a_listener_gets_the_feed_and_all_that_it_names(client: FlaskClient, made: Made, token: str) -> None:
    address = f"{SHOW}private/{token}/feed.xml"
    answer = client.get(address)
    assert answer.mimetype == "application/rss+xml"
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "<itunes:block>Yes</itunes:block>" in answer.text
    assert 'rel="hub"' not in answer.text
    assert "Link" not in answer.headers
    own = re.findall(r'rel="self"[^>]*|<atom:link[^>]*rel="self"[^>]*>', answer.text)
    assert any(f"http://localhost{address}" in link for link in own)
    feed = feedparser.parse(answer.data)
    assert not feed.bozo
    (item,) = feed.entries
    assert item.title == "Hidden words"
    named = set(re.findall(r'(?:url|href)="http://localhost(/podcast/[^"]+)"', answer.text))
    assert any(name.endswith(".mp3") for name in named)
    for path in named:
        assert path.startswith(f"{SHOW}private/{token}/"), path
        assert client.get(path).status_code == 200, path
    assert EPISODE not in answer.text


def test_a_feed_that_one_has_is_answered_with_304_and_kept_by_nobody(
    app: Flask, client: FlaskClient, token: str
) -> None:
    address = f"{SHOW}private/{token}/feed.xml"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "private, no-store")
    assert client.get(address).data == first.data
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert not any("private" in part for key in app.extensions["page_store"]._kept for part in key)


def test_private_audio_comes_in_pieces_and_never_through_the_page_store(
    app: Flask, client: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{SHOW}private/{token}{AUDIO}"
    store = app.extensions["page_store"]
    monkeypatch.setattr(store, "_make", lambda *_: pytest.fail("held in memory"))
    whole = client.get(address)
    assert (whole.data, whole.mimetype) == (SOUND, "audio/mpeg")
    assert whole.headers["Cache-Control"] == "private, no-store"
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    part = client.get(address, headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.data) == (206, SOUND[:2])
    assert part.headers["Content-Range"] == f"bytes 0-1/{len(SOUND)}"
    assert client.get(address, headers={"Range": f"bytes={len(SOUND)}-"}).status_code == 416
    head = client.head(address)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(SOUND)))
    other = client.get(address.replace(".mp3", ".m4a"))
    assert (other.status_code, other.headers["Location"]) == (302, address)
    assert client.get(f"{SHOW}private/{token}/media/secret-talks/nothing.mp3").status_code == 404


def test_a_person_who_opens_their_address_can_listen_there(client: FlaskClient, token: str) -> None:
    page = client.get(f"{SHOW}private/{token}/")
    assert f"http://localhost{SHOW}private/{token}/feed.xml" in page.text
    assert f'src="{SHOW}private/{token}{AUDIO}"' in page.text
    assert 'preload="none"' in page.text
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    assert "Set-Cookie" not in page.headers


def test_all_wrong_tokens_get_the_same_answer(
    app: Flask, client: FlaskClient, made: Made, public: Made, token: str, editor: Actor
) -> None:
    others = _listener(app, public.show, editor)
    _revoke(app, public.show, editor)
    tried = [
        f"{SHOW}private/{'x' * 43}/feed.xml",  # never given
        f"/podcast/on-walking/private/{token}/feed.xml",  # of another show
        f"{SHOW}private/{others}/feed.xml",  # of another show, and taken back
        f"/podcast/no-such-show/private/{token}/feed.xml",
        f"{SHOW}private/{'-' * 43}/hidden-words/chapters.json",
        f"{SHOW}private/{token}/nothing/here",
    ]
    answers = [client.get(path) for path in tried]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert token not in answers[0].text, "the page for what is missing offers to tell the editors of it"
    for answer in answers:
        assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "tail", ["../feed.xml", "%2e%2e/feed.xml", "..%2f..%2ffeed.xml", "x/feed.xml", "%00/feed.xml", "' OR 1=1 --/feed.xml"]
)  # fmt: skip
def test_a_token_is_no_path(client: FlaskClient, token: str, tail: str) -> None:
    for path in (f"{SHOW}private/{tail}", f"{SHOW}private/{token}/media/{tail}"):
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 404, path
        assert not any(sign in answer.text for sign in ("Secret", "Hidden words")), path


def test_what_was_taken_back_ends_at_once_but_not_in_the_middle(
    app: Flask, client: FlaskClient, made: Made, token: str, editor: Actor
) -> None:
    audio = f"{SHOW}private/{token}{AUDIO}"
    running: TestResponse = client.get(audio, buffered=False)
    _revoke(app, made.show, editor)
    _revoke(app, made.show, editor)
    assert b"".join(running.iter_encoded()) == SOUND  # what has begun is sent to its end
    running.close()
    for path in (audio, f"{SHOW}private/{token}/feed.xml", f"{SHOW}private/{token}/", f"{SHOW}private/{token}/hidden-words/chapters.json"):  # fmt: skip
        assert client.get(path).status_code == 404, path
    assert client.get(audio, headers={"Range": "bytes=10-"}).status_code == 404


def test_use_is_remembered_by_the_hour_only(
    app: Flask, client: FlaskClient, made: Made, token: str, moving: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _used(app, made.show) == ["None"]
    moving.move(minutes=17)
    notes: list[int] = []
    noting = private.note_use

    def counted(listener_id: int, *, now: datetime) -> None:
        notes.append(listener_id)
        noting(listener_id, now=now)

    monkeypatch.setattr(private, "note_use", counted)
    for _ in range(3):
        client.get(f"{SHOW}private/{token}/feed.xml")
    assert (_used(app, made.show), notes) == (["2027-03-01 12"], [1])
    moving.move(hours=1)
    client.get(f"{SHOW}private/{token}/hidden-words/chapters.json")
    assert _used(app, made.show) == ["2027-03-01 13"]


def test_a_busy_database_keeps_nobody_from_their_feed(
    client: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Busy("busy")

    monkeypatch.setattr(private, "note_use", busy)
    assert client.get(f"{SHOW}private/{token}/feed.xml").status_code == 200


def test_a_token_stands_in_no_log(
    client: FlaskClient, app: Flask, token: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.web.site.private.podcast_document", broken)
    answer = client.get(f"{SHOW}private/{token}/feed.xml")
    assert answer.status_code == 500
    logged = capfd.readouterr().err
    assert "/private/.../feed.xml" in logged
    assert token not in logged
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_show_that_becomes_private_is_gone_at_once(
    app: Flask, client: FlaskClient, public: Made, editor: Actor, moving: MovableClock
) -> None:
    seen = ("/podcast/on-walking/", "/podcast/on-walking/feed.xml", "/podcast/on-walking/first-steps/", "/media/on-walking/first-steps.mp3")  # fmt: skip
    for path in (*seen, "/", "/sitemap.xml"):
        assert client.get(path).status_code == 200, path
        client.get(path)  # kept now
    moving.move(minutes=1)
    change_show(app, public.show, by=editor, private=True)
    assert _is_private(app, public.episodes[0])
    for path in seen:
        assert client.get(path).status_code == 404, path
    for path in ("/", "/sitemap.xml", "/podcast/", "/subscribe/"):
        assert "first-steps" not in client.get(path).text, path
        assert "on-walking" not in client.get(path).text, path
    change_show(app, public.show, by=editor, private=False)
    assert not _is_private(app, public.episodes[0])
    for path in seen:
        assert client.get(path).status_code == 200, path


def test_an_address_outlives_a_show_that_becomes_public(
    app: Flask, client: FlaskClient, made: Made, token: str, editor: Actor
) -> None:
    change_show(app, made.show, by=editor, private=False)
    for name, onward in (("feed.xml", f"{SHOW}feed.xml"), ("", SHOW)):
        answer = client.get(f"{SHOW}private/{token}/{name}")
        assert (answer.status_code, answer.headers["Location"]) == (302, onward)
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert client.get(f"{SHOW}private/{token}{AUDIO}").data == SOUND


def test_a_private_show_that_is_renamed_takes_its_listeners_along(
    app: Flask, client: FlaskClient, made: Made, token: str, editor: Actor
) -> None:
    with app.app_context():
        with unit_of_work():
            moves.move_show(queries.get_show(made.show), slug="other-talks", parent_id=None, by=editor, now=clock.now())
            paths.move(get_entry(made.episodes[0]), slug="renamed", parent_id=made.show, by=editor, now=clock.now())
        db.session.remove()
    old, new = f"{SHOW}private/{token}/", f"/podcast/other-talks/private/{token}/"
    answer = client.get(f"{old}feed.xml")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{new}feed.xml")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert client.get(f"{old}{AUDIO[1:]}").headers["Location"] == f"{new}{AUDIO[1:]}"
    assert client.get(f"{new}{AUDIO[1:]}").data == SOUND
    for episode in ("renamed", "hidden-words"):
        assert client.get(f"{new}{episode}/chapters.json").status_code == 200, episode
    assert client.get(SHOW).status_code == client.get("/podcast/other-talks/").status_code == 404
    assert client.get(EPISODE).status_code == 404


def test_withdrawn_private_things_are_gone_for_listeners_too(
    app: Flask, client: FlaskClient, made: Made, token: str, editor: Actor
) -> None:
    def withdraw(entry_id: int) -> None:
        with app.app_context():
            with unit_of_work():
                content.withdraw(get_entry(entry_id), by=editor, now=clock.now())
            db.session.remove()

    withdraw(made.episodes[0])
    assert client.get(f"{SHOW}private/{token}{AUDIO}").status_code == 404
    assert client.get(f"{SHOW}private/{token}/hidden-words/transcript.vtt").status_code == 404
    assert "Hidden words" not in client.get(f"{SHOW}private/{token}/feed.xml").text
    assert "There are no episodes yet" in client.get(f"{SHOW}private/{token}/").text
    withdraw(made.show)
    assert client.get(f"{SHOW}private/{token}/feed.xml").status_code == 404
    assert client.get(SHOW).status_code == client.get(EPISODE).status_code == 404


def test_a_deleted_private_show_is_as_if_it_never_was(
    app: Flask, client: FlaskClient, made: Made, editor: Actor, admin: Actor
) -> None:
    with app.app_context():
        for entry_id in (*made.episodes, made.show):
            with unit_of_work():
                content.move_to_bin(get_entry(entry_id), by=editor, now=clock.now())
        with unit_of_work():
            for entry_id in (*made.episodes, made.show):
                content.delete_for_ever(get_binned(entry_id), by=admin, now=clock.now())
        db.session.remove()
    assert client.get(SHOW).status_code == client.get(EPISODE).status_code == 404


def test_an_episode_in_the_making_is_private_with_its_show(
    app: Flask, client: FlaskClient, made: Made, token: str, editor: Actor, moving: MovableClock
) -> None:
    """Written before the show became public, scheduled, and brought out after it became private again."""
    at = moving.now + timedelta(hours=2)
    with app.app_context():
        with unit_of_work():
            show = queries.get_show(made.show)
            old = podcast.episode_draft(queries.get_episode(made.episodes[0]))
            new = podcast.create_episode(show, replace(old, title="Hidden later"), by=editor, now=clock.now())
            factories.publish_episode(new, by=editor, now=clock.now(), at=at)
        db.session.remove()
    change_show(app, made.show, by=editor, private=False)
    change_show(app, made.show, by=editor, private=True)
    feed = f"{SHOW}private/{token}/feed.xml"
    assert "Hidden later" not in client.get(feed).text
    moving.now = at
    assert "Hidden later" in client.get(feed).text
    assert client.get(f"{SHOW}hidden-later/").status_code == 404
    assert "Hidden" not in client.get("/").text
