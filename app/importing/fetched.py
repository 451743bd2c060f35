"""What an import fetches from the old host. Every address goes through the guarded fetcher; slow, outside units of work.

Only audio is needed: a picture, chapters or a transcript that cannot be had are left out, and the item says so.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.core.downloading import Downloaded, Progress, download
from app.core.errors import HouseError
from app.core.fetching import wired as fetcher
from app.importing.feed_xml import MAX_BYTES
from app.importing.parsed import ParsedItem, ParsedTranscript
from app.media.intake import MAX_BYTES as MAX_AUDIO
from app.media.intake import Examined, examine
from app.media.settings import wired
from app.podcast import chapter_files, transcript_files
from app.podcast.chapters import Chapter
from app.podcast.transcripts import Cue

FEED_SECONDS, PART_SECONDS = 60.0, 30.0
MAX_PICTURE, MAX_TEXT = 20_000_000, 5_000_000
SILENCE = 30.0
# What we can read, the best first: SubRip has no place for who speaks, and HTML none for when the words end.
READABLE = ("text/vtt", "application/json", "application/srt", "application/x-subrip", "text/srt", "text/html")
_BY_ENDING = {
    "vtt": "text/vtt",
    "json": "application/json",
    "srt": "application/srt",
    "html": "text/html",
    "htm": "text/html",
}


@dataclass
class Fetches:
    """What was had for one item, and what not, in words."""

    missing: list[str] = field(default_factory=list)

    def picture(self, url: str) -> Examined | None:
        try:
            got = fetcher().get(url, limit_bytes=MAX_PICTURE, seconds=PART_SECONDS)
            return examine(got.body, name_in(url, "picture"), storage=wired().storage)
        except HouseError as refusal:
            self.missing.append(f"Its picture was left out: {refusal.message}")
            return None

    def chapters(self, said: ParsedItem) -> tuple[Chapter, ...]:
        """Those of the file that the feed names, or those in the feed itself."""
        if not said.chapters_url:
            return said.chapters
        try:
            got = fetcher().get(said.chapters_url, limit_bytes=MAX_TEXT, seconds=PART_SECONDS)
            return chapter_files.read(got.body).chapters
        except HouseError as refusal:
            if not said.chapters:
                self.missing.append(f"Its chapters were left out: {refusal.message}")
            return said.chapters

    def transcript(self, said: ParsedItem) -> tuple[tuple[Cue, ...], str]:
        """The cues and their language."""
        offered = sorted(
            (t for t in said.transcripts if kind_of(t) in READABLE), key=lambda t: READABLE.index(kind_of(t))
        )
        if said.transcripts and not offered:
            self.missing.append("Its transcript was left out: it is neither WebVTT nor SubRip, JSON or HTML.")
        problems = []
        for transcript in offered:
            try:
                got = fetcher().get(transcript.url, limit_bytes=MAX_TEXT, seconds=PART_SECONDS)
                return transcript_files.read(got.body).cues, transcript.language
            except HouseError as refusal:
                problems.append(f"Its transcript was left out: {refusal.message}")
        self.missing.extend(problems)  # said only where none of them could be had
        return (), ""


def kind_of(transcript: ParsedTranscript) -> str:
    """By its type, or else by its ending: many hosts call every text plain."""
    mime = transcript.mime.split(";")[0].strip()
    ending = urlsplit(transcript.url).path.lower().rpartition(".")[2]
    return mime if mime in READABLE else _BY_ENDING.get(ending, mime)


def feed_at(url: str) -> bytes:
    return fetcher().get(url, limit_bytes=MAX_BYTES, seconds=FEED_SECONDS).body


def audio(url: str, to: Path, progress: Progress) -> Downloaded:
    return download(fetcher(), url, to, limit_bytes=MAX_AUDIO, seconds_of_silence=SILENCE, progress=progress)


def name_in(url: str, otherwise: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2]) or otherwise
