"""Files on their way: how much has arrived is the size of the part file, flushed to the disk, and nothing else.

In short: no second record that could disagree, one writer at a time,
room kept free on the disk, and what has arrived is never thrown away by an interruption.
"""

import enum
import errno
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.core.errors import HouseError
from app.core.files import flush_folder

RESERVE_BYTES = 1 << 30
"""So much of the disk always stays free."""
MAX_CHUNK_BYTES = 16 << 20
_PIECE = 64 * 1024

_TOKEN = re.compile(r"[0-9a-f]{64}")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Reason(enum.Enum):
    """Why a piece was not taken."""

    NO_SUCH = enum.auto()
    LOCKED = enum.auto()
    WRONG_OFFSET = enum.auto()
    TOO_LARGE = enum.auto()
    WRONG_CHECKSUM = enum.auto()
    NO_ROOM = enum.auto()


class PartRefused(HouseError):
    """A piece, or an upload as a whole, could not be taken."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Checksum:
    """What the client says a piece hashes to; `algorithm` is "sha1" or "sha256"."""

    algorithm: str
    digest: bytes


ALGORITHMS: dict[str, Callable[..., "hashlib._Hash"]] = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}


def new_token() -> str:
    """256 random bits: who knows it and is its owner may go on with the upload."""
    return secrets.token_hex(32)


class Parts:
    """The folder of the part files."""

    def __init__(self, folder: Path, *, free: Callable[[Path], int] | None = None) -> None:
        self.folder = folder
        self._free = free or (lambda path: shutil.disk_usage(path).free)

    def create(self, token: str, length: int) -> None:
        """An empty part file. Raises PartRefused when the disk would get too full."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._free(self.folder) - length < RESERVE_BYTES:
            raise PartRefused(Reason.NO_ROOM, "There is not enough room on the server's disk for this file.")
        self._path(token).touch(exist_ok=False)
        flush_folder(self.folder)

    def offset(self, token: str) -> int | None:
        """How many bytes have arrived; None when the part file is gone."""
        try:
            return self._path(token).stat().st_size
        except FileNotFoundError:
            return None

    def append(
        self, token: str, pieces: Iterable[bytes], *, offset: int, length: int, checksum: Checksum | None = None
    ) -> int:
        """Add `pieces` at `offset` and return the new offset once they are safe on the disk. Raises PartRefused.

        With a checksum nothing is kept that does not bear it; without one, whatever came before an interruption.
        """
        with self.locked(token) as handle:
            at = os.fstat(handle).st_size
            if at != offset:
                raise PartRefused(Reason.WRONG_OFFSET, f"The upload stands at {at} bytes.")
            try:
                for piece in _checked(pieces, checksum, self.folder) if checksum else pieces:
                    if at + len(piece) > length:
                        raise PartRefused(Reason.TOO_LARGE, "There is more of this file than was announced.")
                    at += _write(handle, piece)
                    if self._is_wanted(token):
                        break
            finally:
                os.fsync(handle)
            return os.fstat(handle).st_size

    @contextmanager
    def locked(self, token: str) -> Iterator[int]:
        """The part file, open for adding, for one at a time. Raises PartRefused.

        Who finds it locked leaves a mark, at which a writer that crawls along stops with what it has.
        """
        try:
            handle = os.open(self._path(token), os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise PartRefused(Reason.NO_SUCH, "This upload is not there any more. Please start again.") from error
        try:
            self._lock(handle, token)
            yield handle
        finally:
            os.close(handle)

    def remove(self, token: str) -> None:
        """Forget what has arrived; nothing happens when there is nothing."""
        for path in (self._path(token), self._mark(token)):
            path.unlink(missing_ok=True)

    def path(self, token: str) -> Path:
        """The part file, for reading."""
        return self._path(token)

    def list(self) -> list[tuple[str, datetime]]:
        """Every part file's token, and when something last arrived."""
        found = []
        for path in self.folder.glob("*.part"):
            with suppress(FileNotFoundError):
                found.append((path.stem, datetime.fromtimestamp(path.stat().st_mtime, UTC)))
        return found

    def _lock(self, handle: int, token: str) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._mark(token).touch()
            raise PartRefused(Reason.LOCKED, "This upload is being written to by another request.") from error
        self._mark(token).unlink(missing_ok=True)

    def _is_wanted(self, token: str) -> bool:
        return self._mark(token).exists()

    def _path(self, token: str) -> Path:
        if not _TOKEN.fullmatch(token):
            raise PartRefused(Reason.NO_SUCH, "There is no such upload.")
        return self.folder / f"{token}.part"

    def _mark(self, token: str) -> Path:
        return self._path(token).with_suffix(".wanted")


def _checked(pieces: Iterable[bytes], checksum: Checksum, folder: Path) -> Iterator[bytes]:
    """The same pieces, once all of them are what the client says; they wait on the disk and not in memory."""
    found = ALGORITHMS[checksum.algorithm]()
    with tempfile.TemporaryFile(dir=folder, buffering=0) as waiting:
        for piece in pieces:
            found.update(piece)
            _write(waiting.fileno(), piece)
        if found.digest() != checksum.digest:
            raise PartRefused(Reason.WRONG_CHECKSUM, "This piece was damaged on its way. It will be sent again.")
        waiting.seek(0)
        while piece := waiting.read(_PIECE):
            yield piece


def _write(handle: int, piece: bytes) -> int:
    """Write it all; one call may write less than it was given."""
    left = memoryview(piece)
    try:
        while left:
            left = left[os.write(handle, left) :]
    except OSError as error:
        if error.errno in _FULL:
            raise PartRefused(Reason.NO_ROOM, "The server's disk is full. What has arrived is kept.") from error
        raise
    return len(piece)
