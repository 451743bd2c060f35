"""The copy of a recording with tags of ours: made, read back by two readers, and only then kept.

Slow work on files, for outside a unit of work. The recording itself is never written to.
"""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import Invalid, NotFound
from app.core.text import one_line
from app.media.audio import MAX_CHAPTERS, MAX_TAG_LENGTH
from app.media.child import ChildFailed, run_child
from app.media.enclosures import Enclosure
from app.media.facts import AudioFacts
from app.media.programs import ProgramFailed, run
from app.media.settings import wired
from app.media.storage import as_file
from app.media.tag_sheet import TagSheet, ffmetadata, short_title, starts_in

NO_CHAPTERS_NOTE = (
    "The file itself has no chapters, because this site has no ffmpeg to write them into an M4A. The feed and the page "
    "have them; uploaded as MP3, the file would have them, too."
)
_ROOM_FOR_TAGS = 64 << 20
_CPU_SECONDS, _WALL_SECONDS = 60, 120
_M4A_TOLERANCE_MS = 60  # two AAC frames: ffmpeg writes the length of the packets, an encoder that of the sound
_MOST_IN_CHPL = 255


class CopyFailed(RuntimeError):
    """The copy could not be made, or is not what it should be; the message says what is wrong with it."""


@dataclass(frozen=True)
class Copy:
    file: Enclosure
    note: str = ""
    """What is missing in it, for the editor."""


@dataclass(frozen=True)
class _Read:
    """What the child found: the facts, and the hash of the sound alone."""

    facts: AudioFacts
    sound: str


def make_copy(recording: Enclosure, sheet: TagSheet) -> Copy:
    """Make the tagged copy of a recording and put it into the storage. Raises Invalid (field audio_id) with the reason.

    The same recording and sheet give the same bytes.
    """
    storage = wired().storage
    try:
        with tempfile.TemporaryDirectory() as folder, as_file(storage, recording.sha256) as source:
            before = _read(source, recording.extension)
            target = Path(folder) / f"copy.{recording.extension}"
            has_chapters = _write(source, target, sheet, Path(folder))
            after = _read(target, recording.extension)
            _compare(before, after, sheet, has_chapters=has_chapters)
            _second_reader(target, sheet, has_chapters=has_chapters)
            stored = storage.put(target)
    except (ChildFailed, ProgramFailed, CopyFailed, NotFound, OSError, ValueError) as error:
        raise Invalid(
            f"The copy of this recording with title, cover and chapters could not be made ({_reason(error)}). Nothing was "
            "published. Please export the recording again and upload it, or try another format.",
            field="audio_id",
        ) from error
    file = Enclosure(stored.key, stored.size, recording.mime, after.facts.duration_ms)
    return Copy(file, "" if has_chapters or not sheet.chapters else NO_CHAPTERS_NOTE)


def _reason(error: Exception) -> str:
    """Ours to be read by an editor; what a child or the disk said is for the log, which has the cause."""
    if isinstance(error, NotFound):
        return "its file is not there any more"
    return str(error) if isinstance(error, CopyFailed | ProgramFailed) else "it cannot be read or written"


def _write(source: Path, target: Path, sheet: TagSheet, folder: Path) -> bool:
    """Write the copy; whether chapters could be written into it."""
    paper = folder / "sheet.json"
    paper.write_text(sheet.to_json(), encoding="utf-8")
    has_chapters = True
    arguments = [str(paper), str(source), str(target)]
    if target.suffix == ".m4a":
        has_chapters = _lay_out_anew(source, target, sheet, folder)
        arguments = [str(paper), str(target)]
    size = source.stat().st_size
    run_child(
        *("app.media.tags", *arguments),
        mapped=2 * size + _ROOM_FOR_TAGS,
        written=size + _ROOM_FOR_TAGS,
        cpu=_CPU_SECONDS,
        wall=_WALL_SECONDS,
    )
    return has_chapters


def _lay_out_anew(source: Path, target: Path, sheet: TagSheet, folder: Path) -> bool:
    """The sound of an M4A alone, with our chapters, its table of contents in front; without ffmpeg as it is."""
    ffmpeg = wired().ffmpeg
    if ffmpeg is None:
        shutil.copyfile(source, target)
        return False
    notes = folder / "chapters.txt"
    notes.write_text(ffmetadata(sheet.chapters), encoding="utf-8")
    command = [
        *(ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file"),
        *("-i", f"file:{source}", "-f", "ffmetadata", "-i", f"file:{notes}"),
        *("-map", "0:a:0", "-map_metadata:g", "-1", "-map_metadata:s", "-1", "-map_chapters", "1", "-c", "copy"),
        *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-movflags", "+faststart", "-f", "ipod", f"file:{target}"),
    ]
    run(command, wall=_WALL_SECONDS, file_bytes=2 * source.stat().st_size + _ROOM_FOR_TAGS)
    return True


def _read(path: Path, extension: str) -> _Read:
    answer = json.loads(
        run_child(
            *("app.media.payload", str(path), extension),
            mapped=2 * path.stat().st_size,
            cpu=_CPU_SECONDS,
            wall=_WALL_SECONDS,
        )
    )
    return _Read(AudioFacts.from_json(answer["facts"]), answer["sound"])


def _compare(before: _Read, after: _Read, sheet: TagSheet, *, has_chapters: bool) -> None:
    """The sound is the same, the length too, and the tags are what they should be."""
    is_m4a = after.facts.extension == "m4a"
    if before.facts.refusals or after.facts.refusals:
        raise CopyFailed("the copy cannot be read as sound")
    if before.sound != after.sound:
        raise CopyFailed("its sound is not the same any more")
    if abs(before.facts.duration_ms - after.facts.duration_ms) > (_M4A_TOLERANCE_MS if is_m4a else 0):
        raise CopyFailed("its length is not the same any more")
    tags = after.facts.tags
    if (tags.title, tags.album, tags.artist) != tuple(map(_as_read, (sheet.title, sheet.show, sheet.artist))):
        raise CopyFailed("its title cannot be read back")
    if tags.has_cover != bool(sheet.cover):
        raise CopyFailed("its cover cannot be read back")
    found = [(c.start_ms, c.title) for c in after.facts.chapters]
    if has_chapters and found != _expected(sheet, is_m4a=is_m4a):
        raise CopyFailed("its chapters cannot be read back")


def _as_read(text: str) -> str:
    return one_line(one_line(text)[:MAX_TAG_LENGTH])


def _expected(sheet: TagSheet, *, is_m4a: bool) -> list[tuple[int, str]]:
    """The chapters as mutagen reads them; in an M4A it reads the short list, which ends after 255."""
    chapters = sheet.chapters[: _MOST_IN_CHPL if is_m4a else MAX_CHAPTERS]
    return [(c.start_ms, _as_read(short_title(c.title) if is_m4a else c.title)) for c in chapters]


def _second_reader(target: Path, sheet: TagSheet, *, has_chapters: bool) -> None:
    """ffmpeg, where there is one, has nothing to complain of and finds the same chapters."""
    ffmpeg = wired().ffmpeg
    if ffmpeg is None:
        return
    printed: list[bytes] = []
    command = [
        *(ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file,pipe"),
        # With the file's own times: otherwise ffmpeg counts from the first sound that it would play.
        *("-copyts", "-i", f"file:{target}", "-f", "ffmetadata", "pipe:1"),
    ]
    if run(command, wall=_WALL_SECONDS, take=printed.append).strip():
        raise CopyFailed("a second program cannot read the copy without complaint")
    if has_chapters and starts_in(b"".join(printed).decode(errors="replace")) != [c.start_ms for c in sheet.chapters]:
        raise CopyFailed("a second program finds other chapters")
