"""Chapters in a track of their own, as Apple's programs write them into an M4A."""

import contextlib
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media import mp4
from app.media.facts import ChapterMark
from app.media.mp4_chapters import chapters
from app.media.probe import examine
from tests.media import makers
from tests.media.makers import box

NOTES = """;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=0
END=1001
title=Größere Schritte – ja
[CHAPTER]
TIMEBASE=1/1000
START=1001
END=3000
title=Two
"""


@pytest.fixture
def apples(tmp_path: Path) -> bytes:
    """With the track alone: without the list that the tag library reads."""
    notes = tmp_path / "notes.txt"
    notes.write_text(NOTES, encoding="utf-8")
    options = ("-i", str(notes), "-c:a", "aac", "-map_chapters", "1", "-map", "0:a", "-movflags", "+disable_chpl")
    data = makers.encoded("m4a", *options)
    assert b"chpl" not in data
    return data


def text_track(*titles: bytes, scale: int = 1000, number: int = 2, handler: bytes = b"text", at: int = 0) -> bytes:
    """A track whose samples lie one after the other from `at`, each a second long."""
    samples = box(
        b"stbl",
        box(b"stsd", bytes(12), b"text"),
        box(b"stts", bytes(4), struct.pack(">III", 1, len(titles), 1000)),
        box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, len(titles), 1)),
        box(b"stsz", bytes(4), struct.pack(">II", 0, len(titles)), *(struct.pack(">I", len(t)) for t in titles)),
        box(b"stco", bytes(4), struct.pack(">II", 1, at)),
    )
    head = box(b"mdhd", bytes(12), struct.pack(">I", scale), bytes(8))
    media = box(b"mdia", head, box(b"hdlr", bytes(8), handler, bytes(12)), box(b"minf", samples))
    return box(b"trak", box(b"tkhd", bytes(12), struct.pack(">I", number), bytes(8)), media)


def sound_track(*, names: int = 2) -> bytes:
    handler = box(b"mdia", box(b"hdlr", bytes(8), b"soun", bytes(12)))
    return box(b"trak", handler, box(b"tref", box(b"chap", struct.pack(">I", names))))


def titled(text: str, encoding: str = "utf-8") -> bytes:
    raw = text.encode(encoding)
    return struct.pack(">H", len(raw)) + raw


def movie(*titles: bytes, names: int = 2, **more: object) -> bytes:
    content = box(b"mdat", *titles)
    return content + box(b"moov", sound_track(names=names), text_track(*titles, at=8, **more))  # type: ignore[arg-type]  # the maker's own types


def test_the_chapters_of_a_track_are_read_to_the_millisecond(tmp_path: Path, apples: bytes) -> None:
    path = tmp_path / "apples.m4a"
    path.write_bytes(apples)
    found = examine(path, "m4a")
    assert found.chapters == (ChapterMark(0, "Größere Schritte – ja"), ChapterMark(1001, "Two"))
    assert found.problems == ()


def test_a_gap_between_chapters_has_no_title_and_is_none() -> None:
    data = movie(titled("One"), titled(""), titled("Three", "utf-16"), titled("Four") + box(b"encd", bytes(4)))
    assert chapters(data, most=9) == (ChapterMark(0, "One"), ChapterMark(2000, "Three"), ChapterMark(3000, "Four"))
    assert chapters(data, most=1) == (ChapterMark(0, "One"),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        box(b"moov", sound_track()),
        box(b"moov", text_track()),
        movie(titled("One"), names=3),
        movie(titled("One"), handler=b"vide"),
        movie(b"\x00"),
    ],
)
def test_a_file_without_such_a_track_has_none(data: bytes) -> None:
    assert chapters(data, most=9) == ()


def test_a_sample_that_claims_to_be_longer_than_it_is_keeps_to_itself() -> None:
    assert chapters(movie(b"\xff\xffOne", titled("Two")), most=9) == (ChapterMark(0, "One"), ChapterMark(1000, "Two"))


def test_a_track_without_a_clock_is_refused_and_the_sound_is_not(tmp_path: Path, apples: bytes) -> None:
    with pytest.raises(mp4.NotMp4, match="no clock"):
        chapters(movie(titled("One"), scale=0), most=9)
    clock = apples.rindex(b"mdhd") + 16
    path = tmp_path / "broken.m4a"
    path.write_bytes(apples[:clock] + bytes(4) + apples[clock + 4 :])
    found = examine(path, "m4a")
    assert (found.chapters, found.problems) == ((), ())


@given(st.data())
def test_any_damage_is_an_answer_or_a_refusal(data: st.DataObject) -> None:
    whole = bytearray(movie(titled("One"), titled("Two")))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(mp4.NotMp4):
        assert len(chapters(bytes(whole), most=9)) <= 9
