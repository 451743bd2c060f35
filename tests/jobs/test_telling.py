"""Hubs and Podping are told of a changed feed: by a real worker, over real HTTP, to servers that misbehave."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.accounts.permissions import Actor, Role
from app.content import operations as content
from app.content.queries import get_entry
from app.core import clock, fetching
from app.core.db import db
from app.core.errors import Forbidden, Invalid
from app.core.jobs import Job, JobState
from app.core.public_address import Unfetchable
from app.core.unit_of_work import unit_of_work
from app.podcast import moving as moves
from app.podcast import operations as podcast
from app.podcast import pings, queries
from app.podcast.models import Ping
from tests import factories
from tests.conftest import MovableClock, config_in
from tests.core.web_server import Asked, Page, WebServer, answering, redirecting, web_server
from tests.databases import Blank
from tests.podcast.shows import Made, change_show, make_show

SITE = "https://podcasts.example.org"
FEED = f"{SITE}/podcast/on-walking/feed.xml"


@dataclass
class Place:
    """A site that the public could reach, its show, and the servers that it tells."""

    app: Flask
    web: WebServer
    clock: MovableClock
    by: Actor
    made: Made

    def work(self, **later: float) -> None:
        self.clock.move(**later)
        self.app.extensions["worker"].work_off()

    def told(self, path: str = "/hub") -> list[Asked]:
        return [asked for asked in self.web.asked if asked.path.split("?", 1)[0] == path]

    def ping(self, path: str = "/hub") -> Ping:
        with self.app.app_context():
            found = db.session.scalar(sa.select(Ping).where(Ping.target == self.web.url(path)))
            db.session.remove()
        assert found is not None
        return found

    def is_accepted(self, path: str = "/hub") -> bool:
        ping = self.ping(path)
        return ping.accepted_at is not None and ping.accepted_at >= ping.wanted_at

    def waiting(self) -> list[Job]:
        with self.app.app_context():
            wanted = sa.select(Job).where(Job.name == "tell_of_feed", Job.state == JobState.QUEUED).order_by(Job.run_at)
            found = list(db.session.scalars(wanted))
            db.session.remove()
        return found

    def do(self, change: Callable[..., Any], entry_id: int, **more: Any) -> None:
        with self.app.app_context():
            with unit_of_work():
                change(get_entry(entry_id), by=self.by, now=clock.now(), **more)
            db.session.remove()


def _site(folder: Path, migrated: Blank, moving: MovableClock, **settings: Any) -> tuple[Flask, Actor]:
    migrated.copy_to(folder)
    made = create_app(config_in(folder, moving, site_url=SITE, **settings))
    with made.app_context():
        with unit_of_work():
            actor = factories.user(Role.EDITOR).actor
        db.session.remove()
    return made, actor


def _closed(app: Flask) -> None:
    app.extensions["worker"].stop()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def place(tmp_path: Path, migrated: Blank, moving: MovableClock) -> Iterator[Place]:
    with web_server() as web:
        web.serve("/hub", answering("204 No Content"))
        app, actor = _site(
            tmp_path,
            migrated,
            moving,
            websub_hubs=(web.url("/hub"),),
            podping_url=web.url("/podping"),
            podping_token="a-token",
        )
        found = Place(app, web, moving, actor, make_show(app, by=actor))
        found.web.serve("/podping", answering("200 OK"))
        found.work(minutes=5)
        web.asked.clear()
        yield found
        _closed(app)


def _podping_answers(web: WebServer, page: Page) -> None:
    """The query is part of the path that the server looks up."""
    query = "?url=https%3A%2F%2Fpodcasts.example.org%2Fpodcast%2Fon-walking%2Ffeed.xml&reason=update&medium=podcast"
    web.serve(f"/podping{query}", page)


def test_rule_52_and_53_a_publish_is_told_to_hub_and_podping(place: Place) -> None:
    _podping_answers(place.web, answering("200 OK"))
    change_show(place.app, place.made.show, by=place.by, summary="Other words.")
    place.work(seconds=59)
    assert place.web.asked == []
    place.work(seconds=1)
    (hub,), (podping,) = place.told(), place.told("/podping")
    assert (hub.method, hub.headers["content-type"]) == ("POST", "application/x-www-form-urlencoded")
    assert parse_qs(hub.body.decode()) == {"hub.mode": ["publish"], "hub.url": [FEED]}
    assert podping.method == "GET"
    assert parse_qs(urlsplit(podping.path).query) == {"url": [FEED], "reason": ["update"], "medium": ["podcast"]}
    assert podping.headers["authorization"] == "a-token"
    for asked in (hub, podping):
        assert asked.headers["user-agent"] == f"ThePhysiotherapySite/1 (+{SITE})"
    for path in ("/hub", "/podping"):
        ping = place.ping(path)
        assert ping.accepted_at == ping.tried_at == ping.wanted_at == place.clock.now
        assert ping.answer.startswith("Accepted (status 20")


def test_ten_publishes_in_a_minute_are_told_once(place: Place) -> None:
    for number in range(10):
        change_show(place.app, place.made.show, by=place.by, summary=f"Words {number}.")
        place.work(seconds=5)
    assert len(place.waiting()) == 1
    place.work(seconds=30)
    assert len(place.told()) == len(place.told("/podping")) == 1
    change_show(place.app, place.made.show, by=place.by, summary="Later words.")
    place.work(minutes=1)
    assert len(place.told()) == 2


def test_what_is_no_podcast_is_told_to_nobody(place: Place) -> None:
    with place.app.app_context():
        with unit_of_work():
            factories.post(by=place.by)
        db.session.remove()
    assert place.waiting() == []


def _schedule(place: Place, at: datetime) -> int:
    with place.app.app_context():
        with unit_of_work():
            show = queries.get_show(place.made.show)
            draft = podcast.episode_draft(queries.get_episode(place.made.episodes[0]))
            episode = podcast.create_episode(show, replace(draft, title="Second"), by=place.by, now=clock.now())
            factories.publish_episode(episode, by=place.by, now=clock.now(), at=at)
            made = episode.id
        db.session.remove()
    return made


def test_a_scheduled_episode_is_told_of_at_its_second(place: Place) -> None:
    at = place.clock.now + timedelta(hours=3)
    _schedule(place, at)
    assert [job.run_at for job in place.waiting()] == [at]
    place.work(hours=2, minutes=59, seconds=59)
    assert place.web.asked == []
    place.work(seconds=1)
    assert len(place.told()) == 1


def test_an_episode_off_the_schedule_is_told_of_to_nobody(place: Place) -> None:
    at = place.clock.now + timedelta(hours=3)
    episode = _schedule(place, at)
    place.do(content.unschedule, episode)
    place.work(hours=4)
    assert place.web.asked == []
    assert place.waiting() == []


def test_an_episode_that_was_scheduled_anew_is_told_of_then(place: Place) -> None:
    at = place.clock.now + timedelta(hours=3)
    episode = _schedule(place, at)
    place.do(content.publish, episode, at=at + timedelta(hours=1))
    place.work(hours=3)
    assert place.web.asked == []
    place.work(hours=1)
    assert len(place.told()) == 1


def test_an_episode_that_goes_dark_is_told_of_unless_it_is_gone_before(place: Place) -> None:
    end = place.clock.now + timedelta(hours=1)
    place.do(content.set_expiry, place.made.episodes[0], expires_at=end)
    place.work(minutes=2)
    assert len(place.told()) == 1
    place.work(hours=1)
    assert len(place.told()) == 2
    place.do(content.set_expiry, place.made.episodes[0], expires_at=end + timedelta(hours=2))
    place.work(minutes=2)
    place.do(content.withdraw, place.made.episodes[0])
    place.work(minutes=2)
    so_far = len(place.told())
    place.work(hours=3)
    assert len(place.told()) == so_far


def test_a_job_of_something_that_is_gone_for_ever_does_nothing(place: Place) -> None:
    with place.app.app_context():
        assert pings.turns_after(9999, now=clock.now()) == []
        assert not pings.still_stands(9999, clock.now())
        with unit_of_work():
            assert pings.want(9999, now=clock.now()) == []
        assert pings.find_due(9999, now=clock.now()) is None
        db.session.remove()


def test_who_fails_twice_is_told_a_third_time(place: Place) -> None:
    answers = iter(["503 Busy", "500 Broken", "202 Accepted"])

    def page(asked: Asked, to: socket.socket) -> None:
        answering(next(answers))(asked, to)

    place.web.serve("/hub", page)
    change_show(place.app, place.made.show, by=place.by, summary="Other words.")
    place.work(minutes=1)
    wanted = place.clock.now
    assert not place.is_accepted()
    assert place.ping().answer == "Not accepted just now (status 503)."
    place.work(seconds=9)
    assert len(place.told()) == 1
    place.work(seconds=1)
    place.work(seconds=40)
    assert len(place.told()) == 3
    ping = place.ping()
    assert (ping.wanted_at, ping.accepted_at) == (wanted, place.clock.now)
    assert ping.answer == "Accepted (status 202)."


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (answering("410 Gone"), "Refused (status 410)."),
        (answering("400 Bad Request", b"x" * 200_000), "It is larger than"),
        (redirecting("/elsewhere", "307 Temporary Redirect"), "It leads on to another address (status 307)."),
    ],
)
def test_who_refuses_is_not_asked_again(place: Place, page: Page, said: str) -> None:
    place.web.serve("/hub", page)
    change_show(place.app, place.made.show, by=place.by, summary="Other words.")
    place.work(minutes=1)
    place.work(hours=3)
    assert len(place.told()) == 1
    assert place.told("/elsewhere") == []
    assert place.ping().answer.startswith(said)
    assert not place.is_accepted()


def test_who_hangs_is_left_after_a_while_and_keeps_no_writer_waiting(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    came, go = threading.Event(), threading.Event()

    def hanging(asked: Asked, to: socket.socket) -> None:
        came.set()
        go.wait(20)

    monkeypatch.setattr(pings, "SECONDS", 1.0)
    place.web.serve("/hub", hanging)
    change_show(place.app, place.made.show, by=place.by, summary="Other words.")
    place.clock.move(minutes=1)
    working = threading.Thread(target=place.app.extensions["worker"].work_off)
    working.start()
    assert came.wait(20)
    with place.app.app_context():
        with unit_of_work():  # would wait 15 s and fail if the database were held while the hub is asked
            factories.person("Somebody else")
        db.session.remove()
    working.join(20)
    go.set()
    assert "too long" in place.ping().answer
    assert not place.is_accepted()


def test_a_hub_that_never_answers_is_parked_after_five_tries(place: Place) -> None:
    place.web.serve("/hub", answering("500 Broken"))
    change_show(place.app, place.made.show, by=place.by, summary="Other words.")
    for _ in range(8):
        place.work(hours=1)
    assert len(place.told()) == 5
    with place.app.app_context():
        dead = db.session.scalars(sa.select(Job).where(Job.state == JobState.DEAD)).all()
        assert [(job.name, "status 500" in str(job.last_error)) for job in dead] == [("send_ping", True)]
        db.session.remove()


def test_podping_that_refuses_says_why(place: Place) -> None:
    _podping_answers(place.web, answering("403 Forbidden"))
    change_show(place.app, place.made.show, by=place.by, summary="Other words.")
    place.work(minutes=1)
    assert place.ping("/podping").answer == "The server does not let us have it (status 403)."


def test_a_job_that_runs_twice_tells_once(place: Place) -> None:
    change_show(place.app, place.made.show, by=place.by, summary="Other words.")
    place.work(minutes=1)
    with place.app.app_context():
        assert pings.find_due(place.ping().id, now=clock.now()) is None
        db.session.remove()


@pytest.mark.parametrize("how", [{"private": True}, {"blocked": True}])
def test_nobody_is_told_of_a_show_that_nobody_is_to_know(place: Place, how: dict[str, bool]) -> None:
    change_show(place.app, place.made.show, by=place.by, **how)
    place.work(minutes=2)
    assert place.web.asked == []
    with place.app.app_context():
        assert pings.why_nobody(queries.get_show(place.made.show), now=clock.now())
        with pytest.raises(Invalid), unit_of_work():
            pings.ask_again(queries.get_show(place.made.show), by=place.by, now=clock.now())
        db.session.remove()


def test_a_show_that_does_not_want_podping_tells_hubs_only(place: Place) -> None:
    change_show(place.app, place.made.show, by=place.by, podping=False)
    place.work(minutes=2)
    assert (len(place.told()), len(place.told("/podping"))) == (1, 0)


def test_a_show_that_moved_away_or_is_withdrawn_is_not_announced(place: Place) -> None:
    with place.app.app_context():
        with unit_of_work():
            show = queries.get_show(place.made.show)
            moves.move_away(show, "https://feed.example.net/x.xml", own=SITE, by=place.by, now=clock.now())
        db.session.remove()
    place.work(minutes=2)
    assert place.web.asked == []
    with place.app.app_context():
        with unit_of_work():
            moves.come_back(queries.get_show(place.made.show), by=place.by, now=clock.now())
        db.session.remove()
    place.work(minutes=2)
    assert len(place.told()) == 1
    place.do(content.withdraw, place.made.show)
    place.work(minutes=2)
    assert len(place.told()) == 1


def test_what_ended_while_a_ping_waited_is_not_told(place: Place) -> None:
    place.web.serve("/hub", answering("500 Broken"))
    change_show(place.app, place.made.show, by=place.by, summary="Other words.")
    place.work(minutes=1)
    change_show(place.app, place.made.show, by=place.by, private=True)
    place.work(hours=2)
    assert len(place.told()) == 1
    place.do(content.move_to_bin, place.made.episodes[0])
    place.do(content.move_to_bin, place.made.show)
    with place.app.app_context():
        assert pings.find_due(place.ping().id, now=clock.now()) is None
        db.session.remove()


def test_a_change_during_a_ping_is_told_of_by_another(place: Place) -> None:
    change_show(place.app, place.made.show, by=place.by, summary="Other words.")

    def changing(asked: Asked, to: socket.socket) -> None:
        with place.app.app_context():
            with unit_of_work():
                pings.want(place.made.show, now=clock.now() + timedelta(microseconds=1))
            db.session.remove()
        answering("204 No Content")(asked, to)

    place.web.serve("/hub", changing)
    place.work(minutes=1)
    assert not place.is_accepted()


def test_an_editor_has_them_told_again(place: Place) -> None:
    place.clock.move(seconds=1)
    with place.app.app_context():
        with unit_of_work():
            pings.ask_again(queries.get_show(place.made.show), by=place.by, now=clock.now())
        with pytest.raises(Forbidden), unit_of_work():
            author = Actor(99, "Author", Role.AUTHOR)
            pings.ask_again(queries.get_show(place.made.show), by=author, now=clock.now())
        db.session.remove()
    place.work(seconds=0)
    assert len(place.told()) == len(place.told("/podping")) == 1


def test_a_site_on_loopback_tells_nobody(app: Flask, editor: Actor) -> None:
    make_show(app, by=editor)
    with app.app_context():
        assert db.session.scalars(sa.select(Job).where(Job.name == "tell_of_feed")).all() == []
        assert not pings.settings().tells_anybody
        db.session.remove()


def test_a_hub_inside_the_operators_network_is_told_and_nothing_else_there_is_opened(place: Place) -> None:
    with pytest.raises(Unfetchable):
        fetching.wired().get(place.web.url("/hub"), limit_bytes=1000, seconds=5)
