"""The four bytes before every MP3 frame, and the table that an encoder may put into the first one. Pure.

Written from ISO/IEC 11172-3 and 13818-3; the Xing, Info and VBRI headers are customs without a standard.
"""

import mmap
import struct
from dataclasses import dataclass
from functools import cache

Bytes = bytes | mmap.mmap

WORD = struct.Struct(">I")

# Sync, version, layer, bit rate, sampling rate and padding; without CRC, private bit and what says how it sounds.
SIZE_BITS = 0xFFFEFE00
_BASE = 0xFFE20000  # sync and layer III

_BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


@dataclass(frozen=True)
class Frame:
    """One frame header. `version` is as coded: 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5. `bitrate` 0 is free format."""

    version: int
    bitrate: int
    sample_rate: int
    padded: bool
    mono: bool

    @property
    def samples(self) -> int:
        return 1152 if self.version == 3 else 576

    @property
    def size(self) -> int:
        """Bytes from this header to the next; 0 when free format leaves that open."""
        return self.samples // 8 * self.bitrate // self.sample_rate + self.padded if self.bitrate else 0

    @property
    def side_info(self) -> int:
        """Bytes between the header and the place where an encoder puts its table."""
        if self.version == 3:
            return 17 if self.mono else 32
        return 9 if self.mono else 17


def frame_of(word: int) -> Frame | None:
    """The frame that the four bytes `word` begin, or None if they begin no layer III frame."""
    version, rate, bitrate = word >> 19 & 3, word >> 10 & 3, word >> 12 & 15
    if word & 0xFFE60000 != _BASE or version == 1 or rate == 3 or bitrate == 15:
        return None
    kilobits = _BITRATES[3 if version == 3 else 2][bitrate]
    return Frame(version, kilobits * 1000, _RATES[version][rate], bool(word & 0x200), word >> 6 & 3 == 3)


@cache
def sizes_like(version: int, sample_rate: int) -> dict[int, int]:
    """Frame size by masked header, for every header that may follow one of this version and sampling rate."""
    rate = _RATES[version].index(sample_rate)
    words = (
        _BASE | version << 19 | bitrate << 12 | rate << 10 | padding << 9
        for bitrate in range(1, 15)
        for padding in (0, 1)
    )
    found = ((word & SIZE_BITS, frame_of(word)) for word in words)
    return {word: frame.size for word, frame in found if frame is not None}


@dataclass(frozen=True)
class Table:
    """What an encoder wrote into the first frame: how many frames and bytes follow, as far as it says so."""

    name: str
    frames: int | None
    bytes: int | None


def table_at(data: Bytes, start: int, frame: Frame) -> Table | None:
    """The Xing, Info or VBRI table in the frame at `start`, or None when it holds sound."""
    at = start + 4 + frame.side_info
    name = data[at : at + 4]
    if name in {b"Xing", b"Info"}:
        return _xing(data, at, name.decode())
    if data[start + 36 : start + 40] == b"VBRI" and len(data) >= start + 54:
        return Table("VBRI", WORD.unpack_from(data, start + 50)[0], WORD.unpack_from(data, start + 46)[0])
    return None


def _xing(data: Bytes, at: int, name: str) -> Table | None:
    if len(data) < at + 16:
        return None
    flags: int = WORD.unpack_from(data, at + 4)[0]
    frames = WORD.unpack_from(data, at + 8)[0] if flags & 1 else None
    size = WORD.unpack_from(data, at + (12 if flags & 1 else 8))[0] if flags & 2 else None
    return Table(name, frames or None, size or None)
