"""Rules 34, 35, 37 and 38 of docs/feeds.md: one list of chapters in all its forms."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.core.text import one_line
from app.podcast import chapters
from app.podcast.chapters import Chapter

TITLES = st.text(max_size=40).map(one_line).filter(lambda title: title.strip(" -–—") == title and title != "")
LISTS = st.lists(
    st.builds(Chapter, st.integers(0, 400 * 3_600_000), TITLES, url=st.just("") | st.just("https://x.example/")),
    max_size=6,
).map(lambda found: tuple(sorted(found, key=lambda c: c.start_ms)))
THREE = (
    Chapter(0, "Hello"),
    Chapter(60_500, "Walking", "https://x.example/"),
    Chapter(3_723_000, "Goodbye", "", "https://x.example/a.jpg"),
)


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("37", 37_000),
        ("0:37", 37_000),
        ("1:02:03.5", 3_723_500),
        ("01:02:03,250", 3_723_250),
        (" 90 ", 90_000),
        ("90:00", 5_400_000),
        ("0.0004", 0),
        ("1:60", None),
        ("1:60:00", None),
        ("1:2:3:4", None),
        ("-1", None),
        ("", None),
        ("two", None),
        ("١:٢", None),
    ],
)
def test_a_time_is_read_in_every_usual_form(text: str, ms: int | None) -> None:
    assert chapters.parse_time(text) == ms


@given(st.integers(0, 900 * 3_600_000))
def test_rule_38_every_time_is_read_back_to_the_millisecond(ms: int) -> None:
    assert chapters.parse_time(chapters.npt(ms)) == ms
    assert chapters.parse_time(chapters.clock(ms)) == ms


def test_times_as_people_write_them() -> None:
    assert [chapters.clock(ms) for ms in (0, 37_000, 600_000, 3_723_000, 1_500)] == [
        "0:00",
        "0:37",
        "10:00",
        "1:02:03",
        "0:01.500",
    ]
    assert chapters.npt(3_723_500) == "01:02:03.500"


def test_rule_34_json_chapters_have_version_times_and_titles() -> None:
    assert json.loads(chapters.to_json(THREE)) == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0.0, "title": "Hello"},
            {"startTime": 60.5, "title": "Walking", "url": "https://x.example/"},
            {"startTime": 3723.0, "title": "Goodbye", "img": "https://x.example/a.jpg"},
        ],
    }


@given(LISTS)
def test_rule_38_json_list_and_stored_form_agree(found: tuple[Chapter, ...]) -> None:
    assert chapters.parse_json(chapters.to_json(found).decode()) == found
    assert chapters.from_stored(chapters.to_stored(found)) == found
    assert [(c.start_ms, c.title) for c in chapters.parse_list(chapters.to_list(found))] == [
        (c.start_ms, c.title) for c in found
    ]


def test_json_chapters_are_sorted_and_silent_ones_left_out() -> None:
    text = '{"version": "1.2.0", "chapters": [{"startTime": 9.5, "title": "b"}, {"startTime": 0}, {"startTime": 3, "toc": false}]}'
    assert chapters.parse_json(text) == (Chapter(0, ""), Chapter(9_500, "b"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"chapters": 1}',
        '{"chapters": [{"title": "x"}]}',
        '{"chapters": [1]}',
        '{"chapters": [{"startTime": Infinity}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_json_chapters_file_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        chapters.parse_json(text)


def test_a_list_is_read_as_editors_type_it() -> None:
    text = "00:00 Hello\r\n\r\n(1:00) - Walking\n[1:02:03] – The end - really\n"
    assert chapters.parse_list(text) == (
        Chapter(0, "Hello"),
        Chapter(60_000, "Walking"),
        Chapter(3_723_000, "The end - really"),
    )


def test_each_line_that_is_no_chapter_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        chapters.parse_list("0:00 Hello\nWalking\n1:75 Resting")
    assert [fault.message[:7] for fault in refused.value.faults] == ["Line 2:", "Line 3:"]


def test_rule_35_a_right_list_has_no_faults() -> None:
    assert chapters.faults(THREE, duration_ms=3_723_001) == []
    assert chapters.faults(()) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((Chapter(1, "a"),), "first chapter must start at 0:00"),
        ((Chapter(0, "a"), Chapter(5_000, "b"), Chapter(5_000, "c")), "Chapter 3 must start after chapter 2"),
        ((Chapter(0, "a"), Chapter(10_000, "b")), "Chapter 2 starts at 0:10, after the audio has ended"),
        ((Chapter(0, " "),), "Chapter 1 has no title"),
        ((Chapter(0, "x" * 256),), "longer than 255"),
        ((Chapter(0, "a", "javascript:alert(1)"),), "must start with https://"),
        ((Chapter(0, "a", "https://[::1"),), "must start with https://"),
    ],
)
def test_rule_35_chapters_ascend_from_0_within_the_audio(found: tuple[Chapter, ...], words: str) -> None:
    messages = [fault.message for fault in chapters.faults(found, duration_ms=10_000)]
    assert len(messages) == 1
    assert words in messages[0]
