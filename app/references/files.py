"""Files of references as they come: plain or packed by gzip, in UTF-8 or in what Windows wrote. No more is read than is
needed, and a packed file cannot grow without end."""

import codecs
import gzip
import io
import itertools
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from app.core.decoding import text_of
from app.core.errors import Invalid
from app.references.formats import Format, format_of
from app.references.records import LARGEST_FILE

MOST_UNPACKED = 400 << 20
LONGEST_LINE = 1 << 20
_GZIP = b"\x1f\x8b"
_HEAD_LINES = 200


@dataclass(frozen=True)
class Opened:
    """What a file begins like, and all of its lines with their ends."""

    format: Format | None
    lines: Iterator[bytes]

    def text(self) -> str:
        """The whole of it. Raises Invalid when it is larger than a file of references may be."""
        found = bytearray()
        for line in self.lines:
            found += line
            if len(found) > LARGEST_FILE:
                raise Invalid(
                    f"That is more than {LARGEST_FILE >> 20} MB. Bring the references in by smaller files.",
                    field="file",
                )
        return text_of(bytes(found), field="file")

    def rows(self) -> Iterator[str]:
        """Line by line; what is no UTF-8 becomes a question mark, because nothing that we look for is outside ASCII."""
        return (line.decode("utf-8", "replace") for line in self.lines)


def opened(stream: BinaryIO) -> Opened:
    """Look at the beginning of `stream`, which can be gone back in. Raises Invalid for a packed file that is broken."""
    lines = _lines(stream)
    head = list(itertools.islice(lines, _HEAD_LINES))
    start = b"".join(head)[: 1 << 16]
    return Opened(format_of(_beginning(start)), itertools.chain(head, lines))


def _beginning(data: bytes) -> str:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8-sig", "replace")


def of_text(text: str) -> Opened:
    """The same of a text that was pasted."""
    return opened(io.BytesIO(text.encode("utf-8", "replace")))


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    packed = stream.read(2) == _GZIP
    stream.seek(0)
    unpacked = cast("BinaryIO", gzip.GzipFile(fileobj=stream)) if packed else stream
    total = 0
    try:
        while line := unpacked.readline(LONGEST_LINE):
            total += len(line)
            if total > MOST_UNPACKED:
                raise Invalid("The file is too large to be a list of references.", field="file")
            yield line
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Invalid("The file is broken: it cannot be unpacked to its end.", field="file") from error
