"""Feeds that are somewhere else by now: they lead there, and it is noted who still came."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content.models import PathRedirect
from app.core import clock
from app.core.db import db
from app.core.errors import Busy
from app.core.unit_of_work import unit_of_work
from app.podcast import moving, queries
from tests.conftest import MovableClock
from tests.podcast.shows import Made, change_show, make_show

OLD, NEW = "/podcast/on-walking/feed.xml", "/podcast/walks/feed.xml"
ELSEWHERE = "https://feed.example.net/x.xml"
APP = {"User-Agent": "Overcast/3.0 (+http://overcast.fm/; iOS podcast app)"}


@pytest.fixture
def made(app: Flask, editor: Actor) -> Made:
    return make_show(app, by=editor)


def _rename(app: Flask, made: Made, editor: Actor) -> None:
    with app.app_context():
        with unit_of_work():
            moving.move_show(queries.get_show(made.show), slug="walks", parent_id=None, by=editor, now=clock.now())
        db.session.remove()


def _lead(app: Flask, made: Made, editor: Actor, *, away: bool) -> None:
    with app.app_context():
        with unit_of_work():
            show = queries.get_show(made.show)
            if away:
                moving.move_away(show, ELSEWHERE, own="http://localhost", by=editor, now=clock.now())
            else:
                moving.come_back(show, by=editor, now=clock.now())
        db.session.remove()


def _polls(app: Flask, made: Made) -> list[tuple[str, str, int]]:
    with app.app_context():
        found = [(poll.path, poll.user_agent, poll.count) for poll in moving.list_old_polls(made.show)]
        db.session.remove()
    return sorted(found)


def test_rule_50_the_old_address_of_a_show_leads_to_the_new_one(
    app: Flask, client: FlaskClient, made: Made, editor: Actor, moving: MovableClock
) -> None:
    before = client.get(OLD).text
    assert "new-feed-url" not in before
    _rename(app, made, editor)
    for path in ("/podcast/on-walking/", "/podcast/on-walking/first-steps/"):
        assert client.get(path).status_code == 301
    for _ in range(3):
        answer = client.get(OLD, headers=APP)
        assert (answer.status_code, answer.headers["Location"]) == (301, NEW)
    assert client.head(OLD, headers={"User-Agent": "iTMS"}).status_code == 301
    after = client.get(NEW).text
    assert "<itunes:new-feed-url>http://localhost/podcast/walks/feed.xml</itunes:new-feed-url>" in after
    with app.app_context():
        guid = queries.get_episode(made.episodes[0]).guid
    assert guid in before
    assert guid in after
    assert _polls(app, made) == [(OLD, "Overcast/3.0", 1), (OLD, "iTMS", 1)]
    moving.move(hours=1)
    client.get(OLD, headers=APP)
    assert _polls(app, made) == [(OLD, "Overcast/3.0", 2), (OLD, "iTMS", 1)]


def test_the_feed_of_a_show_that_moved_away_leads_there_and_nothing_else_does(
    app: Flask, client: FlaskClient, made: Made, editor: Actor
) -> None:
    for _ in range(2):
        assert client.get(OLD).status_code == 200  # kept by the page store
    _lead(app, made, editor, away=True)
    for _ in range(2):
        answer = client.get(OLD, headers=APP)
        assert (answer.status_code, answer.headers["Location"]) == (301, ELSEWHERE)
        assert answer.headers["Cache-Control"] == "no-cache"
    for path in ("/podcast/on-walking/", "/podcast/on-walking/first-steps/", "/media/on-walking/first-steps.mp3"):
        assert client.get(path).status_code == 200, path
    assert _polls(app, made) == [(OLD, "Overcast/3.0", 1)]
    _lead(app, made, editor, away=False)
    answer = client.get(OLD)
    assert answer.status_code == 200
    assert "<itunes:new-feed-url>http://localhost/podcast/on-walking/feed.xml</itunes:new-feed-url>" in answer.text


def test_an_old_address_of_a_show_that_moved_away_leads_there_in_one_step(
    app: Flask, client: FlaskClient, made: Made, editor: Actor
) -> None:
    _rename(app, made, editor)
    _lead(app, made, editor, away=True)
    assert client.get(OLD).headers["Location"] == ELSEWHERE


def test_what_the_old_host_leads_to_counts_and_leads_to_the_feed(
    app: Flask, client: FlaskClient, made: Made, editor: Actor
) -> None:
    answer = client.get("/podcast/on-walking/moved/feed.xml", headers=APP)
    assert (answer.status_code, answer.headers["Location"]) == (301, OLD)
    _rename(app, made, editor)
    assert client.get("/podcast/on-walking/moved/feed.xml").headers["Location"] == NEW
    assert ("/podcast/on-walking/moved/feed.xml", "Overcast/3.0", 1) in _polls(app, made)
    assert client.get("/podcast/nothing/moved/feed.xml").status_code == 404


def test_a_feed_that_is_gone_or_private_leads_nowhere_and_is_not_noted(
    app: Flask, client: FlaskClient, made: Made, editor: Actor
) -> None:
    _rename(app, made, editor)
    change_show(app, made.show, by=editor, private=True)
    for path in (OLD, NEW, "/podcast/on-walking/moved/feed.xml", "/podcast/walks/moved/feed.xml"):
        assert client.get(path).status_code == 404, path
    change_show(app, made.show, by=editor, private=False)
    with app.app_context():
        with unit_of_work():
            content.withdraw(queries.get_show(made.show), by=editor, now=clock.now())
        db.session.remove()
    for path in (OLD, NEW, "/podcast/walks/moved/feed.xml"):
        assert client.get(path).status_code == 410, path
    assert _polls(app, made) == []


def test_the_old_address_of_something_else_is_no_feed(
    app: Flask, client: FlaskClient, made: Made, editor: Actor
) -> None:
    with app.app_context():
        with unit_of_work():
            db.session.add(PathRedirect(path="/podcast/odd/", entry_id=made.episodes[0], created_at=clock.now()))
        db.session.remove()
    assert client.get("/podcast/odd/feed.xml").status_code == 404
    assert client.get("/podcast/odd/moved/feed.xml").status_code == 404


def test_a_busy_database_keeps_nobody_from_finding_the_feed(
    app: Flask, client: FlaskClient, made: Made, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _rename(app, made, editor)

    def busy(*_: object, **__: object) -> None:
        raise Busy("busy")

    monkeypatch.setattr(moving, "note_poll", busy)
    assert client.get(OLD).status_code == 301
