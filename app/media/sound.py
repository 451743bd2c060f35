"""How a recording sounds, from what ffmpeg says of it; and its outline, for drawing. Pure.

Loudness is that of EBU R 128. Speech is published at about -16 LUFS in stereo and -19 in mono, which sounds the same.
"""

import json
import math
import re
import sys
from array import array
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

RATE = 8_000
"""Samples a second of the sound that the outline is made of: 16 bits, one channel."""
PEAKS_A_SECOND = 20
MAX_PEAKS = 8_000
SILENCE_DB = -50
FAR = 4.0
"""So many LUFS away from the aim are clearly heard beside other podcasts."""
LOUDEST_PEAK = -1.0
LONG_SILENCE_MS = 2_000
MANY_CLIPPED = 10
"""A peak or two at full scale is how a recording is made as loud as it can be; more is distortion."""

_AT_ENDS_MS = 150
_BUCKET = RATE // PEAKS_A_SECOND
_NUMBER = r"(-?\d{1,9}(?:\.\d{1,9})?|-?inf|nan)"


@dataclass(frozen=True)
class Sound:
    """What was heard. Loudness in LUFS and the true peak in dBTP are None for silence."""

    loudness: float | None
    true_peak: float | None
    clipped: int
    """Samples at full scale."""
    silence_start_ms: int
    silence_end_ms: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class NoReport(ValueError):
    """ffmpeg did not say what was asked of it."""


def read_report(said: str, *, duration_ms: int) -> Sound:
    """What the filters silencedetect, ebur128 and astats said. Raises NoReport when they did not."""
    summary = said.rpartition("Summary:")[2]
    loudness, peak = _last(r"\bI:\s+" + _NUMBER + r" LUFS", summary), _last(r"\bPeak:\s+" + _NUMBER + " dBFS", summary)
    level, count = _last(r"Peak level dB: " + _NUMBER, said), _last(r"Peak count: " + _NUMBER, said)
    if "Summary:" not in said or loudness is None or level is None or count is None:
        raise NoReport("ffmpeg did not say how loud this recording is")
    start, end = _silences(said, duration_ms)
    return Sound(
        loudness=None if loudness <= -70 else loudness,
        true_peak=None if peak is None or peak < -200 else peak,
        clipped=int(count) if level > -0.001 else 0,
        silence_start_ms=start,
        silence_end_ms=end,
    )


def warnings(sound: Sound, *, channels: int) -> tuple[str, ...]:
    """What an editor should know, each with what to do about it."""
    if sound.loudness is None and (sound.true_peak is None or sound.true_peak < -60):
        return ("Nothing is to be heard in this recording: it is silent. Please check that it is the right file.",)
    found = [_loudness_warning(sound.loudness, -19 if channels == 1 else -16)]
    if sound.clipped >= MANY_CLIPPED:
        found.append(
            f"The sound is cut off at its loudest places ({sound.clipped:,} samples): that is heard as crackling. Record or "
            "export it with a lower level."
        )
    elif sound.true_peak is not None and sound.true_peak > LOUDEST_PEAK:
        found.append(
            f"The loudest peak is at {sound.true_peak:.1f} dBTP; above {LOUDEST_PEAK:.0f} some players distort. Export it a "
            "little quieter, or with a limiter at -1 dBTP."
        )
    for silence, where in ((sound.silence_start_ms, "begins"), (sound.silence_end_ms, "ends")):
        if silence > LONG_SILENCE_MS:
            found.append(f"It {where} with {silence / 1000:.1f} seconds of silence. Two are enough: trim the rest.")
    return tuple(filter(None, found))


def _loudness_warning(loudness: float | None, aim: int) -> str:
    if loudness is None or abs(loudness - aim) <= FAR:
        return ""
    how, what = ("quieter", "turn up") if loudness < aim else ("louder", "turn down")
    return (
        f"It has {loudness:.1f} LUFS, which is much {how} than other podcasts (about {aim}): listeners will have to {what} "
        f"the volume. Export it at {aim} LUFS."
    )


def _silences(said: str, duration_ms: int) -> tuple[int, int]:
    """How long it is silent at the start and at the end."""
    starts = [_milliseconds(each) for each in re.findall(r"silence_start: " + _NUMBER, said)]
    ends = [_milliseconds(each) for each in re.findall(r"silence_end: " + _NUMBER, said)]
    if not starts:
        return 0, 0
    at_start = 0
    if starts[0] <= _AT_ENDS_MS:
        at_start = min(duration_ms, ends[0]) if ends else duration_ms
    lasts = len(ends) < len(starts) or ends[-1] >= duration_ms - _AT_ENDS_MS
    return at_start, max(0, duration_ms - max(0, starts[-1])) if lasts else 0


def _last(pattern: str, text: str) -> float | None:
    found = re.findall(pattern, text)
    number = float(found[-1]) if found else None
    return None if number is None or math.isnan(number) else max(-1e9, min(1e9, number))


def _milliseconds(number: str) -> int:
    value = float(number)
    return round(value * 1000) if abs(value) < 1e9 else 0


class Outline:
    """The peaks of a recording, gathered while its samples come in (`RATE` a second, 16 bits, little-endian)."""

    def __init__(self) -> None:
        self._rest = b""
        self._peaks: array[int] = array("H")

    def take(self, piece: bytes) -> None:
        """Go on with the next bytes, cut anywhere."""
        data = self._rest + piece
        whole = len(data) // (_BUCKET * 2) * (_BUCKET * 2)
        self._gather(data[:whole])
        self._rest = data[whole:]

    def finished(self) -> list[float]:
        """From 0 to 1, at equal distances over the whole recording; `MAX_PEAKS` at most."""
        self._gather(self._rest[: len(self._rest) // 2 * 2])
        self._rest = b""
        return [round(min(1.0, peak / 32_767), 3) for peak in _thinned(self._peaks)]

    def _gather(self, data: bytes) -> None:
        samples = array("h", data)
        if sys.byteorder == "big":
            samples.byteswap()
        for at in range(0, len(samples), _BUCKET):
            bucket = samples[at : at + _BUCKET]
            highest, lowest = max(bucket), min(bucket)
            self._peaks.append(max(highest, -lowest))


def _thinned(peaks: Sequence[int]) -> list[int]:
    """At most `MAX_PEAKS` of them, each the highest of its neighbours."""
    count = min(len(peaks), MAX_PEAKS)
    edges = [n * len(peaks) // count for n in range(count + 1)] if count else []
    return [max(peaks[start:stop]) for start, stop in pairwise(edges)]


def peaks_json(peaks: Sequence[float], *, duration_ms: int) -> bytes:
    """The outline as it is kept and as scripts read it. The same sound gives the same bytes."""
    values = {"version": 1, "duration_ms": duration_ms, "peaks": list(peaks)}
    return json.dumps(values, separators=(",", ":")).encode()
