"""Chapters as an editor types them: `0:00 Title | https://link | https://picture`, one a line."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.core.errors import Invalid
from app.podcast import chapters
from app.podcast.chapters import Chapter

_WEB = ("https://", "http://")


def written(rows: Iterable[dict[str, Any]]) -> str:
    """Stored chapters as lines."""
    return "\n".join(_line(chapter) for chapter in chapters.from_stored(rows))


def read(text: str) -> tuple[dict[str, Any], ...]:
    """Lines as they are stored. Raises Invalid naming the lines that are wrong."""
    found = [_with_links(chapter) for chapter in chapters.parse_list(text)]
    faults = chapters.faults(found)
    if faults:
        raise Invalid.of(faults[:5])
    return tuple(chapters.to_stored(found))


def _line(chapter: Chapter) -> str:
    parts = [f"{chapters.clock(chapter.start_ms)} {chapter.title}"]
    if chapter.url or chapter.image:
        parts.append(chapter.url)
    if chapter.image:
        parts.append(chapter.image)
    return " | ".join(parts)


def _with_links(chapter: Chapter) -> Chapter:
    """The links behind the title, when what stands there are links; a bar in a title stays a bar."""
    parts = [part.strip() for part in chapter.title.split("|")]
    match parts:
        case [*title, url, image] if title and image.startswith(_WEB) and (not url or url.startswith(_WEB)):
            return replace(chapter, title=" | ".join(title), url=url, image=image)
        case [*title, url] if title and url.startswith(_WEB):
            return replace(chapter, title=" | ".join(title), url=url)
        case _:
            return chapter
