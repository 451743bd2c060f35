"""The boxes of an M4A."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media import mp4
from app.media.mp4 import Layout, NotMp4, layout
from tests.media import makers
from tests.media.makers import box


def test_a_whole_file_holds_all_its_sound() -> None:
    assert layout(makers.m4a()) == Layout("mp4a", fragmented=False, has_video=False, held=1.0)


def test_a_file_with_its_contents_first_that_was_cut_holds_a_part() -> None:
    data = makers.m4a("-movflags", "+faststart", seconds=20.0)
    found = layout(data[: len(data) // 2])
    assert 0.3 < found.held < 0.6


def test_a_file_cut_within_its_last_piece_is_not_whole() -> None:
    assert layout(makers.m4a("-movflags", "+faststart", seconds=20.0)[:-10]).held < 1


def test_a_file_with_its_contents_last_that_was_cut_is_refused() -> None:
    with pytest.raises(NotMp4, match="table of contents"):
        layout(makers.m4a()[:-100])


def test_fragments_are_seen() -> None:
    assert layout(makers.m4a("-movflags", "+frag_keyframe+empty_moov")).fragmented


def test_a_video_is_seen() -> None:
    video = makers.encoded(
        "mp4", "-f", "lavfi", "-i", "testsrc=size=64x64:duration=1", "-c:v", "mpeg4", "-c:a", "aac", seconds=1.0
    )
    assert layout(video).has_video


def sound_track(*samples: bytes) -> bytes:
    handler = box(b"hdlr", bytes(8), b"soun", bytes(12))
    described = box(b"stsd", bytes(12), b"mp4a")
    return box(b"trak", box(b"mdia", handler, box(b"minf", box(b"stbl", described, *samples))))


def test_long_offsets_are_read() -> None:
    offsets = box(b"co64", bytes(4), struct.pack(">IQQ", 2, 50, 10_000))
    assert layout(box(b"moov", sound_track(offsets))).held == 0.5


def test_a_track_without_offsets_promises_nothing() -> None:
    assert layout(box(b"moov", sound_track())).held == 1.0


def test_a_large_box_and_one_to_the_end_are_stepped_over() -> None:
    moov = box(b"moov", sound_track())
    large = struct.pack(">I4sQ", 1, b"free", 20) + bytes(4)
    assert layout(large + moov + struct.pack(">I4s", 0, b"mdat") + bytes(30)).held == 1.0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "table of contents"),
        (makers.nested_boxes(3000), "no sound"),
        (box(b"moov", box(b"trak")), "no sound"),
        (struct.pack(">I4s", 4, b"moov"), "damaged"),
        (box(b"free") * 10_001, "damaged"),
    ],
)
def test_what_is_no_m4a_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(NotMp4, match=words):
        layout(data)


@given(st.data())
def test_no_bytes_make_the_walk_fail_otherwise(data: st.DataObject) -> None:
    sound = bytearray(makers.m4a(seconds=0.2))
    for _ in range(data.draw(st.integers(1, 5))):
        sound[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = layout(bytes(sound))
    except NotMp4:
        return
    assert 0 <= found.held <= 1


def test_a_count_of_offsets_beyond_the_box_reads_no_further() -> None:
    offsets = box(b"stco", bytes(4), struct.pack(">II", 0xFFFFFFFF, 8))
    assert layout(box(b"moov", sound_track(offsets))).held == 1.0
    assert mp4.numbers(b"\x00\x00\x00\x01\x00", "I") == [1]
