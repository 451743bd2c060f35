"""The desk's pages about moving a show, and about who is told of its changes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.core import fetching
from app.core.db import db
from app.podcast import pings as told
from app.podcast import queries
from app.podcast.models import Ping, PingKind
from app.web.desk.moving import _ago
from tests.conftest import START, MovableClock
from tests.core.web_server import WebServer, answering, redirecting, web_server
from tests.podcast.shows import Made, change_show, make_show
from tests.web.desk.conftest import Desk, house, problems_in, work

AWAY = "https://feed.example.net/x.xml"


@pytest.fixture
def made(app: Flask, editor: Actor) -> Made:
    return make_show(app, by=editor)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """Another host that we may read from."""
    with web_server() as server:
        fetcher = replace(fetching.wired(), reachable=frozenset({server.place}))
        monkeypatch.setattr(fetching, "wired", lambda: fetcher)
        yield server


def _moving(made: Made) -> str:
    return f"/desk/podcast/{made.show}/moving/"


def _feed_of(*guids: str) -> bytes:
    items = "".join(f"<item><guid>{guid}</guid></item>" for guid in guids)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def _guid(app: Flask, made: Made) -> str:
    with house(app):
        return queries.get_episode(made.episodes[0]).guid


def _moved_to(app: Flask, made: Made) -> str:
    with house(app):
        return queries.get_show(made.show).moved_to


def test_the_page_says_what_to_do_and_gives_the_addresses(at_desk: Desk, made: Made) -> None:
    page = at_desk.get(_moving(made)).text
    assert "http://localhost/podcast/on-walking/feed.xml" in page
    assert "http://localhost/podcast/on-walking/moved/feed.xml" in page
    assert "Nobody so far." in page
    assert "1 episode is out here" in page


def test_it_says_what_has_happened_and_who_still_comes(
    app: Flask, at_desk: Desk, made: Made, moving: MovableClock
) -> None:
    with work(app):
        queries.get_show(made.show).came_from = "https://old.example.net/feed.xml"
    agent = {"User-Agent": "Overcast/3.0 (+http://overcast.fm/; private@example.org)"}
    app.test_client().get("/podcast/on-walking/moved/feed.xml", headers=agent)
    moving.move(hours=3)
    at_desk.log_in()
    page = at_desk.get(_moving(made)).text
    assert "brought in from https://old.example.net/feed.xml" in page
    assert 'value="https://old.example.net/feed.xml"' in page
    for words in ("From the old host", "Overcast/3.0", "3 hours ago", "seen in 1 hour"):
        assert words in page
    assert "private@example.org" not in page


def test_feeds_with_the_same_guids_agree(app: Flask, at_desk: Desk, made: Made, web: WebServer) -> None:
    address = web.serve("/feed.xml", answering("200 OK", _feed_of(_guid(app, made))))
    answer = at_desk.post(f"{_moving(made)}compare", {"other": address})
    assert answer.status_code == 200
    assert "They agree." in answer.text
    assert f'value="{address}"' in answer.text


def test_feeds_with_other_guids_are_told_apart(app: Flask, at_desk: Desk, made: Made, web: WebServer) -> None:
    address = web.serve("/feed.xml", answering("200 OK", _feed_of(*(f"&lt;other-{n}" for n in range(12)))))
    page = at_desk.post(f"{_moving(made)}compare", {"other": address}).text
    for words in ("They do not agree.", "Only here: 1", _guid(app, made), "Only there: 12", "&lt;other-3", "and 2 more"):  # fmt: skip
        assert words in page


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("", "Only addresses that start with"),
        ("http://169.254.169.254/latest/", "not on the public internet"),
        ("http://127.0.0.1:1/feed.xml", "not a port of web sites"),
        ("file:///etc/passwd", "Only addresses that start with"),
    ],
)
def test_an_address_that_may_not_be_read_is_refused(at_desk: Desk, made: Made, other: str, why: str) -> None:
    answer = at_desk.post(f"{_moving(made)}compare", {"other": other})
    assert answer.status_code == 422
    assert why in " ".join(problems_in(answer))
    assert f'value="{other}"' in answer.text


def test_what_is_no_feed_cannot_be_compared(at_desk: Desk, made: Made, web: WebServer) -> None:
    address = web.serve("/page", answering("200 OK", b"<html></html>"))
    for url in (address, web.url("/nothing")):
        answer = at_desk.post(f"{_moving(made)}compare", {"other": url})
        assert answer.status_code == 422
        assert problems_in(answer)


def _lead(desk: Desk, made: Made, address: str) -> str:
    answer = desk.post(f"{_moving(made)}away", {"address": address})
    assert answer.status_code == 303, problems_in(answer)
    return desk.get(_moving(made)).text


def test_a_feed_is_led_away_and_back(app: Flask, at_desk: Desk, made: Made, web: WebServer) -> None:
    address = web.serve("/feed.xml", answering("200 OK", _feed_of(_guid(app, made))))
    page = _lead(at_desk, made, address)
    assert "Beware" not in page
    assert f"It leads on to {address}" in page
    assert _moved_to(app, made) == address
    assert app.test_client().get("/podcast/on-walking/feed.xml").headers["Location"] == address
    assert at_desk.post(f"{_moving(made)}back").status_code == 303
    assert _moved_to(app, made) == ""


def test_rule_50_a_new_feed_with_other_guids_is_warned_of(
    app: Flask, at_desk: Desk, made: Made, web: WebServer
) -> None:
    page = _lead(at_desk, made, web.serve("/feed.xml", answering("200 OK", _feed_of("a", "b"))))
    assert "Beware: 1 of your episodes have no such GUID there, and 2 there are not among yours" in page


def test_a_new_feed_that_cannot_be_read_yet_is_no_obstacle(
    app: Flask, at_desk: Desk, made: Made, web: WebServer
) -> None:
    page = _lead(at_desk, made, web.url("/not-there-yet"))
    assert "We could not look at it" in page
    assert _moved_to(app, made) == web.url("/not-there-yet")


def test_a_feed_that_would_lead_to_itself_is_refused(
    app: Flask, at_desk: Desk, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_server() as ours, web_server() as theirs:
        # What is called localhost here is our own site; the other host sends people back to it.
        own = ours.serve("/podcast/on-walking/feed.xml", answering("200 OK", _feed_of("x"))).replace("127.0.0.1", "localhost")  # fmt: skip
        reachable = frozenset({theirs.place, f"localhost:{ours.port}"})
        fetcher = replace(fetching.wired(), reachable=reachable)
        monkeypatch.setattr(fetching, "wired", lambda: fetcher)
        back = theirs.serve("/feed.xml", redirecting(own))
        for address, why in ((back, "leads back to this site"), (own, "of this site"), ("nonsense", "whole address")):
            answer = at_desk.post(f"{_moving(made)}away", {"address": address})
            assert answer.status_code == 422, address
            assert why in " ".join(problems_in(answer))
            assert f'value="{address}"' in answer.text
    assert _moved_to(app, made) == ""


def test_a_private_show_is_told_where_its_addresses_are(app: Flask, at_desk: Desk, made: Made, editor: Actor) -> None:
    change_show(app, made.show, by=editor, private=True)
    page = at_desk.get(_moving(made)).text
    assert "it has no public feed" in page
    assert "Moving away" not in page


def test_who_may_not_publish_reads_but_moves_nothing(desk: Callable[[Role], Desk], made: Made) -> None:
    author = desk(Role.AUTHOR)
    for verb in ("compare", "away", "back"):
        assert author.post(f"{_moving(made)}{verb}", {"address": AWAY}).status_code == 403
    assert author.get(_moving(made)).status_code == 404, "it is somebody else's show"


def test_a_show_that_is_renamed_at_the_desk_says_so_in_its_feed(app: Flask, at_desk: Desk, made: Made) -> None:
    assert at_desk.post(f"/desk/entries/{made.show}/address", {"slug": "walks"}).status_code == 303
    feed = app.test_client().get("/podcast/walks/feed.xml").text
    assert "<itunes:new-feed-url>http://localhost/podcast/walks/feed.xml</itunes:new-feed-url>" in feed


def test_an_episode_is_moved_to_another_show_at_the_desk(app: Flask, at_desk: Desk, made: Made, editor: Actor) -> None:
    other = make_show(app, "On running", by=editor, episodes=())
    episode = made.episodes[0]
    page = at_desk.get(f"/desk/entries/{episode}/").text
    assert re.search(rf'<option selected value="{made.show}">On walking', page)
    assert "Nothing: at the top" not in page
    for wrong in ("", "99999", "x", str(episode)):
        sent = {"slug": "first-steps", "parent_id": wrong}
        assert at_desk.post(f"/desk/entries/{episode}/address", sent).status_code == 422, wrong
    sent = {"slug": "first-steps", "parent_id": str(other.show)}
    assert at_desk.post(f"/desk/entries/{episode}/address", sent).status_code == 303
    with house(app):
        moved = queries.get_episode(episode)
        assert (moved.path, moved.enclosure_path) == ("/podcast/on-running/first-steps/", "/media/on-walking/first-steps.mp3")  # fmt: skip


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(minutes=59), "within the last hour"),
        (timedelta(minutes=61), "an hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(hours=47), "a day ago"),
        (timedelta(days=90), "90 days ago"),
    ],
)
def test_times_are_said_as_people_say_them(passed: timedelta, words: str) -> None:
    assert _ago(START - passed, START) == words


def test_a_site_without_hubs_says_that_nobody_is_told(at_desk: Desk, made: Made) -> None:
    page = at_desk.get(f"/desk/podcast/{made.show}/pings/").text
    assert "Nobody is told." in page
    assert "Tell them again" not in page
    answer = at_desk.post(f"/desk/podcast/{made.show}/pings/again")
    assert answer.status_code == 422
    assert "That was not done" in answer.text


def test_the_last_answers_are_shown_and_asked_for_again(app: Flask, at_desk: Desk, made: Made) -> None:
    told.wire(told.PingSettings(hubs=("https://hub.example.net/", "https://hub2.example.net/", "https://hub3.example.net/"), podping_url="https://podping.example.net/"))  # fmt: skip
    address = f"/desk/podcast/{made.show}/pings/"
    assert at_desk.get(address).text.count("nothing to tell yet") == 4
    with work(app):
        for target, tried, accepted, answer in (
            ("https://hub.example.net/", START, START, "Accepted (status 204)."),
            ("https://hub2.example.net/", START, START - timedelta(days=1), "Refused (status 410)."),
            ("https://hub3.example.net/", None, None, ""),
        ):
            db.session.add(
                Ping(
                    show_id=made.show,
                    kind=PingKind.WEBSUB,
                    target=target,
                    wanted_at=START,
                    tried_at=tried,
                    accepted_at=accepted,
                    answer=answer,
                )
            )
    page = at_desk.get(address).text
    for words in ("Accepted (status 204).", "<strong>Refused (status 410).</strong>", "last accepted 28 February 2027", "being told", "nothing to tell yet", "Podping"):  # fmt: skip
        assert words in page
    answered = at_desk.post(f"{address}again")
    assert (answered.status_code, answered.location) == (303, address)
    told.wire(told.PingSettings())
