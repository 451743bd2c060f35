"""How long an MP3 really is: every frame is visited, headers are not believed. Pure.

Tag libraries read the first frame and the encoder's table, so a file cut in half keeps its full length, and one of
varying bit rate without a table can be wrong by half. Here 105 MB take about 0.1 s.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from app.media.mp3_headers import SIZE_BITS, WORD, Bytes, Frame, Table, frame_of, sizes_like, table_at

_SYNC = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
_MAX_JUMPS = 2000  # a file with more holes than this is not sound
_MAX_TRIES = 100_000  # nor one in which so many sync marks lead nowhere


TOLERANCE_MS = 1000


class Flaw(StrEnum):
    """What players stumble over although all the sound is there."""

    JOINED = "joined"
    NO_TABLE = "no table"
    WRONG_TABLE = "wrong table"
    PADDED = "padded"


class NotMp3(ValueError):
    """No MP3; the message is for the person who brought the file."""


@dataclass(frozen=True)
class Walk:
    """What the frames say. Frame counts are without the encoder's table."""

    duration_ms: int
    frames: int
    sound_bytes: int
    sample_rate: int
    channels: int
    varies: bool
    table: Table | None
    joints: int
    """Places where another recording begins: a second table, a tag in the middle, another sampling rate."""
    skipped: int
    """Bytes between frames that are no sound."""
    cut: bool
    """The last frame is not whole."""
    runs: tuple[tuple[int, int], ...] = ()
    """Where frames follow one another: from the first byte up to and without the last."""
    start: int = 0
    """Where the first frame begins, the encoder's table included."""
    inner_tables: tuple[int, ...] = ()
    """Where further tables begin; they stand within the runs and are no sound."""

    @property
    def stop(self) -> int:
        """Behind the last whole frame."""
        return self.runs[-1][1]

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """What mending can do something about."""
        told = self.declared_ms
        found = {
            Flaw.JOINED: self.joints > 0,
            Flaw.NO_TABLE: self.varies and self.table is None,
            Flaw.WRONG_TABLE: told is not None and abs(told - self.duration_ms) > TOLERANCE_MS,
            Flaw.PADDED: self.skipped > 0 or self.cut,
        }
        return tuple(flaw for flaw, is_there in found.items() if is_there)

    @property
    def bitrate(self) -> int:
        return self.sound_bytes * 8000 // self.duration_ms if self.duration_ms else 0

    @property
    def declared_ms(self) -> int | None:
        """How long the encoder's table says it is."""
        if self.table is None or self.table.frames is None or not self.frames:
            return None
        return self.table.frames * self.duration_ms // self.frames


@dataclass
class _Course:
    """Where the walk is and what it has counted."""

    at: int
    frames: int = 0
    sound_bytes: int = 0
    seconds: float = 0.0
    joints: int = 0
    skipped: int = 0
    jumps: int = 0
    cut: bool = False
    seen: set[int] = field(default_factory=set)
    runs: list[tuple[int, int]] = field(default_factory=list)


def walk(data: Bytes) -> Walk:
    """Visit every frame of the file `data`. Raises NotMp3."""
    start = _after_leading_tags(data)
    end = _before_trailing_tags(data, start)
    first, frame = _find_first(data, start, end)
    table = table_at(data, first, frame)
    course = _Course(first + frame.size if table else first, skipped=first - start)
    while course.at + 4 <= end and not course.cut:
        course.at = _run(data, course, end, frame)
        frame = _go_on(data, course, end) or frame
    if not course.frames:
        raise NotMp3("There is no sound in this file.")
    _check_share(course, end - start)
    inner = _inner_tables(data, first, end)
    for at in inner:
        _take_off(course, data, at)
    return Walk(
        round(course.seconds * 1000), course.frames, course.sound_bytes, frame.sample_rate, 1 if frame.mono else 2,
        _differ(course.seen), table, course.joints + len(inner), course.skipped, course.cut,
        tuple(course.runs), first, inner,
    )  # fmt: skip


def _run(data: Bytes, course: _Course, end: int, frame: Frame) -> int:
    """From one header to the next while they fit. The loop that has to be fast."""
    unpack, sizes, see = WORD.unpack_from, sizes_like(frame.version, frame.sample_rate), course.seen.add
    at, count, last, size = course.at, 0, end - 4, 0
    while at <= last:
        word = unpack(data, at)[0] & SIZE_BITS
        if word not in sizes:
            break
        see(word)
        size = sizes[word]
        at += size
        count += 1
    if at > end:  # the last frame reaches beyond the file
        course.cut, at, count = True, at - size, count - 1
    if at > course.at:
        course.runs.append((course.at, at))
    course.frames += count
    course.sound_bytes += at - course.at
    course.seconds += count * frame.samples / frame.sample_rate
    return at


def _go_on(data: Bytes, course: _Course, end: int) -> Frame | None:
    """After something that is no fitting header: step over a tag or junk, to the next frame or the end."""
    at = course.at
    if course.cut or at + 4 > end:
        return None
    course.jumps += 1
    if course.jumps > _MAX_JUMPS:
        raise NotMp3("This file has more holes than sound. Please export it again.")
    beyond = _tag_end(data, at, end)
    found = _next_frame(data, beyond, end)
    if found is None:
        course.at = end
        course.cut = beyond == at and frame_of(WORD.unpack_from(data, at)[0]) is not None
        course.skipped += 0 if beyond > at else end - at
        return None
    course.at, frame = found
    joint = beyond > at or course.at == at
    course.joints += joint
    course.skipped += 0 if joint else course.at - at
    return frame


def _after_leading_tags(data: Bytes) -> int:
    at = 0
    while data[at : at + 3] == b"ID3":
        size = _id3_size(data, at)
        if at + size > len(data):
            raise NotMp3(
                "The tag at the start of this file claims to be longer than the whole file. Please export it again."
            )
        at += size
    return at


def _id3_size(data: Bytes, at: int) -> int:
    head = data[at : at + 10]
    if len(head) < 10 or any(byte & 0x80 for byte in head[6:]):
        raise NotMp3("The tag at the start of this file is broken. Please export it again.")
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return size + (20 if head[5] & 0x10 else 10)


def _before_trailing_tags(data: Bytes, start: int) -> int:
    """Without ID3v1, APEv2 and Lyrics3 at the end, in any order."""
    end, before = len(data), -1
    while end != before:
        before = end
        if end - start >= 128 and data[end - 128 : end - 125] == b"TAG":
            end -= 128
        if end - start >= 32 and data[end - 32 : end - 24] == b"APETAGEX":
            end = max(start, end - _ape_size(data[end - 32 : end]))
        if end - start >= 15 and data[end - 9 : end] == b"LYRICS200" and data[end - 15 : end - 9].isdigit():
            end = max(start, end - 15 - int(data[end - 15 : end - 9]))
    return end


def _ape_size(footer: bytes) -> int:
    has_header = footer[23] & 0x80
    return int.from_bytes(footer[12:16], "little") + (32 if has_header else 0)


def _tag_end(data: Bytes, at: int, end: int) -> int:
    """Behind a tag that begins at `at`; `at` itself when there is none."""
    if data[at : at + 3] == b"ID3":
        try:
            return min(end, at + _id3_size(data, at))
        except NotMp3:
            return at
    return min(end, at + 128) if data[at : at + 3] == b"TAG" else at


def _find_first(data: Bytes, start: int, end: int) -> tuple[int, Frame]:
    found = _next_frame(data, start, end)
    if found is not None:
        return found
    if _is_free_format(data, start):
        raise NotMp3(
            "This MP3 uses free format, which most players cannot play. Please export it with a usual bit rate."
        )
    raise NotMp3("There is no MP3 sound in this file.")


def _next_frame(data: Bytes, start: int, end: int) -> tuple[int, Frame] | None:
    """The first frame from `start` on that another one like it (or the end) follows."""
    for match in islice(_SYNC.finditer(data, start, end), _MAX_TRIES):
        at = match.start()
        frame = frame_of(WORD.unpack_from(data, at)[0]) if at + 4 <= end else None
        if frame is not None and frame.size and _is_followed(data, at, frame, end):
            return at, frame
    return None


def _is_followed(data: Bytes, at: int, frame: Frame, end: int) -> bool:
    following = at + frame.size
    if following == end:
        return True
    if following + 4 > end:
        return False
    return WORD.unpack_from(data, following)[0] & SIZE_BITS in sizes_like(frame.version, frame.sample_rate)


def _is_free_format(data: Bytes, at: int) -> bool:
    frame = frame_of(WORD.unpack_from(data, at)[0]) if at + 4 <= len(data) else None
    return frame is not None and not frame.bitrate


def _check_share(course: _Course, length: int) -> None:
    """Half a file of sound is the least; random bytes hold a pair of frames now and then."""
    if course.sound_bytes * 2 < length - 4096:
        raise NotMp3("Only a small part of this file is MP3 sound. Please export it again.")


def _differ(seen: set[int]) -> bool:
    """Whether the headers name more than one bit rate; padding alone makes no difference."""
    return len({word & 0xF000 for word in seen}) > 1


def _inner_tables(data: Bytes, first: int, end: int) -> tuple[int, ...]:
    """The frames that are further encoder's tables: each one begins another recording."""
    places = sorted(at for name in (b"Xing", b"Info") for at in _places(data, name, first + 200, end))
    return tuple(start for start in (_table_around(data, at) for at in places) if start is not None)


def _take_off(course: _Course, data: Bytes, at: int) -> None:
    """A table in the middle was counted as sound."""
    frame = frame_of(WORD.unpack_from(data, at)[0])
    if frame is not None and any(start <= at < stop for start, stop in course.runs):
        course.frames -= 1
        course.sound_bytes -= frame.size
        course.seconds -= frame.samples / frame.sample_rate


def _places(data: Bytes, name: bytes, start: int, end: int) -> list[int]:
    places: list[int] = []
    at = data.find(name, start, end)
    while at >= 0 and len(places) < _MAX_JUMPS:
        places.append(at)
        at = data.find(name, at + 4, end)
    return places


def _table_around(data: Bytes, at: int) -> int | None:
    """The frame of the table whose four letters are at `at`: they stand behind a header and side information that is
    all zero. None when they stand elsewhere."""
    for gap in (32, 17, 9):
        frame = frame_of(WORD.unpack_from(data, at - gap - 4)[0])
        if frame is not None and frame.side_info == gap and not any(data[at - gap : at]):
            return at - gap - 4
    return None
