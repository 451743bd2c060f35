"""From an uploaded recording to the file that apps download, and what happens when anything is in the way."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import mutagen.id3
import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.content import operations as content
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.media import audio, work
from app.media import operations as media
from app.media import queries as library
from app.media.enclosures import Enclosure
from app.media.models import Asset
from app.media.settings import wire, wired
from app.media.storage import LocalStorage
from app.media.tag_sheet import TagSheet
from app.media.tagged import Copy, make_copy
from app.podcast import operations, queries
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.models import Episode, Show
from app.podcast.tagging import TaggedCopy, prepare
from tests.conftest import START, MovableClock
from tests.media import makers
from tests.media.library import added

pytestmark = pytest.mark.usefixtures("house")

id3: Any = mutagen.id3  # half of it has types

CHAPTERS = (
    {"start_ms": 0, "title": "First steps"},
    {"start_ms": 1_501, "title": "Stairs", "url": "https://example.org/stairs"},
)


@pytest.fixture
def show(editor: Actor) -> Show:
    cover = added(makers.picture(1400, 1400, extension="jpg"), "cover.jpg", by=editor)
    with unit_of_work():
        draft = ShowDraft(
            title="On walking", summary="About walking.", image_id=cover.id, image_alt="A path", author_name="Sample editor"
        )  # fmt: skip
        made = operations.create_show(draft, by=editor, now=START)
        operations.publish_show(made, by=editor, now=START)
    return made


@pytest.fixture
def sound(editor: Actor) -> Asset:
    return added(makers.tagged(makers.cbr(4), "Export 3 final"), "final.mp3", by=editor)


def draft_of(sound: Asset, **more: object) -> EpisodeDraft:
    values: dict[str, object] = {
        "title": "Walking again", "summary": "s", "audio_id": sound.id, "season": 2, "number": 7, "chapters": CHAPTERS,
        "no_transcript_reason": "Music only.",
    }  # fmt: skip
    return EpisodeDraft(**{**values, **more})  # type: ignore[arg-type]  # the fields' own types


def create(show: Show, draft: EpisodeDraft, by: Actor) -> Episode:
    with unit_of_work():
        return operations.create_episode(queries.get_show(show.id), draft, by=by, now=clock.now())


def publish(episode: Episode, by: Actor, *, again: bool = False, at: datetime | None = None) -> TaggedCopy | None:
    """As a door does it."""
    found = queries.get_episode(episode.id)
    above, draft = queries.get_show(found.parent_id or 0), operations.episode_draft(found)
    tagged = prepare(found, above, draft, at=at or clock.now(), now=clock.now(), again=again)
    with unit_of_work():
        operations.publish_episode(queries.get_episode(episode.id), tagged=tagged, by=by, now=clock.now(), at=at)
    return tagged


def save(episode: Episode, by: Actor, **changes: object) -> None:
    with unit_of_work():
        found = queries.get_episode(episode.id)
        draft = replace(operations.episode_draft(found), **changes)  # type: ignore[arg-type]  # the fields' own types
        content.save_draft(found, draft, expected_version=found.version, by=by, now=clock.now())


def content_of(sha256: str) -> bytes:
    stat = wired().storage.stat(sha256)
    return b"".join(wired().storage.open_range(sha256, 0, stat.size if stat else 0))


def test_publishing_gives_apps_a_tagged_copy_and_keeps_the_upload(show: Show, sound: Asset, editor: Actor) -> None:
    episode = create(show, draft_of(sound), editor)
    publish(episode, editor)
    live = queries.get_episode(episode.id)
    assert live.enclosure_audio_id == sound.id
    assert live.enclosure_sha256 != sound.sha256
    data = content_of(live.enclosure_sha256)
    assert len(data) == live.enclosure_bytes
    assert data.endswith(makers.cbr(4))
    assert b"Export 3 final" not in data
    assert "On walking".encode("utf-16-le") in data
    assert "Stairs".encode("utf-16-le") in data
    assert live.enclosure_duration_ms == sound.duration_ms
    assert content_of(sound.sha256).startswith(b"ID3\x04")


def test_the_tag_says_what_the_episode_says(
    show: Show, sound: Asset, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets: list[TagSheet] = []

    def watched(recording: Enclosure, sheet: TagSheet) -> Copy:
        sheets.append(sheet)
        return make_copy(recording, sheet)

    monkeypatch.setattr("app.podcast.tagging.make_copy", watched)
    picture = added(makers.picture(2000, 1000), by=editor)
    chapters = (CHAPTERS[0] | {"image_id": picture.id}, CHAPTERS[1] | {"image_id": 99})
    publish(create(show, draft_of(sound, chapters=chapters), editor), editor)
    (sheet,) = sheets
    assert (sheet.title, sheet.show, sheet.artist) == ("Walking again", "On walking", "Sample editor")
    assert (sheet.season, sheet.number, sheet.date, sheet.language) == (2, 7, "2027-03-01", "eng")
    assert [(c.start_ms, c.end_ms, c.title, c.url) for c in sheet.chapters] == [
        (0, 1_501, "First steps", ""),
        (1_501, sound.duration_ms, "Stairs", "https://example.org/stairs"),
    ]
    assert sheet.cover.startswith(b"\xff\xd8")
    assert sheet.chapters[0].picture.startswith(b"\xff\xd8")
    assert sheet.chapters[1].picture == b""


def test_an_edited_title_does_not_make_apps_download_again(show: Show, sound: Asset, editor: Actor) -> None:
    episode = create(show, draft_of(sound), editor)
    publish(episode, editor)
    before = queries.get_episode(episode.id).enclosure_sha256
    save(episode, editor, title="Walking, still")
    assert publish(episode, editor) is None
    assert queries.get_episode(episode.id).enclosure_sha256 == before
    assert publish(episode, editor, again=True) is not None
    after = queries.get_episode(episode.id).enclosure_sha256
    assert after != before
    assert "Walking, still".encode("utf-16-le") in content_of(after)


def test_the_copy_made_again_of_the_same_is_the_same(
    show: Show, sound: Asset, editor: Actor, moving: MovableClock
) -> None:
    episode = create(show, draft_of(sound), editor)
    first = publish(episode, editor)
    moving.move(days=40)
    assert publish(episode, editor, again=True) == first


def test_a_new_recording_is_tagged_and_swapped_in_at_the_same_address(show: Show, sound: Asset, editor: Actor) -> None:
    episode = create(show, draft_of(sound), editor)
    publish(episode, editor)
    before = queries.get_episode(episode.id)
    address, guid, old = before.enclosure_path, before.guid, before.enclosure_sha256
    other = added(makers.cbr(6), by=editor)
    save(episode, editor, audio_id=other.id)
    publish(episode, editor)
    after = queries.get_episode(episode.id)
    assert (after.enclosure_path, after.guid) == (address, guid)
    assert after.enclosure_sha256 != old
    assert after.enclosure_duration_ms == other.duration_ms


def test_a_scheduled_episode_is_tagged_before_it_is_scheduled(show: Show, sound: Asset, editor: Actor) -> None:
    episode = create(show, draft_of(sound), editor)
    publish(episode, editor, at=START + timedelta(days=3))
    waiting = queries.get_episode(episode.id)
    assert waiting.enclosure is not None
    found = audio.measure(_local(waiting.enclosure_sha256), "mp3")
    assert found.tags.title == "Walking again"


def test_an_episode_that_is_rescheduled_is_tagged_with_its_new_day(
    show: Show, sound: Asset, editor: Actor, moving: MovableClock
) -> None:
    episode = create(show, draft_of(sound), editor)

    def written() -> str:
        return str(id3.ID3(_local(queries.get_episode(episode.id).enclosure_sha256)).get("TDRC"))

    publish(episode, editor, at=START + timedelta(days=3))
    assert written() == "2027-03-04"
    publish(episode, editor, at=START + timedelta(days=10))  # later
    assert written() == "2027-03-11"
    assert publish(episode, editor, at=START + timedelta(days=10, minutes=1)) is None  # the same day
    publish(episode, editor, at=START + timedelta(days=2))  # sooner
    assert written() == "2027-03-03"
    moving.move(days=1)
    publish(episode, editor)  # now
    assert written() == "2027-03-02"
    moving.move(days=5)
    assert publish(episode, editor) is None  # live: its date stays
    publish(episode, editor, again=True)
    assert written() == "2027-03-02"


def test_a_crash_between_storing_and_saving_leaves_the_live_file_as_it_was(
    show: Show, sound: Asset, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    episode = create(show, draft_of(sound), editor)
    publish(episode, editor)
    before = queries.get_episode(episode.id).enclosure
    assert before is not None
    old = content_of(before.sha256)
    other = added(makers.cbr(6), by=editor)
    save(episode, editor, audio_id=other.id)

    def killed(_session: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(type(db.session()), "commit", killed)
    with pytest.raises(KeyboardInterrupt):
        publish(episode, editor)
    monkeypatch.undo()
    with unit_of_work():
        live = queries.get_episode(episode.id)
    assert live.enclosure == before
    assert content_of(before.sha256) == old
    publish(episode, editor)
    assert queries.get_episode(episode.id).enclosure_audio_id == other.id


def test_a_copy_that_cannot_be_made_changes_nothing(
    show: Show, sound: Asset, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    episode = create(show, draft_of(sound), editor)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(LocalStorage, "put", full)
    with pytest.raises(Invalid) as refused:
        publish(episode, editor)
    assert refused.value.faults[0].field == "audio_id"
    assert queries.get_episode(episode.id).enclosure is None
    assert queries.get_episode(episode.id).published_at is None


@pytest.mark.parametrize("lost", ["recording", "cover", "picture of a chapter"])
def test_bytes_that_are_gone_are_said_at_the_recording(show: Show, sound: Asset, editor: Actor, lost: str) -> None:
    picture = added(makers.picture(700, 700), by=editor)
    draft = draft_of(sound, chapters=(CHAPTERS[0] | {"image_id": picture.id},))
    keys = {"recording": sound.sha256, "cover": library.get_asset(show.image_id or 0).sha256}
    wired().storage.delete(keys.get(lost, picture.sha256))
    with pytest.raises(Invalid, match="not there any more") as refused:
        prepare(None, queries.get_show(show.id), draft, at=START)
    assert [fault.field for fault in refused.value.faults] == ["audio_id"]


def test_a_picture_that_rotted_is_said_at_the_recording(show: Show, sound: Asset) -> None:
    cover = library.get_asset(show.image_id or 0).sha256
    _local(cover).write_bytes(content_of(cover)[:5_000])
    with pytest.raises(Invalid, match="cannot be read") as refused:
        prepare(None, queries.get_show(show.id), draft_of(sound), at=START)
    assert [fault.field for fault in refused.value.faults] == ["audio_id"]


def test_tagging_inside_a_unit_of_work_is_refused(show: Show, sound: Asset) -> None:
    with pytest.raises(RuntimeError, match="too long"), unit_of_work():
        prepare(None, show, draft_of(sound), at=START)


def test_no_reading_transaction_is_open_while_the_copy_is_made(
    show: Show, sound: Asset, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_then: list[bool] = []

    def looking(*_: object) -> None:
        open_then.append(db.session().in_transaction())
        raise Invalid("enough")

    monkeypatch.setattr("app.podcast.tagging.make_copy", looking)
    with pytest.raises(Invalid, match="enough"):
        prepare(None, queries.get_show(show.id), draft_of(sound), at=START)
    assert open_then == [False]


def test_what_has_no_recording_yet_is_not_tagged(show: Show, sound: Asset, editor: Actor) -> None:
    assert prepare(None, show, draft_of(sound, audio_id=None), at=START) is None
    master = added(makers.encoded("flac"), by=editor)
    assert prepare(None, queries.get_show(show.id), draft_of(master), at=START) is None
    with pytest.raises(Invalid, match="An MP3 is being made"):
        publish(create(show, draft_of(master), editor), editor)


def test_a_flawed_recording_is_published_from_its_mended_copy(show: Show, editor: Actor) -> None:
    joined = added(makers.cbr(4) + makers.cbr(5), by=editor)
    episode = create(show, draft_of(joined), editor)
    with pytest.raises(Invalid, match="is being mended"):
        publish(episode, editor)
    work.mend(joined.id, now=clock.now())
    publish(episode, editor)
    live = queries.get_episode(episode.id)
    found = audio.measure(_local(live.enclosure_sha256), "mp3")
    assert (found.flaws, found.header_ms, found.duration_ms) == ((), joined.duration_ms, joined.duration_ms)


@pytest.mark.parametrize(
    ("chapters", "words"),
    [
        (({"start_ms": 0, "title": "One"}, {"start_ms": 4_500, "title": "Late"}), "after the audio has ended"),
        (({"start_ms": 0, "title": "One"}, {"start_ms": -5, "title": "Early"}), "must start after"),
        (({"start_ms": 5, "title": "One"},), "must start at 0:00"),
    ],
)
def test_chapters_that_do_not_fit_are_refused_before_anything_is_made(
    show: Show, sound: Asset, chapters: tuple[dict[str, object], ...], words: str
) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        prepare(None, show, draft_of(sound, chapters=chapters), at=START)
    assert refused.value.faults[0].field == "chapters"


def test_the_sweep_keeps_what_an_episode_gives_out_and_takes_what_was_replaced(
    show: Show, sound: Asset, editor: Actor
) -> None:
    episode = create(show, draft_of(sound), editor)
    publish(episode, editor)
    old = queries.get_episode(episode.id).enclosure_sha256
    save(episode, editor, title="Walking, still")
    _a_day_passes()
    assert wired().storage.stat(old) is not None
    publish(episode, editor, again=True)
    new = queries.get_episode(episode.id).enclosure_sha256
    _a_day_passes()
    assert wired().storage.stat(old) is None
    assert wired().storage.stat(new) is not None
    assert wired().storage.stat(sound.sha256) is not None


def test_a_copy_that_was_never_published_goes_with_the_sweep(show: Show, sound: Asset) -> None:
    made = prepare(None, queries.get_show(show.id), draft_of(sound), at=START)
    assert made is not None
    _a_day_passes()
    assert wired().storage.stat(made.file.sha256) is None


def test_the_recording_of_a_live_episode_cannot_be_deleted(
    house: Flask, show: Show, sound: Asset, editor: Actor
) -> None:
    episode = create(show, draft_of(sound), editor)
    publish(episode, editor)
    with pytest.raises(Invalid, match="in use"), unit_of_work():
        media.delete_asset(library.get_asset(sound.id), by=editor, now=clock.now())


def test_without_ffmpeg_the_editor_is_told_what_is_missing(show: Show, editor: Actor) -> None:
    wire(replace(wired(), ffmpeg=None))
    sound = added(makers.m4a(seconds=4.0), by=editor)
    made = prepare(None, queries.get_show(show.id), draft_of(sound), at=START)
    assert made is not None
    assert "no ffmpeg" in made.note


def _local(sha256: str) -> Path:
    storage = wired().storage
    assert isinstance(storage, LocalStorage)
    return storage.local_path(sha256)


def _a_day_passes() -> None:
    """Everything in the storage was put there 25 hours ago."""
    then = datetime.now(UTC)  # noqa: TID251 - the storage's own clock is the disk's
    for key in wired().storage.list():
        os.utime(_local(key), (then.timestamp() - 25 * 3600,) * 2)
    work.sweep(now=then)
