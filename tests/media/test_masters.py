"""Whether a WAV or an Ogg file is whole."""

import struct

import pytest

from app.media.masters import ogg_has_end, wav_held
from tests.media import makers


def test_a_whole_wav_holds_everything() -> None:
    assert wav_held(makers.encoded("wav")) == 1.0


def test_half_a_wav_holds_half() -> None:
    data = makers.encoded("wav")
    assert 0.49 < wav_held(data[: len(data) // 2]) < 0.51


@pytest.mark.parametrize(
    ("data", "held"),
    [
        (b"", 0.0),
        (b"RIFF\x00\x00\x00\x00WAVEfmt \x01\x00\x00\x00x\x00", 0.0),
        (b"RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xff", 1.0),
        (b"RF64\xff\xff\xff\xffWAVEdata" + struct.pack("<I", 99), 1.0),
        (b"RIFF\x00\x00\x00\x00WAVEdata\x00\x00\x00\x00", 1.0),
    ],
)
def test_odd_wavs_are_told(data: bytes, held: float) -> None:
    assert wav_held(data) == held


def test_the_last_page_of_an_ogg_says_so() -> None:
    data = makers.encoded("opus", "-c:a", "libopus")
    assert ogg_has_end(data)
    assert not ogg_has_end(data[: len(data) // 2])
    assert not ogg_has_end(b"OggS")
    assert not ogg_has_end(b"")
