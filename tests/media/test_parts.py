"""Files on their way."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.parts import RESERVE_BYTES, Checksum, PartRefused, Parts, Reason, new_token


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(tmp_path / "uploads")


@pytest.fixture
def token(parts: Parts) -> str:
    token = new_token()
    parts.create(token, 1000)
    return token


def refused(reason: Reason) -> "pytest.RaisesExc[PartRefused]":
    return pytest.raises(PartRefused, check=lambda error: error.reason is reason)


def test_the_offset_is_the_size_of_the_file(parts: Parts, token: str) -> None:
    assert parts.offset(token) == 0
    assert parts.append(token, [b"abc", b"def"], offset=0, length=1000) == 6
    assert parts.append(token, [b"g"], offset=6, length=1000) == 7
    assert parts.path(token).read_bytes() == b"abcdefg"
    assert Parts(parts.folder).offset(token) == 7


def test_a_piece_at_another_place_is_refused(parts: Parts, token: str) -> None:
    with refused(Reason.WRONG_OFFSET):
        parts.append(token, [b"x"], offset=1, length=1000)


def test_more_than_was_announced_is_refused(parts: Parts, token: str) -> None:
    with refused(Reason.TOO_LARGE):
        parts.append(token, [b"ab", b"cd"], offset=0, length=3)
    assert parts.offset(token) == 2


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_that_was_damaged_is_thrown_away(parts: Parts, token: str, algorithm: str) -> None:
    digest = hashlib.new(algorithm, b"abcdef").digest()
    with refused(Reason.WRONG_CHECKSUM):
        parts.append(token, [b"abc", b"deX"], offset=0, length=1000, checksum=Checksum(algorithm, digest))
    assert parts.offset(token) == 0
    assert parts.append(token, [b"abc", b"def"], offset=0, length=1000, checksum=Checksum(algorithm, digest)) == 6


def test_only_one_may_write(parts: Parts, token: str) -> None:
    with parts.locked(token):
        with refused(Reason.LOCKED):
            parts.append(token, [b"x"], offset=0, length=1000)
        assert parts.offset(token) == 0
    assert parts.append(token, [b"x"], offset=0, length=1000) == 1


def test_a_writer_that_crawls_stops_for_a_newer_one_and_keeps_what_it_has(parts: Parts, token: str) -> None:
    def crawling() -> Iterator[bytes]:
        yield b"first"
        with refused(Reason.LOCKED):
            parts.append(token, [b"x"], offset=0, length=1000)
        yield b"second"
        yield b"never asked for"

    assert parts.append(token, crawling(), offset=0, length=1000) == 11
    assert parts.append(token, [b"third"], offset=11, length=1000) == 16


def test_what_came_before_an_interruption_is_kept(parts: Parts, token: str) -> None:
    def broken() -> Iterator[bytes]:
        yield b"came"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        parts.append(token, broken(), offset=0, length=1000)
    assert parts.offset(token) == 4


def test_short_writes_are_gone_on_with(parts: Parts, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data)[:3]))
    assert parts.append(token, [b"abcdefgh"], offset=0, length=1000) == 8
    assert parts.path(token).read_bytes() == b"abcdefgh"


def test_a_full_disk_is_told_and_what_fitted_is_kept(parts: Parts, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    fitting = [4]

    def nearly_full(handle: int, data: bytes) -> int:
        if not fitting:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, bytes(data)[: fitting.pop()])

    monkeypatch.setattr(os, "write", nearly_full)
    with refused(Reason.NO_ROOM):
        parts.append(token, [b"abcdefgh"], offset=0, length=1000)
    assert parts.offset(token) == 4


def test_a_full_disk_is_told_before_a_piece_with_a_checksum_is_begun(
    parts: Parts, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    checksum = Checksum("sha1", hashlib.sha1(b"abc", usedforsecurity=False).digest())
    with refused(Reason.NO_ROOM):
        parts.append(token, [b"abc"], offset=0, length=1000, checksum=checksum)
    assert parts.offset(token) == 0
    assert [path.suffix for path in parts.folder.iterdir()] == [".part"]


def test_another_error_of_the_disk_is_not_hidden(parts: Parts, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_handle: int, _data: bytes) -> int:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "write", broken)
    with pytest.raises(OSError, match="Input/output"):
        parts.append(token, [b"abc"], offset=0, length=1000)


def test_nothing_is_acknowledged_when_it_could_not_be_flushed(
    parts: Parts, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        parts.append(token, [b"abc"], offset=0, length=1000)


def test_room_is_kept_free_on_the_disk(tmp_path: Path) -> None:
    tight = Parts(tmp_path, free=lambda _path: RESERVE_BYTES + 100)
    tight.create(new_token(), 100)
    with refused(Reason.NO_ROOM):
        tight.create(new_token(), 101)


def test_a_removed_upload_is_gone(parts: Parts, token: str) -> None:
    assert [name for name, _ in parts.list()] == [token]
    with parts.locked(token), refused(Reason.LOCKED), parts.locked(token):
        pass
    parts.remove(token)
    parts.remove(token)
    assert parts.offset(token) is None
    assert list(parts.folder.iterdir()) == []
    with refused(Reason.NO_SUCH):
        parts.append(token, [b"x"], offset=0, length=1)


def test_a_part_that_goes_while_they_are_listed_is_left_out(parts: Parts, token: str) -> None:
    (parts.folder / "gone.part").symlink_to(parts.folder / "nowhere")
    assert [name for name, _ in parts.list()] == [token]


@pytest.mark.parametrize("name", ["../../x", "", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_token_is_no_path(parts: Parts, name: str) -> None:
    with refused(Reason.NO_SUCH):
        parts.offset(name)


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_any_cutting_gives_the_same_file(pieces: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        parts, token, whole = Parts(Path(folder)), new_token(), b"".join(pieces)
        parts.create(token, len(whole))
        offset = 0
        for piece in pieces:
            offset = parts.append(token, [piece], offset=offset, length=len(whole))
        assert parts.path(token).read_bytes() == whole
