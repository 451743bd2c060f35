"""The chapters of an M4A that are a track of their own, as Apple's programs write them. Pure.

From the QuickTime File Format ("Chapter lists") and ISO/IEC 14496-12: the sound's `tref` names the track of text, whose
samples are the titles, each as long as its chapter. The tag library reads only the older list (`chpl`).
"""

import struct
from collections.abc import Iterator

from app.core.text import one_line
from app.media import mp4
from app.media.facts import ChapterMark
from app.media.mp4 import Box, Bytes, Track

MAX_TITLE_BYTES = 4096
_TEXT = {b"text", b"sbtl", b"subt"}


def chapters(data: Bytes, *, most: int) -> tuple[ChapterMark, ...]:
    """At most `most`, in the order of their time; none where there is no such track. Raises NotMp4 where it makes no
    sense."""
    movie = next((b for b in mp4.boxes(data, 0, len(data)) if b.name == b"moov"), None)
    if movie is None:
        return ()
    tracks = [_TextTrack(data, box) for box in mp4.boxes(data, movie.start, movie.stop) if box.name == b"trak"]
    named = {number for track in tracks if track.handler == b"soun" for number in track.chapter_tracks()}
    titles = next((t for t in tracks if t.number() in named and t.handler in _TEXT), None)
    found: list[ChapterMark] = []
    for start_ms, title in titles.titles() if titles is not None else ():
        if len(found) == most:
            break
        found.append(ChapterMark(start_ms, title))
    return tuple(found)


class _TextTrack(Track):
    """A track, asked for what chapters need of it."""

    def __init__(self, data: Bytes, track: Box) -> None:
        super().__init__(data, track)
        self.track = track

    def number(self) -> int:
        """The track's number, by which others name it; 0 for none."""
        head = self._inside(self.track, b"tkhd")
        return 0 if head is None else self._number(head, 20 if self._is_long(head) else 12)

    def chapter_tracks(self) -> list[int]:
        """The numbers of the tracks that this one names as its chapters."""
        box = self._inside(self._inside(self.track, b"tref"), b"chap")
        return [] if box is None else mp4.numbers(self.data[box.start : box.stop], "I")

    def titles(self) -> Iterator[tuple[int, str]]:
        """When each begins in milliseconds, and its words; a sample without words is a gap between chapters."""
        scale, at = self._scale(), 0
        lengths = self._lengths()
        for start, stop in self.samples_at():
            title = self._title(start, stop)
            if title:
                yield round(at * 1000 / scale), title
            at += next(lengths, 0)

    def _title(self, start: int, stop: int) -> str:
        """Two bytes that say how long it is, the words in UTF-8, or in UTF-16 with its mark; then what players skip."""
        if start + 2 > min(stop, len(self.data)):
            return ""
        length = struct.unpack_from(">H", self.data, start)[0]
        raw = self.data[start + 2 : min(start + 2 + length, stop, start + MAX_TITLE_BYTES)]
        wide = raw[:2] in {b"\xfe\xff", b"\xff\xfe"}
        return one_line(raw.decode("utf-16" if wide else "utf-8", "replace"))

    def _scale(self) -> int:
        head = self._inside(self.media, b"mdhd")
        scale = 0 if head is None else self._number(head, 20 if self._is_long(head) else 12)
        if scale == 0:
            raise mp4.NotMp4("The chapters of this M4A have no clock.")
        return scale

    def _lengths(self) -> Iterator[int]:
        """How long each sample lasts."""
        table = self._table(b"stts", 8, "I")
        for count, length in zip(table[::2], table[1::2], strict=False):
            for _ in range(count):
                yield length

    def _is_long(self, head: Box) -> bool:
        """Whether its times have 64 bits."""
        return self.data[head.start : head.start + 1] == b"\x01"

    def _number(self, box: Box, at: int) -> int:
        if box.start + at + 4 > min(box.stop, len(self.data)):
            return 0
        return int(struct.unpack_from(">I", self.data, box.start + at)[0])
