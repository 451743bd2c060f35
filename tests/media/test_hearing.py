"""Listening with the real ffmpeg."""

from pathlib import Path

import imageio_ffmpeg
import pytest

from app.media import hearing
from app.media.encoding import ffmpeg_at
from app.media.hearing import NotHeard, listen
from tests.media import makers


@pytest.fixture(params=["own", "packaged"])
def ffmpeg(request: pytest.FixtureRequest) -> str | None:
    return ffmpeg_at() if request.param == "own" else imageio_ffmpeg.get_ffmpeg_exe()


def test_a_tone_is_heard(tmp_path: Path, ffmpeg: str) -> None:
    path = tmp_path / "tone.wav"
    options = ("-af", "volume=12dB,adelay=3000:all=1,apad=pad_dur=4", "-c:a", "pcm_s16le")
    path.write_bytes(makers.encoded("wav", *options, seconds=5.0))
    heard = listen(path, duration_ms=12_000, ffmpeg=ffmpeg)
    assert heard.sound.loudness is not None
    assert -12 < heard.sound.loudness < -6
    assert heard.sound.true_peak is not None
    assert -7 < heard.sound.true_peak < -5
    assert heard.sound.clipped == 0
    assert abs(heard.sound.silence_start_ms - 3000) < 60
    assert abs(heard.sound.silence_end_ms - 4000) < 60
    assert abs(len(heard.peaks) - 240) <= 1
    assert heard.peaks[10] == 0
    assert 0.45 < heard.peaks[120] < 0.55


def test_clipping_is_heard(tmp_path: Path, ffmpeg: str) -> None:
    path = tmp_path / "loud.mp3"
    path.write_bytes(makers.encoded("mp3", "-af", "volume=30dB", "-c:a", "libmp3lame", "-b:a", "128k"))
    assert listen(path, duration_ms=3000, ffmpeg=ffmpeg).sound.clipped > 1000


def test_without_ffmpeg_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotHeard, match="no ffmpeg"):
        listen(tmp_path / "x.mp3", duration_ms=1, ffmpeg=None)


@pytest.mark.parametrize("program", ["/nowhere/ffmpeg", "/bin/false", "/bin/true"])
def test_an_ffmpeg_that_does_not_work_is_told(tmp_path: Path, program: str) -> None:
    with pytest.raises(NotHeard, match="could not listen"):
        listen(tmp_path / "x.mp3", duration_ms=1, ffmpeg=program)


def test_one_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ffmpeg: str) -> None:
    monkeypatch.setattr(hearing, "WALL_SECONDS", 0.01)
    path = tmp_path / "long.mp3"
    path.write_bytes(makers.cbr(900))
    with pytest.raises(NotHeard, match="too long"):
        listen(path, duration_ms=900_000, ffmpeg=ffmpeg)
