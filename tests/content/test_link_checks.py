"""Links to other sites: which there are, how they are tried, and which are called broken. The sites are on loopback."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.permissions import Actor
from app.blog import operations as blog
from app.content import link_addresses, link_checks, operations, queries
from app.content.drafts import Citation, EntryDraft
from app.content.upkeep_models import CheckedLink
from app.core import fetching
from app.core.db import db
from app.core.errors import NotFound
from app.core.fetching import Fetcher
from app.core.unit_of_work import unit_of_work
from app.references.models import Reference
from app.resources import operations as resources
from app.resources.draft import ResourceDraft
from tests import factories
from tests.conftest import START, MovableClock
from tests.core.web_server import Asked, WebServer, answering, redirecting, web_server

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


@pytest.fixture
def fetcher(elsewhere: WebServer) -> Fetcher:
    elsewhere.asked.clear()
    return Fetcher(frozenset({elsewhere.place}), resolve=lambda host, port: ["127.0.0.1"])


def note(url: str, **known: object) -> None:
    """An address that a page has."""
    with unit_of_work():
        db.session.add(CheckedLink(url=url, found_on=[], **known))


def link(url: str) -> CheckedLink:
    db.session.rollback()
    return db.session.get_one(CheckedLink, url)


def heads_refused(asked: Asked, to: socket.socket) -> None:
    answering("405 No" if asked.method == "HEAD" else "200 OK", b"x")(asked, to)


def heads_lie(asked: Asked, to: socket.socket) -> None:
    answering("404 No" if asked.method == "HEAD" else "200 OK", b"x")(asked, to)


def cut_off(asked: Asked, to: socket.socket) -> None:
    to.shutdown(socket.SHUT_RDWR)


def test_the_addresses_of_a_text() -> None:
    body = '<p><a href="https://x.org/?a=1&amp;b=2">q</a> <a data-entry="3">in</a> <a href="mailto:a@x.org">m</a></p>'
    assert link_addresses.in_body(body) == {"https://x.org/?a=1&b=2"}
    assert link_addresses.in_text("", [{"url": "https://y.org/"}, {"url": ""}, {}]) == {"https://y.org/"}
    draft = ResourceDraft(title="x", url="https://z.org/", citations=(Citation("a", "b", "https://y.org/"),), body=body)
    assert link_addresses.in_draft(draft) == {"https://x.org/?a=1&b=2", "https://y.org/", "https://z.org/"}
    assert link_addresses.in_draft(EntryDraft(title="x")) == set()


@pytest.mark.parametrize(
    ("page", "status", "problem", "methods"),
    [
        (answering("200 OK", b"x"), 200, "", ["HEAD"]),
        (answering("404 Not Found"), 404, "nothing at that address", ["HEAD", "GET"]),
        (answering("410 Gone"), 410, "nothing at that address", ["HEAD", "GET"]),
        (answering("500 Oh"), 500, "cannot give it out", ["HEAD", "GET"]),
        (answering("403 No"), 403, "", ["HEAD"]),
        (answering("429 Slow"), 429, "", ["HEAD"]),
        (answering("418 Pot"), 418, "", ["HEAD"]),
        (answering("400 What"), 400, "answered with status 400", ["HEAD", "GET"]),
        (answering("200 OK", b"x", Content_Encoding="gzip"), 200, "", ["HEAD"]),
        (redirecting("/moved"), 200, "", ["HEAD", "HEAD"]),
        (redirecting("gopher://x.org/"), None, "Only addresses that start with", ["HEAD", "GET"]),
        (heads_refused, 405, "", ["HEAD"]),
        (heads_lie, 200, "", ["HEAD", "GET"]),
        (cut_off, None, "broke off", ["HEAD", "GET"]),
    ],
)
def test_an_address_is_tried_by_its_head_and_only_then_by_its_page(
    elsewhere: WebServer, fetcher: Fetcher, page: object, status: int | None, problem: str, methods: list[str]
) -> None:
    elsewhere.serve("/moved", answering("200 OK"))
    outcome = link_checks.try_address(fetcher, elsewhere.serve("/a", page))  # type: ignore[arg-type]  # a page of the table
    assert outcome.status == status
    assert problem in outcome.problem
    assert bool(outcome.problem) == bool(problem)
    assert [asked.method for asked in elsewhere.asked] == methods


def test_nothing_of_our_own_network_is_opened() -> None:
    outcome = link_checks.try_address(Fetcher(), "http://127.0.0.1/")
    assert "not on the public internet" in outcome.problem


def test_stock_is_taken_of_every_page(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        source = Reference(key="ta304", text="TA304", url="https://e.org/", changed_at=START, created_at=START)
        db.session.add(source)
        db.session.flush()
        cited = (Citation("a", "A", "https://c.org/"), Citation("b", "B", reference_id=source.id))
        draft = EntryDraft(title="One", summary="s", body='<p><a href="https://a.org/">a</a></p>', citations=cited)
        one = blog.create_post(draft, by=editor, now=moving.now)
        two = factories.post("Two", by=editor, body='<p><a href="https://a.org/">a</a></p>', live=False)
        linked = ResourceDraft(title="Three", summary="s", topic="Hip", url="https://d.org/")
        three = resources.create_resource(linked, by=editor, now=moving.now)
        gone = factories.post("Four", by=editor, body='<p><a href="https://gone.org/">a</a></p>', live=False)
        ids = (one.id, two.id, three.id, gone.id)
    assert link_checks.take_stock() == 5
    assert link("https://a.org/").found_on == [ids[0], ids[1]]
    assert link("https://c.org/").found_on == link("https://e.org/").found_on == [ids[0]]
    assert link("https://d.org/").found_on == [ids[2]]
    assert link("https://gone.org/").checked_at is None
    with unit_of_work():
        for number in (ids[1], ids[3]):
            operations.move_to_bin(queries.get_entry(number), by=editor, now=moving.now)
    assert link_checks.take_stock() == 4
    assert link("https://a.org/").found_on == [ids[0]]
    assert db.session.get(CheckedLink, "https://gone.org/") is None


def test_a_link_of_a_draft_over_a_live_page_is_known_before_it_is_published(
    house: Flask, editor: Actor, moving: MovableClock
) -> None:
    def says(url: str) -> EntryDraft:
        return EntryDraft(title="One", summary="s", body=f'<p><a href="{url}">a</a></p>')

    with unit_of_work():
        post = factories.post("One", by=editor, body='<p><a href="https://old.org/">a</a></p>')
        operations.save_draft(post, says("https://new.org/"), expected_version=post.version, by=editor, now=START)
        post_id = post.id
    assert link_checks.take_stock() == 2
    assert link("https://old.org/").found_on == link("https://new.org/").found_on == [post_id]
    with unit_of_work():
        found = link("https://new.org/")
        found.problem, found.status, found.checked_at, found.failing_since = "No.", 404, START, START
    (broken,) = link_checks.list_broken()
    assert [page.title for page in broken.pages] == ["One"]
    with unit_of_work():
        again = queries.get_entry(post_id)
        operations.save_draft(again, says("https://old.org/"), expected_version=again.version, by=editor, now=START)
    assert link_checks.list_broken() == []
    assert link_checks.take_stock() == 1


def test_texts_are_read_in_pieces(house: Flask, editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_checks, "_CHUNK", 2)
    with unit_of_work():
        for number in range(5):
            factories.post(f"P{number}", by=editor, body=f'<p><a href="https://a.org/{number}">a</a></p>', live=False)
    assert link_checks.take_stock() == 5


def test_a_few_are_tried_at_a_time_and_each_host_seldom(
    house: Flask, elsewhere: WebServer, fetcher: Fetcher, moving: MovableClock
) -> None:
    good, bad, third = (
        elsewhere.serve(f"/{n}", answering(s)) for n, s in (("1", "200 OK"), ("2", "404 No"), ("3", "200 OK"))
    )
    for url in (good, bad, third):
        note(url)
    assert link_checks.check_some(fetcher, now=moving) == link_checks.OF_ONE_HOST
    assert (link(good).status, link(good).problem, link(good).failing_since) == (200, "", None)
    assert (link(bad).status, link(bad).failing_since, link(bad).checked_at) == (404, START, START)
    assert link(third).checked_at is None
    assert link_checks.check_some(fetcher, now=moving) == 1, "the one that waits"
    assert link_checks.check_some(fetcher, now=moving) == 0
    moving.move(days=1)
    elsewhere.serve("/2", answering("200 OK"))
    assert link_checks.check_some(fetcher, now=moving) == 1, "what failed is tried after a day"
    assert (link(bad).problem, link(bad).failing_since) == ("", None)
    moving.move(days=6)
    assert link_checks.check_some(fetcher, now=moving) == 2, "what is good after a week"


def test_a_run_ends_with_its_time(house: Flask, elsewhere: WebServer, fetcher: Fetcher, moving: MovableClock) -> None:
    note(elsewhere.url("/1"))
    assert link_checks.check_some(fetcher, now=moving, seconds=-1) == 0


def test_when_nobody_answers_it_is_our_own_line(house: Flask, moving: MovableClock) -> None:
    urls = [f"http://{name}.example/" for name in "abc"]
    for url in urls:
        note(url)
    nowhere = Fetcher(resolve=lambda host, port: (_ for _ in ()).throw(OSError()))
    assert link_checks.check_some(nowhere, now=moving) == 3
    assert all(link(url).checked_at is None for url in urls)
    with unit_of_work():
        db.session.execute(sa.delete(CheckedLink).where(CheckedLink.url != urls[0]))
    assert link_checks.check_some(nowhere, now=moving) == 1
    assert "no server named a.example" in link(urls[0]).problem


def test_the_schedule_tries_nothing_for_a_site_in_the_making(
    house: Flask, elsewhere: WebServer, fetcher: Fetcher, moving: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching._Wiring, "fetcher", fetcher)
    note(elsewhere.serve("/1", answering("200 OK")))
    link_checks.check_due(now=moving)
    assert elsewhere.asked == []
    monkeypatch.setattr(link_checks._Wiring, "by_itself", True)
    link_checks.check_due(now=moving)
    assert len(elsewhere.asked) == 1


@pytest.mark.parametrize(("failed_for", "pause"), [(0, 1), (1, 1), (3, 3), (30, 7)])
def test_what_keeps_failing_is_tried_ever_more_seldom(failed_for: int, pause: int) -> None:
    known = CheckedLink(url="x", checked_at=START, failing_since=START - failed_for * DAY, problem="No.")
    assert link_checks.next_check(known) == START + pause * DAY


@pytest.mark.parametrize(
    ("status", "hours", "sure"), [(404, 0, True), (410, 0, True), (None, 0, False), (500, 19, False), (None, 21, True)]
)
def test_what_may_be_over_tomorrow_is_not_called_broken_yet(
    house: Flask, status: int | None, hours: int, sure: bool
) -> None:
    note("https://a.org/", checked_at=START, failing_since=START - timedelta(hours=hours), problem="No.", status=status)
    assert (link_checks.dead_among(["https://a.org/", "b"]) != {}) is sure
    assert link_checks.count_broken() == sure
    assert link_checks.dead_among([]) == {}


def test_broken_links_are_listed_with_the_pages_that_still_have_them(
    house: Flask, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        post = factories.post("One", by=editor, body='<p><a href="https://a.org/">a</a></p>')
        draft = ResourceDraft(title="Two", summary="s", topic="Hip", url="https://b.org/")
        resources.create_resource(draft, by=editor, now=moving.now)
        factories.post("Three", by=editor, body='<p><a href="https://fine.org/">a</a></p>')
        post_id = post.id
    link_checks.take_stock()
    with unit_of_work():
        for url, status in (("https://a.org/", None), ("https://b.org/", 404)):
            found = db.session.get_one(CheckedLink, url)
            found.problem, found.status, found.checked_at, found.failing_since = "No.", status, START, START
    listed = link_checks.list_broken()
    assert [(each.link.url, each.sure, [page.title for page in each.pages]) for each in listed] == [
        ("https://b.org/", True, ["Two"]),
        ("https://a.org/", False, ["One"]),
    ]
    db.session.rollback()
    with unit_of_work():
        link_checks.ignore("https://b.org/", now=START)
        loaded = queries.get_entry(post_id)
        new = EntryDraft(title="One", summary="s", body="<p>Mended.</p>")
        operations.save_draft(loaded, new, expected_version=loaded.version, by=editor, now=START)
        operations.publish(loaded, by=editor, now=START)
    assert link_checks.list_broken() == []
    assert link_checks.dead_among(["https://b.org/"]) == {}
    assert [each.link.url for each in link_checks.list_broken(ignored=True)] == ["https://b.org/"]
    db.session.rollback()
    with unit_of_work():
        link_checks.ignore("https://b.org/", now=None)
    assert len(link_checks.list_broken()) == 1


def test_one_is_tried_at_once(house: Flask, elsewhere: WebServer, fetcher: Fetcher, moving: MovableClock) -> None:
    url = elsewhere.serve("/1", answering("404 No"))
    note(url)
    assert link_checks.check_now(url, now=moving, fetcher=fetcher).status == 404
    assert link(url).checked_at == START
    with pytest.raises(NotFound):
        link_checks.check_now("https://nobody.org/", now=moving, fetcher=fetcher)


def test_what_left_the_pages_while_it_was_tried_is_not_kept(
    house: Flask, elsewhere: WebServer, fetcher: Fetcher, moving: MovableClock
) -> None:
    link_checks._keep("https://gone.org/", link_checks.Outcome(200), now=START)
    assert db.session.get(CheckedLink, "https://gone.org/") is None
