"""Speak the sample episodes. For developers; nothing on a running site calls it.

    python -m app.cli.demo.make_audio

Needs `espeak-ng` and `ffmpeg` on the path. Each script in `scripts/` becomes an MP3, a transcript (WebVTT) and chapters
(JSON chapters 1.2) in `audio/`. Times are measured from the spoken pieces, not guessed.
"""

import json
import subprocess
import tempfile
import tomllib
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RATE = 22050  # what espeak-ng writes: 16 bits, one channel


@dataclass(frozen=True)
class Voice:
    """How one speaker sounds to espeak-ng."""

    name: str
    pitch: int
    words_a_minute: int


VOICES = {
    "Sample editor": Voice("en-gb+f3", 52, 172),
    "Sample physiotherapist": Voice("en-gb-x-rp+m3", 40, 172),
}
Speak = Callable[[str, Voice], bytes]
"""Turns a sentence into samples."""

BETWEEN_SENTENCES, BETWEEN_SPEAKERS, BETWEEN_PARTS = 180, 320, 800  # milliseconds of silence


@dataclass
class Recording:
    """Sound put together piece by piece, and what was said when."""

    samples: bytearray = field(default_factory=bytearray)
    cues: list[tuple[int, int, str, str]] = field(default_factory=list)
    chapters: list[tuple[int, str]] = field(default_factory=list)

    @property
    def milliseconds(self) -> int:
        return len(self.samples) * 1000 // (RATE * 2)

    def pause(self, milliseconds: int) -> None:
        self.samples += bytes(RATE * milliseconds // 1000 * 2)

    def say(self, speaker: str, text: str, spoken: bytes) -> None:
        start = self.milliseconds
        self.samples += spoken
        self.cues.append((start, self.milliseconds, speaker, text))


def sentences(text: str) -> list[str]:
    """`text` cut after each full stop or question mark that ends a sentence."""
    return text.replace(". ", ".\n").replace("? ", "?\n").split("\n")


def spoken(text: str, voice: Voice) -> bytes:
    """The samples of one sentence, without the silence around it."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "sentence.wav"
        command = ["espeak-ng", "-v", voice.name, "-p", str(voice.pitch), "-s", str(voice.words_a_minute), "-g", "1"]
        subprocess.run([*command, "-w", str(target), text.replace("’", "'")], check=True)  # noqa: S603 - our own words
        with wave.open(str(target), "rb") as sound:
            return _trimmed(sound.readframes(sound.getnframes()))


def _trimmed(samples: bytes) -> bytes:
    loud = [
        at
        for at in range(0, len(samples) - 1, 2)
        if abs(int.from_bytes(samples[at : at + 2], "little", signed=True)) > 60
    ]
    return samples[loud[0] : loud[-1] + 2]


def record(script: dict[str, Any], speak: Speak = spoken) -> Recording:
    """The whole script, spoken."""
    recording = Recording()
    for part in script["parts"]:
        if recording.cues:
            recording.pause(BETWEEN_PARTS)
        recording.chapters.append((recording.milliseconds, part["title"]))
        for line in part["lines"]:
            _say_line(recording, line, speak)
    recording.pause(BETWEEN_PARTS)
    return recording


def _say_line(recording: Recording, line: dict[str, str], speak: Speak) -> None:
    shown, said = sentences(line["text"]), sentences(line.get("say", line["text"]))
    if recording.cues and recording.milliseconds == recording.cues[-1][1]:
        recording.pause(BETWEEN_SPEAKERS)
    for number, (text, aloud) in enumerate(zip(shown, said, strict=True)):
        if number:
            recording.pause(BETWEEN_SENTENCES)
        recording.say(line["speaker"], text, speak(aloud, VOICES[line["speaker"]]))


def encode(recording: Recording, target: Path, ffmpeg: str = "ffmpeg") -> None:
    """MP3, one channel, 64 kbit/s, evened in loudness, the same bytes each time."""
    sound_in = ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0"]
    filters = ["-af", "highpass=f=80,lowpass=f=8500,loudnorm=I=-18:TP=-2:LRA=7", "-ar", "44100", "-ac", "1"]
    sound_out = ["-c:a", "libmp3lame", "-b:a", "64k", "-map_metadata", "-1", "-id3v2_version", "0"]
    steady = ["-fflags", "+bitexact", "-flags:a", "+bitexact"]
    command = [ffmpeg, "-v", "error", "-y", *sound_in, *filters, *sound_out, *steady, str(target)]
    subprocess.run(command, input=bytes(recording.samples), check=True)  # noqa: S603 - no outside input


def vtt(recording: Recording) -> str:
    """The transcript as WebVTT with a voice for each cue."""
    cues = [f"{_clock(a)} --> {_clock(b)}\n<v {speaker}>{text}</v>\n" for a, b, speaker, text in recording.cues]
    return "WEBVTT\n\n" + "\n".join(cues)


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def chapters(recording: Recording) -> str:
    """JSON chapters 1.2."""
    listed = [{"startTime": start / 1000, "title": title} for start, title in recording.chapters]
    return json.dumps({"version": "1.2.0", "chapters": listed}, indent=2, ensure_ascii=False) + "\n"


def main(speak: Speak = spoken, ffmpeg: str = "ffmpeg") -> None:
    """Make every episode again."""
    for path in sorted((HERE / "scripts").glob("*.toml")):
        recording = record(tomllib.loads(path.read_text("utf-8")), speak)
        base = HERE / "audio" / path.stem
        encode(recording, base.with_suffix(".mp3"), ffmpeg)
        base.with_suffix(".vtt").write_text(vtt(recording), "utf-8")
        base.with_suffix(".chapters.json").write_text(chapters(recording), "utf-8")
        print(f"{path.stem}: {recording.milliseconds / 1000:.1f} s, {base.with_suffix('.mp3').stat().st_size} bytes")


if __name__ == "__main__":
    main()
