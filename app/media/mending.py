"""Mending an MP3 without touching its sound: the frames alone, in their order, behind one table that is right.

What is read comes from outside, so it is looked at in a child process (`main`), which says what to keep; we copy.
"""

import base64
import json
import mmap
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import Invalid
from app.media import mp3
from app.media.child import ChildFailed, run_child
from app.media.mp3 import NotMp3, Walk
from app.media.mp3_headers import SIZE_BITS, WORD, Bytes, frame_of, sizes_like

PIECE = 1 << 20
_TABLE_BYTES = 8 + 4 + 4 + 100
_FLAGS = 7  # frames, bytes and the table of contents are there
_MIXED = (
    "The parts of this recording were made in different ways (sampling rate, or mono and stereo), and players stumble "
    "where one follows the other. Please export it as one file."
)


@dataclass(frozen=True)
class Plan:
    """What the mended file is made of: its first frame, then these ranges of bytes of the old one."""

    head: bytes
    ranges: tuple[tuple[int, int], ...]


def main(arguments: Sequence[str]) -> int:
    """`path`: print the plan as JSON, or why there is none."""
    with Path(arguments[0]).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            made = plan(data)
        except NotMp3 as error:
            sys.stdout.write(json.dumps({"refused": str(error)}))
            return 0
    sys.stdout.write(json.dumps({"head": base64.b64encode(made.head).decode(), "ranges": made.ranges}))
    return 0


def mend(source: Path, target: Path) -> None:
    """Write the mended file to `target`. Raises Invalid with the reason when it cannot be mended."""
    try:
        answer = json.loads(run_child("app.media.mending", str(source), mapped=source.stat().st_size))
    except (ChildFailed, ValueError) as error:
        raise Invalid("This recording could not be mended. Please export it again.", field="file") from error
    if "refused" in answer:
        raise Invalid(answer["refused"], field="file")
    with target.open("xb") as out, source.open("rb") as file:
        out.write(base64.b64decode(answer["head"]))
        for start, stop in answer["ranges"]:
            file.seek(start)
            for size in _pieces(stop - start):
                out.write(file.read(size))


def plan(data: Bytes) -> Plan:
    """What to keep of the file `data`. Raises NotMp3."""
    walk = mp3.walk(data)
    ranges = tuple(_sound(data, walk))
    starts = _starts(data, ranges)
    return Plan(_head(data, ranges, starts, varies=walk.varies), ranges)


def _pieces(length: int) -> Iterator[int]:
    while length > 0:
        yield min(PIECE, length)
        length -= PIECE


def _sound(data: Bytes, walk: Walk) -> Iterator[tuple[int, int]]:
    """The runs of frames without the tables that stand in them."""
    tables = list(walk.inner_tables)
    for run_start, stop in walk.runs:
        start = run_start
        for table in (t for t in tables if start <= t < stop):
            if table > start:
                yield start, table
            frame = frame_of(WORD.unpack_from(data, table)[0])
            start = table + (frame.size if frame else 0)
        if start < stop:
            yield start, stop


def _starts(data: Bytes, ranges: Sequence[tuple[int, int]]) -> "array[int]":
    """Where each frame begins, counted from the first one. Raises NotMp3 when the frames do not go together."""
    starts: array[int] = array("Q")
    first = frame_of(WORD.unpack_from(data, ranges[0][0])[0]) if ranges else None
    if first is None:
        raise NotMp3("There is no sound in this file.")
    sizes, before = sizes_like(first.version, first.sample_rate), 0
    for start, stop in ranges:
        at = start
        while at < stop:
            word = WORD.unpack_from(data, at)[0]
            if word & SIZE_BITS not in sizes or (word >> 6 & 3 == 3) is not first.mono:
                raise NotMp3(_MIXED)
            starts.append(before + at - start)
            at += sizes[word & SIZE_BITS]
        before += stop - start
    return starts


def _head(data: Bytes, ranges: Sequence[tuple[int, int]], starts: "array[int]", *, varies: bool) -> bytes:
    """A frame that is no sound and holds the table: how many frames and bytes there are, and where each hundredth is."""
    header, size = _silent_header(WORD.unpack_from(data, ranges[0][0])[0])
    frame = frame_of(WORD.unpack(header)[0])
    assert frame is not None
    total = size + sum(stop - start for start, stop in ranges)
    contents = bytes(min(255, (size + starts[n * len(starts) // 100]) * 256 // total) for n in range(100))
    name = b"Xing" if varies else b"Info"
    counts = WORD.pack(_FLAGS) + WORD.pack(len(starts)) + WORD.pack(total)
    return (header + bytes(frame.side_info) + name + counts + contents).ljust(size, b"\x00")


def _silent_header(like: int) -> tuple[bytes, int]:
    """The header of a frame of the same kind, without CRC and padding, and its size: the smallest that holds a table."""
    for rate in range(1, 15):
        word = (like | 0x10000) & ~0xF200 | rate << 12
        frame = frame_of(word)
        if frame is not None and frame.size >= 4 + frame.side_info + _TABLE_BYTES:
            return WORD.pack(word), frame.size
    raise NotMp3("This MP3 has frames too small for a table.")
