"""What is written into the copy of a recording that apps download. Pure."""

import base64
import json
from dataclasses import asdict, dataclass
from typing import Any, Self

# ISO 639-2 as ID3 wants it, of the languages that shows are likely to be in; others are left out.
_LANGUAGES = dict(
    pair.split(":")
    for pair in [
        "ar:ara",
        "bg:bul",
        "bn:ben",
        "ca:cat",
        "cs:ces",
        "cy:cym",
        "da:dan",
        "de:deu",
        "el:ell",
        "en:eng",
        "es:spa",
        "et:est",
        "eu:eus",
        "fa:fas",
        "fi:fin",
        "fr:fra",
        "ga:gle",
        "gd:gla",
        "gl:glg",
        "he:heb",
        "hi:hin",
        "hr:hrv",
        "hu:hun",
        "id:ind",
        "is:isl",
        "it:ita",
        "ja:jpn",
        "ko:kor",
        "lt:lit",
        "lv:lav",
        "mt:mlt",
        "nb:nob",
        "nl:nld",
        "nn:nno",
        "no:nor",
        "pa:pan",
        "pl:pol",
        "pt:por",
        "ro:ron",
        "ru:rus",
        "sk:slk",
        "sl:slv",
        "sq:sqi",
        "sr:srp",
        "sv:swe",
        "ta:tam",
        "th:tha",  # codespell:ignore tha
        "tr:tur",
        "uk:ukr",
        "ur:urd",
        "vi:vie",  # codespell:ignore vie
        "zh:zho",
    ]
)


@dataclass(frozen=True)
class TagChapter:
    start_ms: int
    end_ms: int
    title: str
    url: str = ""
    picture: bytes = b""
    """A JPEG, or nothing."""


@dataclass(frozen=True)
class TagSheet:
    """`date` is YYYY-MM-DD, `language` three letters, `cover` a JPEG; what is empty is not written. Chapters are in the
    order of their time."""

    title: str
    show: str
    artist: str = ""
    date: str = ""
    language: str = ""
    season: int | None = None
    number: int | None = None
    cover: bytes = b""
    chapters: tuple[TagChapter, ...] = ()

    def to_json(self) -> str:
        """For the pipe between parent and child."""
        return json.dumps(asdict(self), default=lambda data: base64.b64encode(data).decode())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` gave."""
        values: dict[str, Any] = json.loads(text)
        chapters = tuple(
            TagChapter(**{**row, "picture": base64.b64decode(row["picture"])}) for row in values["chapters"]
        )
        return cls(**{**values, "cover": base64.b64decode(values["cover"]), "chapters": chapters})


def language_code(tag: str) -> str:
    """The three letters of a language tag such as en-GB, or "" when they are not known."""
    return _LANGUAGES.get(tag.split("-", maxsplit=1)[0].lower(), "")


def ffmetadata(chapters: tuple[TagChapter, ...]) -> str:
    """The chapters in the text format of ffmpeg."""
    lines = [";FFMETADATA1"]
    for chapter in chapters:
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={chapter.start_ms}", f"END={chapter.end_ms}"]
        lines.append(f"title={_escaped(short_title(chapter.title))}")
    return "\n".join(lines) + "\n"


def short_title(title: str) -> str:
    """As much of a title as an M4A holds: 255 bytes. ffmpeg would cut in the middle of a letter, and mutagen then reads
    nothing of the file."""
    return title.encode()[:255].decode(errors="ignore")


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "=;#\\\n" else c for c in text)


def starts_in(ffmetadata_text: str) -> list[int]:
    """The starts of the chapters in ffmpeg's text, in milliseconds, sorted. Raises ValueError."""
    starts, unit = [], (1, 1000)
    for line in ffmetadata_text.splitlines():
        name, _, value = line.partition("=")
        if name == "TIMEBASE":
            over, under = value.split("/")
            unit = (int(over), int(under))
        elif name == "START":
            starts.append(round(int(value) * 1000 * unit[0] / unit[1]))
    return sorted(starts)
