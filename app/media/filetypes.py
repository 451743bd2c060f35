"""What a file is, told from its first bytes and never from its name. Pure.

The table is our own and short: what is not in it is not taken. Extension and media type always come from here.
"""

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass

HEAD_BYTES = 4096
"""How much of the beginning `detect` wants to see."""
TAIL_BYTES = 66_000
"""How much of the end `hidden_in` wants to see: a ZIP directory ends within 65,557 bytes of the end."""


class AssetKind(enum.StrEnum):
    IMAGE = "image"
    AUDIO = "audio"
    DOCUMENT = "document"


@dataclass(frozen=True)
class FileType:
    """One kind of file we take."""

    kind: AssetKind
    name: str
    """As an editor would call it."""
    extension: str
    mime: str

    @property
    def is_master(self) -> bool:
        """Good sound that podcast directories do not take: it has to be encoded before it is published."""
        return self.kind is AssetKind.AUDIO and self.extension not in {"mp3", "m4a"}


MP3 = FileType(AssetKind.AUDIO, "MP3 audio", "mp3", "audio/mpeg")
# audio/x-m4a and not audio/mp4: the type Apple lists for M4A (docs/feeds.md, rule 21), in the feed and over HTTP alike.
M4A = FileType(AssetKind.AUDIO, "M4A audio", "m4a", "audio/x-m4a")
OPUS = FileType(AssetKind.AUDIO, "Ogg Opus audio", "opus", "audio/ogg")
VORBIS = FileType(AssetKind.AUDIO, "Ogg Vorbis audio", "ogg", "audio/ogg")
FLAC = FileType(AssetKind.AUDIO, "FLAC audio", "flac", "audio/flac")
WAV = FileType(AssetKind.AUDIO, "WAV audio", "wav", "audio/wav")
JPEG = FileType(AssetKind.IMAGE, "JPEG picture", "jpg", "image/jpeg")
PNG = FileType(AssetKind.IMAGE, "PNG picture", "png", "image/png")
WEBP = FileType(AssetKind.IMAGE, "WebP picture", "webp", "image/webp")
GIF = FileType(AssetKind.IMAGE, "GIF picture", "gif", "image/gif")
AVIF = FileType(AssetKind.IMAGE, "AVIF picture", "avif", "image/avif")
PDF = FileType(AssetKind.DOCUMENT, "PDF document", "pdf", "application/pdf")

TAKEN = (MP3, M4A, OPUS, VORBIS, FLAC, WAV, JPEG, PNG, WEBP, GIF, AVIF, PDF)
BY_EXTENSION = {t.extension: t for t in TAKEN}

# Brands under which sound alone is found; whether there is a video in it is told from the tracks.
_MP4_SOUND = {
    *(b"M4A ", b"M4B ", b"M4P ", b"M4V ", b"mp41", b"mp42", b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6"),
    *(b"dash", b"MSNV", b"3gp4", b"3gp5", b"3gp6"),
}


def detect(head: bytes) -> FileType | None:
    """The type of a file that begins with `head` (at least `HEAD_BYTES` of it, if there are so many), or None."""
    for looks_right, found in _SIGNS:
        if looks_right(head):
            return found
    return None


def _starts(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signs)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] in {b"RIFF", b"RF64"} and head[8:12] == form


def _ogg(first_packet: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"OggS") and first_packet in head[26:100]


def _brand(head: bytes) -> bytes:
    return head[8:12] if head[4:8] == b"ftyp" else b""


def _is_mp3(head: bytes) -> bool:
    """An ID3v2 tag, or the eleven sync bits with layer III and no reserved value in the frame header."""
    if head.startswith(b"ID3") and len(head) > 10 and head[3] in {2, 3, 4}:
        return True
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer == 1 and head[2] >> 4 != 15 and head[2] >> 2 & 3 != 3


_SIGNS: tuple[tuple[Callable[[bytes], bool], FileType], ...] = (
    (_starts(b"\xff\xd8\xff"), JPEG),
    (_starts(b"\x89PNG\r\n\x1a\n"), PNG),
    (_starts(b"GIF87a", b"GIF89a"), GIF),
    (_riff(b"WEBP"), WEBP),
    (_riff(b"WAVE"), WAV),
    (lambda head: _brand(head) in {b"avif", b"avis"}, AVIF),
    (lambda head: _brand(head) in _MP4_SOUND, M4A),
    (_starts(b"fLaC"), FLAC),
    (_ogg(b"OpusHead"), OPUS),
    (_ogg(b"\x01vorbis"), VORBIS),
    (_starts(b"%PDF-"), PDF),
    (_is_mp3, MP3),
)

_TEXT_SIGNS = (
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), "an SVG drawing"),
    (
        re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<script[\s>]|<iframe[\s>]", re.IGNORECASE),
        "a web page (HTML)",
    ),
    (re.compile(rb"<\?php|<\?=", re.IGNORECASE), "a program (PHP)"),
    (re.compile(rb"^\s*<\?xml", re.IGNORECASE), "an XML document"),
)
_OTHER_SIGNS = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "a rich text document"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a program"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM file"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"ADIF", "raw AAC audio"),
    (b"\xff\xf1", "raw AAC audio"),
    (b"\xff\xf9", "raw AAC audio"),
    (b"FORM", "AIFF audio"),
    (b"OggS", "an Ogg file that is neither Opus nor Vorbis"),
)


def in_words(head: bytes) -> str:
    """What a file that begins with `head` seems to be, to be put after "This is": for refusals."""
    known = detect(head)
    if known is not None:
        return f"{'an' if known.name[0] in 'AMF' and known.name[:2] != 'FL' else 'a'} {known.name}"
    if not head:
        return "an empty file"
    return _seen_in_text(head) or _seen_at_start(head) or _text_or_not(head)


def _seen_in_text(head: bytes) -> str | None:
    return next((words for sign, words in _TEXT_SIGNS if sign.search(head[:1024])), None)


def _seen_at_start(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return "a video or an MP4 file without sound we know"
    return next((words for sign, words in _OTHER_SIGNS if head.startswith(sign)), None)


def _text_or_not(head: bytes) -> str:
    try:
        text = head[:HEAD_BYTES].decode("utf-8", errors="strict" if len(head) < HEAD_BYTES else "ignore")
    except UnicodeDecodeError:
        return "not a kind of file we know"
    controls = sum(1 for c in text if ord(c) < 32 and c not in "\t\n\r\f")
    return "a plain text file" if not controls else "not a kind of file we know"


def hidden_in(found: FileType, head: bytes, tail: bytes) -> str | None:
    """A second nature of a file of a type we take, in words; None for an honest file.

    A browser that guesses looks at the first kilobyte; an unzip program looks for the directory at the end.
    """
    words = _seen_in_text(head)
    if words is not None:
        return words
    if found is not PDF and b"%PDF-" in head[:1024]:
        return "a PDF document"
    return "a ZIP archive" if _ends_as_zip(tail) else None


def _ends_as_zip(tail: bytes) -> bool:
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        return False
    comment = int.from_bytes(tail[at + 20 : at + 22], "little")
    return at + 22 + comment == len(tail)
