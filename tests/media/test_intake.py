"""What somebody brings is looked at before anything is saved."""

from pathlib import Path

import pytest

from app.core.errors import Invalid
from app.media import intake
from app.media.intake import examine
from app.media.storage import LocalStorage
from tests.media import makers


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "media")


@pytest.mark.parametrize("as_path", [True, False])
@pytest.mark.parametrize(
    ("data", "name", "tidy", "measure"),
    [
        (makers.cbr(2), "talk.wav", "talk.mp3", (None, None, 2011)),
        (makers.m4a(), "../../x", "x.m4a", (None, None, 3000)),
        (makers.picture(40, 30), "holiday", "holiday.png", (40, 30, None)),
        (makers.PDF, "leaflet.pdf", "leaflet.pdf", (None, None, None)),
    ],
)
def test_each_kind_is_measured_and_stored(
    tmp_path: Path,
    storage: LocalStorage,
    data: bytes,
    name: str,
    tidy: str,
    measure: tuple[int | None, ...],
    as_path: bool,
) -> None:
    source: bytes | Path = data
    if as_path:
        source = tmp_path / "brought"
        source.write_bytes(data)
    found = examine(source, name, storage=storage)
    assert found.name == tidy
    assert (found.width, found.height) == measure[:2]
    assert abs((found.duration_ms or 0) - (measure[2] or 0)) < 30
    assert storage.local_path(found.stored.key).read_bytes() == data
    assert found.facts["extension"] == found.type.extension


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.mp3", "This is an empty file, although its name ends in .mp3."),
        (makers.HTML, "a.mp3", "This is a web page (HTML), although its name ends in .mp3."),
        (b"Words, words.", "a.mp3", "This is a plain text file, although its name ends in .mp3."),
        (b"Words, words.", "words", "This is a plain text file. Pictures"),
        (b"Words, words.", "a.../..", "This is a plain text file. Pictures"),
        (b"<svg></svg>", "a.png", "an SVG drawing"),
        (makers.zip_archive(), "a.jpg", "a ZIP archive"),
        (makers.picture() + makers.zip_archive(), "a.png", "holds a ZIP archive as well"),
        (makers.huge_png(), "a.png", "million pixels"),
        (makers.cbr(9)[:20_000], "a.mp3", "The file says 0:09"),
    ],
)
def test_what_is_not_taken_is_named_and_not_stored(storage: LocalStorage, data: bytes, name: str, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        examine(data, name, storage=storage, field="image_id")
    assert words in refusal.value.message
    assert refusal.value.faults[0].field == "image_id"
    assert list(storage.list()) == []


def test_a_picture_named_mp3_is_the_picture_that_it_is(storage: LocalStorage) -> None:
    assert examine(makers.picture(), "song.mp3", storage=storage).name == "song.png"


def test_too_large_files_are_refused(storage: LocalStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_BYTES", 10_000)
    monkeypatch.setattr(intake, "MAX_PICTURE_BYTES", 100)
    with pytest.raises(Invalid, match=r"This file has 16 kB; at most 10 kB"):
        examine(makers.cbr(2), "a.mp3", storage=storage)
    with pytest.raises(Invalid, match="This picture has"):
        examine(makers.picture(), "a.png", storage=storage)
