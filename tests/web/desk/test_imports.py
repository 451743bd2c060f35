"""Bringing in a show at the desk: typed, looked at, followed."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.content import operations as content
from app.core import clock, fetching
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.importing import operations, queries, work
from app.importing.models import ItemState, RunState
from app.podcast.queries import get_show
from tests.core.web_server import WebServer, answering, file_of, web_server
from tests.importing.feeds import feed, item
from tests.media import makers
from tests.web.desk.conftest import Desk, problems_in

NEW = "/desk/podcast/imports/new"


@pytest.fixture
def server(app: Flask) -> Iterator[WebServer]:
    with web_server() as running:
        fetching.wire(user_agent="Ours/1", reachable=frozenset({running.place}))
        running.serve("/1.mp3", file_of(makers.cbr(2)))
        yield running


@pytest.fixture
def desk(app: Flask, staff: dict[Role, Actor]) -> Desk:
    return Desk(app, Role.EDITOR)


def looked_at(desk: Desk, document: bytes) -> str:
    """The address of the page that says what would happen."""
    sent = {"file": (io.BytesIO(document), "feed.xml"), "address": ""}
    answer = desk.post(NEW, sent, content_type="multipart/form-data")
    assert answer.status_code == 303, problems_in(answer)
    return answer.location


def work_off(app: Flask) -> None:
    app.extensions["worker"].work_off()


def test_no_import_yet_says_what_is_needed(desk: Desk) -> None:
    assert "address of the show" in desk.get("/desk/podcast/imports/").text
    podcast = desk.get("/desk/podcast/").text
    assert 'href="/desk/podcast/imports/new">Bring in a show</a>' in podcast
    assert 'href="/desk/podcast/imports/">Imports</a>' in podcast


def test_an_author_may_not_bring_anything_in(app: Flask, staff: dict[Role, Actor]) -> None:
    author = Desk(app, Role.AUTHOR)
    assert author.get(NEW).status_code == 403
    assert "Bring in a show" not in author.get("/desk/podcast/").text


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "Give the address"),
        ("file:///etc/passwd", "Only addresses that start with"),
        ("http://169.254.169.254/feed.xml", "not on the public internet"),
        ("http://[::1]/feed.xml", "not on the public internet"),
        ("http://2130706433/", "not on the public internet"),
    ],
)
def test_an_address_that_cannot_be_fetched_is_told_at_its_field_and_kept(desk: Desk, address: str, told: str) -> None:
    answer = desk.post(NEW, {"address": address})
    assert answer.status_code == 422
    assert any(told in problem for problem in problems_in(answer))
    assert address in answer.text


def test_a_file_that_is_no_feed_is_told_at_its_field(desk: Desk) -> None:
    sent = {"file": (io.BytesIO(b"<!doctype html><p>x"), "feed.xml")}
    answer = desk.post(NEW, sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert "web page" in problems_in(answer)[0]


def test_a_choice_that_is_not_in_the_list_is_refused(desk: Desk) -> None:
    assert desk.post(NEW, {"address": "https://x.example/", "into": "99"}).status_code == 422


def test_what_would_happen_is_listed_filtered_and_begun(app: Flask, desk: Desk, server: WebServer) -> None:
    address = server.serve(
        "/feed.xml", answering("200 OK", feed(item(1, audio=server.url("/1.mp3")), item(2, audio="")))
    )
    page = desk.post(NEW, {"address": address}).location
    text = desk.get(page).text
    assert "New (1)" in text
    assert "Refused (1)" in text
    assert "It has no audio" in text
    assert "It has no audio" not in desk.get(f"{page}?plan=new").text
    assert "It has no audio" in desk.get(f"{page}?plan=nonsense&page=x").text
    assert desk.post(f"{page}start", {"publish": "y"}).status_code == 303
    running = desk.get(page).text
    assert "0 of 1 item done" in running
    assert "Look again" in running
    work_off(app)
    done = desk.get(page).text
    assert "1 of 1 item done" in done
    assert "The show is a draft still" in done  # it has no cover
    assert "Done" in desk.get("/desk/podcast/imports/").text
    again = desk.post(f"{page}start", {"publish": "y"})
    assert again.status_code == 422


def test_nothing_new_says_so(app: Flask, desk: Desk, server: WebServer) -> None:
    channel = "<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>"
    document = feed(item(1, audio=server.url("/1.mp3")), channel=channel)
    desk.post(f"{looked_at(desk, document)}start", {})
    work_off(app)
    assert "There is nothing new in this feed" in desk.get(looked_at(desk, document)).text


def test_a_locked_show_explains_itself_and_keeps_what_was_typed(desk: Desk) -> None:
    page = looked_at(desk, feed(item(1), channel='<podcast:locked owner="owner@example.org">yes</podcast:locked>'))
    assert "owner@example.org" in desk.get(page).text
    answer = desk.post(f"{page}start", {"owner": "me@example.org"})
    assert answer.status_code == 422
    assert "me@example.org" in answer.text
    nobody = feed(item(1), channel="<podcast:locked>yes</podcast:locked>").replace(b"host@example.org", b"")
    assert "does not say who that is" in desk.get(looked_at(desk, nobody)).text


def test_a_run_is_paused_gone_on_with_and_an_item_tried_again(app: Flask, desk: Desk, server: WebServer) -> None:
    page = looked_at(desk, feed(item(1, audio=server.url("/gone.mp3"))))
    desk.post(f"{page}start", {})
    assert desk.post(f"{page}pause").status_code == 303
    work_off(app)
    paused = desk.get(page).text
    assert "Go on" in paused
    assert "0 of 1 item done" in paused
    desk.post(f"{page}go-on")
    work_off(app)
    assert "Set aside" in desk.get(page).text
    server.serve("/gone.mp3", file_of(makers.cbr(2)))
    with app.app_context():
        row = queries.list_items(1).items[0]
        assert row.state is ItemState.SET_ASIDE
    assert desk.post(f"{page}items/{row.id}/again").status_code == 303
    assert desk.post(f"/desk/podcast/imports/99/items/{row.id}/again").status_code == 404
    work_off(app)
    with app.app_context():
        assert queries.list_items(1).items[0].state is ItemState.DONE
        assert queries.get_run(1).state is RunState.DONE


def test_an_import_whose_show_is_in_the_bin_can_be_looked_at(
    app: Flask, desk: Desk, server: WebServer, admin: Actor
) -> None:
    page = looked_at(desk, feed(item(1, audio=server.url("/gone.mp3"))))
    desk.post(f"{page}start", {})
    work_off(app)
    with app.app_context():
        with unit_of_work():
            show = get_show(queries.get_run(1).show_id or 0)
            content.move_to_bin(show, by=admin, now=clock.now())
        db.session.remove()
    assert desk.get(page).status_code == 200


def test_what_is_at_hand_is_named(app: Flask, desk: Desk, server: WebServer) -> None:
    page = looked_at(desk, feed(item(1, audio=server.url("/1.mp3"))))
    desk.post(f"{page}start", {})
    with app.app_context(), unit_of_work():
        operations.begin_item(queries.get_item(1), queries.get_run(1), now=clock.now())
    assert "At hand: Episode 1" in desk.get(page).text
    with app.app_context():
        assert work.folder().name == "imports"


def test_there_is_no_import_that_nobody_began(desk: Desk) -> None:
    assert desk.get("/desk/podcast/imports/99/").status_code == 404
