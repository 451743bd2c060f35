"""Content is kept under its hash, whole or not at all."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.errors import NotFound
from app.media.storage import PIECE, LocalStorage, Stat, Stored, as_file, storage_at

DATA = bytes(range(256)) * 600
KEY = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def kept(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "media")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.bin"
    path.write_bytes(DATA)
    return path


@pytest.mark.parametrize("settled", [True, False])
def test_bytes_and_files_are_kept_under_their_hash(kept: LocalStorage, source: Path, settled: bool) -> None:
    assert kept.put(source, settled=settled) == Stored(KEY, len(DATA)) == kept.put(DATA)
    assert source.read_bytes() == DATA
    assert (kept.root / KEY[:2] / KEY[2:4] / KEY).read_bytes() == DATA
    assert list(kept.list()) == [KEY]


def test_a_copy_does_not_change_with_its_source(kept: LocalStorage, source: Path) -> None:
    kept.put(source)
    source.write_bytes(b"something else")
    assert b"".join(kept.open_range(KEY, 0, len(DATA))) == DATA


def test_a_file_is_copied_where_it_cannot_be_linked(
    kept: LocalStorage, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def across_disks(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(Path, "hardlink_to", across_disks)
    kept.put(source, settled=True)
    assert (kept.root / KEY[:2] / KEY[2:4] / KEY).stat().st_nlink == 1


def test_content_that_is_there_becomes_young_again(kept: LocalStorage) -> None:
    kept.put(DATA)
    os.utime(kept.local_path(KEY), (0, 0))
    kept.put(DATA)
    stat = kept.stat(KEY)
    assert stat is not None
    assert stat.modified > datetime(2020, 1, 1, tzinfo=UTC)


def test_content_that_was_damaged_is_brought_again(kept: LocalStorage) -> None:
    kept.put(DATA)
    kept.local_path(KEY).write_bytes(b"cut")
    kept.put(DATA)
    assert kept.local_path(KEY).read_bytes() == DATA


def test_a_failed_write_leaves_nothing(kept: LocalStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        kept.put(DATA)
    assert [path for path in kept.root.rglob("*") if path.is_file()] == []


def test_a_range_comes_in_pieces(kept: LocalStorage) -> None:
    kept.put(DATA)
    pieces = list(kept.open_range(KEY, 5, len(DATA) - 5))
    assert b"".join(pieces) == DATA[5:-5]
    assert [len(piece) for piece in pieces[:2]] == [PIECE, PIECE]


def test_size_and_age_are_known(kept: LocalStorage) -> None:
    kept.put(DATA)
    os.utime(kept.local_path(KEY), (1_800_000_000.7, 1_800_000_000.7))
    assert kept.stat(KEY) == Stat(len(DATA), datetime.fromtimestamp(1_800_000_000, UTC))
    assert kept.url(KEY) is None


def test_what_is_not_there_is_said(kept: LocalStorage) -> None:
    assert kept.stat(KEY) is None
    assert list(kept.list()) == []
    kept.delete(KEY)
    for missing in (lambda: kept.open_range(KEY, 0, 1), lambda: kept.local_path(KEY)):
        with pytest.raises(NotFound):
            missing()


def test_deleted_content_is_gone(kept: LocalStorage) -> None:
    kept.put(DATA)
    kept.delete(KEY)
    assert kept.stat(KEY) is None


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "AB" * 32, KEY + "\n", KEY[:-1]])
def test_what_is_no_hash_is_no_key(kept: LocalStorage, key: str) -> None:
    with pytest.raises(NotFound):
        kept.stat(key)


def test_the_setting_names_a_folder(tmp_path: Path) -> None:
    for setting, root in (
        ("media", tmp_path / "media"),
        (str(tmp_path / "x"), tmp_path / "x"),
        ((tmp_path / "a b").as_uri(), tmp_path / "a b"),
    ):
        made = storage_at(setting, base=tmp_path)
        assert isinstance(made, LocalStorage)
        assert made.root == root


def test_a_folder_is_made_when_it_is_not_there_or_refused(tmp_path: Path) -> None:
    made = LocalStorage(tmp_path / "a" / "media")
    made.make_ready()
    assert list(made.root.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        LocalStorage(tmp_path / "file").make_ready()


@pytest.mark.parametrize("setting", ["", "s3://bucket", "file://host/x", "mailto:x"])
def test_other_settings_are_refused(tmp_path: Path, setting: str) -> None:
    with pytest.raises(ValueError, match="MEDIA_URL"):
        storage_at(setting, base=tmp_path)


def test_a_file_is_lent_from_a_folder_as_it_is(kept: LocalStorage) -> None:
    kept.put(DATA)
    with as_file(kept, KEY) as path:
        assert path == kept.local_path(KEY)


def test_a_file_is_lent_from_elsewhere_as_a_copy(kept: LocalStorage) -> None:
    class Elsewhere:
        """A storage that is no folder."""

        def make_ready(self) -> None:
            kept.make_ready()

        def put(self, source: bytes | Path, *, settled: bool = False) -> Stored:
            return kept.put(source, settled=settled)

        def open_range(self, key: str, start: int, stop: int) -> Iterator[bytes]:
            return kept.open_range(key, start, stop)

        def stat(self, key: str) -> Stat | None:
            return kept.stat(key)

        def delete(self, key: str) -> None:
            kept.delete(key)

        def url(self, key: str) -> str | None:
            return f"https://elsewhere.example/{key}"

        def list(self) -> Iterator[str]:
            return kept.list()

    kept.put(DATA)
    with as_file(Elsewhere(), KEY) as path:
        assert path.read_bytes() == DATA
    assert not path.exists()
    with pytest.raises(NotFound), as_file(Elsewhere(), "0" * 64):
        pass
