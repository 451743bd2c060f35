"""Chapters of other programs: read by content, given out in every form, to the millisecond (rules 34 to 38)."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.core.errors import Invalid
from app.core.text import one_line
from app.podcast import chapter_files, chapters
from app.podcast.chapters import Chapter

HOUR = 3_600_000
TITLES = st.text(max_size=40).map(one_line).filter(lambda title: title.strip(" -–—:|") == title and title != "")
LISTS = st.lists(
    st.builds(Chapter, st.integers(0, 900 * HOUR), TITLES, st.just("") | st.just("https://x.example/?a=1&b=2")),
    min_size=1,
    max_size=6,
    unique_by=lambda chapter: chapter.start_ms,
).map(lambda found: tuple(sorted(found, key=lambda c: c.start_ms)))
THREE = [(0, "Hello"), (60_500, "Walking & resting"), (3_723_000, "Goodbye")]


def read(text: str | bytes) -> list[tuple[int, str]]:
    found = chapter_files.read(text.encode() if isinstance(text, str) else text)
    return [(chapter.start_ms, chapter.title) for chapter in found.chapters]


def refused(text: str | bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read(text)
    assert caught.value.faults[0].field == "chapters"
    return caught.value.message


@given(LISTS)
def test_rule_38_every_representation_says_the_same_milliseconds(found: tuple[Chapter, ...]) -> None:
    wanted = [(chapter.start_ms, chapter.title) for chapter in found]
    for name, (_, _, printed) in chapter_files.WRITERS.items():
        assert read(printed(found)) == wanted, name


@given(LISTS)
def test_json_and_podlove_files_keep_links_and_pictures_too(found: tuple[Chapter, ...]) -> None:
    pictured = tuple(Chapter(c.start_ms, c.title, c.url, "https://x.example/a.png") for c in found)
    for name in ("chapters.json", "chapters.psc"):
        printed = chapter_files.WRITERS[name][2]
        assert chapter_files.read(printed(pictured)).chapters == pictured
        assert printed(pictured) == printed(pictured)


def test_a_podlove_file_is_what_rule_37_wants() -> None:
    root = etree.fromstring(
        chapter_files.to_psc((Chapter(0, 'A "title" <b>'), Chapter(1_500, "B", "https://x.example/")))
    )
    assert (root.tag, root.get("version")) == ("{http://podlove.org/simple-chapters}chapters", "1.2")
    assert [dict(each.attrib) for each in root] == [
        {"start": "00:00:00.000", "title": 'A "title" <b>'},
        {"start": "00:00:01.500", "title": "B", "href": "https://x.example/"},
    ]


PODLOVE = (
    '<?xml version="1.0" encoding="{}"?>\n<rss xmlns:psc="http://podlove.org/simple-chapters"><channel><item>'
    '<psc:chapters version="1.2"><!-- ours --><psc:chapter start="01:02:03" title="Goodbye"/>'
    '<psc:chapter start="0" title="Hello"/><psc:chapter start="01:00.5" title="Walking &amp; resting"/></psc:chapters>'
    "</item></channel></rss>"
)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("Podlove chapters", PODLOVE.format("UTF-8")),
        ("Podlove chapters", PODLOVE.format("ISO-8859-1").encode("latin-1")),
        ("Podlove chapters", b"\xef\xbb\xbf" + PODLOVE.format("UTF-8").encode()),
        (
            "JSON chapters",
            json.dumps([{"start": "1:02:03", "title": "Goodbye"}, {"start": "00:00:00.000", "title": "Hello"}, {"start": 60.5, "title": "Walking & resting"}]),
        ),
        ("Audacity labels", "0,0\t2,5\tHello\r\n\\\t100.0\t200.0\r\n60.500000\t60.500000\tWalking & resting\r\n\r\n3723\t3723\tGoodbye"),
        ("WebVTT chapters", "WEBVTT\n\n1\n00:00.000 --> 01:00.500\nHello\n\n01:00.500 --> 1:02:03.000 align:start\n<b>Walking</b> &\nresting\n\n1:02:03.000 --> 1:03:00.000\nGoodbye\n"),
        (
            "FFmpeg metadata",
            (";FFMETADATA1\ntitle=Whole\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=60500\nEND=70000\ntitle=Walking \\& resting\n"
            "[CHAPTER]\nSTART=0\nEND=1\ntitle=Hello\n[STREAM]\ntitle=no\n[CHAPTER]\nTIMEBASE=1/10\nSTART=37230\ntitle=Goodbye"),
        ),
        ("a list of times and titles", "00:00 Hello\n01:00.5 Walking & resting\n1:02:03 Goodbye"),
        ("a list of times and titles", "[00:00] - Hello\n(1:00.500) Walking & resting\n• 1:02:03 – Goodbye"),
        ("a list of times and titles", "1. 0:00: Hello\n2) 0:01:00,5 | Walking & resting\n* [1:02:03 - 1:03:00] Goodbye"),
        ("a list of times and titles", "0:00 - 1:00 Hello\n01:00.5 - 1:02:03 Walking & resting\n1:02:03 Goodbye".encode("utf-16")),
    ],
)  # fmt: skip
def test_each_kind_of_file_is_known_by_its_content(kind: str, text: str | bytes) -> None:
    assert chapter_files.read(text.encode() if isinstance(text, str) else text).kind == kind
    assert read(text) == THREE


def test_lines_around_a_list_are_counted_not_lost_in_silence() -> None:
    brought = chapter_files.read(b"In this episode:\n\n00:00 Hello\nMore on our page.\n00:10 Bye\n")
    assert (len(brought.chapters), brought.left_out) == (2, 2)


def test_what_is_out_of_order_is_sorted() -> None:
    assert read("2:00 Second\n0:00 First") == [(0, "First"), (120_000, "Second")]


def test_two_chapters_at_one_time_are_refused_by_name() -> None:
    assert refused("0:00 Hello\n1:00 Walking\n1:00 Resting") == "Two chapters start at 1:00: “Walking” and “Resting”."


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">'
    '<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]>'
    '<c:chapters xmlns:c="http://podlove.org/simple-chapters"><c:chapter start="0" title="&lol3;"/></c:chapters>'
)
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/hostname"><c:chapters xmlns:c="http://podlove.org/simple-chapters"/>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing in it"),
        ("\n \n", "nothing in it"),
        ("just words\nand more", "No chapter was found"),
        ("0:00 Hello\n1:75 Resting", "Line 2: “1:75” is no time"),
        (b"0:00 Hello\n0:10 \xe9tude", "Line 2 is not text in UTF-8"),
        (b"x" * (chapter_files.MAX_BYTES + 1), "larger than 1 MB"),
        (BOMB, "document type"),
        (OUTSIDE, "document type"),
        ("<rss><channel>", "cannot be read (line 1)"),
        ("<rss/>", "no Podlove chapters in this XML"),
        ('<a xmlns:c="http://podlove.org/simple-chapters"><c:chapters/><c:chapters/></a>', "several lists"),
        ('<c:chapters xmlns:c="http://podlove.org/simple-chapters"/>', "no chapter in it"),
        ('<c:chapters xmlns:c="http://podlove.org/simple-chapters">\n<c:chapter title="x"/></c:chapters>', "Line 2: “” is no time"),
        ('<c:chapters xmlns:c="http://podlove.org/simple-chapters"><c:chapter start="-1" title="x"/></c:chapters>', "“-1” is no time"),
        ("<a>" * 5000 + "</a>" * 5000, "cannot be read"),
        ('{"chapters": [{"startTime": NaN, "title": "x"}]}', "not a JSON chapters file"),
        ('{"chapters": [{"startTime": Infinity, "title": "x"}]}', "not a JSON chapters file"),
        ('{"chapters": [{"startTime": -1, "title": "x"}]}', "not a JSON chapters file"),
        ('{"chapters": [{"startTime": 1e300, "title": "x"}]}', "not a JSON chapters file"),
        ('[{"start": "soon", "title": "x"}]', "not a JSON chapters file"),
        ("[" * 100_000, "not a JSON chapters file"),
        ('{"a":' * 100_000, "not a JSON chapters file"),
        ("[]", "not a JSON chapters file"),
        ('{"chapters": []}', "no chapter in it"),
        ("WEBVTT\n\n0:0x --> 0:03\nA", "Line 3: the times of a chapter"),
        ("WEBVTT\n", "no chapter in it"),
        ("0.0\t1.0\tHello\n-5.0\t-5.0\tBefore", "Line 2: a label"),
        ("0.0\t1.0\tHello\nnan\tnan\tNever", "Line 2: a label"),
        ("0.0\tinf\tHello", "Line 1: a label"),
        (f"0.0\t1.0\tHello\n{'9' * 5000}\t1\tLate", "Line 2: a label"),
        ("999999999\t999999999\tLate", "Line 1: a label"),
        (";FFMETADATA1\n[CHAPTER]\ntitle=x", "Chapter 1 of this file has no START"),
        (";FFMETADATA1\n[CHAPTER]\nSTART=1e999999999\ntitle=x", "Chapter 1 of this file has no START"),
        (";FFMETADATA1\n[CHAPTER]\nSTART=1\nTIMEBASE=1/0\ntitle=x", "Chapter 1 of this file has no START"),
        (";FFMETADATA1\n[CHAPTER]\nSTART=-5\ntitle=x", "Chapter 1 of this file has no START"),
        (";FFMETADATA1\ntitle=x", "no chapter in it"),
        ("\n".join(f"{n // 60}:{n % 60:02} Part {n}" for n in range(10_000)), "There are 10,000 chapters in it; 1,000 is the most."),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_what_is_no_list_of_chapters_is_refused_in_words(text: str | bytes, words: str) -> None:
    assert words in refused(text)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    with suppress(Invalid):
        chapter_files.read(data)


@given(LISTS)
def test_pictures_of_the_library_are_resolved_for_every_printing(found: tuple[Chapter, ...]) -> None:
    stored = tuple(Chapter(c.start_ms, c.title, c.url, image_id=7) for c in found)
    assert chapters.from_stored(chapters.to_stored(stored)) == stored
    assert chapters.image_ids(chapters.to_stored(stored)) == {7}
    shown = chapters.resolved(stored, lambda asset_id: f"https://x.example/{asset_id}.jpg")
    assert {(c.image, c.image_id) for c in shown} == {("https://x.example/7.jpg", None)}
    assert {c.image for c in chapters.resolved(stored, lambda _: "")} == {""}
