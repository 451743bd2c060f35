"""What a <picture> needs."""

from app.media.focal import Focal, Shape
from app.media.pictures import Copy, Picture, picture
from app.media.renditions import Name, Original

SHA = "ab" * 32
START = "/images/abababababababababab"


def shown(original: Original, *copies: Copy, focal: Focal = Focal()) -> Picture:  # noqa: B008 - it is frozen
    return picture(7, SHA, original, copies, focal)


def copies(*widths: int, formats: str = "avif webp jpg") -> list[Copy]:
    return [Copy(Name(width, each), width // 2) for width in widths for each in formats.split()]


def square(focal: Focal, formats: str = "avif webp jpg") -> list[Copy]:
    return [Copy(Name(320, each, Shape.SQUARE, focal), 320) for each in formats.split()]


def test_before_the_copies_are_made_the_original_is_shown() -> None:
    found = shown(Original(2000, 1000, "jpg"))
    assert found.src == found.original == f"{START}-2000.jpg"
    assert (found.srcset, found.sources, found.crops) == ("", (), {})
    assert (found.width, found.height) == (2000, 1000)
    assert found.cut(Shape.SQUARE) is found
    assert found.cut(None) is found


def test_a_browser_is_offered_each_format_and_an_original_that_is_not_much_larger() -> None:
    found = shown(Original(1000, 500, "png"), *copies(640, 320), *copies(1000, formats="avif webp"))
    assert found.src == f"{START}-640.jpg"
    assert found.srcset == f"{START}-320.jpg 320w, {START}-640.jpg 640w, {START}-1000.png 1000w"
    assert [(source.mime, source.srcset) for source in found.sources] == [
        (f"image/{each}", f"{START}-320.{each} 320w, {START}-640.{each} 640w, {START}-1000.{each} 1000w")
        for each in ("avif", "webp")
    ]


def test_a_huge_original_is_not_offered() -> None:
    found = shown(Original(3000, 3000, "jpg"), *copies(1280))
    assert "3000" not in found.srcset + "".join(source.srcset for source in found.sources)
    assert found.original.endswith("-3000.jpg")


def test_a_format_that_ends_too_early_is_not_offered() -> None:
    old = shown(Original(1000, 500, "jpg"), *copies(320, 640, formats="webp jpg"))
    assert old.sources == ()
    assert f"{START}-1000.jpg 1000w" in old.srcset
    assert len(shown(Original(2000, 500, "jpg"), *copies(1280, formats="webp jpg")).sources) == 1


def test_a_small_picture_of_a_new_format_is_shown_as_its_plain_copy() -> None:
    found = shown(Original(200, 100, "avif"), *copies(200, formats="webp jpg"))
    assert found.src.endswith("-200.jpg")
    assert found.srcset == ""
    assert [source.srcset for source in found.sources] == [f"{START}-200.avif 200w", f"{START}-200.webp 200w"]


def test_a_crop_around_the_point_before_is_shown_until_the_new_one_is_made() -> None:
    before, now = Focal(1, 2), Focal(300, 400)
    old = shown(Original(1000, 500, "jpg"), *copies(640), *square(before), focal=now)
    assert old.cut(Shape.SQUARE).src == f"{START}-1x1-1-2-320.jpg"
    both = shown(Original(1000, 500, "jpg"), *copies(640), *square(before), *square(now), focal=now)
    cut = both.cut(Shape.SQUARE)
    assert (cut.src, cut.width, cut.height) == (f"{START}-1x1-300-400-320.jpg", 320, 320)
    assert [source.srcset for source in cut.sources] == [
        f"{START}-1x1-300-400-320.{each} 320w" for each in ("avif", "webp")
    ]
    assert cut.original == both.original


def test_a_crop_that_not_everything_can_show_is_not_shown() -> None:
    found = shown(Original(1000, 500, "jpg"), *square(Focal(), "avif webp"))
    assert found.crops == {}
