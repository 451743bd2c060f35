"""Pictures are measured, freed of metadata and made smaller."""

import io
from typing import Any

import pytest
from PIL import Image

from app.core.errors import Invalid
from app.media import images
from tests.media import makers


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def with_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Sample camera"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "gif", "avif"])
def test_a_plain_picture_is_kept_byte_for_byte(extension: str) -> None:
    data = makers.picture(400, 300, extension=extension)
    taken = images.take(data, extension)
    assert taken.data == data
    assert (taken.facts.width, taken.facts.height, taken.facts.extension) == (400, 300, extension)
    assert not taken.facts.has_alpha


def test_the_facts_of_cover_art_say_what_directories_ask_for() -> None:
    facts = images.take(makers.picture(1400, 1400, extension="jpg", mode="CMYK"), "jpg").facts
    assert (facts.width, facts.height, facts.mode) == (1400, 1400, "CMYK")
    assert images.take(makers.picture(10, 10, mode="RGBA"), "png").facts.has_alpha


@pytest.mark.parametrize(("extension", "options"), [("jpg", {"quality": 90}), ("png", {}), ("webp", {}), ("avif", {})])
def test_what_a_camera_added_is_dropped(extension: str, options: dict[str, Any]) -> None:
    data = makers.picture(extension=extension, exif=with_exif(), **options)
    kept = opened(images.take(data, extension).data)
    assert not kept.getexif()
    assert kept.size == (400, 300)
    assert images.take(data, extension).data == images.take(data, extension).data


def test_a_comment_is_dropped() -> None:
    data = makers.picture(extension="jpg", comment=b"made by somebody")
    assert b"somebody" not in images.take(data, "jpg").data


@pytest.mark.parametrize("extension", ["jpg", "png", "webp"])
def test_a_picture_is_turned_upright(extension: str) -> None:
    taken = images.take(makers.picture(400, 300, extension=extension, exif=with_exif(6)), extension)
    assert (taken.facts.width, taken.facts.height) == (300, 400)
    assert opened(taken.data).size == (300, 400)
    assert not opened(taken.data).getexif()


def test_a_transparent_picture_stays_transparent_without_its_metadata() -> None:
    data = makers.picture(mode="RGBA", exif=with_exif())
    assert opened(images.take(data, "png").data).mode == "RGBA"


def test_a_huge_picture_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(Invalid, match=r"30,000 × 30,000 pixels|At most 40 million pixels"):
        images.take(makers.huge_png(), "png")


def test_a_picture_a_little_too_large_is_refused_too() -> None:
    with pytest.raises(Invalid, match="40 million pixels"):
        images.take(makers.huge_png(7_000, 6_000), "png")


def test_a_very_long_picture_is_refused() -> None:
    with pytest.raises(Invalid, match="30,000 × 10 pixels"):
        images.take(makers.huge_png(30_000, 10), "png")


def test_moving_pictures_are_refused() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    out = io.BytesIO()
    frames[0].save(out, format="GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(Invalid, match="Moving pictures"):
        images.take(out.getvalue(), "gif")


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "gif", "avif"])
def test_half_a_picture_is_refused(extension: str) -> None:
    data = makers.picture(extension=extension)
    with pytest.raises(Invalid, match="damaged"):
        images.take(data[: len(data) // 2], extension)


def test_a_picture_under_a_false_type_is_refused() -> None:
    with pytest.raises(Invalid, match="damaged"):
        images.take(makers.picture(extension="png"), "jpg")


def test_a_picture_for_which_there_is_no_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(images, "_check", none_left)
    with pytest.raises(Invalid, match="40 million"):
        images.take(makers.picture(), "png")


def test_a_cover_for_a_tag_is_a_small_jpeg_whatever_it_was() -> None:
    for data, extension in (
        (makers.picture(3000, 3000, extension="jpg"), "jpg"),
        (makers.picture(2000, 1000, mode="RGBA"), "png"),
        (makers.picture(3000, 3000, extension="jpg", mode="CMYK"), "jpg"),
        (makers.picture(200, 200, extension="webp"), "webp"),
    ):
        made = images.cover(data, extension, side=1400)
        facts = images.take(made, "jpg").facts
        assert max(facts.width, facts.height) <= 1400
        assert facts.mode == "RGB"
        assert made == images.cover(data, extension, side=1400)


def test_a_picture_full_of_noise_is_pressed_until_it_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    data = makers.picture(1400, 1400, extension="jpg")
    large = images.cover(data, "jpg", side=1400)
    monkeypatch.setattr(images, "COVER_BYTES", len(large) - 1)
    assert len(images.cover(data, "jpg", side=1400)) < len(large)
