"""A transcript printed as WebVTT, SubRip, JSON and HTML. Pure, and the same cues give the same text.

Rules 39 to 43 of docs/feeds.md; podcast-namespace, docs/examples/transcripts/transcripts.md.
"""

import json
import textwrap
from collections.abc import Callable, Iterable
from html import escape

from app.podcast.chapters import clock, npt
from app.podcast.transcripts import Cue, in_parts, settled

VTT_WIDTH = 65
SRT_WIDTH, SRT_LINES = 32, 2


def to_vtt(cues: Iterable[Cue]) -> str:
    """WebVTT with a voice tag wherever the speaker changes; Apple takes names from nowhere else."""
    blocks, speaker = ["WEBVTT"], ""
    for cue in settled(cues):
        lines = _wrapped(cue.text, VTT_WIDTH)
        said = "\n".join(escape(line, quote=False) for line in lines)
        if cue.speaker != speaker:
            said = f"<v {escape(cue.speaker, quote=False)}>{said}"
            speaker = cue.speaker
        blocks.append(f"{npt(cue.start_ms)} --> {npt(cue.end_ms)}\n{said}")
    return "\n\n".join(blocks) + "\n"


def to_srt(cues: Iterable[Cue]) -> str:
    """SubRip: at most two lines of 32 characters, so a long cue becomes several; "Name:" where the speaker changes."""
    blocks, speaker = [], ""
    for cue in settled(cues):
        name = f"{cue.speaker}: " if cue.speaker != speaker else ""
        speaker = cue.speaker
        lines = _wrapped(name + cue.text.replace("-->", "→"), SRT_WIDTH)  # an arrow would be read as a line of times
        texts = ["\n".join(lines[at : at + SRT_LINES]) for at in range(0, len(lines), SRT_LINES)]
        blocks.extend(in_parts(cue, texts))
    return "\n".join(
        f"{count}\n{_srt_time(cue.start_ms)} --> {_srt_time(cue.end_ms)}\n{cue.text}\n"
        for count, cue in enumerate(blocks, start=1)
    )


def to_json(cues: Iterable[Cue]) -> str:
    """The JSON form, one segment a cue."""
    segments = [
        ({"speaker": c.speaker} if c.speaker else {})
        | {"startTime": c.start_ms / 1000, "endTime": c.end_ms / 1000, "body": c.text}
        for c in settled(cues)
    ]
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n"


def to_html(cues: Iterable[Cue]) -> str:
    """The HTML form: a name in `cite` where the speaker changes, then the time and what is said."""
    lines, speaker = [], ""
    for cue in settled(cues):
        if cue.speaker != speaker:
            lines.append(f"<cite>{escape(cue.speaker)}:</cite>")
            speaker = cue.speaker
        lines.append(f"<time>{clock(cue.start_ms // 1000 * 1000)}</time>\n<p>{escape(cue.text)}</p>")
    return "\n".join(lines) + "\n"


PRINTERS: dict[str, tuple[str, Callable[[Iterable[Cue]], str]]] = {
    "vtt": ("text/vtt", to_vtt),
    "srt": ("application/x-subrip", to_srt),
    "json": ("application/json", to_json),
    "html": ("text/html", to_html),
}
"""By the ending of the address: the media type, the same in the feed and over HTTP, and who prints it."""


def _srt_time(ms: int) -> str:
    return npt(ms).replace(".", ",")


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]
