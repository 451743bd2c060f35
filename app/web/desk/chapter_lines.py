"""Chapters as an editor types them: `0:00 Title | https://link | https://picture`, one a line. A picture of the library
is written `asset:12`."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.core.errors import Fault, Invalid
from app.core.text import one_line
from app.media.queries import find_picture
from app.podcast import chapters
from app.podcast.chapters import Chapter
from app.web.desk.fields import number_of

_WEB = ("https://", "http://")
_OURS = "asset:"


def written(rows: Iterable[dict[str, Any]]) -> str:
    """Stored chapters as lines."""
    return "\n".join(_line(chapter) for chapter in chapters.from_stored(rows))


def read(text: str) -> tuple[dict[str, Any], ...]:
    """Lines as they are stored. Raises Invalid naming the lines that are wrong."""
    found = [_with_links(chapter) for chapter in chapters.parse_list(text)]
    faults = [*chapters.faults(found), *(_picture_faults(found))]
    if faults:
        raise Invalid.of(faults[:5])
    return tuple(chapters.to_stored(found))


def _line(chapter: Chapter) -> str:
    parts = [f"{chapters.clock(chapter.start_ms)} {chapter.title}"]
    shown = picture_text(chapter)
    if chapter.url or shown:
        parts.append(chapter.url)
    if shown:
        parts.append(shown)
    return " | ".join(parts)


def picture_text(chapter: Chapter) -> str:
    """A chapter's picture as it is typed: an address, or `asset:12` for one of the library."""
    return chapter.image if chapter.image_id is None else f"{_OURS}{chapter.image_id}"


def picture(text: str) -> tuple[str, int | None] | None:
    """The address and the id of a picture as typed; ("", None) for nothing, None for what is neither."""
    said = one_line(text)
    if said.startswith(_OURS):
        asset_id = number_of(said.removeprefix(_OURS))
        return None if asset_id is None or find_picture(asset_id) is None else ("", asset_id)
    return (said, None) if not said or said.startswith(_WEB) else None


def _picture_faults(found: Iterable[Chapter]) -> list[Fault]:
    """A picture of the library must be there: what is gone would vanish from the feed without a word."""
    return [
        Fault("chapters", f"Chapter {count}: there is no picture with the number {c.image_id} in the library.")
        for count, c in enumerate(found, start=1)
        if c.image_id is not None and find_picture(c.image_id) is None
    ]


def _with_links(chapter: Chapter) -> Chapter:
    """The links behind the title, when what stands there are links; a bar in a title stays a bar."""
    parts = [part.strip() for part in chapter.title.split("|")]
    match parts:
        case [*title, url, image] if title and image.startswith(_WEB) and (not url or url.startswith(_WEB)):
            return replace(chapter, title=" | ".join(title), url=url, image=image)
        case [*title, url, ours] if title and (asset_id := _asset_id(ours)) and (not url or url.startswith(_WEB)):
            return replace(chapter, title=" | ".join(title), url=url, image_id=asset_id)
        case [*title, url] if title and url.startswith(_WEB):
            return replace(chapter, title=" | ".join(title), url=url)
        case _:
            return chapter


def _asset_id(text: str) -> int | None:
    return number_of(text.removeprefix(_OURS)) if text.startswith(_OURS) else None
