"""Pictures and recordings are what their facts say, and the scripts that made them still work."""

import json
import struct
import subprocess
import tomllib
import wave
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
from PIL import Image, ImageFont

from app.cli.demo import make_art, make_audio, read
from app.cli.demo.drawing import Sheet
from app.cli.demo.make_audio import RATE, Recording, Voice
from app.media import audio
from app.media.facts import AudioFacts

HERE = Path(read.__file__).parent
RECORDINGS = pytest.mark.parametrize("name", sorted(read.RECORDINGS))
TONE = struct.pack("<4h", 0, 9000, -9000, 0) * (RATE // 16)


def measured(path: Path) -> AudioFacts:
    return audio.measure(path, "mp3")


def beep(_text: str, _voice: Voice) -> bytes:
    return TONE


def script(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "scripts" / f"{name}.toml").read_text("utf-8"))


@RECORDINGS
def test_a_recording_is_short_small_speech_on_one_channel(name: str) -> None:
    facts = measured(read.RECORDINGS[name])
    assert 90_000 <= facts.duration_ms <= 150_000
    assert (facts.mode, facts.channels, facts.problems) == ("cbr", 1, ())
    assert round(facts.bitrate, -3) == 64_000
    assert read.RECORDINGS[name].stat().st_size < 1_200_000


@RECORDINGS
def test_the_transcript_is_the_script_and_fits_the_recording(name: str) -> None:
    cues = read.cues(name)
    lines = [line for part in script(name)["parts"] for line in part["lines"]]
    said = [(line["speaker"], text) for line in lines for text in make_audio.sentences(line["text"])]
    assert [(cue["speaker"], cue["text"]) for cue in cues] == said
    assert {cue["speaker"] for cue in cues} == set(make_audio.VOICES)
    times = [time for cue in cues for time in (cue["start_ms"], cue["end_ms"])]
    assert times == sorted(times)
    assert cues[-1]["end_ms"] <= measured(read.RECORDINGS[name]).duration_ms


@RECORDINGS
def test_chapters_ascend_from_zero_within_the_recording(name: str) -> None:
    chapters = read.chapters(name)
    starts = [chapter["start_ms"] for chapter in chapters]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert starts[-1] < measured(read.RECORDINGS[name]).duration_ms
    assert [chapter["title"] for chapter in chapters] == [part["title"] for part in script(name)["parts"]]
    assert set(starts) <= {cue["start_ms"] for cue in read.cues(name)}


@RECORDINGS
def test_the_speech_says_at_once_that_it_is_synthetic_and_a_sample(name: str) -> None:
    opening = " ".join(cue["text"] for cue in read.cues(name) if cue["start_ms"] < 8_000)
    assert "synthetic speech" in opening
    assert "sample content" in opening


def test_the_cover_is_what_directories_ask_for() -> None:
    with Image.open(read.PICTURES["cover"]) as cover:
        assert (cover.format, cover.size, cover.mode) == ("JPEG", (3000, 3000), "RGB")
    assert read.PICTURES["cover"].stat().st_size <= 512 * 1024


@pytest.mark.parametrize("name", ["metal-debris", "resurfacing-and-replacement"])
def test_a_figure_is_wide_and_light(name: str) -> None:
    with Image.open(read.PICTURES[name]) as figure:
        assert figure.width == 1600
        assert "transparency" not in figure.info
    assert read.PICTURES[name].stat().st_size < 150_000


def test_pictures_are_drawn_the_same_way_each_time(tmp_path: Path) -> None:
    drawn = []
    for name in ("once", "again"):
        folder = tmp_path / name
        folder.mkdir()
        make_art.metal_debris(None, folder)
        drawn.append((folder / "metal-debris.png").read_bytes())
    assert drawn[0] == drawn[1]


def test_every_committed_picture_is_drawn_by_the_script(tmp_path: Path) -> None:
    make_art.main(None, tmp_path)
    for name, committed in read.PICTURES.items():
        with Image.open(tmp_path / committed.name) as drawn, Image.open(committed) as kept:
            assert drawn.size == kept.size, name


def test_a_face_is_found_among_fontsource_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "source-serif-4" / "files" / "source-serif-4-latin-600-normal.woff2"
    file.parent.mkdir(parents=True)
    file.touch()
    default = Sheet(10, 10, make_art.PAPER, None)._font(make_art.HEADING)
    asked: list[str] = []

    def opened(path: str, _size: int) -> object:
        asked.append(path)
        return default

    monkeypatch.setattr(ImageFont, "truetype", opened)
    Sheet(10, 10, make_art.PAPER, tmp_path).words("x", (1, 9), make_art.HEADING)
    assert asked == [str(file)]


def test_a_recording_measures_its_pieces() -> None:
    lines = [{"speaker": "Sample editor", "text": "One. Two?"}, {"speaker": "Sample physiotherapist", "text": "Three."}]
    parts = [{"title": "First", "lines": lines}, {"title": "Second", "lines": lines[:1]}]
    recording = make_audio.record({"parts": parts}, beep)
    spoken = len(TONE) * 1000 // (RATE * 2)
    assert [cue[2:] for cue in recording.cues[:3]] == [
        ("Sample editor", "One."),
        ("Sample editor", "Two?"),
        ("Sample physiotherapist", "Three."),
    ]
    assert all(abs(end - start - spoken) <= 1 for start, end, *_ in recording.cues)
    assert [title for _, title in recording.chapters] == ["First", "Second"]
    assert recording.chapters[1][0] == recording.cues[3][0]


def test_every_script_becomes_sound_transcript_and_chapters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "audio").mkdir()
    (tmp_path / "scripts" / "talk.toml").write_text(
        '[[parts]]\ntitle = "All"\n[[parts.lines]]\nspeaker = "Sample editor"\ntext = "Good day."\n'
    )
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    monkeypatch.setattr(make_audio, "HERE", tmp_path)
    make_audio.main(speak=beep, ffmpeg=ffmpeg)
    assert measured(tmp_path / "audio" / "talk.mp3").duration_ms > 500
    vtt = (tmp_path / "audio" / "talk.vtt").read_text("utf-8")
    assert vtt.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:00.")
    assert vtt.endswith("<v Sample editor>Good day.</v>\n")
    assert json.loads((tmp_path / "audio" / "talk.chapters.json").read_text())["chapters"][0]["title"] == "All"


def test_the_silence_around_a_spoken_sentence_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def espeak(command: list[str], *, check: bool) -> None:
        assert check
        assert command[0] == "espeak-ng"
        assert command[-1] == "It's so."
        with wave.open(command[command.index("-w") + 1], "wb") as sound:
            sound.setparams((1, 2, RATE, 0, "NONE", ""))
            sound.writeframes(struct.pack("<6h", 0, 3, 5000, -4000, 2, 0))

    monkeypatch.setattr(subprocess, "run", espeak)
    assert make_audio.spoken("It’s so.", make_audio.VOICES["Sample editor"]) == struct.pack("<2h", 5000, -4000)


def test_an_empty_recording_has_no_length() -> None:
    assert Recording().milliseconds == 0
