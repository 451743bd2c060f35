"""Masters become MP3."""

import shutil
from pathlib import Path

import imageio_ffmpeg
import pytest

from app.core.errors import Invalid
from app.media import probe
from app.media.encoding import EncodingFailed, encode_mp3, ffmpeg_at
from tests.media import makers

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (makers.encoded("opus", "-c:a", "libopus"), "opus"),
        (makers.encoded("flac"), "flac"),
        (makers.encoded("wav"), "wav"),
        (makers.encoded("m4a", "-c:a", "alac"), "m4a"),
    ],
)
@pytest.mark.parametrize("channels", [1, 2])
def test_a_master_becomes_an_mp3_of_the_same_length(tmp_path: Path, data: bytes, extension: str, channels: int) -> None:
    source, target = tmp_path / f"in.{extension}", tmp_path / "out.mp3"
    source.write_bytes(data)
    encode_mp3(source, target, ffmpeg=FFMPEG, channels=channels)
    facts = probe.examine(target, "mp3")
    assert facts.problems == ()
    assert abs(facts.duration_ms - 3000) < 100
    assert facts.channels == channels
    again = tmp_path / "again.mp3"
    encode_mp3(source, again, ffmpeg=FFMPEG, channels=channels)
    assert again.read_bytes() == target.read_bytes()


def test_garbage_is_told_without_the_paths_of_the_machine(tmp_path: Path) -> None:
    source = tmp_path / "in.flac"
    source.write_bytes(b"fLaC" + b"garbage" * 100)
    with pytest.raises(EncodingFailed) as failed:
        encode_mp3(source, tmp_path / "out.mp3", ffmpeg=FFMPEG, channels=1)
    assert str(tmp_path) not in str(failed.value)


def test_without_ffmpeg_the_reason_is_given(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no ffmpeg"):
        encode_mp3(tmp_path / "a", tmp_path / "b", ffmpeg=None, channels=1)


def test_a_program_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncodingFailed):
        encode_mp3(tmp_path / "a", tmp_path / "b", ffmpeg=str(tmp_path / "nothing"), channels=1)


def test_a_program_that_says_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncodingFailed, match="gave no reason"):
        encode_mp3(tmp_path / "a", tmp_path / "b", ffmpeg="true", channels=1)


def test_the_setting_names_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ffmpeg_at("none") is None
    assert ffmpeg_at(FFMPEG) == FFMPEG
    assert ffmpeg_at(str(tmp_path / "nothing")) is None
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert ffmpeg_at() == "/usr/bin/ffmpeg"


def test_the_program_of_the_package_is_used_when_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_here() -> str:
        raise RuntimeError

    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert ffmpeg_at() == FFMPEG
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", none_here)
    assert ffmpeg_at() is None
