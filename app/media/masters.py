"""Whether a WAV or Ogg file is whole, told from its own bookkeeping. Pure.

FLAC has none that can be read without decoding: it is measured again after it has been encoded.
"""

import mmap
import struct

Bytes = bytes | mmap.mmap


def wav_held(data: Bytes) -> float:
    """1 for a whole WAV; else the share of the promised sound that is there."""
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if name == b"data" and data[:4] != b"RF64" and size != 0xFFFFFFFF:
            return min(1.0, (len(data) - at - 8) / size) if size else 1.0
        if name == b"data":
            return 1.0  # written as a stream: nothing was promised
        at += 8 + size + size % 2
    return 0.0


def ogg_has_end(data: Bytes) -> bool:
    """Whether the last page of an Ogg file says that it is the last."""
    at = data.rfind(b"OggS")
    return at >= 0 and at + 6 <= len(data) and bool(data[at + 5] & 4)
