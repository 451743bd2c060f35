"""Copies and crops: which there have to be, that they are what they say, and that the job makes them once."""

import io

import pytest
from PIL import Image

from app.accounts.permissions import Actor
from app.core.cache import generation
from app.core.unit_of_work import unit_of_work
from app.media import images, operations, queries, work
from app.media.focal import Focal, Shape
from app.media.models import Asset
from app.media.renditions import Name, Original, name_of, plan
from app.media.settings import wired
from tests.media import makers
from tests.media.library import added, refresh

JPEG = Original(1000, 500, "jpg")
MIDDLE = Focal()


def purposes(original: Original, focal: Focal = MIDDLE, *, crops: bool = False) -> list[str]:
    return [p.name.purpose for p in plan(original, focal) if (p.name.shape is not None) == crops]


def drawn(data: bytes, original: Original, focal: Focal = MIDDLE) -> tuple[images.Made, ...]:
    return tuple(images.draw(data, original.extension, plan(original, focal)))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_whole_copies_end_with_the_pictures_own_width() -> None:
    assert purposes(JPEG) == [
        "w320.avif", "w320.webp", "w320.jpg", "w640.avif", "w640.webp", "w640.jpg", "w1000.avif", "w1000.webp",
    ]  # fmt: skip


def test_no_copy_is_planned_in_the_format_that_is_there_at_that_width() -> None:
    assert purposes(Original(300, 200, "avif")) == ["w300.webp", "w300.jpg"]
    assert purposes(Original(300, 200, "webp")) == ["w300.avif", "w300.jpg"]
    assert purposes(Original(300, 200, "png")) == ["w300.avif", "w300.webp"]
    assert purposes(Original(330, 200, "jpg")) == ["w320.avif", "w320.webp", "w320.jpg"]


def test_a_huge_picture_is_not_copied_in_its_own_width() -> None:
    assert purposes(Original(6000, 4000, "jpg"))[-1] == "w1280.jpg"


def test_what_shows_through_gets_png_for_everybody() -> None:
    found = plan(Original(400, 300, "png", has_alpha=True), MIDDLE)
    assert {p.name.extension for p in found} == {"avif", "webp", "png"}


def test_crops_carry_their_point_in_their_name_and_are_left_out_where_the_picture_has_the_shape() -> None:
    found = purposes(Original(1600, 1600, "jpg"), Focal(300, 700), crops=True)
    assert found[0] == "16x9-300-700-w640.avif"
    assert not any(purpose.startswith("1x1") for purpose in found)
    assert any(purpose.startswith("4x3") for purpose in found)
    assert purposes(Original(2000, 1, "png"), crops=True) == []
    assert "1x1-500-500-w200.avif" in purposes(Original(400, 200, "jpg"), crops=True)


@pytest.mark.parametrize("name", [Name(640, "webp"), Name(320, "avif", Shape.SQUARE, Focal(0, 1000))])
def test_a_purpose_says_what_the_copy_is(name: Name) -> None:
    assert name_of(name.purpose) == name


@pytest.mark.parametrize("purpose", ["mp3", "peaks", "mended", "w.webp", "2x1-5-5-w3.jpg", "w640.webp.x"])
def test_other_purposes_are_no_copies(purpose: str) -> None:
    assert name_of(purpose) is None


def test_copies_are_what_they_say() -> None:
    made = drawn(makers.picture(1000, 500, extension="jpg"), JPEG)
    assert [m.purpose for m in made] == [p.name.purpose for p in plan(JPEG, MIDDLE)]
    for each in made:
        assert opened(each.data).size == (each.width, each.height)
        assert Image.MIME[opened(each.data).format or ""] == each.mime


def clear() -> bytes:
    """A picture that shows nothing but what is behind it."""
    data = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(data, "PNG")
    return data.getvalue()


def test_copies_of_what_shows_through_show_through() -> None:
    made = drawn(clear(), Original(400, 400, "png", has_alpha=True))
    assert {opened(each.data).mode for each in made} == {"RGBA"}


def test_a_jpeg_of_what_shows_through_is_on_white_paper() -> None:
    made = drawn(clear(), Original(400, 400, "png"))
    assert {opened(m.data).getpixel((5, 5)) for m in made if m.mime == "image/jpeg"} == {(255, 255, 255)}


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "CMYK"])
def test_the_same_picture_gives_the_same_copies(mode: str) -> None:
    extension = "jpg" if mode == "CMYK" else "png"
    data, original = makers.picture(700, 400, extension=extension, mode=mode), Original(700, 400, extension)
    assert drawn(data, original) == drawn(data, original)


def test_a_crop_shows_the_part_around_the_focal_point() -> None:
    picture = Image.new("RGB", (800, 200), "white")
    picture.paste("black", (700, 0, 800, 200))
    data = io.BytesIO()
    picture.save(data, "PNG")
    original = Original(800, 200, "png")

    def corner(focal: Focal) -> object:
        (square,) = [
            m for m in drawn(data.getvalue(), original, focal) if m.purpose.startswith("1x1") and "jpg" in m.purpose
        ]
        return opened(square.data).convert("L").getpixel((square.width - 5, 50))

    assert corner(Focal(900, 500)) == 0
    assert corner(Focal(100, 500)) == 255


def test_a_very_flat_picture_keeps_at_least_one_line() -> None:
    assert plan(Original(2000, 1, "png"), MIDDLE)[0].height == 1


def test_without_an_encoder_for_avif_the_rest_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.media.images.features.check", lambda _name: False)
    made = drawn(makers.picture(400, 300, extension="jpg"), Original(400, 300, "jpg"))
    assert {m.mime for m in made} == {"image/webp", "image/jpeg"}


def there(asset: Asset) -> dict[str, tuple[int, str]]:
    return {r.purpose: (r.id, r.sha256) for r in refresh(asset).renditions}


@pytest.mark.usefixtures("house")
def test_another_focal_point_makes_new_crops_and_the_old_ones_stay_until_then(editor: Actor) -> None:
    asset = added(makers.picture(700, 400), by=editor)
    work.make_renditions(asset.id)
    before = there(asset)
    with unit_of_work():
        operations.set_focal(queries.get_asset(asset.id), Focal(900, 100), by=editor)
    shown = queries.find_picture(asset.id)
    assert shown is not None
    assert "1x1-500-500-320" in shown.cut(Shape.SQUARE).src
    raised = generation()
    work.make_renditions(asset.id)
    after = there(asset)
    assert generation() > raised
    assert {p: row for p, row in before.items() if p.startswith("w")} == {
        p: r for p, r in after.items() if p.startswith("w")
    }
    assert "1x1-900-100-w320.avif" in after
    assert not any("-500-500-" in purpose for purpose in after)
    shown = queries.find_picture(asset.id)
    assert shown is not None
    assert "1x1-900-100-320" in shown.cut(Shape.SQUARE).src
    again = generation()
    work.make_renditions(asset.id)
    assert (there(asset), generation()) == (after, again)


@pytest.mark.usefixtures("house")
def test_old_crops_are_not_dropped_while_the_new_ones_are_not_all_there(editor: Actor) -> None:
    asset = added(makers.picture(700, 400), by=editor)
    work.make_renditions(asset.id)
    before = there(asset)
    with unit_of_work():
        operations.drop_old_renditions(queries.get_asset(asset.id), {"w320.avif", "1x1-0-0-w320.avif"})
    assert there(asset) == before


@pytest.mark.usefixtures("house")
def test_pictures_from_before_a_format_came_are_found_and_get_what_is_missing(editor: Actor) -> None:
    old, whole = added(makers.picture(700, 400), by=editor), added(makers.picture(640, 400), by=editor)
    for asset in (old, whole):
        work.make_renditions(asset.id)
    added(makers.cbr(2), by=editor)
    assert queries.list_without_renditions() == []
    with unit_of_work():
        asset = queries.get_asset(old.id)
        asset.renditions = [r for r in asset.renditions if not r.purpose.endswith("avif")]
    kept = there(old)
    assert queries.list_without_renditions() == [old.id]
    work.make_renditions(old.id)
    assert queries.list_without_renditions() == []
    assert kept.items() <= there(old).items()
    for _, sha256 in there(old).values():
        assert wired().storage.stat(sha256) is not None
