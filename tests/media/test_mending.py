"""Files that players stumble over are mended without touching their sound."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from app.core.errors import Invalid
from app.media import audio, mending, mp3
from app.media.child import ChildFailed
from app.media.encoding import ffmpeg_at
from app.media.mending import mend, plan
from app.media.mp3 import Flaw, NotMp3, walk
from app.media.mp3_headers import WORD, frame_of
from tests.media import makers

REAL_VBR = ("-c:a", "libmp3lame", "-q:a", "5", "-write_xing", "0")


def mended(tmp_path: Path, data: bytes) -> bytes:
    source, target = tmp_path / "a.mp3", tmp_path / "b.mp3"
    source.write_bytes(data)
    mend(source, target)
    return target.read_bytes()


@pytest.mark.parametrize(
    ("data", "flaws"),
    [
        (makers.tagged(makers.cbr(10)) + makers.tagged(makers.cbr(20)), (Flaw.JOINED, Flaw.WRONG_TABLE)),
        (makers.cbr(10, table=False) + makers.id3v1() + makers.cbr(20, table=False), (Flaw.JOINED,)),
        (makers.vbr(30, table=False), (Flaw.NO_TABLE,)),
        (makers.with_table(makers.mp3_frame() * 1000, 300), (Flaw.WRONG_TABLE,)),
        (bytes(3000) + makers.cbr(5), (Flaw.PADDED,)),
        (makers.cbr(5) + bytes(3000), (Flaw.PADDED,)),
        (makers.cbr(5, table=False) + b"junk" * 500 + makers.cbr(5, table=False), (Flaw.PADDED,)),
        (makers.encoded("mp3", *REAL_VBR, seconds=20.0), (Flaw.NO_TABLE,)),
    ],
)
def test_a_flawed_file_is_mended_and_keeps_every_frame(tmp_path: Path, data: bytes, flaws: tuple[Flaw, ...]) -> None:
    before = walk(data)
    assert before.flaws == flaws
    result = mended(tmp_path, data)
    after = walk(result)
    assert (after.flaws, after.joints, after.skipped, after.cut) == ((), 0, 0, False)
    assert (after.frames, after.duration_ms, after.sound_bytes) == (
        before.frames,
        before.duration_ms,
        before.sound_bytes,
    )
    assert after.table is not None
    assert (after.table.frames, after.table.bytes) == (after.frames, len(result))
    assert after.table.name == ("Xing" if after.varies else "Info")
    assert abs(audio.measure(tmp_path / "b.mp3", "mp3").header_ms - before.duration_ms) <= 1


def test_the_sound_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    one, two = makers.encoded("mp3", *REAL_VBR, seconds=3.0), makers.encoded("mp3", *REAL_VBR, "-vn", seconds=4.0)
    start, second = walk(one), walk(two)
    joined = makers.tagged(one) + makers.tagged(two)
    result = mended(tmp_path, joined)
    sound = b"".join(data[run[0] : run[1]] for data, found in ((one, start), (two, second)) for run in found.runs)
    assert hashlib.sha256(result[-len(sound) :]).digest() == hashlib.sha256(sound).digest()


def test_the_same_file_is_mended_to_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    data = makers.vbr(5, table=False)
    assert mended(tmp_path / "one", data) == mended(tmp_path / "two", data)


def test_another_reader_finds_the_length_in_the_new_table(tmp_path: Path) -> None:
    ffmpeg = ffmpeg_at()
    assert ffmpeg is not None
    result = tmp_path / "b.mp3"
    mended(tmp_path, makers.encoded("mp3", *REAL_VBR, seconds=20.0))
    said = subprocess.run([ffmpeg, "-i", str(result)], capture_output=True, text=True, check=False).stderr
    assert "Duration: 00:00:20.0" in said
    assert "Estimating duration" not in said


@pytest.mark.parametrize(
    ("version", "rate", "kilobits", "mono"),
    [
        (3, 44_100, 64, True),
        (3, 48_000, 320, False),
        (2, 22_050, 64, False),
        (0, 8_000, 8, True),
        (0, 11_025, 16, True),
    ],
)
def test_the_table_of_every_kind_of_frame_is_read_again(version: int, rate: int, kilobits: int, mono: bool) -> None:
    data = makers.mp3_frame(kilobits, rate=rate, version=version, mono=mono) * 400
    made = plan(data)
    frame = frame_of(WORD.unpack_from(made.head)[0])
    assert frame is not None
    assert (frame.version, frame.sample_rate, frame.mono, frame.size) == (version, rate, mono, len(made.head))
    found = walk(made.head + data)
    assert found.table is not None
    assert found.table.frames == found.frames == 400


def test_the_table_leads_to_the_right_places() -> None:
    made = plan(makers.vbr(60, table=False))
    frame = frame_of(WORD.unpack_from(made.head)[0])
    assert frame is not None
    contents = made.head[4 + frame.side_info + 16 :][:100]
    assert list(contents) == sorted(contents)
    # The first half has 32 kbit/s and the second 139 on average.
    assert contents[50] / 256 == pytest.approx(32 / (32 + 139), abs=0.02)


@pytest.mark.parametrize(
    "second",
    [
        makers.cbr(1, rate=48_000, table=False),
        makers.mp3_frame(mono=False) * 40,
        makers.id3() + makers.mp3_frame(mono=False) * 40,
    ],
)
def test_parts_that_do_not_go_together_are_refused_with_what_to_do(tmp_path: Path, second: bytes) -> None:
    with pytest.raises(Invalid, match="Please export it as one file"):
        mended(tmp_path, makers.cbr(2) + second)


def test_what_is_only_a_table_cannot_be_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotMp3, match="no sound"):
        mending._starts(b"", ())


def test_a_child_that_fails_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failed(*_: object, **__: object) -> bytes:
        raise ChildFailed("killed")

    monkeypatch.setattr(mending, "run_child", failed)
    with pytest.raises(Invalid, match="could not be mended"):
        mended(tmp_path, makers.cbr(1))


def test_the_child_says_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.mp3"
    for data, words in ((makers.vbr(1, table=False), '"ranges": [[0, '), (b"garbage" * 100, '"refused": ')):
        path.write_bytes(data)
        assert mending.main([str(path)]) == 0
        assert words in capsys.readouterr().out


def test_a_frame_too_small_for_any_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "_TABLE_BYTES", 10_000)
    with pytest.raises(NotMp3, match="too small"):
        plan(makers.cbr(1))


def test_a_good_file_has_no_flaws() -> None:
    for data in (
        makers.cbr(5),
        makers.cbr(5, table=False),
        makers.vbr(5),
        makers.tagged(makers.cbr(5)) + makers.id3v1(),
    ):
        assert mp3.walk(data).flaws == ()


def test_tables_in_the_middle_are_left_out_of_the_plan() -> None:
    one, two = makers.cbr(1), makers.cbr(2)
    for data in (one + two, makers.tagged(one) + makers.tagged(two), two + one + one):
        made = plan(data)
        assert all(b"Info" not in data[start:stop] for start, stop in made.ranges)
        assert sum(stop - start for start, stop in made.ranges) == walk(data).sound_bytes


@pytest.mark.parametrize("second", [makers.cbr(1, rate=48_000), makers.mp3_frame(mono=False) * 40])
def test_no_plan_is_made_of_parts_that_do_not_go_together(second: bytes) -> None:
    with pytest.raises(NotMp3, match="as one file"):
        plan(makers.cbr(2) + second)
