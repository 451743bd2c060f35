"""Every frame of an MP3 is visited."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media import mp3
from app.media.mp3 import NotMp3, walk
from app.media.mp3_headers import frame_of
from tests.media import makers

FRAME_MS = 1152 / 44_100 * 1000


@pytest.mark.parametrize(
    ("data", "seconds", "rate"),
    [
        (makers.cbr(2), 2, 44_100),
        (makers.cbr(2, table=False), 2, 44_100),
        (makers.cbr(2, rate=48_000), 2, 48_000),
        (makers.cbr(2, rate=32_000), 2, 32_000),
        (makers.cbr(2, version=2, rate=22_050), 2, 22_050),
        (makers.cbr(2, version=2, rate=24_000), 2, 24_000),
        (makers.cbr(2, version=0, rate=8_000, kilobits=16), 2, 8_000),
        (makers.cbr(2, version=0, rate=11_025, kilobits=16), 2, 11_025),
        (makers.vbr(2), 2, 44_100),
        (makers.vbr(2, table=False), 2, 44_100),
    ],
)
def test_the_length_is_that_of_all_frames(data: bytes, seconds: int, rate: int) -> None:
    found = walk(data)
    assert abs(found.duration_ms - seconds * 1000) <= 75
    assert found.sample_rate == rate
    assert not found.cut
    assert found.joints == found.skipped == 0


def test_padding_is_counted() -> None:
    frames = 38 * 10
    data = b"".join(makers.mp3_frame(128, padded=n % 3 == 0, mono=False) for n in range(frames))
    found = walk(data)
    assert found.frames == frames
    assert found.sound_bytes == len(data)
    assert found.channels == 2
    assert not found.varies
    assert abs(found.bitrate - 128_000) < 1000


def test_a_varying_bit_rate_is_seen_with_and_without_a_table() -> None:
    assert walk(makers.vbr()).varies
    without = walk(makers.vbr(table=False))
    assert without.varies
    assert without.table is None
    assert without.declared_ms is None


def test_the_encoders_table_is_read_and_not_counted_as_sound() -> None:
    found = walk(makers.cbr(2))
    assert found.table is not None
    assert (found.table.name, found.table.frames) == ("Info", found.frames)
    assert found.declared_ms == found.duration_ms


def test_a_vbri_table_is_read() -> None:
    frame = bytearray(makers.mp3_frame(64))
    frame[36:40] = b"VBRI"
    frame[46:54] = (5000).to_bytes(4, "big") + (77).to_bytes(4, "big")
    found = walk(bytes(frame) + makers.cbr(2, table=False))
    assert found.table is not None
    assert (found.table.name, found.table.frames, found.table.bytes) == ("VBRI", 77, 5000)


def test_a_table_without_figures_promises_nothing() -> None:
    frame = bytearray(makers.mp3_frame(64))
    frame[21:29] = b"Xing" + bytes(4)
    found = walk(bytes(frame) + makers.cbr(1, table=False))
    assert found.table is not None
    assert found.table.frames is None
    assert found.declared_ms is None


@pytest.mark.parametrize(
    "tags",
    [
        makers.id3v1(),
        makers.ape_tag(),
        makers.ape_tag(header=False),
        makers.ape_tag() + makers.id3v1(),
        makers.lyrics3() + makers.id3v1(),
    ],
)
def test_tags_at_the_end_are_no_sound(tags: bytes) -> None:
    plain = walk(makers.cbr(1, table=False))
    found = walk(makers.cbr(1, table=False) + tags)
    assert (found.frames, found.cut, found.skipped) == (plain.frames, False, 0)


def test_tags_at_the_start_are_stepped_over() -> None:
    data = makers.id3(makers.text_frame(b"TIT2", "One"), padding=300) + makers.tagged(makers.cbr(1))
    assert walk(data).frames == walk(makers.cbr(1)).frames


def test_a_tag_with_a_footer_is_stepped_over() -> None:
    tag = bytearray(makers.id3(padding=50))
    tag[5] = 0x10
    found = walk(bytes(tag) + b"3DI\x04\x00\x10" + makers.syncsafe(50) + makers.cbr(1, table=False))
    assert found.skipped == 0


def test_a_cut_file_is_shorter_than_its_table_says() -> None:
    data = makers.cbr(4)
    found = walk(data[: len(data) // 2 + 50])
    assert found.cut
    assert found.declared_ms is not None
    assert found.declared_ms > 1.9 * found.duration_ms


def test_a_cut_without_a_table_shows_in_the_last_frame() -> None:
    assert walk(makers.cbr(2, table=False)[:-50]).cut
    assert not walk(makers.cbr(2, table=False)[:-208]).cut


def test_a_cut_just_behind_a_header_is_seen() -> None:
    data = makers.cbr(1, table=False)
    assert walk(data + makers.mp3_frame()[:4]).cut


@pytest.mark.parametrize(
    ("second", "joints"),
    [
        (makers.cbr(1), 1),
        (makers.tagged(makers.cbr(1)), 2),
        (makers.tagged(makers.cbr(1, table=False)), 1),
        (makers.cbr(1, rate=48_000, table=False), 1),
        (makers.id3v1() + makers.cbr(1, table=False), 1),
    ],
)
def test_joined_recordings_are_counted_in_full(second: bytes, joints: int) -> None:
    found = walk(makers.cbr(2) + second)
    assert found.joints == joints
    assert abs(found.duration_ms - 3000) < 150


def test_junk_between_frames_is_stepped_over_and_told() -> None:
    found = walk(makers.cbr(1, table=False) + b"junk" * 500 + makers.cbr(1, table=False))
    assert found.skipped == 2000
    assert abs(found.duration_ms - 2000) < 100
    assert found.joints == 0


def test_a_broken_tag_in_the_middle_is_junk() -> None:
    found = walk(makers.cbr(1, table=False) + b"ID3\x04\x00\x00\xff\xff\xff\xff" + makers.cbr(1, table=False))
    assert found.skipped == 10


def test_junk_at_the_end_is_told() -> None:
    found = walk(makers.cbr(1, table=False) + b"\x00" * 1000)
    assert found.skipped == 1000
    assert not found.cut


def test_the_word_xing_in_the_sound_is_no_table() -> None:
    frame = bytearray(makers.mp3_frame())
    frame[60:64] = b"Xing"
    assert walk(makers.cbr(1, table=False) + bytes(frame) + makers.cbr(1, table=False)).joints == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no MP3 sound"),
        (b"\xff\xfb", "no MP3 sound"),
        (b"garbage" * 1000, "no MP3 sound"),
        (makers.id3(claimed=256_000_000) + makers.cbr(1), "longer than the whole file"),
        (b"ID3\x04\x00\x00\xff\xff\xff\xff" + makers.cbr(1), "tag at the start of this file is broken"),
        (b"ID3\x04", "tag at the start of this file is broken"),
        (makers.id3(padding=100), "no MP3 sound"),
        (b"\xff\xfb\x00\xc0" + bytes(413), "free format"),
        (makers.with_table(b"", 0), "no sound"),
        (makers.cbr(0.1, table=False) + bytes(100_000), "Only a small part"),
        ((makers.mp3_frame() * 2 + b"junk") * 2100, "more holes than sound"),
    ],
)
def test_what_is_no_mp3_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(NotMp3, match=words):
        walk(data)


def test_sync_marks_that_lead_nowhere_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mp3, "_MAX_TRIES", 10)
    with pytest.raises(NotMp3):
        walk(b"\xff\xfb" * 20 + makers.cbr(1))


@given(st.binary(max_size=3000), st.integers(0, 3000))
def test_no_bytes_make_the_walk_fail_otherwise(noise: bytes, at: int) -> None:
    sound = makers.cbr(0.2)
    for data in (noise, sound[:at] + noise + sound[at:]):
        try:
            found = walk(data)
        except NotMp3:
            continue
        assert found.sound_bytes <= len(data)


@given(st.integers(0, 2**32 - 1))
def test_every_header_has_a_size_or_is_none(word: int) -> None:
    frame = frame_of(word | 0xFFE00000)
    assert frame is None or frame.size == 0 or 24 <= frame.size <= 1441
