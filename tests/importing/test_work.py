"""A show moves in: its episodes, one by one, from a server that may fail."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.models import Person
from app.accounts.permissions import Actor
from app.accounts.queries import get_user
from app.content import operations as content
from app.content import queries as entries
from app.content.drafts import PersonRole
from app.content.lifecycle import State
from app.core import clock, fetching
from app.core.db import db
from app.core.downloading import Downloaded, Progress
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.importing import fetched, operations, queries, work
from app.importing.models import ImportItem, ImportRun, ItemState, Plan, RunState
from app.importing.operations import Source, Wishes
from app.importing.podcast_feed import read_feed
from app.podcast import operations as shows
from app.podcast import queries as podcast
from app.podcast import tagging
from app.podcast.models import Episode, Show
from tests.conftest import MovableClock
from tests.core.web_server import WebServer, answering, file_of, redirecting, web_server
from tests.importing.feeds import feed, item, items
from tests.media import makers


@dataclass
class Moving:
    """An old host, and our house."""

    server: WebServer
    by: Actor
    admin: Actor

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
def old(house: Flask, server: WebServer, editor: Actor, admin: Actor) -> Moving:
    fetching.wire(user_agent="Ours/1", reachable=frozenset({server.place}))
    return Moving(server, editor, admin)


def list_of(run: ImportRun) -> list[ImportItem]:
    return list(queries.list_items(run.id).items)


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


def test_two_imports_of_one_feed_are_not_shared_out_between_two_shows(old: Moving) -> None:
    document = feed(*items(2, old.server.url("/1.mp3")), cover=old.server.url("/cover.png"))
    first, second, third = old.look(document), old.look(document), old.look(document)
    old.start(first)
    with pytest.raises(Invalid, match="Another import is bringing in the same episodes"):
        old.start(second)
    old.work_off(first)
    with pytest.raises(Invalid, match="have arrived here since"):
        old.start(third)
    assert len(podcast.list_every_episode(only_show().id)) == 2


def test_a_show_that_came_since_the_look_is_not_made_again(old: Moving) -> None:
    guid = "<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>"
    late = old.look(feed(item(2, audio=old.server.url("/1.mp3")), channel=guid))
    old.run(feed(item(1, audio=old.server.url("/1.mp3")), channel=guid))
    with pytest.raises(Invalid, match="The show has arrived here since"):
        old.start(late)


def test_an_import_whose_show_goes_meanwhile_ends_and_says_so(old: Moving) -> None:
    run = old.look(feed(*items(2, old.server.url("/gone.mp3"))))
    old.start(run)
    work.bring_next(run.id, queries.next_items(run.id, limit=1)[0], now=clock.now)
    with unit_of_work():
        content.move_to_bin(only_show(), by=old.admin, now=clock.now())
    ended = old.work_off(run)
    assert (ended.state, ended.problem) == (RunState.DONE, "There is no such show.")


def test_what_fails_is_set_aside_and_the_rest_goes_on(old: Moving) -> None:
    good, gone = old.server.url("/1.mp3"), old.server.url("/gone.mp3")
    picture, page = old.server.url("/cover.png"), old.server.serve("/page", answering("200 OK", b"<html>" + b"x" * 999))
    document = feed(
        item(1, audio=gone), item(2, audio=picture), item(3, audio=page), item(4, audio=good), cover=picture
    )
    run = old.run(document)
    assert run.state is RunState.DONE
    reasons = [row.reason for row in list_of(run) if row.state is ItemState.SET_ASIDE]
    assert "nothing at that address" in reasons[0]
    assert "PNG" in reasons[1]
    assert "HTML" in reasons[2] or "page" in reasons[2]
    assert [e.title for e in podcast.list_episodes(only_show().id, now=clock.now()).items] == ["Episode 4"]
    old.server.serve("/gone.mp3", file_of(makers.cbr(3)))
    with unit_of_work():
        operations.try_again(queries.get_item(list_of(run)[0].id), by=old.by, now=clock.now())
    again = old.work_off(run)
    assert (list_of(again)[0].state, list_of(again)[0].reason) == (ItemState.DONE, "")
    with unit_of_work():  # what is done is done
        operations.try_again(queries.get_item(list_of(run)[0].id), by=old.by, now=clock.now())
    assert queries.get_run(run.id).state is RunState.DONE


def test_audio_goes_on_at_the_byte_where_it_stopped(old: Moving) -> None:
    sound = makers.cbr(20)
    audio = old.server.serve("/long.mp3", file_of(sound, cut_after=50_000))
    run = old.run(feed(item(1, audio=audio), cover=old.server.url("/cover.png")))
    (row,) = list_of(run)
    assert "too early" in row.reason
    old.server.serve("/long.mp3", file_of(sound))
    with unit_of_work():
        operations.try_again(queries.get_item(row.id), by=old.by, now=clock.now())
    (row,) = list_of(old.work_off(run))
    assert (row.state, row.sha256) == (ItemState.DONE, hashlib.sha256(sound).hexdigest())
    assert old.server.asked[-1].headers["range"] == "bytes=50000-"
    assert [path.name for path in work.folder().iterdir() if path.suffix != ".lock"] == []


def test_a_pause_stops_in_the_middle_of_the_audio(old: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "PROGRESS_SECONDS", 0.0)
    run = old.look(feed(item(1, audio=old.server.url("/1.mp3")), cover=old.server.url("/cover.png")))
    old.start(run)
    fetch = fetched.audio

    def pausing(url: str, to: Path, progress: Progress) -> Downloaded:
        with unit_of_work():
            operations.pause(queries.get_run(run.id), by=old.by)
        return fetch(url, to, progress)

    monkeypatch.setattr(fetched, "audio", pausing)
    work.bring_next(run.id, list_of(run)[0].id, now=clock.now)
    with unit_of_work():
        assert queries.get_run(run.id).state is RunState.PAUSED
        assert list_of(run)[0].state is ItemState.WAITING
    work.bring_next(run.id, list_of(run)[0].id, now=clock.now)  # a job that was left over
    monkeypatch.setattr(fetched, "audio", fetch)
    with unit_of_work():
        operations.go_on(queries.get_run(run.id), by=old.by, now=clock.now())
    assert list_of(old.work_off(run))[0].state is ItemState.DONE


def test_what_a_stopped_process_was_at_is_taken_up_again(old: Moving) -> None:
    run = old.look(feed(item(1, audio=old.server.url("/1.mp3")), cover=old.server.url("/cover.png")))
    old.start(run)
    with unit_of_work():
        queries.get_item(list_of(run)[0].id).state = ItemState.WORKING  # and then the process was killed
    with unit_of_work():
        assert operations.take_up(now=clock.now()) == 1
    done = old.work_off(run)
    assert list_of(done)[0].state is ItemState.DONE
    assert operations.take_up(now=clock.now()) == 0


def test_an_item_that_stops_the_process_each_time_is_set_aside(old: Moving) -> None:
    run = old.look(feed(item(1, audio=old.server.url("/1.mp3"))))
    old.start(run)
    for _ in range(operations.TRIES):
        with unit_of_work():
            item_row = queries.get_item(list_of(run)[0].id)
            item_row.state = ItemState.WORKING
            taken = operations.begin_item(item_row, queries.get_run(run.id), now=clock.now())
    assert not taken
    assert "stopped in the middle" in list_of(run)[0].reason


def test_two_processes_never_work_on_one_item(old: Moving) -> None:
    run = old.look(feed(item(1, audio=old.server.url("/1.mp3"))))
    old.start(run)
    first = list_of(run)[0].id
    with work.held(f"item-{first}") as mine:
        assert mine
        work.bring_next(run.id, first, now=clock.now)
        assert list_of(run)[0].state is ItemState.WAITING
    work.bring_next(run.id, first, now=clock.now)
    work.bring_next(run.id, first, now=clock.now)  # a job may run twice
    assert len(podcast.list_every_episode(only_show().id)) == 1


def test_an_item_that_nobody_foresaw_is_set_aside_with_a_word(old: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.importing.bringing.episode_draft", lambda said, brought: 1 / 0)
    run = old.run(feed(item(1, audio=old.server.url("/1.mp3"))))
    assert "ZeroDivisionError" in list_of(run)[0].reason
    assert run.state is RunState.DONE


@pytest.mark.parametrize("mode", ["small", "CMYK", "none"])
def test_a_show_whose_cover_directories_refuse_stays_a_draft_with_the_reason(old: Moving, mode: str) -> None:
    data = makers.picture(900, 900) if mode == "small" else makers.picture(1400, 1400, extension="jpeg", mode="CMYK")
    cover = "" if mode == "none" else old.server.serve("/bad", answering("200 OK", data))
    run = old.run(feed(item(1, audio=old.server.url("/1.mp3")), cover=cover))
    assert run.state is RunState.DONE
    assert "draft still" in run.problem
    assert "cover" in run.problem
    assert only_show().state(clock.now()) is State.DRAFT
    assert podcast.list_every_episode(only_show().id)[0].state(clock.now()) is State.LIVE


def test_parts_that_cannot_be_had_are_left_out_and_said(old: Moving) -> None:
    picture = old.server.serve("/small", answering("200 OK", makers.picture(100, 100)))
    extra = (
        f'<itunes:image href="{picture}"/><podcast:chapters url="{old.server.url("/none")}"/>'
        f'<podcast:transcript url="{old.server.url("/t.pdf")}" type="application/pdf"/>'
    )
    broken = f'<podcast:transcript url="{old.server.url("/none.srt")}" type="text/plain"/>'
    audio = old.server.url("/1.mp3")
    run = old.run(
        feed(
            item(1, audio=audio, extra=extra), item(2, audio=audio, extra=broken + f'<itunes:image href="{picture}"/>')
        )
    )
    one, two = list_of(run)
    assert "picture was left out: The cover must be 1400" in one.reason
    assert "chapters were left out" in one.reason
    assert "neither WebVTT nor SubRip" in one.reason
    assert "transcript was left out" in two.reason
    assert len([asked for asked in old.server.asked if asked.path == "/small"]) == 1
    assert podcast.list_every_episode(only_show().id)[0].no_transcript_reason


def test_chapters_of_a_file_are_fetched_and_made_to_fit(old: Moving) -> None:
    data = b'{"version":"1.2.0","chapters":[{"startTime":1,"title":"One"},{"startTime":900,"title":"After the end"}]}'
    url = old.server.serve("/c.json", answering("200 OK", data))
    own_cover = (
        f'<itunes:image href="{old.server.serve("/own.png", answering("200 OK", makers.picture(1500, 1500)))}"/>'
    )
    extra = f'<podcast:chapters url="{url}"/>{own_cover}'
    old.run(feed(item(1, audio=old.server.url("/1.mp3"), extra=extra)))
    (episode,) = podcast.list_every_episode(only_show().id)
    assert [chapter["title"] for chapter in episode.chapters] == ["Beginning", "One"]
    assert episode.image_id is not None


@pytest.mark.parametrize(
    ("name", "mime", "data"),
    [
        (
            "t.json",
            "application/json",
            b'{"version":"1.0.0","segments":[{"speaker":"Ann","startTime":0,"endTime":1.5,"body":"Hello there."}]}',
        ),
        ("t.html", "text/html", b"<cite>Ann:</cite><time>0:00</time><p>Hello there.</p>"),
        ("t.json", "text/plain", b'[{"speaker":"Ann","start":0,"end":1.5,"text":"Hello there."}]'),
        ("t.vtt", "text/vtt", "WEBVTT\n\n00:00.000 --> 00:01.500\n<v Ann>Hello there.\n".encode("utf-16")),
    ],
)
def test_a_transcript_in_any_form_that_can_be_read_is_taken(old: Moving, name: str, mime: str, data: bytes) -> None:
    """After one that cannot be had, of which nothing is said then."""
    url = old.server.serve(f"/{name}", answering("200 OK", data))
    extra = (
        f'<podcast:transcript url="{old.server.url("/gone.vtt")}" type="text/vtt"/>'
        f'<podcast:transcript url="{url}" type="{mime}" language="en_gb"/>'
    )
    run = old.run(feed(item(1, audio=old.server.url("/1.mp3"), extra=extra), cover=old.server.url("/cover.png")))
    (episode,) = podcast.list_every_episode(only_show().id)
    assert [(cue["speaker"], cue["text"]) for cue in episode.transcript] == [("Ann", "Hello there.")]
    assert (episode.transcript_language, episode.no_transcript_reason) == ("en-gb", "")
    assert list_of(run)[0].reason == ""


def test_what_does_not_fit_the_audio_is_left_out_and_said(old: Moving) -> None:
    late = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello.\n\n01:00.000 --> 01:01.000\nFar too late.\n"
    extra = (
        '<psc:chapters><psc:chapter start="0" title="One"/><psc:chapter start="0" title="Twice"/>'
        '<psc:chapter start="900" title="After the end"/></psc:chapters>'
        f'<podcast:transcript url="{old.server.serve("/late.vtt", answering("200 OK", late))}" type="text/vtt"/>'
        '<podcast:soundbite startTime="500" duration="20">Too late</podcast:soundbite>'
        '<podcast:txt purpose="verify">abc</podcast:txt>'
    )
    run = old.run(feed(item(1, audio=old.server.url("/1.mp3"), extra=extra), cover=old.server.url("/cover.png")))
    (row,) = list_of(run)
    assert row.state is ItemState.DONE
    assert "2 chapters were left out" in row.reason
    assert "Its transcript was left out: The transcript runs to 1:01" in row.reason
    assert "1 clip was left out" in row.reason
    assert "lines for machines" in row.reason
    (episode,) = podcast.list_every_episode(only_show().id)
    assert [chapter["title"] for chapter in episode.chapters] == ["One"]


def test_what_is_said_of_ai_the_publisher_and_the_rhythm_is_taken_over(old: Moving) -> None:
    guid, own = "003af0a0-6a45-55cf-b765-68e3d349551a", "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    channel = (
        f'<podcast:publisher><podcast:remoteItem medium="publisher" feedGuid="{guid}" feedUrl="https://old.example/p.xml"/>'
        f'<podcast:remoteItem feedGuid="{own}"/></podcast:publisher><podcast:txt purpose="AI-content">True</podcast:txt>'
        '<podcast:txt purpose="verify">abc</podcast:txt>'
        '<podcast:updateFrequency rrule="FREQ=WEEKLY;COUNT=9" dtstart="2027-01-04T00:00:00.000Z">Weekly</podcast:updateFrequency>'
    )
    extra = '<podcast:txt purpose="ai-content">false</podcast:txt>'
    document = feed(
        item(1, audio=old.server.url("/1.mp3"), extra=extra), channel=channel, cover=old.server.url("/cover.png")
    )
    old.run(document)
    show = only_show()
    assert show.publisher == [{"feed_guid": guid, "feed_url": "https://old.example/p.xml", "title": ""}]
    assert (show.ai_content, show.txts) == ("true", [{"purpose": "verify", "value": "abc"}])
    assert (show.update_frequency, show.update_rule, show.update_start) == (
        "Weekly",
        "FREQ=WEEKLY;COUNT=9",
        "2027-01-04",
    )
    (episode,) = podcast.list_every_episode(show.id)
    assert episode.ai_content == "false"


def test_a_redirect_to_a_private_address_brings_nothing_in(old: Moving) -> None:
    audio = old.server.serve("/evil.mp3", redirecting("http://169.254.169.254/latest/meta-data/"))
    run = old.run(feed(item(1, audio=audio)))
    assert "not on the public internet" in list_of(run)[0].reason
    assert podcast.list_every_episode(only_show().id) == []


def test_a_locked_show_is_moved_by_its_owner_only(old: Moving) -> None:
    locked = feed(item(1), channel='<podcast:locked owner="owner@example.org">yes</podcast:locked>')
    run = old.look(locked)
    for owner in ("", "somebody@example.org"):
        with pytest.raises(Invalid, match=r"owner@example\.org"):
            old.start(run, Wishes(owner=owner))
    old.start(run, Wishes(owner=" Owner@Example.org "))
    assert queries.get_run(run.id).state is RunState.RUNNING
    with pytest.raises(Invalid, match="already"):
        old.start(run)


def test_a_locked_show_without_an_owner_is_not_moved(old: Moving) -> None:
    document = feed(item(1), channel="<podcast:locked>yes</podcast:locked>").replace(b"host@example.org", b"")
    with pytest.raises(Invalid, match="names no owner"):
        old.start(old.look(document), Wishes(owner=""))


def test_changed_texts_become_drafts_only_when_that_is_wished(old: Moving) -> None:
    audio = old.server.url("/1.mp3")
    old.run(feed(item(1, audio=audio), cover=old.server.url("/cover.png")))
    changed = feed(item(1, audio=audio).replace("Episode 1", "Episode one"))
    left = old.run(changed, into=only_show())
    assert [(row.plan, row.state) for row in list_of(left)] == [(Plan.CHANGED, ItemState.SKIPPED)]
    assert "title" in list_of(left)[0].reason
    taken = old.run(changed, Wishes(take_changes=True), into=only_show())
    assert list_of(taken)[0].state is ItemState.DONE
    (episode,) = podcast.list_every_episode(only_show().id)
    assert episode.title == "Episode 1"
    assert entries.latest_draft(podcast.get_episode(episode.id)).title == "Episode one"


def test_a_guid_of_something_else_is_refused(old: Moving) -> None:
    audio = old.server.url("/1.mp3")
    document = feed(item(1, audio=audio), item(2, audio=audio), item(3, audio=audio))
    old.run(document, Wishes(publish=False))
    assert [e.state(clock.now()) for e in podcast.list_every_episode(only_show().id)] == [State.DRAFT] * 3
    with unit_of_work():
        first, second, _ = podcast.list_every_episode(only_show().id)
        content.move_to_bin(first, by=old.by, now=clock.now())
        content.move_to_bin(second, by=old.admin, now=clock.now())
        content.delete_for_ever(second, by=old.admin, now=clock.now())
    reasons = [row.reason for row in list_of(old.look(document, into=only_show()))]
    assert "in the bin" in reasons[0]
    assert "deleted here" in reasons[1]
    assert reasons[2] == ""
    assert "not an episode of this show" in list_of(old.look(document))[2].reason


def test_a_feed_that_names_a_show_of_ours_goes_into_it(old: Moving) -> None:
    channel = "<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>"
    document = feed(item(1, audio=old.server.url("/1.mp3")), channel=channel, cover=old.server.url("/cover.png"))
    old.run(document)
    assert [row.plan for row in list_of(old.run(document))] == [Plan.HERE]
    assert len(podcast.list_all_shows()) == 1


def test_an_episode_of_the_future_is_scheduled_for_its_date(old: Moving) -> None:
    date = "Wed, 01 Dec 2027 06:00:00 +0000"
    old.run(feed(item(1, audio=old.server.url("/1.mp3"), date=date), cover=old.server.url("/cover.png")))
    (episode,) = podcast.list_every_episode(only_show().id)
    assert episode.state(clock.now()) is State.SCHEDULED
    assert episode.published_at == datetime(2027, 12, 1, 6, tzinfo=UTC)


def test_a_draft_keeps_its_old_date_for_the_day_when_it_is_published(old: Moving, moving: MovableClock) -> None:
    document = feed(*items(2, old.server.url("/1.mp3")), cover=old.server.url("/cover.png")).replace(
        b"Episode", b"Walk"
    )
    old.run(document, Wishes(publish=False))
    moving.move(days=30)
    first, second = podcast.list_every_episode(only_show().id)
    dates = {item.guid: item.published_at for item in read_feed(document).items}

    def publish(episode: Episode, at: datetime | None = None) -> Episode:
        found, now = podcast.get_episode(episode.id), clock.now()
        above, draft = podcast.get_show(found.parent_id or 0), shows.episode_draft(found)
        tagged = tagging.prepare(found, above, draft, at=at or now, now=now)
        with unit_of_work():
            shows.publish_episode(podcast.get_episode(episode.id), tagged=tagged, by=old.by, now=now, at=at)
        return podcast.get_episode(episode.id)

    assert (first.state(clock.now()), first.was_public(clock.now())) == (State.DRAFT, False)
    with unit_of_work():
        shows.publish_show(only_show(), by=old.by, now=clock.now())
    public = publish(first)
    assert public.published_at == public.first_published_at == dates[public.guid]
    assert tagging.prepare(public, only_show(), shows.episode_draft(public), at=clock.now()) is None  # of the right day
    chosen = clock.now() + timedelta(days=1)
    assert publish(second, chosen).published_at == chosen


def test_a_feed_of_nothing_makes_the_show_and_says_what_it_lacks(old: Moving) -> None:
    run = old.run(feed())
    assert run.state is RunState.DONE
    assert only_show().title == "Old show"


def test_what_directories_would_refuse_in_a_live_show_is_said(old: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    audio = old.server.url("/1.mp3")
    old.run(feed(item(1, audio=audio), cover=old.server.url("/cover.png")))

    def refused(show: Show, *, now: datetime) -> None:
        raise Invalid("The cover is gone.")

    monkeypatch.setattr("app.podcast.operations.check_feed", refused)
    run = old.run(feed(item(2, audio=audio)), into=only_show())
    assert run.problem == "Directories would refuse the feed: The cover is gone."


def test_three_hundred_items_arrive_each_once(old: Moving) -> None:
    """How long it takes is for `make bench`; tagging their audio is work of its own."""
    audio = old.server.url("/1.mp3")
    run = old.run(feed(*items(300, audio), cover=old.server.url("/cover.png")), Wishes(publish=False))
    assert (run.state, run.problem) == (RunState.DONE, "")
    assert queries.counts(run.id).states == {ItemState.DONE: 300}
    assert {e.guid for e in podcast.list_every_episode(only_show().id)} == {f"guid-{n}" for n in range(1, 301)}


def test_a_master_is_encoded_before_it_is_published(old: Moving) -> None:
    audio = old.server.serve("/1.flac", answering("200 OK", makers.encoded("flac"), Content_Type="audio/flac"))
    run = old.run(feed(item(1, audio=audio), cover=old.server.url("/cover.png")))
    assert (list_of(run)[0].state, list_of(run)[0].reason) == (ItemState.DONE, "")


def test_a_picture_that_is_gone_and_chapters_in_the_feed_itself(old: Moving) -> None:
    gone = old.server.url("/none")
    marks = '<psc:chapters><psc:chapter start="0" title="One"/></psc:chapters>'
    extra = f'<itunes:image href="{gone}"/><podcast:chapters url="{gone}"/>{marks}'
    run = old.run(feed(item(1, audio=old.server.url("/1.mp3"), extra=extra), cover=old.server.url("/none2")))
    assert list_of(run)[0].reason.startswith("Its picture was left out")
    assert "chapters" not in list_of(run)[0].reason
    assert run.problem.startswith("The cover was left out")
    work._finish(run.id, clock.now)  # a second end changes nothing
    assert queries.get_run(run.id).finished_at == run.finished_at


def test_nothing_is_brought_in_for_somebody_who_may_no_longer_log_in(old: Moving) -> None:
    run = old.look(feed(item(1, audio=old.server.url("/1.mp3"))))
    old.start(run)
    with unit_of_work():
        get_user(old.by.user_id).active = False
    stopped = old.work_off(run)
    assert (stopped.state, list_of(run)[0].state) == (RunState.PAUSED, ItemState.WAITING)
    assert "may no longer log in" in stopped.problem


def test_what_an_import_left_on_its_way_goes_after_a_week(old: Moving) -> None:
    work.folder().mkdir(parents=True, exist_ok=True)
    left, spent = work.folder() / "7.audio.part", work.folder() / "item-7.lock"
    left.write_bytes(b"half")
    spent.touch()
    today = datetime.fromtimestamp(left.stat().st_mtime, UTC)
    work.sweep(now=today + timedelta(days=6))
    assert left.exists()
    work.sweep(now=today + timedelta(days=8))
    assert list(work.folder().iterdir()) == []
