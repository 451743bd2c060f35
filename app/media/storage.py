"""Where bytes are kept: under the SHA-256 of their content, so that a file is whole or not there.

Seven methods, because there will be more than one place: a folder today, object storage later.
"""

import hashlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.core.errors import NotFound
from app.core.files import flush_folder

PIECE = 64 * 1024
_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Stored:
    """Content that is safely kept. `key` is its SHA-256 in hexadecimal."""

    key: str
    size: int


@dataclass(frozen=True)
class Stat:
    size: int
    modified: datetime
    """When it was last put here, in UTC."""


class Storage(Protocol):
    """A place for bytes. Every method but `put` raises NotFound for a key that is not there, unless it says otherwise."""

    def make_ready(self) -> None:
        """Raises OSError where nothing can be kept here."""
        ...

    def put(self, source: bytes | Path, *, settled: bool = False) -> Stored:
        """Keep the content, once, and return when it is safe on the disk. The source stays where it is.

        A file that is `settled` will never be written to again: it may be linked instead of copied.
        """
        ...

    def open_range(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        """Bytes `start` up to and without `stop`, in pieces of 64 KiB. Opened at once, read as it is asked for."""
        ...

    def stat(self, key: str) -> Stat | None:
        """Size and age, or None when it is not there."""
        ...

    def delete(self, key: str) -> None:
        """Remove the content; nothing happens when it is not there."""
        ...

    def url(self, key: str) -> str | None:
        """Where a browser can fetch it without us, or None when the site itself has to send it."""
        ...

    def list(self) -> Iterator[str]:
        """Every key, in no order."""
        ...


def storage_at(media_url: str, *, base: Path) -> Storage:
    """The storage a setting names: a folder ("media", relative to `base`) or its file: address. Raises ValueError."""
    parts = urlsplit(media_url)
    if parts.scheme == "file" and not parts.netloc:
        return LocalStorage(Path(unquote(parts.path)))
    if not media_url or "://" in media_url or parts.scheme:
        raise ValueError("MEDIA_URL is a folder, such as media, or a file: address.")
    return LocalStorage(base / media_url)


class LocalStorage:
    """A folder of ours: `ab/cd/<sha256>`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def make_ready(self) -> None:
        """See `Storage.make_ready`. The folder is made when it is not there."""
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self.root):
            pass

    def put(self, source: bytes | Path, *, settled: bool = False) -> Stored:
        """See `Storage.put`. A crash leaves at most a hidden file that nobody refers to."""
        key = hashlib.sha256(source).hexdigest() if isinstance(source, bytes) else sha256_of(source)
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        path = self._path(key)
        if path.is_file() and path.stat().st_size == size:
            os.utime(path)  # wanted again: young once more, so that the sweep leaves it alone
        else:
            self._bring(source, path, settled=settled)
        return Stored(key, size)

    def open_range(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        """See `Storage.open_range`."""
        try:
            file = self._path(key).open("rb")
        except FileNotFoundError as error:
            raise _missing() from error

        def pieces() -> Iterator[bytes]:
            with file:
                file.seek(start)
                left = stop - start
                while left > 0 and (piece := file.read(min(PIECE, left))):
                    left -= len(piece)
                    yield piece

        return pieces()

    def stat(self, key: str) -> Stat | None:
        """See `Storage.stat`."""
        try:
            found = self._path(key).stat()
        except FileNotFoundError:
            return None
        return Stat(found.st_size, datetime.fromtimestamp(int(found.st_mtime), UTC))

    def delete(self, key: str) -> None:
        """See `Storage.delete`."""
        self._path(key).unlink(missing_ok=True)

    def url(self, key: str) -> str | None:
        """A folder is served by the site itself."""
        return None

    def list(self) -> Iterator[str]:
        """See `Storage.list`."""
        return (path.name for path in self.root.glob("??/??/*") if _KEY.fullmatch(path.name))

    def local_path(self, key: str) -> Path:
        """The file that holds the content. Never to be written to."""
        path = self._path(key)
        if not path.is_file():
            raise _missing()
        return path

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise _missing()
        return self.root / key[:2] / key[2:4] / key

    def _bring(self, source: bytes | Path, path: Path, *, settled: bool) -> None:
        made = [folder for folder in (path.parent, path.parent.parent, self.root) if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            if not (settled and isinstance(source, Path) and _linked(source, beside)):
                _fill(source, beside)
            os.utime(beside)
            beside.rename(path)
        finally:
            beside.unlink(missing_ok=True)
        for folder in (path.parent, *(folder.parent for folder in made)):
            flush_folder(folder)


def _linked(source: Path, beside: Path) -> bool:
    """Whether a second name could be given to the file: not across disks, nor on every kind of one."""
    try:
        beside.hardlink_to(source)
    except OSError:
        return False
    return True


def _fill(source: bytes | Path, beside: Path) -> None:
    """The content in a new file, flushed to the disk."""
    with beside.open("xb") as out:
        if isinstance(source, bytes):
            out.write(source)
        else:
            with source.open("rb") as file:
                shutil.copyfileobj(file, out, PIECE)
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def as_file(storage: Storage, key: str) -> Iterator[Path]:
    """A file with the content, for programs that want one; it may be gone afterwards and is never to be written to."""
    if isinstance(storage, LocalStorage):
        yield storage.local_path(key)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / key
        with path.open("xb") as out:
            stat = storage.stat(key)
            out.writelines(storage.open_range(key, 0, stat.size if stat else 0))
        yield path


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _missing() -> NotFound:
    return NotFound("The file is not there any more.")
