"""What is written into a copy, and that nothing else is in it."""

import struct
from pathlib import Path
from typing import Any

import mutagen.id3
import mutagen.mp4
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media import tags
from app.media.tag_sheet import TagChapter, TagSheet, ffmetadata, language_code, starts_in
from tests.media import makers

# Half of mutagen has types, and those are in each other's way.
id3: Any = mutagen.id3
mp4: Any = mutagen.mp4

JPEG = makers.picture(60, 60, extension="jpg")
CHAPTERS = (
    TagChapter(0, 4_001, "First steps – 椅子", "https://example.org/steps", JPEG),
    TagChapter(4_001, 9_999, "Ünd weiter"),
)
SHEET = TagSheet("Walking again 椅子", "On walking", "Sample editor", "2027-03-01", "eng", 2, 7, JPEG, CHAPTERS)


def read(tag: bytes, tmp_path: Path) -> Any:
    path = tmp_path / "tag.mp3"
    path.write_bytes(tag + makers.cbr(1))
    return id3.ID3(path)


def test_everything_of_the_sheet_is_in_the_tag(tmp_path: Path) -> None:
    found = read(tags.id3_tag(SHEET), tmp_path)
    assert found.version == (2, 3, 0)
    texts = {key: str(found[key]) for key in ("TIT2", "TALB", "TPE1", "TLAN", "TPOS", "TRCK", "TCON")}
    assert texts == {
        "TIT2": "Walking again 椅子", "TALB": "On walking", "TPE1": "Sample editor", "TLAN": "eng", "TPOS": "2",
        "TRCK": "7", "TCON": "Podcast",
    }  # fmt: skip
    assert str(found["TDRC"]) == "2027-03-01"
    (cover,) = found.getall("APIC")
    assert (cover.data, cover.mime, cover.type) == (JPEG, "image/jpeg", 3)


def test_chapters_have_their_time_title_link_and_picture(tmp_path: Path) -> None:
    found = read(tags.id3_tag(SHEET), tmp_path)
    chapters = sorted(found.getall("CHAP"), key=lambda c: c.start_time)
    assert [(c.start_time, c.end_time, str(c.sub_frames["TIT2"])) for c in chapters] == [
        (0, 4_001, "First steps – 椅子"),
        (4_001, 9_999, "Ünd weiter"),
    ]
    assert chapters[0].sub_frames.getall("WXXX")[0].url == "https://example.org/steps"
    assert chapters[0].sub_frames.getall("APIC")[0].data == JPEG
    assert chapters[1].sub_frames.getall("APIC") == []
    (contents,) = found.getall("CTOC")
    assert contents.child_element_ids == [c.element_id for c in chapters]
    assert contents.flags == 3


def test_more_chapters_than_one_table_of_contents_holds_stand_in_several(tmp_path: Path) -> None:
    many = tuple(TagChapter(n, n + 1, f"Chapter {n}") for n in range(600))
    found = read(tags.id3_tag(TagSheet("T", "S", chapters=many)), tmp_path)
    assert len(found.getall("CHAP")) == 600
    tables = {each.element_id: each for each in found.getall("CTOC")}
    assert tables["toc"].flags == 3
    below = [name for table in tables["toc"].child_element_ids for name in tables[table].child_element_ids]
    assert below == [f"ch{n}" for n in range(600)]


def test_what_is_not_known_is_not_written(tmp_path: Path) -> None:
    found = read(tags.id3_tag(TagSheet("T", "S")), tmp_path)
    assert sorted(found.keys()) == ["TALB", "TCON", "TIT2"]


def test_the_text_is_utf_16_that_old_players_read() -> None:
    tag = tags.id3_tag(TagSheet("Knie 椅子", "S"))
    assert tag[:6] == b"ID3\x03\x00\x00"
    assert b"\x01" + "Knie 椅子".encode("utf-16")[:2] in tag
    assert "Knie 椅子".encode("utf-16-le") in tag


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert tags.id3_tag(SHEET) == tags.id3_tag(TagSheet.from_json(SHEET.to_json()))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40), st.integers(0, 2**31))
def test_any_title_and_time_come_back(title: str, start: int) -> None:
    tag = tags.id3_tag(TagSheet(title or "x", "S", chapters=(TagChapter(start, start + 1, title),)))
    size = tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9]
    assert len(tag) == size + 10
    assert struct.pack(">II", start, start + 1) in tag


def test_nothing_of_the_uploads_own_tags_is_kept(tmp_path: Path) -> None:
    junk = makers.text_frame(b"COMM", "C:\\Users\\somebody\\secret") + makers.text_frame(b"TXXX", "/home/somebody")
    source, target = tmp_path / "a.mp3", tmp_path / "b.mp3"
    sound = makers.cbr(2)
    source.write_bytes(makers.id3(junk) + sound + makers.ape_tag() + makers.id3v1())
    tags.tag_mp3(SHEET, source, target)
    data = target.read_bytes()
    assert b"somebody" not in data
    assert data == tags.id3_tag(SHEET) + sound


def test_half_a_frame_at_the_end_is_left_out(tmp_path: Path) -> None:
    source, target = tmp_path / "a.mp3", tmp_path / "b.mp3"
    sound = makers.with_table(makers.mp3_frame() * 50, 51)
    source.write_bytes(sound + makers.mp3_frame()[:100])
    tags.tag_mp3(SHEET, source, target)
    assert target.read_bytes().endswith(sound)


def test_an_m4a_gets_new_tags_in_the_place_of_all_there_were(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    path.write_bytes(makers.m4a("-metadata", "comment=/home/somebody", "-metadata", "title=Old"))
    tags.tag_m4a(SHEET, path)
    found = mp4.MP4(path).tags
    assert found is not None
    assert {k: v for k, v in found.items() if k != "covr"} == {
        "\xa9nam": ["Walking again 椅子"], "\xa9alb": ["On walking"], "\xa9ART": ["Sample editor"],
        "\xa9day": ["2027-03-01"], "\xa9gen": ["Podcast"], "trkn": [(7, 0)], "disk": [(2, 0)],
    }  # fmt: skip
    assert bytes(found["covr"][0]) == JPEG
    assert b"somebody" not in path.read_bytes()


def test_an_m4a_without_any_tags_gets_some(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    path.write_bytes(makers.m4a("-map_metadata", "-1"))
    tags.tag_m4a(TagSheet("T", "S", number=99_999), path)
    found = mp4.MP4(path)
    assert found.tags is not None
    assert (found.tags["\xa9nam"], found.tags["trkn"]) == (["T"], [(65_535, 0)])


def test_the_child_takes_a_sheet_from_a_file(tmp_path: Path) -> None:
    sheet, source, target = tmp_path / "sheet.json", tmp_path / "a.mp3", tmp_path / "b.mp3"
    sheet.write_text(SHEET.to_json(), encoding="utf-8")
    source.write_bytes(makers.cbr(1))
    assert tags.main([str(sheet), str(source), str(target)]) == 0
    assert target.read_bytes().startswith(b"ID3\x03")
    m4a = tmp_path / "a.m4a"
    m4a.write_bytes(makers.m4a())
    assert tags.main([str(sheet), str(m4a)]) == 0
    assert b"On walking" in m4a.read_bytes()


@pytest.mark.parametrize(("tag", "code"), [("en-GB", "eng"), ("de", "deu"), ("CY", "cym"), ("tlh", ""), ("", "")])
def test_a_language_has_three_letters_in_a_tag(tag: str, code: str) -> None:
    assert language_code(tag) == code


def test_chapters_survive_ffmpegs_own_text() -> None:
    chapters = (TagChapter(0, 1500, "a=b;c#d\\e"), TagChapter(1500, 2000, "f"))
    text = ffmetadata(chapters)
    assert "title=a\\=b\\;c\\#d\\\\e\n" in text
    assert starts_in(text) == [0, 1500]
    assert starts_in("TIMEBASE=1/44100\nSTART=44100\n") == [1000]
