"""What a file is comes from its bytes."""

import pytest

from app.media import filetypes
from app.media.filetypes import AssetKind, detect, hidden_in, in_words
from tests.media import makers


@pytest.mark.parametrize(
    ("head", "extension"),
    [
        (makers.cbr(), "mp3"),
        (makers.cbr(version=2, rate=22_050), "mp3"),
        (makers.cbr(version=0, rate=8_000), "mp3"),
        (makers.tagged(makers.cbr()), "mp3"),
        (makers.m4a(), "m4a"),
        (b"\x00\x00\x00\x1cftypM4B \x00\x00\x00\x00", "m4a"),
        (makers.encoded("opus", "-c:a", "libopus"), "opus"),
        (makers.encoded("ogg", "-c:a", "libvorbis"), "ogg"),
        (makers.encoded("flac"), "flac"),
        (makers.encoded("wav"), "wav"),
        (makers.picture(extension="jpg"), "jpg"),
        (makers.picture(extension="png"), "png"),
        (makers.picture(extension="webp"), "webp"),
        (makers.picture(extension="gif"), "gif"),
        (makers.picture(extension="avif"), "avif"),
        (makers.PDF, "pdf"),
    ],
)
def test_each_type_we_take_is_told_from_its_first_bytes(head: bytes, extension: str) -> None:
    found = detect(head[: filetypes.HEAD_BYTES])
    assert found is not None
    assert found.extension == extension
    assert hidden_in(found, head[: filetypes.HEAD_BYTES], head[-filetypes.TAIL_BYTES :]) is None


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "an empty file"),
        (b"Dear reader, this is a letter.\n", "a plain text file"),
        ("Ünïcode → text".encode() * 400, "a plain text file"),
        (makers.HTML, "a web page (HTML)"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "an SVG drawing"),
        (b'<?xml version="1.0"?><rss></rss>', "an XML document"),
        (b"<?php echo 1;", "a program (PHP)"),
        (makers.zip_archive(), "a ZIP archive or an Office document"),
        (b"MZ\x90\x00", "a Windows program"),
        (b"\xff\xf1\x50\x80", "raw AAC audio"),
        (b"OggS" + bytes(40), "an Ogg file that is neither Opus nor Vorbis"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "a video or an MP4 file without sound we know"),
        (b"\x00\x01\x02\x03", "not a kind of file we know"),
        (b"\x80\x81\x82", "not a kind of file we know"),
        (makers.PDF, "a PDF document"),
        (makers.picture(extension="avif"), "an AVIF picture"),
        (makers.m4a(), "an M4A audio"),
    ],
)
def test_what_we_do_not_take_is_named(head: bytes, words: str) -> None:
    assert in_words(head) == words


@pytest.mark.parametrize(
    "head", [b"\xff\xfb", b"\xff\xeb\x90\x00", b"\xff\xfb\xf0\x00", b"\xff\xfb\x9c\x00", b"ID3", b"\xff\xfd\x90\x00"]
)
def test_what_only_begins_like_an_mp3_is_none(head: bytes) -> None:
    assert detect(head) is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (makers.id3(makers.text_frame(b"TIT2", "<html><script>x</script>")) + makers.cbr(), "a web page (HTML)"),
        (makers.picture(extension="png") + makers.zip_archive(), "a ZIP archive"),
        (makers.picture(extension="gif")[:20] + b"<?php x", "a program (PHP)"),
        (b"GIF89a" + makers.PDF, "a PDF document"),
    ],
)
def test_a_second_nature_is_found(data: bytes, words: str) -> None:
    found = detect(data)
    assert found is not None
    assert hidden_in(found, data[: filetypes.HEAD_BYTES], data[-filetypes.TAIL_BYTES :]) == words


def test_the_letters_of_a_zip_directory_alone_are_no_archive() -> None:
    data = makers.picture() + b"PK\x05\x06"
    assert hidden_in(filetypes.PNG, data, data) is None
    data += bytes(40)
    assert hidden_in(filetypes.PNG, data, data) is None


def test_only_mp3_and_m4a_are_published_as_they_are() -> None:
    plain = {t.extension for t in filetypes.TAKEN if t.kind is AssetKind.AUDIO and not t.is_master}
    assert plain == {"mp3", "m4a"}
    assert not filetypes.PDF.is_master
