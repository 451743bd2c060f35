"""Looking at a file that somebody brought, before anything is saved: what it is, whether it is whole, its facts.

Slow work (hashing, a child process, copying) that must not run inside a unit of work; `operations.add_asset` then
saves what came out of it.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import Invalid
from app.media import audio, images
from app.media.facts import as_size
from app.media.filetypes import HEAD_BYTES, TAIL_BYTES, AssetKind, FileType, detect, hidden_in, in_words
from app.media.names import tidy_name
from app.media.storage import Storage, Stored

MAX_BYTES = 500_000_000
MAX_PICTURE_BYTES = 50_000_000
TAKEN_WORDS = "Pictures (JPEG, PNG, WebP, GIF, AVIF), sound (MP3, M4A, Opus, FLAC, WAV) and PDF documents are taken."


@dataclass(frozen=True)
class Examined:
    """A file that was taken: its content is stored, and no row refers to it yet."""

    stored: Stored
    type: FileType
    name: str
    facts: dict[str, Any]
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None


def examine(
    source: bytes | Path, original_name: str, *, storage: Storage, settled: bool = False, field: str = "file"
) -> Examined:
    """Take a file's measure and store its content. The source stays where it is. Raises Invalid with the reason.

    A file that is `settled` is never written to again, so that the storage may link it instead of copying.
    """
    found = _type_of(source, original_name, field)
    name = tidy_name(original_name, found.extension)
    match found.kind:
        case AssetKind.IMAGE:
            return _image(_bytes_of(source, field), found, name, storage, field)
        case AssetKind.AUDIO:
            return _audio(source, found, name, storage, settled=settled, field=field)
        case AssetKind.DOCUMENT:
            return Examined(storage.put(source, settled=settled), found, name, {"extension": found.extension})


def _type_of(source: bytes | Path, original_name: str, field: str) -> FileType:
    head, tail, size = _ends(source)
    if size > MAX_BYTES:
        raise Invalid(f"This file has {as_size(size)}; at most {as_size(MAX_BYTES)} are taken.", field=field)
    found = detect(head)
    claimed = original_name.rsplit(".", maxsplit=1)[-1][:10] if "." in original_name else ""
    if found is None:
        named = f", although its name ends in .{claimed}" if claimed.isalnum() else ""
        raise Invalid(f"This is {in_words(head)}{named}. {TAKEN_WORDS}", field=field)
    hidden = hidden_in(found, head, tail)
    if hidden is not None:
        raise Invalid(f"This {found.name} holds {hidden} as well, so it is not taken.", field=field)
    return found


def _ends(source: bytes | Path) -> tuple[bytes, bytes, int]:
    """The beginning and the end of the content, and its size."""
    if isinstance(source, bytes):
        return source[:HEAD_BYTES], source[-TAIL_BYTES:], len(source)
    with source.open("rb") as file:
        head = file.read(HEAD_BYTES)
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL_BYTES))
        return head, file.read(), size


def _bytes_of(source: bytes | Path, field: str) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MAX_PICTURE_BYTES:
        raise Invalid(f"This picture has {as_size(size)}; at most {as_size(MAX_PICTURE_BYTES)} are taken.", field=field)
    return source if isinstance(source, bytes) else source.read_bytes()


def _image(data: bytes, found: FileType, name: str, storage: Storage, field: str) -> Examined:
    taken = images.take(data, found.extension, field=field)
    facts = taken.facts
    return Examined(storage.put(taken.data), found, name, facts.to_json(), facts.width, facts.height)


def _audio(
    source: bytes | Path, found: FileType, name: str, storage: Storage, *, settled: bool, field: str
) -> Examined:
    if isinstance(source, bytes):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(source)
            return _audio(path, found, name, storage, settled=False, field=field)
    facts = audio.measure(source, found.extension, field=field)
    stored = storage.put(source, settled=settled)
    return Examined(stored, found, name, facts.to_json(), duration_ms=facts.duration_ms)
