"""A tagged copy is made in full, checked, and only then kept."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
from flask import Flask

from app.core.errors import Invalid
from app.media import audio, tagged
from app.media.child import ChildFailed
from app.media.enclosures import Enclosure
from app.media.encoding import ffmpeg_at
from app.media.programs import ProgramFailed, beside
from app.media.settings import wire, wired
from app.media.storage import LocalStorage
from app.media.tag_sheet import TagChapter, TagSheet
from app.media.tagged import make_copy
from tests.media import makers

pytestmark = pytest.mark.usefixtures("house")

COVER = makers.picture(300, 300, extension="jpg")
CHAPTERS = (
    TagChapter(0, 801, "First steps", "https://example.org/", COVER),
    TagChapter(801, 1_999, "Treppen = steigen; Übung #2 \\ 椅子"),
    TagChapter(1_999, 3_000, "The end"),
)
SHEET = TagSheet("Walking again 椅子", "On walking", "Sample editor", "2027-03-01", "eng", 2, 7, COVER, CHAPTERS)


def stored(data: bytes, mime: str = "audio/mpeg") -> Enclosure:
    kept = wired().storage.put(data)
    return Enclosure(kept.key, kept.size, mime, 0)


def path_of(file: Enclosure) -> Path:
    storage = wired().storage
    assert isinstance(storage, LocalStorage)
    return storage.local_path(file.sha256)


def keys() -> set[str]:
    return set(wired().storage.list())


RECORDINGS = {
    "own mp3": (makers.tagged(makers.cbr(3), chapters=((5, "Old"),)), "audio/mpeg"),
    "lame": (makers.encoded("mp3", "-c:a", "libmp3lame", "-q:a", "4"), "audio/mpeg"),
    "m4a": (makers.m4a(), "audio/x-m4a"),
    "m4a in front": (makers.m4a("-movflags", "+faststart", "-metadata", "title=Old"), "audio/x-m4a"),
}


@pytest.mark.parametrize("ffmpeg", ["own", "packaged"])
@pytest.mark.parametrize("kind", RECORDINGS)
def test_a_copy_has_the_same_sound_and_everything_of_the_sheet(kind: str, ffmpeg: str) -> None:
    wire(replace(wired(), ffmpeg=ffmpeg_at() if ffmpeg == "own" else imageio_ffmpeg.get_ffmpeg_exe()))
    data, mime = RECORDINGS[kind]
    recording = stored(data, mime)
    copy = make_copy(recording, SHEET)
    assert copy.note == ""
    assert path_of(recording).read_bytes() == data
    assert copy.file.sha256 != recording.sha256
    assert (copy.file.mime, copy.file.bytes) == (mime, path_of(copy.file).stat().st_size)
    facts = audio.measure(path_of(copy.file), copy.file.extension)
    assert (facts.tags.title, facts.tags.album, facts.tags.artist) == (SHEET.title, SHEET.show, SHEET.artist)
    assert facts.tags.has_cover
    assert [(c.start_ms, c.title) for c in facts.chapters] == [(c.start_ms, c.title) for c in CHAPTERS]
    assert copy.file.duration_ms == facts.duration_ms
    assert abs(facts.duration_ms - 3000) < 100


@pytest.mark.parametrize("kind", RECORDINGS)
def test_the_same_recording_and_sheet_give_the_same_bytes(kind: str) -> None:
    data, mime = RECORDINGS[kind]
    assert make_copy(stored(data, mime), SHEET) == make_copy(stored(data, mime), SHEET)


@pytest.mark.parametrize("kind", RECORDINGS)
def test_rule_38_another_program_reads_the_same_chapters_and_complains_of_nothing(kind: str) -> None:
    ffmpeg = ffmpeg_at()
    probe = beside(ffmpeg, "ffprobe") if ffmpeg else None
    copy = make_copy(stored(*RECORDINGS[kind]), SHEET)
    if probe is None:  # the packaged ffmpeg comes alone; make_copy has asked it already
        return
    command = [probe, "-v", "error", "-show_chapters", "-of", "csv=p=0", str(path_of(copy.file))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    starts = [float(line.split(",")[3]) for line in done.stdout.splitlines()]
    assert [round(start * 1000) for start in starts] == [c.start_ms for c in CHAPTERS]
    assert done.stderr == ""


def test_without_ffmpeg_an_m4a_has_no_chapters_and_the_editor_is_told() -> None:
    wire(replace(wired(), ffmpeg=None))
    copy = make_copy(stored(*RECORDINGS["m4a"]), SHEET)
    assert "no ffmpeg" in copy.note
    assert audio.measure(path_of(copy.file), "m4a").tags.title == SHEET.title
    assert make_copy(stored(*RECORDINGS["m4a"]), replace(SHEET, chapters=())).note == ""
    assert make_copy(stored(*RECORDINGS["own mp3"]), SHEET).note == ""


def test_many_chapters_with_long_titles_are_read_back() -> None:
    long = tuple(TagChapter(n * 8, n * 8 + 8, f"{n} " + "Übung 椅" * 36) for n in range(300))
    for kind in ("own mp3", "m4a"):
        assert make_copy(stored(*RECORDINGS[kind]), replace(SHEET, chapters=long)).file.bytes > 0


def test_chapters_stand_in_the_file_in_the_order_of_their_time() -> None:
    """mutagen would write the frames by size: the longest title last, whatever its time."""
    titles = ("a very long title " * 10, "b", "c rather long")
    chapters = tuple(TagChapter(n * 500, n * 500 + 500, title.strip()) for n, title in enumerate(titles))
    copy = make_copy(stored(*RECORDINGS["own mp3"]), replace(SHEET, chapters=chapters))
    data = path_of(copy.file).read_bytes()
    assert re.findall(rb"CHAP.{6}(ch\d)\x00", data, re.DOTALL) == [b"ch0", b"ch1", b"ch2"]
    found = audio.measure(path_of(copy.file), "mp3").chapters
    assert [c.start_ms for c in found] == [0, 500, 1000]


def wrong(tmp_path: Path, change: str) -> bytes:
    """What a writer with a fault would leave."""
    sound = makers.cbr(3)
    match change:
        case "other sound":
            return makers.tagged(makers.cbr(3, kilobits=128), SHEET.title)
        case "shorter":
            return makers.tagged(makers.cbr(2), SHEET.title)
        case "other title":
            return makers.tagged(sound, "Other")
        case _:
            return b"garbage" * 1000


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("other sound", "its sound is not the same"),
        ("shorter", "its sound is not the same"),
        ("other title", "its title cannot be read back"),
        ("garbage", "cannot be read"),
    ],
)
def test_a_copy_that_is_not_what_it_should_be_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, words: str
) -> None:
    recording = stored(makers.cbr(3))
    before = keys()

    def faulty(source: Path, target: Path, sheet: TagSheet, folder: Path) -> bool:
        target.write_bytes(wrong(tmp_path, change))
        return True

    monkeypatch.setattr(tagged, "_write", faulty)
    with pytest.raises(Invalid, match=words) as refused:
        make_copy(recording, SHEET)
    assert refused.value.faults[0].field == "audio_id"
    assert "Nothing was published" in refused.value.message
    assert keys() == before


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("cover", b"", "its cover"),
        ("chapters", (TagChapter(1, 2, "Other"),), "its chapters"),
        ("artist", "Somebody else", "its title"),
    ],
)
def test_each_part_of_the_tag_is_compared(monkeypatch: pytest.MonkeyPatch, field: str, value: Any, words: str) -> None:
    real = tagged._write

    def faulty(source: Path, target: Path, sheet: TagSheet, folder: Path) -> bool:
        return real(source, target, replace(sheet, **{field: value}), folder)

    monkeypatch.setattr(tagged, "_write", faulty)
    with pytest.raises(Invalid, match=words):
        make_copy(stored(makers.cbr(3)), SHEET)


def test_a_copy_of_another_length_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    real = tagged._read
    lengths = iter((0, 5))

    def longer(path: Path, extension: str) -> tagged._Read:
        found = real(path, extension)
        return replace(found, facts=replace(found.facts, duration_ms=found.facts.duration_ms + next(lengths)))

    monkeypatch.setattr(tagged, "_read", longer)
    with pytest.raises(Invalid, match="its length"):
        make_copy(stored(makers.cbr(3)), SHEET)


@pytest.mark.parametrize(
    ("said", "printed", "words"),
    [
        ("Invalid data found", b"", "without complaint"),
        ("", b";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=3\nEND=9\n", "other chapters"),
        ("", b"[CHAPTER]\nTIMEBASE=nonsense\n", "cannot be read or written"),
    ],
)
def test_the_second_reader_has_the_last_word(
    monkeypatch: pytest.MonkeyPatch, said: str, printed: bytes, words: str
) -> None:
    def reader(command: object, *, wall: float, take: Any) -> str:
        take(printed)
        return said

    monkeypatch.setattr(tagged, "run", reader)
    with pytest.raises(Invalid, match=words):
        make_copy(stored(makers.cbr(3)), SHEET)


@pytest.mark.parametrize("error", [ChildFailed("killed"), ProgramFailed("no codec"), OSError(28, "No space left")])
def test_whatever_goes_wrong_is_said_in_plain_words(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_: object) -> bool:
        raise error

    monkeypatch.setattr(tagged, "_write", broken)
    with pytest.raises(Invalid) as refused:
        make_copy(stored(makers.cbr(3)), SHEET)
    assert "/" not in refused.value.message
    assert refused.value.message.startswith(
        "The copy of this recording with title, cover and chapters could not be made"
    )


def test_a_recording_whose_bytes_are_lost_is_said(tmp_path: Path) -> None:
    recording = stored(makers.cbr(3))
    path_of(recording).unlink()
    with pytest.raises(Invalid, match="not there any more"):
        make_copy(recording, SHEET)


def test_a_recording_that_is_no_sound_is_refused(app: Flask) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        make_copy(stored(makers.HTML * 50), SHEET)
