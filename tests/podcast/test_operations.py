"""Shows and episodes: GUIDs that stay, dates that differ, audio at one address for good."""

import hashlib
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content import paths
from app.content import queries as entries
from app.content.lifecycle import State
from app.core.db import db
from app.core.errors import Fault, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.media.models import Asset, AssetKind, Rendition
from app.podcast import operations, queries
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft, ShowType
from app.podcast.models import Episode, Show
from app.podcast.podcast_guid import podcast_guid
from tests import factories
from tests.conftest import START, MovableClock


def _asset(name: str, kind: AssetKind, mime: str, **facts: object) -> Asset:
    asset = Asset(
        kind=kind,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        bytes=1000,
        mime=mime,
        original_name=name,
        facts={"extension": name.rpartition(".")[2], **facts},
        width=1400,
        height=1400,
        duration_ms=60_000,
        created_at=START,
    )
    db.session.add(asset)
    db.session.flush()
    return asset


def _show(by: Actor, title: str = "Hips", *, live: bool = True, guid: str = "") -> Show:
    cover = _asset(f"{title}.jpg", AssetKind.IMAGE, "image/jpeg", mode="RGB")
    draft = ShowDraft(title=title, summary="About hips.", author_name="A", image_id=cover.id, image_alt="A hip")
    show = operations.create_show(draft, guid=guid, by=by, now=START)
    if live:
        operations.publish_show(show, by=by, now=START)
    return show


def _draft(title: str, audio: Asset | None, **more: object) -> EpisodeDraft:
    return EpisodeDraft(title=title, summary="s", audio_id=audio.id if audio else None, **more)  # type: ignore[arg-type]  # the fields' own types


def _episode(show: Show, title: str, by: Actor, *, extension: str = "mp3", at: timedelta | None = None) -> Episode:
    mime = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a"}[extension]
    audio = _asset(f"{title}.{extension}", AssetKind.AUDIO, mime)
    episode = operations.create_episode(show, _draft(title, audio), by=by, now=START)
    factories.publish_episode(episode, by=by, now=START, at=None if at is None else START + at)
    return episode


def _no_faults(_show: Show, _guid: str, _now: datetime, _candidate: Episode | None) -> list[Fault]:
    return []


@pytest.fixture
def real_address(house: Flask) -> None:
    """The site has an address that lasts; the next application made takes this back."""
    operations.wire(feed_url_of=lambda show: f"https://example.org{show.path}feed.xml", feed_faults=_no_faults)


def test_episodes_of_one_second_get_dates_of_their_own(house: Flask, editor: Actor) -> None:
    with unit_of_work():
        show, other = _show(editor), _show(editor, "Knees")
        made = [_episode(show, title, editor) for title in ("A", "B", "C")]
        elsewhere = _episode(other, "D", editor)
        later = [_episode(show, title, editor, at=timedelta(hours=1)) for title in ("E", "F")]
    assert [e.published_at for e in made] == [START + timedelta(seconds=n) for n in range(3)]
    assert [e.first_published_at for e in made] == [e.published_at for e in made]
    assert elsewhere.published_at == START
    assert later[1].published_at == START + timedelta(hours=1, seconds=1)
    assert made[1].state(START) is State.SCHEDULED
    with pytest.raises(NotFound):
        entries.moved_to(made[1].path, now=START)


def test_the_path_of_the_audio_stays_whatever_is_renamed_or_deleted(
    house: Flask, admin: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        show = _show(admin)
        episode = _episode(show, "One", admin)
    assert episode.enclosure_path == "/media/hips/one.mp3"
    with unit_of_work():
        paths.move(queries.get_episode(episode.id), slug="first", parent_id=show.id, by=admin, now=moving.now)
        paths.move(queries.get_show(show.id), slug="joints", parent_id=None, by=admin, now=moving.now)
        m4a = _asset("new.m4a", AssetKind.AUDIO, "audio/x-m4a")
        loaded = queries.get_episode(episode.id)
        draft = _draft("One", m4a)
        content.save_draft(loaded, draft, expected_version=loaded.version, by=admin, now=moving.now)
        factories.publish_episode(loaded, by=admin, now=moving.now)
    assert queries.get_episode(episode.id).enclosure_path == "/media/hips/one.mp3"
    with unit_of_work():
        paths.move(queries.get_show(show.id), slug="hips", parent_id=None, by=admin, now=moving.now)
        second = _episode(queries.get_show(show.id), "One ", admin)
    assert (second.path, second.enclosure_path) == ("/podcast/hips/one/", "/media/hips/one-2.mp3")
    with unit_of_work():
        gone = queries.get_episode(second.id)
        content.move_to_bin(gone, by=admin, now=moving.now)
        content.delete_for_ever(entries.get_binned(second.id), by=admin, now=moving.now)
    with unit_of_work():
        third = _episode(queries.get_show(show.id), "One  ", admin)
    assert third.enclosure_path == "/media/hips/one-3.mp3"


def test_a_master_waits_for_its_mp3(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        show = _show(editor)
        master = _asset("take.wav", AssetKind.AUDIO, "audio/wav")
        episode = operations.create_episode(show, _draft("Take", master), by=editor, now=START)
    with pytest.raises(Invalid) as refused, unit_of_work():
        factories.publish_episode(queries.get_episode(episode.id), by=editor, now=moving.now)
    assert [fault.field for fault in refused.value.faults] == ["audio_id"]
    with unit_of_work():
        rendition = Rendition(
            asset_id=master.id, purpose="mp3", sha256="f" * 64, bytes=9, mime="audio/mpeg", duration_ms=60_000
        )
        db.session.add(rendition)
        factories.publish_episode(queries.get_episode(episode.id), by=editor, now=moving.now)
    assert queries.get_episode(episode.id).enclosure_path == "/media/hips/take.mp3"


def test_an_episode_without_audio_or_a_show_without_cover_is_refused(house: Flask, editor: Actor) -> None:
    with unit_of_work():
        show = operations.create_show(ShowDraft(title="Bare", summary="s"), by=editor, now=START)
        episode = operations.create_episode(show, _draft("One", None), by=editor, now=START)
    with pytest.raises(Invalid) as refused, unit_of_work():
        operations.publish_show(queries.get_show(show.id), by=editor, now=START)
    assert {fault.field for fault in refused.value.faults} == {"image_id", "author_name"}
    with pytest.raises(Invalid) as refused, unit_of_work():
        factories.publish_episode(queries.get_episode(episode.id), by=editor, now=START)
    assert {fault.field for fault in refused.value.faults} == {"audio_id"}


def test_everything_that_is_missing_is_said_at_once(house: Flask, editor: Actor) -> None:
    with unit_of_work():
        show = operations.create_show(ShowDraft(title="Bare"), by=editor, now=START)
        episode = operations.create_episode(show, EpisodeDraft(title="One"), by=editor, now=START)
    with pytest.raises(Invalid) as refused, unit_of_work():
        operations.publish_show(queries.get_show(show.id), by=editor, now=START)
    assert {fault.field for fault in refused.value.faults} == {"summary", "image_id", "author_name"}
    with pytest.raises(Invalid) as refused, unit_of_work():
        factories.publish_episode(queries.get_episode(episode.id), by=editor, now=START)
    assert {fault.field for fault in refused.value.faults} == {"summary", "audio_id"}


def test_a_serial_show_wants_numbers_in_the_moment_it_is_made(house: Flask, editor: Actor) -> None:
    with unit_of_work():
        draft = ShowDraft(title="Serial", summary="s", show_type=ShowType.SERIAL)
        show = operations.create_show(draft, by=editor, now=START)
        audio = _asset("a.mp3", AssetKind.AUDIO, "audio/mpeg")
        episode = operations.create_episode(show, _draft("One", audio), by=editor, now=START)
        with pytest.raises(Invalid, match="needs a number"):
            factories.publish_episode(episode, by=editor, now=START)


def test_on_loopback_the_guid_of_a_show_is_provisional(house: Flask, editor: Actor) -> None:
    with unit_of_work():
        show = _show(editor)
        before = show.podcast_guid
        assert operations.settle_guids() == 0
    assert (show.podcast_guid, show.guid_is_provisional) == (before, True)


@pytest.mark.usefixtures("real_address")
def test_under_a_real_address_the_guid_is_settled_by_the_first_publish(editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        show = _show(editor, live=False)
    assert show.guid_is_provisional
    with unit_of_work():
        paths.move(queries.get_show(show.id), slug="joints", parent_id=None, by=editor, now=moving.now)
        operations.publish_show(queries.get_show(show.id), by=editor, now=moving.now)
    settled = podcast_guid("https://example.org/podcast/joints/feed.xml")
    with unit_of_work():
        paths.move(queries.get_show(show.id), slug="hips", parent_id=None, by=editor, now=moving.now)
        operations.publish_show(queries.get_show(show.id), by=editor, now=moving.now)
    again = queries.get_show(show.id)
    assert (again.podcast_guid, again.guid_is_provisional) == (settled, False)


@pytest.mark.usefixtures("house")
def test_at_the_first_start_with_a_real_address_every_published_show_is_settled(editor: Actor) -> None:
    with unit_of_work():
        show, draft = _show(editor), _show(editor, "Knees", live=False)
        imported = _show(editor, "Imported", guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
    operations.wire(feed_url_of=lambda show: f"https://example.org{show.path}feed.xml", feed_faults=_no_faults)
    for settled in (1, 0):
        with unit_of_work():
            assert operations.settle_guids() == settled
    assert queries.get_show(show.id).podcast_guid == podcast_guid("https://example.org/podcast/hips/feed.xml")
    assert queries.get_show(draft.id).guid_is_provisional
    assert queries.get_show(imported.id).podcast_guid == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


@pytest.mark.usefixtures("real_address")
def test_a_show_at_the_address_of_a_renamed_one_keeps_a_guid_of_its_own(editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        first = _show(editor)
        paths.move(first, slug="joints", parent_id=None, by=editor, now=moving.now)
        second = operations.create_show(ShowDraft(title="Hips"), by=editor, now=moving.now)
        before = second.podcast_guid
        operations.settle_guid(second)
    assert second.path == "/podcast/hips/"
    assert (second.podcast_guid, second.guid_is_provisional) == (before, False)


def test_a_guid_that_a_show_has_is_not_imported_again(house: Flask, editor: Actor) -> None:
    guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    with unit_of_work():
        _show(editor, guid=guid)
    with pytest.raises(Invalid, match="podcast:guid"), unit_of_work():
        operations.create_show(ShowDraft(title="Again"), guid=f" {guid}\n", by=editor, now=START)


def test_what_listeners_find(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        show, hidden = _show(editor), _show(editor, "Hidden", live=False)
        one = _episode(show, "One", editor)
        two = _episode(show, "Two", editor, at=timedelta(hours=1))
        unseen = _episode(hidden, "Three", editor)
    now = moving.now
    assert [s.id for s in queries.list_shows(now=now)] == [show.id]
    assert [s.title for s in queries.list_all_shows()] == ["Hidden", "Hips"]
    assert queries.find_show(hidden.path, now=now) is None
    assert queries.find_show(show.path, now=now) is not None
    assert [e.id for e in queries.list_episodes(show.id, now=now).items] == [one.id]
    assert [e.id for e in queries.list_newest_episodes(now=now, limit=9)] == [one.id]
    assert queries.find_episode(unseen.path, now=now) is None
    assert queries.find_episode(one.path, now=now) is not None
    assert queries.find_episode_by_enclosure("/media/hips/one.mp3", now=now) is not None
    assert queries.find_episode_by_enclosure(str(two.enclosure_path), now=now) is None
    later = moving.move(hours=2)
    assert [e.id for e in queries.list_episodes(show.id, now=later).items] == [two.id, one.id]
    assert queries.list_numbers(show.id) == [(None, None)] * 2
    for get in (queries.get_show, queries.get_episode):
        with pytest.raises(NotFound):
            get(999)


def test_the_kind_of_an_episode_is_a_member_of_its_set_at_once(house: Flask, editor: Actor) -> None:
    with unit_of_work():
        show = _show(editor)
        draft = EpisodeDraft(title="T", episode_type=EpisodeType.TRAILER)
        assert operations.create_episode(show, draft, by=editor, now=START).episode_type is EpisodeType.TRAILER
