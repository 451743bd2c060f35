"""The check of a show's feed as a page of the desk."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor, Role
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.feeds.checking.probe import Elsewhere
from app.media.settings import wired
from app.podcast import queries as podcasts
from app.web.desk.podcast_check import OwnSite
from tests.conftest import MovableClock
from tests.feeds import house as made
from tests.web.desk.conftest import Desk


@pytest.fixture
def show_id(app: Flask, admin: Actor) -> int:
    """A public show whose episode has real bytes; its art has none."""
    with app.app_context():
        stored = wired().storage.put(b"made-up sound " * 100)
        with unit_of_work():
            show = made.show(by=admin)
            audio = made.audio(stored.key, size=stored.size)
            made.episode(show, by=admin, audio_id=audio.id)
            found = show.id
        db.session.remove()
    return found


def test_the_page_says_what_to_mend_the_gravest_first(app: Flask, show_id: int) -> None:
    page = Desk(app, Role.EDITOR).get(f"/desk/podcast/{show_id}/check/").text
    assert "To mend, the gravest first" in page
    assert "Art is square, JPEG or PNG, RGB, 1400 to 3000 pixels" in page  # its file is not there
    assert page.index("directories refuse this") < page.index("apps miss something")
    assert "As it should be" in page
    assert "Not applicable here" in page


def test_rules_that_hold_are_found_to_hold_within_this_process(app: Flask, show_id: int) -> None:
    page = Desk(app, Role.EDITOR).get(f"/desk/podcast/{show_id}/check/").text
    fine = page[page.index("As it should be") : page.index("Not applicable here")]
    for number in (1, 20, 34, 38, 39, 40, 47, 48, 51):
        assert f"Rule {number}<" in fine, number


def test_a_show_that_is_not_public_has_nothing_to_check(
    app: Flask, admin: Actor, show_id: int, moving: MovableClock
) -> None:
    with app.app_context():
        with unit_of_work():
            podcasts.get_show(show_id).private = True
            draft = made.show("Later", by=admin, image_id=made.picture("e").id, at=moving.now + timedelta(days=1)).id
        db.session.remove()
    desk = Desk(app, Role.EDITOR)
    assert "Only listeners with an address of their own" in desk.get(f"/desk/podcast/{show_id}/check/").text
    assert "Publish it, then come back." in desk.get(f"/desk/podcast/{draft}/check/").text


def test_a_feed_that_leads_to_another_host_is_to_be_checked_there(app: Flask, show_id: int) -> None:
    with app.app_context():
        with unit_of_work():
            podcasts.get_show(show_id).moved_to = "https://new.example/feed.xml"
        db.session.remove()
    page = Desk(app, Role.EDITOR).get(f"/desk/podcast/{show_id}/check/")
    assert page.status_code == 200
    assert "leads to https://new.example/feed.xml" in page.text


def test_the_check_is_a_tab_of_the_show(app: Flask, show_id: int) -> None:
    desk = Desk(app, Role.EDITOR)
    assert f'href="/desk/podcast/{show_id}/check/"' in desk.get(f"/desk/podcast/{show_id}/").text
    assert desk.get("/desk/podcast/999/check/").status_code == 404


def test_looking_changes_nothing_that_the_public_sees(app: Flask, client: FlaskClient, show_id: int) -> None:
    before = client.get("/podcast/steady-steps/feed.xml")
    Desk(app, Role.EDITOR).get(f"/desk/podcast/{show_id}/check/")
    app.extensions["page_store"].forget()
    after = client.get("/podcast/steady-steps/feed.xml")
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


def test_the_probe_asks_its_own_site_only_and_no_more_than_it_was_told(app: Flask, show_id: int) -> None:
    probe = OwnSite("http://localhost")
    with app.app_context():
        with pytest.raises(Elsewhere):
            probe.send("GET", "https://x.example/feed.xml", {}, limit=10)
        with pytest.raises(Elsewhere):
            probe.send("GET", "http://localhost:8000/", {}, limit=10)
        reply = probe.send("GET", "http://localhost/podcast/steady-steps/feed.xml", {}, limit=10)
        nothing = probe.send("HEAD", "http://localhost/nothing/", {}, limit=10)
    assert (reply.status, reply.body) == (200, b"<?xml vers")
    assert reply.mime == "application/rss+xml"
    assert (nothing.status, nothing.body) == (404, b"")
