"""The copy of a recording that apps download: made and read back before an episode is published."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.content.drafts import publishing_faults
from app.core.db import db, writing
from app.core.errors import Invalid, NotFound
from app.core.text import one_line
from app.media import images
from app.media import queries as media
from app.media.enclosures import Enclosure, find_enclosure
from app.media.models import Asset, AssetKind
from app.media.settings import wired
from app.media.storage import as_file
from app.media.tag_sheet import TagChapter, TagSheet, language_code
from app.media.tagged import make_copy
from app.podcast import chapters
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.models import Episode, Show

COVER_SIDE = 1400
CHAPTER_PICTURE_SIDE = 600
MOST_CHAPTER_PICTURES = 100


@dataclass(frozen=True)
class TaggedCopy:
    """A file in the storage, ready to be an episode's enclosure, and the recording that it was made of."""

    audio_id: int
    file: Enclosure
    note: str = ""
    """What is missing in the file, for the editor."""


@dataclass(frozen=True)
class _Picture:
    """A picture of the library, without its row."""

    sha256: str
    extension: str


@dataclass(frozen=True)
class _Plan:
    """All that is needed of the database, so that it can be let go of before the slow work."""

    recording: Enclosure
    sheet: TagSheet
    cover: _Picture | None
    pictures: tuple[_Picture | None, ...]


def prepare(
    episode: Episode | None,
    show: Show,
    draft: EpisodeDraft,
    *,
    at: datetime,
    now: datetime | None = None,
    again: bool = False,
) -> TaggedCopy | None:
    """Make the tagged copy of what `draft` will publish `at` an instant; `now` is needed where that may be a later one.
    It takes a while, and ends the reading transaction: call outside a unit of work, and do not rely on what was loaded
    before.

    None when there is nothing to do: no recording (yet), or the episode's present copy was made of it already, for the
    same day. An edited title does not tag again, because apps would download everything anew; `again` does. Raises
    Invalid, field audio_id, when the copy cannot be made; nothing is changed then.
    """
    if writing.get():
        raise RuntimeError("Tagging takes too long for a unit of work.")
    audio_id = draft.audio_id
    day = at if episode is None else _day(episode, at=at, now=now or at)
    if audio_id is None or (episode is not None and not again and _is_right(episode, audio_id, day)):
        return None
    plan = _plan(audio_id, show, draft, day)
    db.session.rollback()  # an open read keeps SQLite's writers waiting
    if plan is None:
        return None
    copy = make_copy(plan.recording, _with_pictures(plan))
    return TaggedCopy(audio_id, copy.file, copy.note)


def is_made_of(episode: Episode, audio_id: int) -> bool:
    """Whether the episode's file is the tagged copy of this recording."""
    return episode.enclosure_audio_id == audio_id and episode.enclosure_sha256 != ""


def file_of(episode: Episode | None, audio_id: int, tagged: TaggedCopy | None) -> Enclosure | None:
    """The file that the episode will have: the new copy, or the present one when it is of the same recording."""
    if tagged is not None and tagged.audio_id == audio_id:
        return tagged.file
    return episode.enclosure if episode is not None and is_made_of(episode, audio_id) else None


def _is_right(episode: Episode, audio_id: int, day: datetime) -> bool:
    """Whether the present copy is of this recording and, as nobody has it before it is published, of the right day."""
    since = episode.published_at
    return is_made_of(episode, audio_id) and since is not None and since.date() == day.date()


def _day(episode: Episode, *, at: datetime, now: datetime) -> datetime:
    """The date that it will have: what is published keeps its own, unless it is to come back at a later one."""
    since = episode.published_at or episode.date_elsewhere(now)
    return since if since is not None and since <= now and at <= now else at


def _plan(audio_id: int, show: Show, draft: EpisodeDraft, day: datetime) -> _Plan | None:
    recording = find_enclosure(audio_id)
    if recording is None:
        return None  # publishing says why there is none
    draft = draft.cleaned()
    marks = chapters.from_stored(draft.chapters)
    wrong = chapters.faults(marks, duration_ms=recording.duration_ms)
    if wrong:
        raise Invalid.of([*publishing_faults(draft), *wrong])
    sheet = sheet_of(show, draft, day=day, duration_ms=recording.duration_ms)
    wanted = [row.get("image_id") for row in draft.chapters][:MOST_CHAPTER_PICTURES]
    cover_id = draft.image_id or show.image_id
    pictures = _pictures([cover_id, *wanted])
    return _Plan(recording, sheet, pictures[0], tuple(pictures[1:]))


def sheet_of(show: Show | ShowDraft, draft: EpisodeDraft, *, day: datetime, duration_ms: int) -> TagSheet:
    """What the tag says, without its pictures."""
    return TagSheet(
        title=one_line(draft.title),
        show=one_line(show.title),
        artist=one_line(show.author_name),
        date=day.date().isoformat(),
        language=language_code(show.language),
        season=draft.season,
        number=draft.number,
        chapters=_tag_chapters(chapters.from_stored(draft.chapters), duration_ms),
    )


def _tag_chapters(marks: tuple[chapters.Chapter, ...], duration_ms: int) -> tuple[TagChapter, ...]:
    """Each ends where the next begins."""
    ends = [*(mark.start_ms for mark in marks[1:]), duration_ms]
    return tuple(TagChapter(c.start_ms, end, c.title, c.url) for c, end in zip(marks, ends, strict=False))


def _pictures(asset_ids: Iterable[object]) -> list[_Picture | None]:
    return [_picture(media.find_asset(each) if isinstance(each, int) else None) for each in asset_ids]


def _picture(asset: Asset | None) -> _Picture | None:
    if asset is None or asset.kind is not AssetKind.IMAGE:
        return None
    return _Picture(asset.sha256, asset.type.extension)


def _with_pictures(plan: _Plan) -> TagSheet:
    """The sheet with its pictures made as small as players like them."""
    sheet = plan.sheet
    shown = tuple(
        replace(c, picture=_jpeg(picture, CHAPTER_PICTURE_SIDE))
        for c, picture in zip(sheet.chapters, plan.pictures, strict=False)
    )
    rest = sheet.chapters[len(shown) :]
    return replace(sheet, cover=_jpeg(plan.cover, COVER_SIDE), chapters=shown + rest)


def _jpeg(picture: _Picture | None, side: int) -> bytes:
    if picture is None:
        return b""
    try:
        with as_file(wired().storage, picture.sha256) as path:
            return images.cover(path.read_bytes(), picture.extension, side=side)
    except (NotFound, OSError) as error:
        gone = "The file of a picture that belongs into the recording, the cover or that of a chapter, is not there any more."
        raise Invalid(f"{gone} Nothing was published. Choose another picture.", field="audio_id") from error
    except Invalid as refusal:
        gone = "A picture that belongs into the recording, the cover or that of a chapter, cannot be read."
        raise Invalid(f"{gone} {refusal.message} Nothing was published.", field="audio_id") from refusal
