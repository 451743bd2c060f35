"""`flask import podcast`: looked at, brought in, gone on with."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.accounts.permissions import Actor
from app.core import fetching
from app.core.unit_of_work import unit_of_work
from app.importing import operations, queries
from app.importing.models import RunState
from app.podcast import queries as podcast
from tests.core.web_server import WebServer, answering, file_of, web_server
from tests.importing.feeds import feed, item
from tests.media import makers


@pytest.fixture
def server(app: Flask) -> Iterator[WebServer]:
    with web_server() as running:
        fetching.wire(user_agent="Ours/1", reachable=frozenset({running.place}))
        running.serve("/1.mp3", file_of(makers.cbr(2)))
        running.serve("/cover.png", answering("200 OK", makers.picture(1400, 1400)))
        document = feed(item(1, audio=running.url("/1.mp3")), cover=running.url("/cover.png"))
        running.serve("/feed.xml", answering("200 OK", document))
        yield running


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["import", "podcast", *words])


def test_a_dry_run_lists_each_item_and_changes_nothing(app: Flask, server: WebServer, editor: Actor) -> None:
    document = feed(item(1, audio=server.url("/1.mp3")), item(2, audio="")).replace(b"UTF-8", b"UTF-8", 1) + b"<junk"
    server.serve("/two.xml", answering("200 OK", document))
    result = run(app, server.url("/two.xml"), "--dry-run")
    assert result.exit_code == 0
    assert "new           Episode 1" in result.output
    assert "refused       Episode 2: It has no audio" in result.output
    assert "Mind: The feed is not well-formed" in result.output
    assert "1 new, 0 already here, 0 changed, 1 refused. Nothing was changed." in result.output
    with app.app_context():
        assert podcast.list_all_shows() == []


def test_a_dry_run_prints_json(app: Flask, server: WebServer, editor: Actor) -> None:
    result = run(app, server.url("/feed.xml"), "--dry-run", "--json")
    assert [row["plan"] for row in json.loads(result.output)["items"]] == ["new"]


def test_a_show_is_brought_in_and_a_second_time_there_is_nothing_new(
    app: Flask, server: WebServer, editor: Actor
) -> None:
    first = run(app, server.url("/feed.xml"))
    assert (first.exit_code, "1 brought in, 0 set aside" in first.output) == (0, True), first.output
    second = run(app, server.url("/feed.xml"), "--into", "old-show", "--json", "--as", editor_address(app))
    assert second.exit_code == 0
    assert [row["plan"] for row in json.loads(second.stdout)["items"]] == ["here"]
    with app.app_context():
        assert len(podcast.list_every_episode(podcast.list_all_shows()[0].id)) == 1


def test_a_file_is_read_and_what_fails_is_told_by_the_exit_status(
    app: Flask, server: WebServer, editor: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "old feed.xml"
    path.write_bytes(feed(item(1, audio=server.url("/gone.mp3"))))
    result = run(app, str(path), "--drafts")
    assert result.exit_code == 1
    assert "Episode 1: There is nothing at that address" in result.output
    cover = run(app, str(path))
    assert "The show is a draft still" in cover.output


def test_what_was_begun_goes_on(app: Flask, server: WebServer, editor: Actor) -> None:
    from_before = run(app, server.url("/feed.xml"), "--dry-run", "--json")
    with app.app_context(), unit_of_work():
        found = queries.get_run(json.loads(from_before.output)["run"])
        found.state, found.options = RunState.PAUSED, {**found.options, "publish": True}
    assert run(app, server.url("/feed.xml")).exit_code == 0
    with app.app_context():
        assert queries.get_run(1).state is RunState.DONE
        assert [row.id for row in queries.list_runs()] == [1]


def test_an_item_that_a_worker_has_in_hand_is_waited_for(
    app: Flask, server: WebServer, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept = []

    def ends(seconds: float) -> None:
        slept.append(seconds)
        with unit_of_work():
            operations.stop(queries.get_run(1), "Somebody paused it.")

    monkeypatch.setattr("time.sleep", ends)
    monkeypatch.setattr("app.importing.work.bring_next", lambda *given, now: None)
    result = run(app, server.url("/feed.xml"))
    assert result.exit_code == 1
    assert "Somebody paused it." in result.output
    assert slept


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["/no/such/file.xml"], "No such file"),
        (["--into", "nowhere"], "There is no show at /podcast/nowhere/"),
        (["--as", "nobody@example.org"], "Nobody who may publish has the address nobody@example.org"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    app: Flask, server: WebServer, editor: Actor, words: list[str], told: str
) -> None:
    result = run(app, *([] if words[0].startswith("/") else [server.url("/feed.xml")]), *words)
    assert result.exit_code == 1
    assert told in result.output


def test_a_site_without_editors_says_so(app: Flask, server: WebServer) -> None:
    assert "nobody yet who may publish" in run(app, server.url("/feed.xml")).output


def test_a_locked_show_needs_its_owner(app: Flask, server: WebServer, editor: Actor) -> None:
    document = feed(channel='<podcast:locked owner="owner@example.org">yes</podcast:locked>')
    server.serve("/locked.xml", answering("200 OK", document))
    assert "only its owner may move it" in run(app, server.url("/locked.xml")).output
    owned = run(app, server.url("/locked.xml"), "--drafts", "--i-own-it", "owner@example.org")
    assert owned.exit_code == 0, owned.output


def editor_address(app: Flask) -> str:
    return "editor@example.org"
