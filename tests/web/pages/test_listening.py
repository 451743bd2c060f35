"""Chapters, clips and paragraphs as a page has them."""

from app.podcast.parts import Soundbite
from app.web.pages.embedding import Thumbnail, frame, thumbnail
from app.web.pages.listening import Audio, Clip, read_chapters, read_clips
from app.web.pages.parts import Picture


def test_a_chapter_ends_where_the_next_begins_and_the_last_with_the_audio() -> None:
    rows = [
        {"start_ms": 0, "title": "One"},
        {"start_ms": 5_000, "title": "Two", "url": "https://example.org/", "image_id": 7},
    ]
    one, two = read_chapters(rows, duration_ms=9_000, picture=lambda row: Picture("/p") if "image_id" in row else None)
    assert (one.start_ms, one.end_ms, one.url, one.picture) == (0, 5_000, "", None)
    assert (two.start_ms, two.end_ms, two.url, two.picture) == (5_000, 9_000, "https://example.org/", Picture("/p"))
    assert [c.end_ms for c in read_chapters(rows)] == [5_000, 5_000], "as long as there is no audio"
    assert read_chapters([], duration_ms=9_000) == ()


def test_a_clip_has_a_name_and_an_address_of_its_own() -> None:
    found = read_clips([Soundbite(1_500, 2_000, "What went wrong"), Soundbite(60_000, 15_250)], title="The episode")
    assert found == (Clip(1_500, 3_500, "What went wrong"), Clip(60_000, 75_250, "The episode"))
    assert [clip.fragment for clip in found] == ["#t=1.5,3.5", "#t=60,75.25"]
    assert Clip(0, 10_000, "").fragment == "#t=0,10"


def test_a_format_is_said_in_the_word_that_people_know() -> None:
    assert [Audio("", mime, 1, 1).mime_word for mime in ("audio/mpeg", "audio/x-m4a", "audio/ogg")] == [
        "MP3",
        "M4A",
        "audio",
    ]


def test_a_picture_of_unknown_size_is_no_thumbnail() -> None:
    assert thumbnail(None, maxwidth=None, maxheight=None) is None
    assert thumbnail(Picture("/images/a-1600.jpg"), maxwidth=None, maxheight=None) is None, "of unknown height"
    assert thumbnail(Picture("/cover.jpg", "", "", 1600, 800), maxwidth=None, maxheight=None) is None


def test_what_is_written_into_a_frame_stays_a_text() -> None:
    made = frame('"><script>', "https://site.example/embed/?a=1&b=2", width=1, height=2)
    assert 'title="Player: &quot;&gt;&lt;script&gt;"' in made
    assert 'src="https://site.example/embed/?a=1&amp;b=2"' in made
    assert made.count("<") == 2


def test_a_thumbnail_keeps_to_both_limits(app: object) -> None:
    copies = "/images/a-320.webp 320w, /images/a-640.webp 640w"
    cover = Picture("/images/a-1600.jpg", "", copies, 1600, 800)
    found = [
        thumbnail(cover, maxwidth=width, maxheight=height)
        for width, height in ((None, None), (700, None), (None, 200), (700, 100))
    ]
    assert found == [
        Thumbnail("http://localhost/images/a-1600.jpg", 1600, 800),
        Thumbnail("http://localhost/images/a-640.webp", 640, 320),
        Thumbnail("http://localhost/images/a-320.webp", 320, 160),
        None,
    ]
