"""The library: what is put in, what is there already, what may be deleted."""

from dataclasses import replace

import pytest
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.core import clock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.jobs import JobState, list_jobs
from app.core.unit_of_work import unit_of_work
from app.media import addresses, listing, operations, queries, work
from app.media.enclosures import find_enclosure, find_enclosures, why_no_enclosure
from app.media.listing import Wanted
from app.media.models import AssetKind
from app.media.settings import _Wiring, wire, wired
from tests.media import makers
from tests.media.library import added, refresh

pytestmark = pytest.mark.usefixtures("house")


def jobs_waiting() -> list[tuple[str, object]]:
    return [(job.name, job.payload.get("asset_id")) for job in list_jobs(JobState.QUEUED)]


def test_a_picture_is_kept_with_its_facts_and_its_copies_are_ordered(editor: Actor) -> None:
    asset = added(makers.picture(500, 400), "../knee.jpeg", by=editor)
    assert (asset.kind, asset.mime, asset.original_name) == (AssetKind.IMAGE, "image/png", "knee.png")
    assert (asset.width, asset.height, asset.created_by_id) == (500, 400, editor.user_id)
    assert asset.facts["mode"] == "RGB"
    assert jobs_waiting() == [("make_renditions", asset.id)]


def test_an_mp3_needs_no_encoding(editor: Actor) -> None:
    asset = added(makers.cbr(2), by=editor)
    assert jobs_waiting() == [("listen", asset.id)]
    enclosure = find_enclosure(asset.id)
    assert enclosure is not None
    assert (enclosure.mime, enclosure.extension, enclosure.bytes) == ("audio/mpeg", "mp3", asset.bytes)
    assert why_no_enclosure(asset) == ""


def test_a_master_waits_for_its_mp3(editor: Actor) -> None:
    asset = added(makers.encoded("flac"), by=editor)
    assert sorted(jobs_waiting()) == [("encode_master", asset.id), ("listen", asset.id)]
    assert find_enclosure(asset.id) is None
    assert "An MP3 is being made" in why_no_enclosure(asset)


def test_lossless_sound_in_an_m4a_is_a_master(editor: Actor) -> None:
    assert added(makers.encoded("m4a", "-c:a", "alac"), by=editor).is_master
    assert not added(makers.m4a(), by=editor).is_master


def test_the_same_content_is_there_once(editor: Actor, author: Actor) -> None:
    first = added(makers.cbr(2), "one.mp3", by=editor)
    second = added(makers.cbr(2), "two.mp3", by=author)
    assert second.id == first.id
    assert second.original_name == "one.mp3"


def test_who_may_not_upload_adds_nothing(staff: dict[Role, Actor]) -> None:
    with pytest.raises(Forbidden):
        added(makers.cbr(2), by=staff[Role.REVIEWER])
    assert listing.list_assets().total == 0


def test_a_file_in_use_stays_and_the_places_are_named(editor: Actor) -> None:
    asset = added(makers.picture(), by=editor)
    wire(replace(wired(), where_used=lambda _id: ["the picture of A page", "the text of A post"]))
    with pytest.raises(Invalid, match="the picture of A page; the text of A post"), unit_of_work():
        operations.delete_asset(queries.get_asset(asset.id), by=editor, now=clock.now())
    assert queries.find_asset(asset.id) is not None


def test_a_file_that_nobody_uses_can_be_deleted(editor: Actor, author: Actor) -> None:
    asset = added(makers.picture(400, 400), by=editor)
    work.make_renditions(asset.id)
    with pytest.raises(Forbidden), unit_of_work():
        operations.delete_asset(queries.get_asset(asset.id), by=author, now=clock.now())
    with unit_of_work():
        operations.delete_asset(queries.get_asset(asset.id), by=editor, now=clock.now())
    assert queries.find_asset(asset.id) is None
    assert queries.list_hashes() == set()
    with pytest.raises(NotFound):
        queries.get_asset(asset.id)


def test_only_sound_has_an_enclosure(editor: Actor) -> None:
    picture = added(makers.picture(), by=editor)
    sound = added(makers.cbr(2), by=editor)
    assert set(find_enclosures(frozenset({picture.id, sound.id, 99}))) == {sound.id}
    assert find_enclosures(frozenset()) == {}
    assert "no recording" in why_no_enclosure(picture)


def test_the_reason_for_a_missing_mp3_is_kept(editor: Actor) -> None:
    asset = added(makers.encoded("flac"), by=editor)
    with unit_of_work():
        operations.note_encoding_problem(queries.get_asset(asset.id), "It did not work.")
    assert why_no_enclosure(refresh(asset)) == "It did not work."


def test_the_library_is_listed_by_kind_newest_first(editor: Actor) -> None:
    picture, sound = added(makers.picture(), by=editor), added(makers.cbr(2), by=editor)
    document = added(makers.PDF, by=editor)
    assert [a.id for a in listing.list_assets().items] == [document.id, sound.id, picture.id]
    assert [a.id for a in listing.list_assets(Wanted(AssetKind.AUDIO)).items] == [sound.id]
    page = listing.list_assets(page=2, size=2)
    assert ([a.id for a in page.items], page.total, page.last) == ([picture.id], 3, 2)


def test_an_image_knows_its_copies_before_and_after_they_are_made(editor: Actor) -> None:
    asset = added(makers.picture(1000, 500, extension="jpg"), by=editor)
    before = queries.find_picture(asset.id)
    assert before is not None
    assert before.src == f"/images/{asset.sha256[:20]}-1000.jpg"
    short = asset.sha256[:20]
    assert addresses.get_image_file(short, 640, "webp").elsewhere == before.src
    work.make_renditions(asset.id)
    refresh(asset)
    after = queries.find_picture(asset.id)
    assert after is not None
    assert after.src == f"/images/{short}-640.jpg"
    assert addresses.get_image_file(short, 640, "webp").mime == "image/webp"
    assert addresses.get_image_file(short, 1000, "jpg").key == asset.sha256
    assert queries.find_picture(99) is None


@pytest.mark.parametrize(("width", "extension"), [(640, "exe"), (641, "webp"), (999, "jpg")])
def test_other_sizes_are_not_there(editor: Actor, width: int, extension: str) -> None:
    asset = added(makers.picture(1000, 500, extension="jpg"), by=editor)
    with pytest.raises(NotFound):
        addresses.get_image_file(asset.sha256[:20], width, extension)


@pytest.mark.parametrize("short", ["", "zz" * 10, "ab" * 10, "ab" * 32])
def test_other_hashes_are_not_there(short: str) -> None:
    with pytest.raises(NotFound):
        addresses.get_image_file(short, 640, "webp")
    with pytest.raises(NotFound):
        addresses.get_document_file(short)


def test_a_document_is_found_by_its_address(editor: Actor) -> None:
    asset = added(makers.PDF, "leaflet.pdf", by=editor)
    path = queries.document_path(asset)
    assert path == f"/documents/{asset.sha256[:20]}.pdf"
    assert addresses.get_document_file(asset.sha256[:20]).key == asset.sha256


def test_the_room_says_when_it_was_not_wired(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Wiring, "settings", None)
    with pytest.raises(RuntimeError, match="not wired"):
        wired()
