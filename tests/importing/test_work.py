"""A show moves in: its episodes, one by one, from a server that may fail."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.accounts.models import Person
from app.accounts.permissions import Actor
from app.content.drafts import PersonRole
from app.content.lifecycle import State
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.importing import operations, queries, work
from app.importing.models import ImportItem, ImportRun, ItemState, Plan, RunState
from app.importing.operations import Source, Wishes
from app.importing.podcast_feed import read_feed
from app.podcast import queries as podcast
from app.podcast.models import Show
from tests.core.web_server import WebServer, answering, file_of, web_server
from tests.importing.feeds import feed, item, items
from tests.media import makers


@dataclass
class Moving:
    """An old host, and our house."""

    server: WebServer
    by: Actor

    def look(self, document: bytes, into: Show | None = None) -> ImportRun:
        source = Source("https://old.example/feed.xml", document, read_feed(document))
        with unit_of_work():
            return operations.look_at(source, into=into, by=self.by, now=clock.now())

    def start(self, run: ImportRun, wishes: Wishes | None = None) -> None:
        with unit_of_work():
            mine = queries.get_run(run.id)
            operations.start(mine, read_feed(mine.document), wishes or Wishes(), by=self.by, now=clock.now())

    def run(self, document: bytes, wishes: Wishes | None = None, into: Show | None = None) -> ImportRun:
        run = self.look(document, into)
        self.start(run, wishes)
        return self.work_off(run)

    def work_off(self, run: ImportRun) -> ImportRun:
        while (waiting := queries.next_items(run.id, limit=1)) and queries.get_run(run.id).state is RunState.RUNNING:
            work.bring_next(run.id, waiting[0], now=clock.now)
        work.bring_next(run.id, 0, now=clock.now)
        with unit_of_work():
            return queries.get_run(run.id)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as running:
        running.serve("/1.mp3", file_of(makers.cbr(2)))
        running.serve("/cover.png", answering("200 OK", makers.picture(1400, 1400), Content_Type="image/png"))
        yield running


@pytest.fixture
def changes(server: WebServer) -> dict[str, object]:
    return {"reachable_hosts": frozenset({server.place})}


@pytest.fixture
def old(house: Flask, server: WebServer, editor: Actor) -> Moving:
    from app.core import fetching  # noqa: PLC0415

    fetching.wire(user_agent="Ours/1", reachable=frozenset({server.place}))
    return Moving(server, editor)


def list_of(run: ImportRun) -> list[ImportItem]:
    return queries.list_items(run.id).items


def only_show() -> Show:
    (show,) = podcast.list_all_shows()
    return podcast.get_show(show.id)


def test_a_show_arrives_whole(old: Moving) -> None:
    document = feed(
        item(
            1,
            audio=old.server.url("/1.mp3"),
            date="Mo, 01 März 2027 06:30:15 +0100",
            extra="<itunes:season>2</itunes:season><itunes:episode>7</itunes:episode>"
            '<podcast:person role="guest">Sample guest</podcast:person>'
            '<psc:chapters><psc:chapter start="0" title="One"/><psc:chapter start="1" title="Two"/></psc:chapters>'
            f'<podcast:transcript url="{old.server.url("/1.vtt")}" type="text/vtt" language="en"/>',
        ),
        cover=old.server.url("/cover.png"),
        channel="<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>",
    )
    old.server.serve("/1.vtt", answering("200 OK", b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ann>Hello.\n"))
    run = old.run(document)
    assert (run.state, run.problem) == (RunState.DONE, "")
    show = only_show()
    assert (show.podcast_guid, show.guid_is_provisional) == ("917393e3-1b1e-5cef-ace4-edaa54e1f810", False)
    assert (show.came_from, show.announces_address) == ("https://old.example/feed.xml", True)
    assert show.state(clock.now()) is State.LIVE
    (episode,) = podcast.list_episodes(show.id, now=clock.now()).items
    assert (episode.guid, episode.title, episode.season, episode.number) == ("guid-1", "Episode 1", 2, 7)
    assert episode.published_at == episode.first_published_at == datetime(2027, 3, 1, 5, 30, 15, tzinfo=UTC)
    assert [chapter["title"] for chapter in episode.chapters] == ["One", "Two"]
    assert episode.transcript[0]["text"] == "Hello."
    assert [(line.person.name, line.role) for line in episode.people] == [("Sample guest", PersonRole.GUEST)]
    assert episode.enclosure is not None
    (row,) = list_of(run)
    assert (row.state, row.reason) == (ItemState.DONE, "")
    assert row.sha256 == hashlib.sha256(makers.cbr(2)).hexdigest()


def test_running_again_adds_only_what_is_new(old: Moving) -> None:
    audio = old.server.url("/1.mp3")
    old.run(feed(*items(2, audio), cover=old.server.url("/cover.png")))
    again = old.run(feed(*items(3, audio)), into=only_show())
    assert [(row.plan, row.state) for row in list_of(again)] == [
        (Plan.NEW, ItemState.DONE),
        (Plan.HERE, ItemState.SKIPPED),
        (Plan.HERE, ItemState.SKIPPED),
    ]
    assert len(podcast.list_every_episode(only_show().id)) == 3
    assert len(db.session.query(Person).all()) == 0
