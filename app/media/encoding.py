"""Masters made into MP3 by ffmpeg, the one program of others that we start."""

import re
import shutil
import subprocess
from pathlib import Path

import imageio_ffmpeg

from app.core.errors import Invalid

NONE = "none"
"""The setting that says that there is no ffmpeg to be used."""
WALL_SECONDS = 280  # a job is leased for five minutes
_MAX_MESSAGE = 300


class EncodingFailed(RuntimeError):
    """ffmpeg gave up; the message is its last line."""


def ffmpeg_at(setting: str = "") -> str | None:
    """The program to use: the one in `setting`, else the system's, else that of the package imageio-ffmpeg."""
    if setting == NONE:
        return None
    if setting:
        return shutil.which(setting)
    found = shutil.which("ffmpeg")
    if found is not None:
        return found
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:  # no binary for this machine
        return None


def encode_mp3(source: Path, target: Path, *, ffmpeg: str | None, channels: int) -> None:
    """Write `source` as MP3 to `target`, 64 kbit/s a channel: plain for speech and good enough for music.

    Raises Invalid when there is no ffmpeg, EncodingFailed when it cannot do it.
    """
    if ffmpeg is None:
        raise Invalid(
            "Podcast apps do not take this kind of file, and this site has no ffmpeg to make an MP3 of it. "
            "Please upload it as MP3 or M4A.",
            field="file",
        )
    count = min(2, max(1, channels))
    command = [
        *(ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
        *("-protocol_whitelist", "file", "-i", f"file:{source}"),
        *("-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-ac", str(count), "-ar", "44100"),
        *("-codec:a", "libmp3lame", "-b:a", f"{64 * count}k", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
        *("-id3v2_version", "3", "-f", "mp3", f"file:{target}"),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - a program from the settings, and paths of ours
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=WALL_SECONDS, check=False
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise EncodingFailed(str(error)) from error
    if done.returncode or not target.is_file():
        raise EncodingFailed(_last_line(done.stderr.decode(errors="replace")))


def _last_line(text: str) -> str:
    """The end of what ffmpeg said, without the paths of this machine."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"file:\S+", "the file", lines[-1])[:_MAX_MESSAGE] if lines else "ffmpeg gave no reason"
