"""Listening to a recording once, from start to end, with ffmpeg: how loud it is, how it begins and ends, its outline."""

from dataclasses import dataclass
from pathlib import Path

from app.media.programs import ProgramFailed, run
from app.media.sound import RATE, SILENCE_DB, NoReport, Outline, Sound, read_report

WALL_SECONDS = 1800
"""An hour takes about half a minute; the worker renews the job's lease as long as it runs."""

NO_FFMPEG = (
    "This site has no ffmpeg, so nobody has listened to this recording: its loudness, its peaks and the silence at its "
    "ends are not known, and there is no picture of the sound."
)

# Peaks are counted after the change to 16 bits, where what is beyond full scale lies at full scale. ebur128 passes on
# what it was given.
_FILTERS = (
    "[0:a:0]asplit=2[one][two];"
    f"[one]silencedetect=noise={SILENCE_DB}dB:duration=0.5,ebur128=peak=true:framelog=verbose,"
    "aformat=sample_fmts=s16,astats=measure_perchannel=none:measure_overall=Peak_level+Peak_count[heard];"
    f"[two]aformat=channel_layouts=mono,aresample={RATE}[outline]"
)


class NotHeard(RuntimeError):
    """Why nothing is known of the sound, as a sentence for the editor."""


@dataclass(frozen=True)
class Heard:
    sound: Sound
    peaks: list[float]


def listen(path: Path, *, duration_ms: int, ffmpeg: str | None) -> Heard:
    """Listen to the recording at `path`. Raises NotHeard with the reason."""
    if ffmpeg is None:
        raise NotHeard(NO_FFMPEG)
    outline = Outline()
    command = [
        *(ffmpeg, "-nostdin", "-hide_banner", "-nostats", "-threads", "1"),
        *("-protocol_whitelist", "file,pipe", "-i", f"file:{path}", "-filter_complex", _FILTERS),
        *("-map", "[heard]", "-f", "null", "-", "-map", "[outline]", "-f", "s16le", "pipe:1"),
    ]
    try:
        said = run(command, wall=WALL_SECONDS, take=outline.take)
        return Heard(read_report(said, duration_ms=duration_ms), outline.finished())
    except (ProgramFailed, NoReport) as error:
        raise NotHeard(f"ffmpeg could not listen to this recording: {error}.") from error
