"""What ffmpeg says of a recording, and what an editor is told."""

import json
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.sound import MAX_PEAKS, RATE, NoReport, Outline, Sound, peaks_json, read_report, warnings

SAID = """
[silencedetect @ 0x1] silence_start: 0
[silencedetect @ 0x1] silence_end: 2.5 | silence_duration: 2.5
[silencedetect @ 0x1] silence_start: 57.25
[Parsed_ebur128_3 @ 0x2] Summary:

  Integrated loudness:
    I:         -20.5 LUFS
    Threshold: -31.0 LUFS

  Loudness range:
    LRA:         3.0 LU

  True peak:
    Peak:       -1.5 dBFS
[Parsed_astats_5 @ 0x3] Overall
[Parsed_astats_5 @ 0x3] Peak level dB: -1.612345
[Parsed_astats_5 @ 0x3] Peak count: 2.000000
"""
GOOD = Sound(-17.0, -2.0, 0, 100, 200)


def test_a_report_is_read() -> None:
    assert read_report(SAID, duration_ms=60_000) == Sound(-20.5, -1.5, 0, 2500, 2750)


def test_samples_at_full_scale_are_counted() -> None:
    clipped = SAID.replace("-1.612345", "-0.000265").replace("2.000000", "1234.0000")
    assert read_report(clipped, duration_ms=60_000).clipped == 1234


def test_silence_that_ffmpeg_ends_with_the_file_is_silence_at_the_end() -> None:
    said = SAID.replace("57.25\n", "57.25\n[silencedetect @ 0x1] silence_end: 60.0 | silence_duration: 2.75\n")
    assert read_report(said, duration_ms=60_000).silence_end_ms == 2750


def test_silence_in_the_middle_is_nothing() -> None:
    said = SAID.replace("silence_start: 0\n", "silence_start: 10\n").replace("silence_end: 2.5", "silence_end: 12.5")
    said = said.replace("[silencedetect @ 0x1] silence_start: 57.25\n", "")
    found = read_report(said, duration_ms=60_000)
    assert (found.silence_start_ms, found.silence_end_ms) == (0, 0)


def test_a_silent_recording_has_no_loudness() -> None:
    said = SAID.replace("-20.5 LUFS", "-70.0 LUFS").replace("-1.5 dBFS", "-inf dBFS").replace("-1.612345", "-inf")
    found = read_report("silence_start: 0\n" + said.rpartition("57.25\n")[2], duration_ms=9000)
    assert found == Sound(None, None, 0, 9000, 9000)
    assert "it is silent" in warnings(found, channels=1)[0]


@pytest.mark.parametrize("said", ["", "Summary:", SAID.replace("Peak count", "Peaks"), SAID.replace("-20.5", "nan")])
def test_what_says_nothing_is_no_report(said: str) -> None:
    with pytest.raises(NoReport):
        read_report(said, duration_ms=1000)


@given(st.text(alphabet="0123456789-.ainf"), st.text(alphabet="0123456789-.ainf"))
def test_no_number_makes_the_reading_fail(one: str, other: str) -> None:
    said = SAID.replace("57.25", one).replace("-1.5", other)
    assert read_report(said, duration_ms=60_000).silence_end_ms >= 0


def test_a_good_recording_is_warned_of_nothing() -> None:
    assert warnings(GOOD, channels=2) == warnings(GOOD, channels=1) == ()


@pytest.mark.parametrize(
    ("sound", "channels", "words"),
    [
        (Sound(-20.5, -3.0, 0, 0, 0), 2, "much quieter than other podcasts (about -16)"),
        (Sound(-23.5, -3.0, 0, 0, 0), 1, "much quieter than other podcasts (about -19)"),
        (Sound(-11.0, -3.0, 0, 0, 0), 2, "much louder"),
        (Sound(-16.0, -0.2, 0, 0, 0), 2, "The loudest peak is at -0.2 dBTP"),
        (Sound(-16.0, 0.0, 1234, 0, 0), 2, "crackling"),
        (Sound(-16.0, -2.0, 0, 2100, 0), 2, "begins with 2.1 seconds of silence"),
        (Sound(-16.0, -2.0, 0, 0, 9000), 2, "ends with 9.0 seconds of silence"),
    ],
)
def test_what_should_be_known_is_said_once(sound: Sound, channels: int, words: str) -> None:
    (said,) = warnings(sound, channels=channels)
    assert words in said


def test_a_recording_too_short_for_a_loudness_is_not_called_silent() -> None:
    assert warnings(Sound(None, -3.0, 0, 0, 0), channels=1) == ()


def samples(seconds: float, level: float) -> bytes:
    count = int(seconds * RATE)
    return struct.pack(f"<{count}h", *(round(32_767 * level * math.sin(n)) for n in range(count)))


def test_the_outline_has_twenty_peaks_a_second() -> None:
    outline = Outline()
    data = samples(1, 0.5) + samples(1, 1.0)
    for at in range(0, len(data), 333):  # cut anywhere, also within a sample
        outline.take(data[at : at + 333])
    peaks = outline.finished()
    assert len(peaks) == 40
    assert all(abs(p - 0.5) < 0.01 for p in peaks[:20])
    assert all(abs(p - 1.0) < 0.01 for p in peaks[20:])


def test_a_long_outline_is_thinned_and_keeps_its_highest_peaks() -> None:
    outline = Outline()
    quiet = bytes(2 * RATE)
    for _ in range(1000):
        outline.take(quiet)
    outline.take(struct.pack("<h", -32_768))
    peaks = outline.finished()
    assert len(peaks) == MAX_PEAKS
    assert (peaks[0], peaks[-1]) == (0, 1.0)


def test_an_outline_of_nothing_is_empty() -> None:
    assert Outline().finished() == []


def test_the_outline_is_kept_as_compact_json() -> None:
    assert peaks_json([0.0, 0.125], duration_ms=100) == b'{"version":1,"duration_ms":100,"peaks":[0.0,0.125]}'
    assert json.loads(peaks_json([], duration_ms=5))["peaks"] == []
