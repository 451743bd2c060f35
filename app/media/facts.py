"""What is known of a recording or a picture, measured and not believed. Pure."""

import enum
from dataclasses import asdict, dataclass, field
from typing import Any, Self


class Severity(enum.StrEnum):
    WARNING = "warning"
    """It can be published, and the editor should know."""
    REFUSED = "refused"
    """It cannot be used."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file, as a plain sentence that says what to do."""

    severity: Severity
    message: str


@dataclass(frozen=True)
class ChapterMark:
    """A chapter found in the file itself."""

    start_ms: int
    title: str


@dataclass(frozen=True)
class Tags:
    """What the file says of itself."""

    title: str = ""
    artist: str = ""
    album: str = ""
    has_cover: bool = False


@dataclass(frozen=True)
class AudioFacts:
    """A recording, measured. `bitrate` is in bits a second, the average where it varies."""

    extension: str
    codec: str
    duration_ms: int
    bitrate: int
    sample_rate: int
    channels: int
    mode: str
    """"cbr", "vbr" or "" where there is no telling."""
    tags: Tags = field(default_factory=Tags)
    chapters: tuple[ChapterMark, ...] = ()
    problems: tuple[Problem, ...] = ()
    header_ms: int = 0
    """How long the file's own header says that it is."""
    flaws: tuple[str, ...] = ()
    """What has to be mended before it is published: `mp3.Flaw`."""

    @property
    def refusals(self) -> tuple[str, ...]:
        return tuple(p.message for p in self.problems if p.severity is Severity.REFUSED)

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(p.message for p in self.problems if p.severity is Severity.WARNING)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for the database and for the pipe between parent and child."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """What `to_json` gave; raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            **{
                **values,
                "tags": Tags(**values["tags"]),
                "chapters": tuple(ChapterMark(**c) for c in values["chapters"]),
                "flaws": tuple(map(str, values["flaws"])),
                "problems": tuple(Problem(Severity(p["severity"]), p["message"]) for p in values["problems"]),
            }
        )


@dataclass(frozen=True)
class PictureFacts:
    """A picture, measured as it is shown: turned upright if its camera said so."""

    extension: str
    width: int
    height: int
    mode: str
    """Pillow's word: "RGB", "RGBA", "CMYK", "L", "P" ..."""
    has_alpha: bool

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def refused(message: str) -> Problem:
    return Problem(Severity.REFUSED, message)


def warning(message: str) -> Problem:
    return Problem(Severity.WARNING, message)


def as_clock(milliseconds: int) -> str:
    """A length as people say it: 0:07, 3:31, 1:02:03."""
    seconds = round(milliseconds / 1000)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def as_size(count: int) -> str:
    """A number of bytes as people say it: 512 bytes, 14 kB, 3.4 MB, 1.2 GB."""
    if count < 1000:
        return f"{count} bytes"
    size = float(count)
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 999.5 or unit == "GB":
            break
    return f"{size:.1f} {unit}" if size < 10 else f"{size:.0f} {unit}"
