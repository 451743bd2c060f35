"""Writing tags. With `audio` the only place that knows mutagen; it runs in a child process that may write one file.

ID3v2.3, because more players read it than 2.4, with all text as UTF-16. Nothing of the upload's own tags is kept:
comments and private frames can hold names, paths and whatever a program left there.
"""

import io
import mmap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import mutagen.id3
import mutagen.mp4

from app.media import mp3
from app.media.tag_sheet import TagChapter, TagSheet

# Half of mutagen has types, and those are in each other's way.
id3: Any = mutagen.id3
mp4: Any = mutagen.mp4
Frame = Any

PIECE = 1 << 20
_UTF16 = id3.Encoding.UTF16
_MOST_IN_ONE = 255  # the number of chapters below one table of contents is a single byte
_NOWHERE = 0xFFFFFFFF  # a chapter's place in bytes is not given, only its time


def main(arguments: Sequence[str]) -> int:
    """`sheet source target`: an MP3's copy with new tags; `sheet target`: new tags in the M4A that is there."""
    sheet = TagSheet.from_json(Path(arguments[0]).read_text("utf-8"))
    if len(arguments) == 3:
        tag_mp3(sheet, Path(arguments[1]), Path(arguments[2]))
    else:
        tag_m4a(sheet, Path(arguments[1]))
    return 0


def tag_mp3(sheet: TagSheet, source: Path, target: Path) -> None:
    """Write the tag and behind it the sound of `source`, byte for byte, and nothing else."""
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        walk = mp3.walk(data)
    with source.open("rb") as file, target.open("xb") as out:
        out.write(id3_tag(sheet))
        file.seek(walk.start)
        left = walk.stop - walk.start
        while left and (piece := file.read(min(PIECE, left))):
            out.write(piece)
            left -= len(piece)


def id3_tag(sheet: TagSheet) -> bytes:
    """The tag alone. The same sheet gives the same bytes."""
    # mutagen orders frames by their size, and there are players that show chapters in the order of the file: each is
    # printed by itself, and they are put together in the order of their time.
    printed = [_printed(_texts(sheet)), *(_printed([frame]) for frame in _chapters(sheet.chapters))]
    body = b"".join([*printed, _printed(_pictures(sheet.cover, id3.PictureType.COVER_FRONT))])
    return b"ID3\x03\x00\x00" + bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0)) + body


def _printed(frames: Iterable[Frame]) -> bytes:
    """The frames as ID3v2.3, without the head of a tag."""
    tag = id3.ID3()
    for frame in frames:
        tag.add(frame)
    if not tag:
        return b""
    tag.update_to_v23()
    out = io.BytesIO()
    tag.save(out, v2_version=3, padding=lambda _info: 0)
    return out.getvalue()[10:]


def _texts(sheet: TagSheet) -> Iterator[Frame]:
    for kind, text in (
        (id3.TIT2, sheet.title),
        (id3.TALB, sheet.show),
        (id3.TPE1, sheet.artist),
        (id3.TDRC, sheet.date),
        (id3.TLAN, sheet.language),
        (id3.TPOS, str(sheet.season or "")),
        (id3.TRCK, str(sheet.number or "")),
        (id3.TCON, "Podcast"),
    ):
        if text:
            yield kind(encoding=_UTF16, text=[text])


def _pictures(jpeg: bytes, kind: int) -> Iterator[Frame]:
    if jpeg:
        yield id3.APIC(encoding=id3.Encoding.LATIN1, mime="image/jpeg", type=kind, desc="", data=jpeg)


def _chapters(chapters: Sequence[TagChapter]) -> Iterator[Frame]:
    """A frame for each, and the table of contents; beyond 255 it is one of tables."""
    names = [f"ch{n}" for n in range(len(chapters))]
    tables = [names[at : at + _MOST_IN_ONE] for at in range(0, len(names), _MOST_IN_ONE)]
    if len(tables) > 1:
        for n, below in enumerate(tables):
            yield _contents(f"toc{n}", below, top=False)
        yield _contents("toc", [f"toc{n}" for n in range(len(tables))], top=True)
    elif tables:
        yield _contents("toc", tables[0], top=True)
    for name, chapter in zip(names, chapters, strict=True):
        yield _chapter(name, chapter)


def _contents(name: str, below: list[str], *, top: bool) -> Frame:
    flags = id3.CTOCFlags.ORDERED | (id3.CTOCFlags.TOP_LEVEL if top else 0)
    return id3.CTOC(element_id=name, flags=flags, child_element_ids=below, sub_frames=[])


def _chapter(name: str, chapter: TagChapter) -> Frame:
    inside: list[Frame] = [id3.TIT2(encoding=_UTF16, text=[chapter.title])]
    if chapter.url:
        inside.append(id3.WXXX(encoding=_UTF16, desc="chapter url", url=chapter.url))
    inside += _pictures(chapter.picture, id3.PictureType.OTHER)
    return id3.CHAP(
        element_id=name,
        start_time=chapter.start_ms,
        end_time=chapter.end_ms,
        start_offset=_NOWHERE,
        end_offset=_NOWHERE,
        sub_frames=inside,
    )


def tag_m4a(sheet: TagSheet, target: Path) -> None:
    """New tags in the place of all there are. Chapters are written by ffmpeg: mutagen reads them only."""
    file = mp4.MP4(target)
    if file.tags is None:
        file.add_tags()
    file.tags.clear()
    texts = {"\xa9nam": sheet.title, "\xa9alb": sheet.show, "\xa9ART": sheet.artist, "\xa9day": sheet.date}
    for name, text in (texts | {"\xa9gen": "Podcast"}).items():
        if text:
            file.tags[name] = [text]
    if sheet.number:
        file.tags["trkn"] = [(min(sheet.number, 65_535), 0)]
    if sheet.season:
        file.tags["disk"] = [(min(sheet.season, 65_535), 0)]
    if sheet.cover:
        file.tags["covr"] = [mp4.MP4Cover(sheet.cover, imageformat=mp4.MP4Cover.FORMAT_JPEG)]
    file.save(padding=lambda _info: 0)
