"""Whether an M4A is whole, and what is in it: its boxes are walked, without recursion. Pure.

Written from ISO/IEC 14496-12. A tag library believes the header: half a file keeps its full length there, and a
fragmented one has the length 0.
"""

import mmap
import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

Bytes = bytes | mmap.mmap

_MAX_BOXES = 10_000
_MAX_SAMPLES = 50_000_000
_PICTURES = {b"jpeg", b"png ", b"mjpg"}


class NotMp4(ValueError):
    """No usable M4A; the message is for the person who brought the file."""


@dataclass(frozen=True)
class Box:
    """A box's content is at `start` up to `stop`, which may lie behind the end of the file."""

    name: bytes
    start: int
    stop: int


@dataclass(frozen=True)
class Layout:
    """What the boxes say. `held` is the part of the sound that is there, from 0 to 1."""

    codec: str
    fragmented: bool
    has_video: bool
    held: float


def layout(data: Bytes) -> Layout:
    """Walk the boxes of the file `data`. Raises NotMp4."""
    top = list(boxes(data, 0, len(data)))
    movie = next((b for b in top if b.name == b"moov"), None)
    fragmented = any(b.name in {b"moof", b"sidx", b"styp"} for b in top)
    if movie is None or movie.stop > len(data):
        raise NotMp4(
            "The table of contents of this M4A is missing: the file was cut off or not finished. Please export it again."
        )
    tracks = [Track(data, box) for box in boxes(data, movie.start, movie.stop) if box.name == b"trak"]
    sound = next((t for t in tracks if t.handler == b"soun"), None)
    if sound is None:
        raise NotMp4("There is no sound in this file.")
    return Layout(
        codec=sound.codec.decode("latin-1").strip(),
        fragmented=fragmented or any(b.name == b"mvex" for b in boxes(data, movie.start, movie.stop)),
        has_video=any(t.handler == b"vide" and t.codec not in _PICTURES for t in tracks),
        held=_held(data, sound, top),
    )


def boxes(data: Bytes, start: int, stop: int) -> Iterator[Box]:
    """The boxes that lie side by side from `start` to `stop`. Raises NotMp4 where they make no sense."""
    at, limit = start, min(stop, len(data))
    for _ in range(_MAX_BOXES):
        if at + 8 > limit:
            return
        size, name, head = *struct.unpack_from(">I4s", data, at), 8
        if size == 1 and at + 16 <= limit:
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        elif size == 0:
            size = stop - at
        if size < head:
            raise NotMp4("This M4A is damaged. Please export it again.")
        yield Box(name, at + head, at + size)
        at += size
    raise NotMp4("This M4A is damaged. Please export it again.")


def sound_pieces(data: Bytes) -> Iterator[tuple[int, int]]:
    """Where each piece of the sound begins and ends, in the order in which it is played. Raises NotMp4."""
    movie = next((b for b in boxes(data, 0, len(data)) if b.name == b"moov"), None)
    if movie is None:
        raise NotMp4("There is no sound in this file.")
    tracks = (Track(data, box) for box in boxes(data, movie.start, movie.stop) if box.name == b"trak")
    sound = next((t for t in tracks if t.handler == b"soun"), None)
    yield from sound.extents() if sound is not None else ()


class Track:
    """One track's handler, codec and where its pieces lie."""

    def __init__(self, data: Bytes, track: Box) -> None:
        self.data = data
        self.media = self._inside(track, b"mdia")
        handler = self._inside(self.media, b"hdlr")
        self.handler = data[handler.start + 8 : handler.start + 12] if handler else b""
        self.samples = self._inside(self._inside(self.media, b"minf"), b"stbl")
        described = self._inside(self.samples, b"stsd")
        self.codec = data[described.start + 12 : described.start + 16] if described else b""

    def _inside(self, box: Box | None, name: bytes) -> Box | None:
        if box is None:
            return None
        return next((b for b in boxes(self.data, box.start, box.stop) if b.name == name), None)

    def pieces(self) -> list[int]:
        """Where each piece of the track begins in the file."""
        for name, code, width in ((b"stco", "I", 4), (b"co64", "Q", 8)):
            table = self._inside(self.samples, name)
            if table is not None and table.start + 8 <= len(self.data):
                count = struct.unpack_from(">I", self.data, table.start + 4)[0]
                return numbers(self.data[table.start + 8 : min(table.stop, table.start + 8 + count * width)], code)
        return []

    def extents(self) -> Iterator[tuple[int, int]]:
        """Where each piece begins and ends."""
        for start, sizes in self._filled():
            yield start, start + sum(sizes)

    def samples_at(self) -> Iterator[tuple[int, int]]:
        """Where each sample begins and ends."""
        for start, sizes in self._filled():
            at = start
            for size in sizes:
                yield at, at + size
                at += size

    def _filled(self) -> Iterator[tuple[int, list[int]]]:
        """Where each piece begins, with the lengths of its samples: how many are in it says stsc, the lengths stsz."""
        sizes, starts = self._sizes(), self.pieces()
        groups = self._table(b"stsc", 8, "I")
        changes = {groups[n] - 1: groups[n + 1] for n in range(0, len(groups) - 2, 3)}
        count, done = 0, 0
        for number, start in enumerate(starts):
            count = changes.get(number, count)
            if count <= 0 or done + count > len(sizes):
                raise NotMp4("This M4A is damaged. Please export it again.")
            yield start, sizes[done : done + count]
            done += count
        if done != len(sizes):
            raise NotMp4("This M4A is damaged. Please export it again.")

    def _sizes(self) -> list[int]:
        table = self._inside(self.samples, b"stsz")
        if table is None or table.start + 12 > len(self.data):
            return []
        each, count = struct.unpack_from(">II", self.data, table.start + 4)
        if each:
            return [each] * min(count, _MAX_SAMPLES)
        return self._table(b"stsz", 12, "I")

    def _table(self, name: bytes, skip: int, code: str) -> list[int]:
        table = self._inside(self.samples, name)
        return [] if table is None else numbers(self.data[table.start + skip : table.stop], code)


def numbers(raw: bytes, code: str) -> list[int]:
    """A table of big-endian numbers."""
    found = array(code)
    found.frombytes(raw[: len(raw) // found.itemsize * found.itemsize])
    if sys.byteorder == "little":
        found.byteswap()
    return found.tolist()


def _held(data: Bytes, sound: Track, top: list[Box]) -> float:
    """1 for a whole file; for one that was cut, about the share of the sound that lies before the cut."""
    cut = next((box for box in top if box.name == b"mdat" and box.stop > len(data)), None)
    if cut is not None:
        return max(0, len(data) - cut.start) / (cut.stop - cut.start)
    pieces = sound.pieces()
    return sum(1 for at in pieces if at < len(data)) / len(pieces) if pieces else 1.0
