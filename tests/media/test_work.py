"""What the jobs of this room do, once or twice."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.core import clock
from app.core.cache import generation
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.media import hearing, mending, operations, queries, uploads, work
from app.media.enclosures import find_enclosure, why_no_enclosure
from app.media.filetypes import MP3
from app.media.settings import wire, wired
from app.media.storage import LocalStorage
from tests.conftest import MovableClock
from tests.media import makers
from tests.media.library import added, refresh

pytestmark = pytest.mark.usefixtures("house")


def test_copies_of_a_picture_are_made_once(editor: Actor) -> None:
    asset = added(makers.picture(700, 700), by=editor)
    before = generation()
    work.make_renditions(asset.id)
    first = {(r.id, r.purpose, r.sha256) for r in refresh(asset).renditions}
    assert {"w320.avif", "w320.webp", "w320.jpg", "w640.avif", "4x3-500-500-w640.avif"} <= {p for _, p, _ in first}
    assert generation() > before
    work.make_renditions(asset.id)
    assert {(r.id, r.purpose, r.sha256) for r in refresh(asset).renditions} == first


def test_noting_copies_twice_does_no_harm(editor: Actor) -> None:
    asset = added(makers.picture(400, 400), by=editor)
    new = operations.NewRendition("w320.webp", wired().storage.put(b"x"), "image/webp", 320, 320)
    for _ in range(2):
        with unit_of_work():
            operations.add_renditions(queries.get_asset(asset.id), [new])
    assert len(refresh(asset).renditions) == 1


def test_a_master_is_encoded_and_measured(editor: Actor) -> None:
    asset = added(makers.encoded("opus", "-c:a", "libopus"), by=editor)
    for _ in range(2):
        work.encode_master(asset.id)
    enclosure = find_enclosure(asset.id)
    assert enclosure is not None
    assert enclosure.mime == MP3.mime
    assert abs(enclosure.duration_ms - (asset.duration_ms or 0)) < 100
    stat = wired().storage.stat(enclosure.sha256)
    assert stat is not None
    assert stat.size == enclosure.bytes
    assert len(refresh(asset).renditions) == 1


def test_without_ffmpeg_the_reason_is_kept_and_a_later_try_mends_it(editor: Actor) -> None:
    asset = added(makers.encoded("flac"), by=editor)
    there = wired().ffmpeg
    wire(replace(wired(), ffmpeg=None))
    work.encode_master(asset.id)
    assert "no ffmpeg" in why_no_enclosure(refresh(asset))
    wire(replace(wired(), ffmpeg=there))
    work.encode_master(asset.id)
    assert find_enclosure(asset.id) is not None
    assert "encoding_problem" not in refresh(asset).facts


def test_half_a_flac_is_found_out_when_it_is_encoded(editor: Actor) -> None:
    data = makers.encoded("flac", seconds=20.0)
    asset = added(data[: len(data) // 2], by=editor)
    work.encode_master(asset.id)
    assert find_enclosure(asset.id) is None
    assert why_no_enclosure(refresh(asset)).startswith(("The file says 0:20 but holds only", "No MP3 could be made"))


def test_a_master_that_ffmpeg_gives_up_on_is_told(editor: Actor) -> None:
    asset = added(makers.encoded("flac"), by=editor)
    wire(replace(wired(), ffmpeg="false"))
    work.encode_master(asset.id)
    assert why_no_enclosure(refresh(asset)).startswith("No MP3 could be made")


def test_work_for_what_is_gone_or_of_another_kind_is_done(editor: Actor) -> None:
    sound, picture = added(makers.cbr(1), by=editor), added(makers.picture(400, 400), by=editor)
    for asset_id in (99, sound.id):
        work.make_renditions(asset_id)
    for asset_id in (99, sound.id, picture.id):
        work.encode_master(asset_id)
    assert refresh(picture).renditions == refresh(sound).renditions == []


def test_a_picture_deleted_while_its_copies_are_made_stays_deleted(
    editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = added(makers.picture(400, 400), by=editor)

    def deleting(*_: object) -> list[operations.NewRendition]:
        with unit_of_work():
            operations.delete_asset(queries.get_asset(asset.id), by=editor, now=clock.now())
        return []

    monkeypatch.setattr(work, "_drawn", deleting)
    work.make_renditions(asset.id)
    assert queries.find_asset(asset.id) is None


def age(storage: LocalStorage, key: str) -> None:
    os.utime(storage.local_path(key), (0, 0))


def test_content_that_nobody_refers_to_goes_after_a_day(house: Flask, editor: Actor) -> None:
    asset = added(makers.picture(400, 400), by=editor)
    work.make_renditions(asset.id)
    storage = wired().storage
    assert isinstance(storage, LocalStorage)
    claimed = queries.list_hashes()
    old = storage.put(b"nobody wants this").key
    young = storage.put(b"somebody may still want this").key
    for key in (*claimed, old):
        age(storage, key)
    work.sweep(now=datetime.fromtimestamp(storage.local_path(young).stat().st_mtime, UTC))
    assert set(storage.list()) == {*claimed, young}


def test_expired_uploads_and_parts_of_nobody_go(editor: Actor, moving: MovableClock) -> None:
    begun = uploads.begin("a.mp3", 10, by=editor, now=clock.now())
    uploads.parts().create("ab" * 32, 1)
    stray = uploads.parts().path("ab" * 32)
    os.utime(stray, (0, 0))
    work.sweep(now=clock.now())
    assert not stray.exists()
    assert uploads.parts().offset(begun.token) == 0
    work.sweep(now=moving.move(hours=24))
    assert uploads.parts().offset(begun.token) is None
    assert queries.list_old_uploads(now=moving.now) == []


def test_a_recording_is_listened_to_once_and_its_outline_is_kept(editor: Actor) -> None:
    asset = added(makers.encoded("mp3", "-c:a", "libmp3lame", seconds=4.0), by=editor)
    assert asset.facts["sound"] == {"listening": True}
    assert queries.find_peaks(asset.id) is None
    for _ in range(2):
        work.listen(asset.id)
    assert refresh(asset).facts["sound"]["true_peak"] < -10
    outline = queries.find_peaks(asset.id)
    assert outline is not None
    peaks = json.loads(b"".join(wired().storage.open_range(outline.sha256, 0, outline.bytes)))
    assert (peaks["version"], peaks["duration_ms"]) == (1, asset.duration_ms)
    assert 79 <= len(peaks["peaks"]) <= 82


def test_listening_once_more_puts_the_new_outline_in_the_place_of_the_old(editor: Actor) -> None:
    asset = added(makers.cbr(2), by=editor)
    there = wired().ffmpeg
    wire(replace(wired(), ffmpeg=None))
    work.listen(asset.id)
    assert "no ffmpeg" in refresh(asset).facts["sound"]["missing"]
    wire(replace(wired(), ffmpeg=there))
    for _ in range(2):
        with unit_of_work():
            operations.want_listening(queries.get_asset(asset.id), by=editor)
        work.listen(asset.id)
    assert refresh(asset).facts["sound"]["loudness"] is None
    assert len(refresh(asset).renditions) == 1


def test_what_is_gone_or_no_recording_is_not_listened_to(editor: Actor) -> None:
    picture = added(makers.picture(), by=editor)
    for asset_id in (99, picture.id):
        work.listen(asset_id)
    assert "sound" not in refresh(picture).facts
    with pytest.raises(Invalid, match="Only recordings"), unit_of_work():
        operations.want_listening(queries.get_asset(picture.id), by=editor)


def test_a_recording_deleted_while_it_is_listened_to_stays_deleted(
    editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset_id = added(makers.cbr(1), by=editor).id

    def deleted_meanwhile(*_: object, **__: object) -> None:
        with unit_of_work():
            operations.delete_asset(queries.get_asset(asset_id), by=editor, now=clock.now())
        raise hearing.NotHeard("gone")

    monkeypatch.setattr(hearing, "listen", deleted_meanwhile)
    work.listen(asset_id)
    assert queries.find_asset(asset_id) is None


def test_a_flawed_recording_waits_until_it_is_mended_and_keeps_its_original(
    editor: Actor, moving: MovableClock
) -> None:
    asset = added(makers.cbr(10) + makers.cbr(20), by=editor)
    assert find_enclosure(asset.id) is None
    assert "is being mended" in why_no_enclosure(asset)
    for _ in range(2):
        work.mend(asset.id, now=clock.now())
    kept = refresh(asset)
    assert kept.facts["mending"] == {"at": moving.now.isoformat(), "problem": ""}
    assert why_no_enclosure(kept) == ""
    enclosure = find_enclosure(asset.id)
    assert enclosure is not None
    assert enclosure.sha256 != kept.sha256
    assert wired().storage.stat(kept.sha256) is not None
    assert (enclosure.mime, enclosure.duration_ms) == (MP3.mime, kept.duration_ms)
    assert [r.purpose for r in kept.renditions] == ["mended"]


def test_what_cannot_be_mended_says_why_and_is_not_published(editor: Actor) -> None:
    asset = added(makers.cbr(10) + makers.cbr(5, rate=48_000), by=editor)
    work.mend(asset.id, now=clock.now())
    assert find_enclosure(asset.id) is None
    assert "Please export it as one file" in why_no_enclosure(refresh(asset))


def test_a_copy_of_another_length_is_not_taken(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = added(makers.vbr(10, table=False), by=editor)
    monkeypatch.setattr(mending, "mend", lambda _source, target: target.write_bytes(makers.cbr(9)))
    work.mend(asset.id, now=clock.now())
    assert "could not be mended" in why_no_enclosure(refresh(asset))


def test_nothing_is_mended_that_is_gone_or_good(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    good, flawed = added(makers.cbr(1), by=editor), added(makers.vbr(1, table=False), by=editor)
    for asset_id in (99, good.id):
        work.mend(asset_id, now=clock.now())
    assert "mending" not in refresh(good).facts

    def deleted_meanwhile(*_: object) -> None:
        with unit_of_work():
            operations.delete_asset(queries.get_asset(flawed.id), by=editor, now=clock.now())
        raise Invalid("gone")

    monkeypatch.setattr(mending, "mend", deleted_meanwhile)
    work.mend(flawed.id, now=clock.now())
    assert queries.find_asset(flawed.id) is None
