"""Recordings are measured in a child process, and what is wrong with them is said in words."""

import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mutagen
import pytest

from app.core.errors import Invalid
from app.media import audio, probe
from app.media.child import ChildFailed
from app.media.facts import AudioFacts, ChapterMark, Severity
from tests.media import makers


def examined(tmp_path: Path, data: bytes, extension: str) -> AudioFacts:
    """The facts, read in this process."""
    path = tmp_path / f"recording.{extension}"
    path.write_bytes(data)
    return probe.examine(path, extension)


def refusal(tmp_path: Path, data: bytes, extension: str) -> str:
    facts = examined(tmp_path, data, extension)
    assert [p.severity for p in facts.problems] == [Severity.REFUSED]
    return facts.refusals[0]


def test_an_mp3_is_measured_in_a_child(tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(makers.tagged(makers.cbr(3), chapters=((1000, "Middle"), (0, "Start"))))
    facts = audio.measure(path, "mp3")
    assert abs(facts.duration_ms - 3000) < 30
    assert (facts.codec, facts.mode, facts.channels, facts.sample_rate) == ("mp3", "cbr", 1, 44_100)
    assert (facts.tags.title, facts.tags.artist, facts.tags.has_cover) == ("Walking again", "Sample editor", False)
    assert facts.chapters == (ChapterMark(0, "Start"), ChapterMark(1000, "Middle"))
    assert facts.problems == ()


@pytest.mark.parametrize(
    ("data", "extension", "codec", "channels"),
    [
        (makers.m4a(), "m4a", "mp4a.40.2", 1),
        (makers.encoded("opus", "-c:a", "libopus"), "opus", "opus", 1),
        (makers.encoded("ogg", "-c:a", "libvorbis"), "ogg", "vorbis", 1),
        (makers.encoded("flac"), "flac", "flac", 1),
        (makers.encoded("wav", "-ac", "2"), "wav", "pcm", 2),
        (makers.encoded("mp3", "-c:a", "libmp3lame", "-q:a", "2"), "mp3", "mp3", 1),
        (makers.encoded("m4a", "-c:a", "alac"), "m4a", "alac", 1),
    ],
)
def test_every_kind_of_recording_is_measured_to_the_tenth_of_a_second(
    tmp_path: Path, data: bytes, extension: str, codec: str, channels: int
) -> None:
    facts = examined(tmp_path, data, extension)
    assert abs(facts.duration_ms - 3000) < 100
    assert (facts.codec, facts.channels, facts.problems) == (codec, channels, ())
    assert facts.sample_rate in {44_100, 48_000}


def test_a_varying_bit_rate_without_a_table_is_measured_and_warned_of(tmp_path: Path) -> None:
    facts = examined(tmp_path, makers.vbr(30, table=False), "mp3")
    assert abs(facts.duration_ms - 30_000) < 30
    assert facts.mode == "vbr"
    assert "lasts 0:30" in facts.warnings[0]


def test_joined_recordings_are_measured_in_full_and_warned_of(tmp_path: Path) -> None:
    facts = examined(tmp_path, makers.cbr(10) + makers.cbr(20), "mp3")
    assert abs(facts.duration_ms - 30_000) < 60
    assert "joined" in facts.warnings[0]
    assert facts.refusals == ()


def test_a_header_that_says_something_else_is_warned_of(tmp_path: Path) -> None:
    count = makers.frame_count(20)
    facts = examined(tmp_path, makers.with_table(makers.mp3_frame() * count, count // 2), "mp3")
    assert facts.warnings == ("The file's header says 0:10; its sound lasts 0:20.",)


def test_holes_are_warned_of(tmp_path: Path) -> None:
    data = makers.cbr(30, table=False) + bytes(10_000) + makers.cbr(30, table=False)
    assert "clicks" in " ".join(examined(tmp_path, data, "mp3").warnings)


def test_a_truncated_mp3_is_refused_with_both_lengths(tmp_path: Path) -> None:
    data = makers.cbr(211)
    message = refusal(tmp_path, data[: len(data) // 2], "mp3")
    assert message.startswith("The file says 3:31 but holds only 1:4")


def test_a_truncated_mp3_without_a_table_is_refused(tmp_path: Path) -> None:
    assert "its end is missing" in refusal(tmp_path, makers.cbr(5, table=False)[:-30], "mp3")


def test_a_truncated_m4a_is_refused_with_both_lengths(tmp_path: Path) -> None:
    data = makers.m4a("-movflags", "+faststart", seconds=20.0)
    message = refusal(tmp_path, data[: len(data) // 2], "m4a")
    assert message.startswith("The file says 0:20 but holds only 0:")


@pytest.mark.parametrize(
    ("data", "extension", "words"),
    [
        (makers.m4a()[:-100], "m4a", "table of contents"),
        (makers.m4a("-movflags", "+frag_keyframe+empty_moov"), "m4a", "fragmented"),
        (makers.encoded("wav")[:-100_000], "wav", "The file says 0:03 but holds only 0:02"),
        (makers.nested_boxes(3000), "m4a", "no sound"),
        (makers.id3(claimed=256_000_000) + makers.cbr(), "mp3", "longer than the whole file"),
        (b"garbage" * 500, "mp3", "no MP3 sound"),
        (b"OggS" + b"garbage" * 500, "opus", "cannot be read as sound"),
        (b"fLaC" + b"garbage" * 500, "flac", "cannot be read as sound"),
        (makers.HTML, "mp3", "no MP3 sound"),
        (makers.picture(), "mp3", "no MP3 sound"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(
    tmp_path: Path, data: bytes, extension: str, words: str
) -> None:
    assert words in refusal(tmp_path, data, extension)


def test_a_video_is_refused(tmp_path: Path) -> None:
    video = makers.encoded(
        "mp4", "-f", "lavfi", "-i", "testsrc=size=64x64:duration=1", "-c:v", "mpeg4", "-c:a", "aac", seconds=1.0
    )
    assert "This is a video" in refusal(tmp_path, video, "m4a")


def test_half_an_ogg_is_warned_of(tmp_path: Path) -> None:
    data = makers.encoded("opus", "-c:a", "libopus", seconds=10.0)
    facts = examined(tmp_path, data[: len(data) // 2], "opus")
    assert "cut off" in facts.warnings[0]


def test_a_recording_without_length_is_refused(tmp_path: Path) -> None:
    data = bytearray(makers.encoded("flac"))
    data[21] &= 0xF0
    data[22:26] = bytes(4)  # the number of samples
    assert "no length" in refusal(tmp_path, bytes(data), "flac")


def test_chapters_in_comments_are_read(tmp_path: Path) -> None:
    chapters = (
        "-metadata",
        "CHAPTER001=00:00:01.500",
        "-metadata",
        "CHAPTER001NAME=One",
        "-metadata",
        "CHAPTER002=soon",
    )
    for extension, codec in (("flac", "flac"), ("ogg", "libvorbis")):
        data = makers.encoded(extension, "-c:a", codec, "-metadata", "title=Comments", *chapters)
        facts = examined(tmp_path, data, extension)
        assert facts.chapters == (ChapterMark(1500, "One"),)
        assert facts.tags.title == "Comments"


def test_the_chapters_and_tags_of_an_m4a_are_read(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(
        ";FFMETADATA1\ntitle=Knees\nartist=Sample editor\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=3000\ntitle=Two\n",
        encoding="utf-8",
    )
    facts = examined(
        tmp_path, makers.encoded("m4a", "-i", str(notes), "-c:a", "aac", "-map_metadata", "1", "-map", "0:a"), "m4a"
    )
    assert (facts.tags.title, facts.tags.artist) == ("Knees", "Sample editor")
    assert [c.title for c in facts.chapters] == ["One", "Two"]


def test_a_bomb_in_a_tag_ends_the_child_and_not_the_site(tmp_path: Path) -> None:
    size = 700 * 1024 * 1024
    squeezer = zlib.compressobj(9)
    packed = b"".join(squeezer.compress(bytes(1 << 20)) for _ in range(700)) + squeezer.flush()
    body = makers.syncsafe(size & 0xFFFFFFF) + packed
    frame = b"TIT2" + makers.syncsafe(len(body)) + b"\x00\x09" + body
    path = tmp_path / "bomb.mp3"
    path.write_bytes(makers.id3(frame) + makers.cbr())
    with pytest.raises(Invalid, match="cannot be read as sound"):
        audio.measure(path, "mp3")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp3"
    path.touch()
    with pytest.raises(Invalid, match="cannot be read as sound"):
        audio.measure(path, "mp3", field="audio_id")


def test_a_refusal_of_the_child_is_one_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(makers.cbr(20)[:20_000])
    with pytest.raises(Invalid, match="The file says 0:20") as refused:
        audio.measure(path, "mp3", field="audio_id")
    assert refused.value.faults[0].field == "audio_id"


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b"\xff", b'{"tags": 1, "chapters": [], "problems": []}'])
def test_a_senseless_answer_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    path = tmp_path / "x.mp3"
    path.touch()
    monkeypatch.setattr(audio, "run_child", lambda *_, **__: answer)
    with pytest.raises(Invalid):
        audio.measure(path, "mp3")


def test_a_child_that_failed_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failed(*_: object, **__: object) -> bytes:
        raise ChildFailed("killed")

    path = tmp_path / "x.mp3"
    path.touch()
    monkeypatch.setattr(audio, "run_child", failed)
    with pytest.raises(Invalid):
        audio.measure(path, "mp3")


@pytest.mark.parametrize("error", [RecursionError, OverflowError, mutagen.MutagenError, KeyError, MemoryError])
def test_whatever_mutagen_raises_is_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def broken(_path: Path) -> None:
        raise error

    monkeypatch.setattr(mutagen, "File", broken)
    with pytest.raises(audio.Unreadable):
        audio.read_headers(tmp_path)


def test_what_mutagen_does_not_know_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutagen, "File", lambda _path: None)
    with pytest.raises(audio.Unreadable):
        audio.read_headers(tmp_path)


def test_odd_tags_do_no_harm() -> None:
    class Odd(dict[Any, Any]):
        def get(self, name: Any, default: Any = None) -> Any:
            if not str(name).isascii():
                raise ValueError
            return super().get(name, default)

    tags = Odd(
        {
            "title": ["A\x00 title"],
            "CHAPTER001": ["1:2"],
            "CHAPTER002": ["9" * 400 + ":0:0"],
            ("CHAPTER003", "00:00:02"): 1,
        }
    )
    file = SimpleNamespace(pictures=[1])
    found = audio._tags_of(file, tags)
    assert (found.title, found.artist, found.has_cover) == ("A title", "", True)
    assert audio._chapters_of(file, tags) == ()


def test_the_child_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(makers.cbr(1))
    assert probe.main([str(path), "mp3"]) == 0
    assert '"codec": "mp3"' in capsys.readouterr().out


def latin_frame(name: bytes, text: str) -> bytes:
    body = b"\x00" + text.encode("latin-1")
    return name + makers.syncsafe(len(body)) + b"\x00\x00" + body


def test_a_latin_1_tag_is_read(tmp_path: Path) -> None:
    facts = examined(tmp_path, makers.id3(latin_frame(b"TIT2", "Übung für Füße")) + makers.cbr(1), "mp3")
    assert facts.tags.title == "Übung für Füße"


def test_junk_before_the_first_frame_is_stepped_over_and_known(tmp_path: Path) -> None:
    facts = examined(tmp_path, makers.id3() + b"\xffjunk" * 300 + makers.cbr(5), "mp3")
    assert abs(facts.duration_ms - 5000) < 30
    assert facts.flaws == ("padded",)


def test_what_the_header_says_is_kept_beside_what_was_measured(tmp_path: Path) -> None:
    count = makers.frame_count(20)
    facts = examined(tmp_path, makers.with_table(makers.mp3_frame() * count, count // 2), "mp3")
    assert abs(facts.header_ms - 10_000) < 30
    assert abs(facts.duration_ms - 20_000) < 30
    assert facts.flaws == ("wrong table",)


def test_a_tag_full_of_chapters_that_contain_themselves_is_read(tmp_path: Path) -> None:
    """A table of contents that lists itself, and frames within frames."""
    inner = makers.chapter_frame("a", 0, 1, "x" * 100)
    body = b"toc\x00\x03\x02toc\x00toc\x00" + inner * 50
    contents = b"CTOC" + makers.syncsafe(len(body)) + b"\x00\x00" + body
    facts = examined(tmp_path, makers.id3(contents + inner) + makers.cbr(1), "mp3")
    assert [c.start_ms for c in facts.chapters] == [0]
