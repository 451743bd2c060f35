"""Looks up the facts that readiness and impact are judged by. Reads only."""

from app.content.drafts import publishing_faults
from app.core.db import db
from app.media.enclosures import Enclosure, find_enclosure, why_no_enclosure
from app.media.models import Asset
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.readiness import (
    AudioReadiness,
    CoverFacts,
    Finding,
    episode_findings,
    refused,
    show_findings,
)


def cover_of(image_id: int | None) -> CoverFacts | None:
    """The measured facts of a picture of the library."""
    image = None if image_id is None else db.session.get(Asset, image_id)
    if image is None:
        return None
    mode = str(image.facts.get("mode", ""))
    return CoverFacts(image.mime, image.width or 0, image.height or 0, mode, image.bytes)


def judge_show(draft: ShowDraft) -> list[Finding]:
    """All that a show lacks, also what every page needs."""
    return refused(publishing_faults(draft)) + show_findings(draft, cover_of(draft.image_id))


def judge_episode(draft: EpisodeDraft, show: ShowDraft) -> list[Finding]:
    """All that an episode lacks, before its copy for apps is made."""
    audio, cover = audio_of(draft.audio_id), cover_of(draft.image_id)
    return refused(publishing_faults(draft)) + episode_findings(draft, show, audio=audio, cover=cover)


def audio_of(audio_id: int | None) -> AudioReadiness | None:
    """What is known of a recording, whether or not its copy for apps is made."""
    asset = None if audio_id is None else db.session.get(Asset, audio_id)
    if asset is None:
        return None
    file: Enclosure | None = find_enclosure(asset.id)
    if file is None:
        return AudioReadiness(asset.duration_ms or 0, refused=why_no_enclosure(asset))
    return AudioReadiness(file.duration_ms, warnings=())
