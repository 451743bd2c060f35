"""Chapters as lines of the show notes: `00:37 Title`, which some apps read as chapters. Pure.

Apple takes such a list when it begins at 00:00 and has three entries or more (rules 35 and 36); anybody can read a shorter
one. The times are those of the JSON, of Podlove and of the ID3 tags to the millisecond (rule 38).
"""

from collections.abc import Sequence
from html import escape

from app.podcast.chapters import Chapter, clock


def stamp(ms: int) -> str:
    """`00:37`, `1:02:03`; milliseconds only where there are some: `00:37.500`."""
    said = clock(ms)
    return f"0{said}" if ms < 600_000 else said


def with_chapters(notes: str, chapters: Sequence[Chapter]) -> str:
    """`notes` with the list below them, one paragraph a line, unless the editor has typed the same list already."""
    lines = [escape(f"{stamp(chapter.start_ms)} {chapter.title}", quote=False) for chapter in chapters]
    if not lines or all(_is_said(line, notes) for line in lines):
        return notes
    listed = "\n".join(f"<p>{line}</p>" for line in lines)
    return f"{notes}\n<p><strong>Chapters</strong></p>\n{listed}" if notes else listed


def _is_said(line: str, notes: str) -> bool:
    return line in notes or line.removeprefix("0") in notes
