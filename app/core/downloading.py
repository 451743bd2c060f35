"""Fetching large files so that what has arrived is never fetched twice.

Beside the file to be grows its part, and beside that stands the validator that the server gave. After an interruption
the rest is asked for under that validator (RFC 9110, If-Range); when the file has changed in the meantime, or the
server gave no validator, it begins anew: half of one file and half of another is worse than none.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import monotonic
from typing import IO

from app.core.fetching import Answer, Fetcher, Interrupted, refusal
from app.core.files import write_whole
from app.core.public_address import Unfetchable

SLOWEST = 1024
"""Bytes a second, on average over the time of silence that is allowed."""
LONGEST = 6 * 3600.0
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.ASCII)
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Downloaded:
    """A whole file that has arrived, and its checksum."""

    url: str
    bytes: int
    sha256: str
    mime: str


class _Changed(Exception):
    """The server answered with something else than the rest of our part."""


def download(
    fetcher: Fetcher,
    url: str,
    to: Path,
    *,
    limit_bytes: int,
    seconds_of_silence: float = 30.0,
    progress: Progress = lambda done, total: None,
) -> Downloaded:
    """Fetch a file to `to`, going on where an earlier try ended. `progress` hears bytes done and in all, and may raise.

    Raises Unfetchable; Interrupted where a later try can go on.
    """
    part = _Part(to)
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        answered, mime = part.fetch(fetcher, url, limit_bytes, seconds_of_silence, progress)
    except _Changed:
        part.forget()
        answered, mime = part.fetch(fetcher, url, limit_bytes, seconds_of_silence, progress)  # the whole of it
    return part.finish(answered, mime)


class _Part:
    """What has arrived of a file."""

    def __init__(self, to: Path) -> None:
        self._to = to
        self._path = to.with_name(f"{to.name}.part")
        self._kept = to.with_name(f"{to.name}.validator")

    @property
    def size(self) -> int:
        return self._path.stat().st_size if self._path.exists() else 0

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)
        self._kept.unlink(missing_ok=True)

    def validator(self, url: str) -> str:
        """Of the part, when it is one of this address; "" otherwise."""
        try:
            kept = json.loads(self._kept.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""
        return str(kept.get("validator", "")) if kept.get("url") == url else ""

    def fetch(self, fetcher: Fetcher, url: str, limit: int, silence: float, progress: Progress) -> tuple[str, str]:
        validator = self.validator(url) if self.size else ""
        if not validator:
            self.forget()
        asked = {"Range": f"bytes={self.size}-", "If-Range": validator} if validator else {}
        with fetcher.open("GET", url, headers=asked, seconds=LONGEST, silence=silence) as answer:
            if validator and _is_whole(answer, self.size):
                progress(self.size, self.size)
            else:
                start, total = self._begin(answer, url, validator, limit)
                self._write(answer, start, total, limit, silence, progress)
            return answer.url, answer.headers.get("content-type", "").split(";")[0].strip().lower()

    def _begin(self, answer: Answer, url: str, validator: str, limit: int) -> tuple[int, int | None]:
        """Where the body begins and how long the whole file is; the part is cut or kept accordingly."""
        if validator and answer.status in {206, 416}:
            start, total = self._rest(answer, validator), self._total(answer)
        elif answer.status == 200:
            start, total = 0, answer.length
            self.forget()
            write_whole(self._kept, json.dumps({"url": url, "validator": strong_validator(answer.headers)}).encode())
        else:
            raise refusal(answer)
        if total is not None and total > limit:
            self.forget()
            raise Unfetchable(f"It has {total:,} bytes; at most {limit:,} are taken.")
        return start, total

    def _rest(self, answer: Answer, validator: str) -> int:
        found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
        if answer.status == 416 or found is None or int(found[1]) != self.size:
            raise _Changed
        if validator.startswith('"') and answer.headers.get("etag", validator) != validator:
            raise _Changed
        return self.size

    @staticmethod
    def _total(answer: Answer) -> int | None:
        found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
        return int(found[3]) if found is not None and found[3] != "*" else None

    def _write(
        self, answer: Answer, start: int, total: int | None, limit: int, silence: float, progress: Progress
    ) -> None:
        done, pace = start, _Pace(silence)
        progress(done, total)
        with self._path.open("ab") as file:
            for piece in answer.pieces():
                done += len(piece)
                if done > limit:
                    self.forget()
                    raise Unfetchable(f"It has more than {limit:,} bytes, which are the most that are taken.")
                _append(file, piece)
                pace.check(len(piece))
                progress(done, total)
        if total is not None and done != total:
            raise Interrupted(f"The connection ended after {done:,} of {total:,} bytes.")

    def finish(self, url: str, mime: str) -> Downloaded:
        digest = hashlib.sha256()
        with self._path.open("rb") as file:
            for piece in iter(lambda: file.read(1 << 20), b""):
                digest.update(piece)
            os.fsync(file.fileno())
        size = self.size
        if size == 0:
            self.forget()
            raise Unfetchable("The file is empty.")
        self._path.rename(self._to)
        self._kept.unlink(missing_ok=True)
        return Downloaded(url, size, digest.hexdigest(), mime)


class _Pace:
    """A server that gives a byte now and then would hold a worker for days."""

    def __init__(self, silence: float) -> None:
        self._silence, self._since, self._bytes = silence, monotonic(), 0

    def check(self, more: int) -> None:
        self._bytes += more
        passed = monotonic() - self._since
        if passed < self._silence:
            return
        if self._bytes < SLOWEST * passed:
            raise Interrupted("The server is too slow.")
        self._since, self._bytes = monotonic(), 0


def _is_whole(answer: Answer, size: int) -> bool:
    """Whether the server has nothing after our part: we were stopped just before the end."""
    return answer.status == 416 and answer.headers.get("content-range", "") == f"bytes */{size}"


def _append(file: IO[bytes], piece: bytes) -> None:
    try:
        file.write(piece)
    except OSError as error:
        raise Interrupted(f"It could not be kept here: {error.strerror}.") from error


def strong_validator(headers: Mapping[str, str]) -> str:
    """The validator under which a rest may be asked for, or "". A weak one does not promise the same bytes."""
    etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
    if etag:
        return etag if etag.startswith('"') else ""
    try:
        # A date is strong only where a second change within its second would have shown (RFC 9110, section 8.8.2.2).
        age = parsedate_to_datetime(headers.get("date", "")) - parsedate_to_datetime(modified)
    except (ValueError, TypeError, OverflowError):  # TypeError: one of the two says that it knows no zone ("-0000")
        return ""
    return modified if age.total_seconds() > 1 else ""
