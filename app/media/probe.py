"""Reads one recording and prints its facts as JSON: the child that `audio.measure` starts."""

import json
import mmap
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.media import masters, mp3, mp4, mp4_chapters
from app.media.audio import MAX_CHAPTERS, Headers, Unreadable, read_headers
from app.media.facts import AudioFacts, ChapterMark, Problem, as_clock, refused, warning

_AGAIN = "Please export it again, or upload the whole file."
_CODECS = {"mp3": "mp3", "opus": "opus", "ogg": "vorbis", "flac": "flac", "wav": "pcm"}


def main(arguments: Sequence[str]) -> int:
    """`path extension`: print the facts. Anything that goes wrong beyond words ends the process."""
    path, extension = arguments
    sys.stdout.write(json.dumps(examine(Path(path), extension).to_json()))
    return 0


def examine(path: Path, extension: str) -> AudioFacts:
    """The facts of the recording at `path`, refusals among its problems. To be called in a child process."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return _READERS[extension](path, data, extension)
        except (mp3.NotMp3, mp4.NotMp4) as error:
            return _unusable(extension, str(error))
        except Unreadable:
            return _unusable(extension, f"This file cannot be read as sound. It may be damaged. {_AGAIN}")


def _unusable(extension: str, message: str) -> AudioFacts:
    return AudioFacts(extension, "", 0, 0, 0, 0, "", problems=(refused(message),))


def _mp3(path: Path, data: mmap.mmap, extension: str) -> AudioFacts:
    walk = mp3.walk(data)  # first: it also finds a tag that claims more than the file
    facts = _from_headers(read_headers(path), extension)
    return replace(
        facts,
        duration_ms=walk.duration_ms,
        bitrate=walk.bitrate,
        sample_rate=walk.sample_rate,
        channels=walk.channels,
        mode="vbr" if walk.varies else "cbr",
        flaws=walk.flaws,
        problems=_mp3_problems(walk, facts.duration_ms),
    )


def _mp3_problems(walk: mp3.Walk, header_ms: int) -> tuple[Problem, ...]:
    said, held = walk.declared_ms, walk.duration_ms
    if said is not None and walk.table and walk.table.frames and walk.table.frames > walk.frames + 1:
        return (refused(_shortened(said, held)),)
    if walk.cut and said is None:
        return (refused(f"This file ends in the middle of a piece of sound: its end is missing. {_AGAIN}"),)
    found = []
    if walk.joints:
        found.append(
            warning(
                f"Several recordings were joined in this file without encoding it anew. It lasts {as_clock(held)}; some "
                "players would show another length or stop early."
            )
        )
    elif walk.varies and walk.table is None:
        found.append(
            warning(
                f"The bit rate varies and the file has no table for it: it lasts {as_clock(held)}, but many players "
                "would show another length and skip to wrong places."
            )
        )
    elif abs(header_ms - held) > mp3.TOLERANCE_MS:
        found.append(warning(f"The file's header says {as_clock(header_ms)}; its sound lasts {as_clock(held)}."))
    if walk.skipped > 4096:
        found.append(warning("Between the pieces of sound there is something that is no sound; there may be clicks."))
    return tuple(found)


def _mp4(path: Path, data: mmap.mmap, extension: str) -> AudioFacts:
    layout = mp4.layout(data)
    if layout.has_video:
        raise mp4.NotMp4("This is a video. Please export its sound alone, as MP3 or M4A.")
    if layout.fragmented:
        raise mp4.NotMp4(
            "This M4A is fragmented, as recorders for streaming make it: podcast apps cannot skip in it and its length "
            "is not known. Please export it as an ordinary M4A or MP3."
        )
    facts = _from_headers(read_headers(path), extension)
    problems = _cut(facts.duration_ms, layout.held)
    marks = facts.chapters or _chapter_track(data)
    return replace(facts, codec=facts.codec or layout.codec, chapters=marks, problems=problems or _silent(facts))


def _chapter_track(data: mmap.mmap) -> tuple[ChapterMark, ...]:
    """Chapters that make no sense are no reason to refuse the sound."""
    try:
        return mp4_chapters.chapters(data, most=MAX_CHAPTERS)
    except mp4.NotMp4:
        return ()


def _wav(path: Path, data: mmap.mmap, extension: str) -> AudioFacts:
    facts = _from_headers(read_headers(path), extension)
    return replace(facts, mode="cbr", problems=_cut(facts.duration_ms, masters.wav_held(data)) or _silent(facts))


def _ogg(path: Path, data: mmap.mmap, extension: str) -> AudioFacts:
    facts = _from_headers(read_headers(path), extension)
    problems = _silent(facts)
    if not problems and not masters.ogg_has_end(data):
        problems = (
            warning(
                f"This file has no proper end; it may have been cut off. It lasts {as_clock(facts.duration_ms)}: please "
                "check that this is all of it."
            ),
        )
    return replace(facts, mode="vbr", problems=problems)


def _flac(path: Path, _data: mmap.mmap, extension: str) -> AudioFacts:
    facts = _from_headers(read_headers(path), extension)
    return replace(facts, mode="vbr", problems=_silent(facts))


def _from_headers(headers: Headers, extension: str) -> AudioFacts:
    return AudioFacts(
        extension=extension,
        codec=headers.codec or _CODECS.get(extension, ""),
        duration_ms=headers.duration_ms,
        header_ms=headers.duration_ms,
        bitrate=headers.bitrate,
        sample_rate=headers.sample_rate,
        channels=headers.channels,
        mode="",
        tags=headers.tags,
        chapters=headers.chapters,
    )


def _cut(said_ms: int, held: float) -> tuple[Problem, ...]:
    return () if held >= 1 else (refused(_shortened(said_ms, round(said_ms * held))),)


def _shortened(said_ms: int, held_ms: int) -> str:
    return f"The file says {as_clock(said_ms)} but holds only {as_clock(held_ms)}: its end is missing. {_AGAIN}"


def _silent(facts: AudioFacts) -> tuple[Problem, ...]:
    return () if facts.duration_ms > 0 else (refused(f"This file has no length: there is no sound in it. {_AGAIN}"),)


_READERS: dict[str, Callable[[Path, mmap.mmap, str], AudioFacts]] = {
    "mp3": _mp3,
    "m4a": _mp4,
    "wav": _wav,
    "opus": _ogg,
    "ogg": _ogg,
    "flac": _flac,
}
