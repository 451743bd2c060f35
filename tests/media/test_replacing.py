"""Another file in the place of one: what stays, where old addresses lead, and what is refused."""

import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.accounts.models import Activity
from app.accounts.permissions import Actor
from app.core import clock
from app.core.cache import generation
from app.core.db import db
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.media import addresses, operations, queries, replacing, work
from app.media.focal import Focal
from app.media.intake import examine
from app.media.models import Asset
from app.media.settings import wire, wired
from app.media.storage import LocalStorage
from tests.media import makers
from tests.media.library import added, refresh

pytestmark = pytest.mark.usefixtures("house")

OLD, NEW = makers.picture(700, 400, extension="jpg"), makers.picture(900, 900)


def replaced(asset: Asset, data: bytes, name: str = "new", *, by: Actor) -> Asset:
    examined = examine(data, name, storage=wired().storage)
    with unit_of_work():
        replacing.replace_file(queries.get_asset(asset.id), examined, by=by, now=clock.now())
    return refresh(asset)


def used(*places: str) -> None:
    wire(replace(wired(), where_used=lambda _id: places))


def test_a_replaced_picture_keeps_its_number_its_words_and_its_point(editor: Actor) -> None:
    old = added(OLD, "old.jpg", by=editor)
    with unit_of_work():
        asset = queries.get_asset(old.id)
        operations.describe_picture(asset, "A knee", by=editor)
        operations.set_focal(asset, Focal(100, 200), by=editor)
    work.make_renditions(old.id)
    was, before = refresh(old), generation()
    assert was.renditions
    new = replaced(old, NEW, "new.png", by=editor)
    assert (new.id, new.facts["alt"], new.focal) == (old.id, "A knee", Focal(100, 200))
    assert (new.width, new.height, new.mime, new.original_name) == (900, 900, "image/png", "new.png")
    assert new.renditions == []
    assert generation() > before
    (note,) = db.session.query(Activity).all()
    assert (note.what, note.about) == ("replaced", "old.jpg")
    assert [each.original_name for each in replacing.list_replaced(old.id)] == ["old.jpg"]
    work.make_renditions(old.id)
    assert {name for name in (r.purpose for r in refresh(old).renditions) if name.startswith("w")} >= {"w640.avif"}


def test_old_addresses_of_a_picture_lead_to_the_nearest_new_one(editor: Actor) -> None:
    asset = added(OLD, by=editor)
    work.make_renditions(asset.id)
    short = asset.sha256[:20]
    new = replaced(asset, NEW, by=editor)
    start = f"/images/{new.sha256[:20]}"
    for width, extension in ((700, "jpg"), (640, "webp"), (320, "avif")):
        assert addresses.get_image_file(short, width, extension).elsewhere == f"{start}-900.png"
    work.make_renditions(asset.id)
    assert addresses.get_image_file(short, 640, "webp").elsewhere == f"{start}-640.webp"
    assert addresses.get_image_file(f"{short}-16x9-500-500", 640, "jpg").elsewhere == f"{start}-16x9-500-500-640.jpg"
    assert addresses.get_image_file(short, 700, "jpg").elsewhere == f"{start}-900.png"
    with pytest.raises(NotFound):
        addresses.get_image_file(f"{short}-nonsense", 640, "jpg")


def test_a_file_that_is_put_back_is_at_its_first_address_again(editor: Actor) -> None:
    asset = added(OLD, by=editor)
    first, key = asset.sha256[:20], asset.sha256
    second = replaced(asset, NEW, by=editor).sha256[:20]
    replaced(asset, OLD, by=editor)
    assert addresses.get_image_file(first, 700, "jpg").key == key
    assert addresses.get_image_file(second, 900, "png").elsewhere == f"/images/{first}-700.jpg"


def test_old_addresses_of_a_document_lead_to_the_new_one(editor: Actor) -> None:
    asset = added(makers.PDF, "a.pdf", by=editor)
    short = asset.sha256[:20]
    new = replaced(asset, makers.PDF + b"\n%%EOF\n", "b.pdf", by=editor)
    assert addresses.get_document_file(short).elsewhere == f"/documents/{new.sha256[:20]}.pdf"
    assert addresses.get_document_file(new.sha256[:20]).name == "b.pdf"


def test_the_same_another_kind_and_what_is_there_already_are_refused(editor: Actor) -> None:
    asset, other = added(OLD, "old.jpg", by=editor), added(NEW, "other.png", by=editor)
    with pytest.raises(Invalid, match="very same file"):
        replaced(asset, OLD, by=editor)
    with pytest.raises(Invalid, match=rf"in the library already, as “other.png” \(No. {other.id}\)"):
        replaced(asset, NEW, by=editor)
    with pytest.raises(Invalid, match="only another picture can take its place"):
        replaced(asset, makers.PDF, by=editor)
    assert refresh(asset).sha256 == asset.sha256


def test_a_recording_is_replaced_in_its_episode(editor: Actor) -> None:
    sound = added(makers.cbr(2), by=editor)
    with pytest.raises(Invalid, match=r"choose it in its episode\.$"):
        replaced(sound, makers.cbr(3), by=editor)
    used("the audio of First steps")
    with pytest.raises(Invalid, match="Here that is the audio of First steps"):
        replaced(sound, makers.cbr(3), by=editor)


def test_an_author_replaces_only_an_own_file_that_no_page_shows(author: Actor, editor: Actor) -> None:
    mine, other = added(OLD, by=author), added(makers.picture(50, 50), by=editor)
    with pytest.raises(Forbidden):
        replaced(other, NEW, by=author)
    used("the picture of A page")
    with pytest.raises(Forbidden):
        replaced(mine, NEW, by=author)
    used()
    assert replaced(mine, NEW, by=author).width == 900


def test_an_author_describes_and_points_at_own_pictures_only(author: Actor, editor: Actor) -> None:
    mine, other = added(OLD, by=author), added(NEW, by=editor)
    with unit_of_work():
        operations.describe_picture(queries.get_asset(mine.id), "Mine", by=author)
        operations.describe_picture(queries.get_asset(mine.id), "Ours", by=editor)
        operations.set_focal(queries.get_asset(mine.id), Focal(1, 2), by=author)
    with pytest.raises(Forbidden), unit_of_work():
        operations.describe_picture(queries.get_asset(other.id), "Mine", by=author)
    with pytest.raises(Forbidden), unit_of_work():
        operations.set_focal(queries.get_asset(other.id), Focal(1, 2), by=author)
    with unit_of_work():
        queries.get_asset(other.id).created_by_id = None
    with pytest.raises(Forbidden), unit_of_work():
        operations.describe_picture(queries.get_asset(other.id), "Mine", by=author)
    assert refresh(mine).facts["alt"] == "Ours"


def test_a_point_outside_the_picture_is_refused_with_its_field(editor: Actor) -> None:
    picture, sound = added(OLD, by=editor), added(makers.cbr(2), by=editor)
    with pytest.raises(Invalid) as refused, unit_of_work():
        operations.set_focal(queries.get_asset(picture.id), Focal(-1, 1001), by=editor)
    assert [fault.field for fault in refused.value.faults] == ["x", "y"]
    with pytest.raises(Invalid, match="Only pictures"), unit_of_work():
        operations.set_focal(queries.get_asset(sound.id), Focal(1, 1), by=editor)


def test_copies_of_what_was_replaced_meanwhile_are_not_kept(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    asset, drawn = added(OLD, by=editor), work._drawn

    def slowly(*given: object) -> list[operations.NewRendition]:
        made = drawn(*given)  # type: ignore[arg-type]  # handed on as they came
        replaced(asset, NEW, by=editor)
        return made

    monkeypatch.setattr(work, "_drawn", slowly)
    work.make_renditions(asset.id)
    assert refresh(asset).renditions == []


def test_the_sweep_takes_the_old_bytes_and_leaves_the_new(editor: Actor) -> None:
    asset = added(OLD, by=editor)
    work.make_renditions(asset.id)
    old = queries.list_hashes()
    replaced(asset, NEW, by=editor)
    work.make_renditions(asset.id)
    storage = wired().storage
    assert isinstance(storage, LocalStorage)
    for key in list(storage.list()):
        os.utime(storage.local_path(key), (0, 0))
    work.sweep(now=datetime(2030, 1, 1, tzinfo=UTC))
    assert set(storage.list()) == queries.list_hashes()
    assert not old & set(storage.list())
