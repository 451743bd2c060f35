"""What an <img> needs."""

from app.media.pictures import Copy, picture

SHA = "ab" * 32


def test_before_the_copies_are_made_the_original_is_shown() -> None:
    found = picture(7, SHA, Copy(2000, 1000, "jpg"), ())
    assert found.src == found.original == "/images/abababababababababab-2000.jpg"
    assert found.srcset == ""
    assert (found.width, found.height) == (2000, 1000)


def test_a_browser_is_offered_the_small_copies_and_an_original_that_is_not_much_larger() -> None:
    copies = [Copy(w, w // 2, e) for w in (640, 320) for e in ("webp", "jpg")]
    found = picture(7, SHA, Copy(1000, 500, "png"), copies)
    start = "/images/abababababababababab"
    assert found.src == f"{start}-640.jpg"
    assert found.srcset == f"{start}-320.webp 320w, {start}-640.webp 640w, {start}-1000.png 1000w"


def test_a_huge_original_is_not_offered() -> None:
    found = picture(7, SHA, Copy(3000, 3000, "jpg"), [Copy(1280, 1280, "webp"), Copy(1280, 1280, "jpg")])
    assert "3000" not in found.srcset
    assert found.original.endswith("-3000.jpg")


def test_a_small_picture_of_a_new_format_is_shown_as_its_plain_copy() -> None:
    found = picture(7, SHA, Copy(200, 100, "avif"), [Copy(200, 100, "webp"), Copy(200, 100, "jpg")])
    assert found.src.endswith("-200.jpg")
    assert found.srcset == ""
