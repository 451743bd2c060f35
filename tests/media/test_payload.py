"""The sound without anything around it."""

import hashlib
import json
import mmap
from pathlib import Path

import pytest

from app.media import mp4, payload
from app.media.mp4 import NotMp4
from tests.media import makers


def sound_of(tmp_path: Path, data: bytes, extension: str) -> str:
    path = tmp_path / f"x.{extension}"
    path.write_bytes(data)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        return payload.hash_of(mapped, payload.ranges(mapped, extension))


def test_tags_make_no_difference_to_the_sound_of_an_mp3(tmp_path: Path) -> None:
    sound = makers.cbr(3)
    plain = sound_of(tmp_path, sound, "mp3")
    assert plain == hashlib.sha256(sound).hexdigest()
    assert sound_of(tmp_path, makers.tagged(sound) + makers.ape_tag() + makers.id3v1(), "mp3") == plain
    assert sound_of(tmp_path, makers.cbr(4), "mp3") != plain


def test_another_layout_makes_no_difference_to_the_sound_of_an_m4a(tmp_path: Path) -> None:
    plain, fast = makers.m4a(), makers.m4a("-movflags", "+faststart", "-metadata", "title=Other")
    assert plain != fast
    assert sound_of(tmp_path, plain, "m4a") == sound_of(tmp_path, fast, "m4a")
    assert sound_of(tmp_path, plain, "m4a") != sound_of(tmp_path, makers.m4a("-af", "volume=-3dB"), "m4a")


def test_all_of_an_m4as_sound_is_hashed() -> None:
    data = makers.m4a(seconds=20.0)
    pieces = list(mp4.sound_pieces(data))
    (size,) = (box.stop - box.start for box in mp4.boxes(data, 0, len(data)) if box.name == b"mdat")
    assert sum(stop - start for start, stop in pieces) == size


def test_samples_of_one_size_are_counted(tmp_path: Path) -> None:
    """PCM in an M4A has no table of sizes."""
    data = makers.encoded("mov", "-c:a", "pcm_s16le")
    pieces = list(mp4.sound_pieces(data))
    assert sum(stop - start for start, stop in pieces) == 3 * 44_100 * 2


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"moov", b"free"), (b"stsz", b"xxxx"), (b"stsc", b"xxxx")],
)
def test_broken_tables_are_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(NotMp4):
        list(mp4.sound_pieces(makers.m4a().replace(old, new)))


def test_a_table_that_promises_more_than_there_is_is_refused() -> None:
    data = bytearray(makers.m4a())
    at = data.find(b"stsz")
    data[at + 12 : at + 16] = (5).to_bytes(4, "big")
    short = bytes(data[: at - 4]) + (20 + 5 * 4).to_bytes(4, "big") + bytes(data[at:])
    with pytest.raises(NotMp4):
        list(mp4.sound_pieces(short))


def test_a_file_without_sound_has_no_pieces() -> None:
    assert list(mp4.sound_pieces(makers.box(b"moov"))) == []


def test_the_child_prints_facts_and_hash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(makers.cbr(1))
    assert payload.main([str(path), "mp3"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["facts"]["codec"] == "mp3"
    assert len(printed["sound"]) == 64
