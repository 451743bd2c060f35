"""Sound files made without an encoder: MP3 frames that decode to silence, and whatever can be wrong with a file."""

import io
import struct
import subprocess
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import imageio_ffmpeg
from PIL import Image

_BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def mp3_frame(
    kilobits: int = 64, *, rate: int = 44_100, version: int = 3, mono: bool = True, padded: bool = False
) -> bytes:
    """One silent layer III frame. `version` 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5."""
    bitrate = _BITRATES[3 if version == 3 else 2].index(kilobits)
    header = bytes(
        [
            0xFF,
            0xE0 | version << 3 | 1 << 1 | 1,
            bitrate << 4 | _RATES[version].index(rate) << 2 | padded << 1,
            (3 if mono else 0) << 6,
        ]
    )
    samples = 1152 if version == 3 else 576
    size = samples // 8 * kilobits * 1000 // rate + padded
    return header + bytes(size - 4)


def frame_count(seconds: float, *, rate: int = 44_100, version: int = 3) -> int:
    return round(seconds * rate / (1152 if version == 3 else 576))


def with_table(sound: bytes, frames: int, *, name: bytes = b"Info", version: int = 3, rate: int = 44_100) -> bytes:
    """`sound` behind a frame that says how many frames and bytes there are."""
    frame = bytearray(mp3_frame(64, version=version, rate=rate))
    at = 4 + (17 if version == 3 else 9)
    frame[at : at + 16] = name + struct.pack(">III", 3, frames, len(frame) + len(sound))
    return bytes(frame) + sound


def cbr(seconds: float = 2.0, *, kilobits: int = 64, table: bool = True, rate: int = 44_100, version: int = 3) -> bytes:
    """An MP3 of constant bit rate."""
    count = frame_count(seconds, rate=rate, version=version)
    sound = mp3_frame(kilobits, rate=rate, version=version) * count
    return with_table(sound, count, version=version, rate=rate) if table else sound


def vbr(seconds: float = 2.0, *, table: bool = True) -> bytes:
    """An MP3 of varying bit rate: low at first, so that a guess from the first frame is far off."""
    count = frame_count(seconds)
    kilobits = [32] * (count // 2) + [128, 192, 96] * count
    sound = b"".join(mp3_frame(k) for k in kilobits[:count])
    return with_table(sound, count, name=b"Xing") if table else sound


def syncsafe(size: int) -> bytes:
    return bytes([size >> 21 & 0x7F, size >> 14 & 0x7F, size >> 7 & 0x7F, size & 0x7F])


def id3(frames: bytes = b"", *, padding: int = 0, claimed: int | None = None) -> bytes:
    """An ID3v2.4 tag around `frames`."""
    size = len(frames) + padding if claimed is None else claimed
    return b"ID3\x04\x00\x00" + syncsafe(size) + frames + bytes(padding)


def text_frame(name: bytes, text: str) -> bytes:
    body = b"\x03" + text.encode()
    return name + syncsafe(len(body)) + b"\x00\x00" + body


def chapter_frame(element: str, start_ms: int, end_ms: int, title: str) -> bytes:
    body = element.encode() + b"\x00" + struct.pack(">IIII", start_ms, end_ms, 0xFFFFFFFF, 0xFFFFFFFF)
    body += text_frame(b"TIT2", title)
    return b"CHAP" + syncsafe(len(body)) + b"\x00\x00" + body


def tagged(sound: bytes, title: str = "Walking again", chapters: tuple[tuple[int, str], ...] = ()) -> bytes:
    """`sound` with a title, an artist and chapters."""
    marks = b"".join(chapter_frame(f"c{n}", start, start + 500, text) for n, (start, text) in enumerate(chapters))
    return id3(text_frame(b"TIT2", title) + text_frame(b"TPE1", "Sample editor") + marks) + sound


def id3v1() -> bytes:
    return b"TAG" + bytes(125)


def ape_tag(*, header: bool = True) -> bytes:
    """An APEv2 tag with one small item."""
    item = struct.pack("<II", 3, 0) + b"Title\x00abc"
    size, flags = len(item) + 32, 0x80000000 if header else 0
    footer = b"APETAGEX" + struct.pack("<IIII", 2000, size, 1, flags) + bytes(8)
    start = b"APETAGEX" + struct.pack("<IIII", 2000, size, 1, flags | 0x20000000) + bytes(8) if header else b""
    return start + item + footer


def lyrics3() -> bytes:
    body = b"LYRICSBEGININD0000200"
    return body + f"{len(body):06}".encode() + b"LYRICS200"


def box(name: bytes, *parts: bytes) -> bytes:
    """An MP4 box."""
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def nested_boxes(depth: int) -> bytes:
    """An M4A whose boxes lie in one another."""
    inside = b""
    for _ in range(depth):
        inside = box(b"moov", inside)
    return box(b"ftyp", b"M4A \x00\x00\x00\x00") + inside


@cache
def encoded(extension: str, *options: str, seconds: float = 3.0, rate: int = 44_100) -> bytes:
    """A tone encoded by the ffmpeg that comes with imageio-ffmpeg."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"tone.{extension}"
        tone = f"sine=frequency=330:sample_rate={rate}:duration={seconds}"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", tone]
        subprocess.run([*command, "-fflags", "+bitexact", *options, str(path)], check=True)
        return path.read_bytes()


def m4a(*options: str, seconds: float = 3.0) -> bytes:
    return encoded("m4a", "-c:a", "aac", "-b:a", "64k", *options, seconds=seconds)


def picture(width: int = 400, height: int = 300, *, extension: str = "png", mode: str = "RGB", **options: Any) -> bytes:
    """A picture with some structure."""
    image = Image.linear_gradient("L").resize((width, height)).convert(mode)
    out = io.BytesIO()
    image.save(out, format={"jpg": "JPEG"}.get(extension, extension.upper()), **options)
    return out.getvalue()


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A small file that claims to be a huge picture: only its first chunk says so."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
HTML = b"<!DOCTYPE html>\n<html><head><title>Not sound</title></head><body><script>alert(1)</script></body></html>"


def zip_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "text")
    return out.getvalue()
