"""What the editors of chapters and of the transcript share: the episode, its recording, and saving one part of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.content import operations, queries
from app.content.models import Kind
from app.core import clock
from app.core.errors import Conflict
from app.core.unit_of_work import unit_of_work
from app.media import queries as media
from app.podcast import operations as podcast
from app.podcast import queries as shows
from app.podcast.draft import EpisodeDraft
from app.podcast.models import Episode
from app.web.auth import current_actor
from app.web.desk import blueprint, kept
from app.web.desk.editing import Page, find_mine
from app.web.desk.fields import number_of
from app.web.desk.nouns import NOUNS

LARGEST_FORM = 8 << 20
MOST_FIELDS = 6000
_LARGE = frozenset({"desk.chapters", "desk.transcript", "desk.episode", "desk.episode_new"})


@blueprint.url_value_preprocessor
def allow_long_lists(endpoint: str | None, _values: object) -> None:
    """Chapters and transcripts, in an episode's own form too, are longer than other forms; this runs before anything reads the request."""
    if endpoint in _LARGE:
        request.max_content_length = request.max_form_memory_size = LARGEST_FORM
        request.max_form_parts = MOST_FIELDS


@dataclass(frozen=True)
class Recording:
    """The sound that the editor listens to."""

    asset_id: int
    name: str
    src: str
    peaks: str
    duration_ms: int
    chapters: tuple[dict[str, Any], ...]
    """Those that stand in the file itself."""


def find_episode(entry_id: int) -> Episode:
    """The episode, for somebody who may change it."""
    found = find_mine(entry_id, Kind.EPISODE)
    assert isinstance(found, Episode)
    return found


def page_of(entry: Episode) -> Page:
    """The page about a part of the episode, which knows its show."""
    return Page(NOUNS[Kind.EPISODE], entry, parent=shows.get_show(entry.parent_id or 0))


def recording_of(draft: EpisodeDraft) -> Recording | None:
    """The recording of the draft, if it has one."""
    asset = None if draft.audio_id is None else media.find_asset(draft.audio_id)
    if asset is None:
        return None
    return Recording(
        asset_id=asset.id,
        name=asset.original_name,
        src=url_for("desk_media.recording", asset_id=asset.id),
        peaks=f"{url_for('desk_media.asset', asset_id=asset.id)}peaks.json",
        duration_ms=asset.duration_ms or 0,
        chapters=tuple(asset.facts.get("chapters") or ()),
    )


def save_part(entry_id: int, version: str | None, **changes: Any) -> None:
    """A new draft with these fields changed. Raises Conflict when somebody saved since `version`."""
    expected = number_of(version)
    with unit_of_work():
        entry = find_episode(entry_id)
        draft = replace(podcast.episode_draft(entry), **changes)
        now = clock.now()
        operations.save_draft(
            entry, draft, expected_version=-1 if expected is None else expected, by=current_actor(), now=now
        )


def two_texts(entry_id: int, refusal: Conflict, compared: Sequence[tuple[str, str, str]]) -> Response:
    """The page of a conflict: (label, theirs, mine), and mine carried along."""
    entry = find_episode(entry_id)
    html = render_template(
        "desk/entries/conflict.html",
        page=Page(NOUNS[Kind.EPISODE], entry),
        entry=entry,
        back=request.path,
        message=refusal.message,
        compared=[row for row in compared if row[1].strip() != row[2].strip()],
        last_save=queries.last_saves([entry.id]).get(entry.id),
        fields=[(name, value) for name, value in kept.typed() if name not in {"version", "do"}],
        what="save",
    )
    return make_response(html, 409)
