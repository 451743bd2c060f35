"""Reads a recording and prints its facts and the SHA-256 of its sound without any tags: the child of `tagged`.

The same sound in another file, with other tags or chapters, has the same hash.
"""

import hashlib
import json
import mmap
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.media import mp3, mp4, probe

PIECE = 1 << 20


def main(arguments: Sequence[str]) -> int:
    """`path extension`: print the facts and the hash as JSON."""
    path, extension = Path(arguments[0]), arguments[1]
    facts = probe.examine(path, extension)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        sound = hash_of(data, ranges(data, extension))
    sys.stdout.write(json.dumps({"facts": facts.to_json(), "sound": sound}))
    return 0


def ranges(data: mmap.mmap, extension: str) -> Iterable[tuple[int, int]]:
    """Where the sound lies in the file."""
    if extension == "m4a":
        return mp4.sound_pieces(data)
    walk = mp3.walk(data)
    return ((walk.start, walk.stop),)


def hash_of(data: mmap.mmap, parts: Iterable[tuple[int, int]]) -> str:
    """The SHA-256 of these parts, one behind the other."""
    found = hashlib.sha256()
    for start, stop in parts:
        for at in range(start, stop, PIECE):
            found.update(data[at : min(stop, at + PIECE)])
    return found.hexdigest()
