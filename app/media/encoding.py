"""Masters made into MP3 by ffmpeg."""

import shutil
from pathlib import Path

import imageio_ffmpeg

from app.core.errors import Invalid
from app.media.programs import ProgramFailed, run

NONE = "none"
"""The setting that says that there is no ffmpeg to be used."""
WALL_SECONDS = 1800  # the worker renews the job's lease as long as it runs
MAX_ENCODED_BYTES = 4 << 30


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
        run(command, wall=WALL_SECONDS, file_bytes=MAX_ENCODED_BYTES)
    except ProgramFailed as error:
        raise EncodingFailed(str(error)) from error
    if not target.is_file():
        raise EncodingFailed("ffmpeg gave no reason")
