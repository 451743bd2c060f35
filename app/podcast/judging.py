"""Looks up the facts that readiness and impact are judged by. Reads only."""

from dataclasses import fields
from datetime import datetime

from app.content import queries as entries
from app.content.drafts import publishing_faults
from app.core.db import db
from app.media.enclosures import Enclosure, find_enclosure, why_no_enclosure
from app.media.facts import Severity
from app.media.models import Asset
from app.media.sound import Sound, warnings
from app.podcast import impact
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.impact import Heard
from app.podcast.models import Episode
from app.podcast.readiness import AudioReadiness, CoverFacts, Finding, episode_findings, refused, show_findings


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
    return AudioReadiness(file.duration_ms, warnings=_as_heard(asset))


def _as_heard(asset: Asset) -> tuple[str, ...]:
    """What is not as good as it could be in the sound itself; nothing as long as nobody has listened."""
    measured = tuple(p["message"] for p in asset.facts.get("problems") or () if p["severity"] == Severity.WARNING)
    heard = asset.facts.get("sound") or {}
    if missing := heard.get("missing"):
        return (*measured, f"Its loudness was not measured. {missing}")
    if "loudness" not in heard:
        return measured
    known = Sound(**{field.name: heard[field.name] for field in fields(Sound)})
    return measured + warnings(known, channels=int(asset.facts.get("channels") or 2))


def heard(episode: Episode) -> Heard | None:
    """What apps are told of an episode now, or will be told at its time; None for one that was never published."""
    if episode.live_revision is None:
        return None
    live = EpisodeDraft.from_snapshot(entries.get_revision(episode.id, episode.live_revision).snapshot)
    sound = None if episode.enclosure is None else _sound(episode.enclosure, is_final=True)
    return _heard(episode, live, sound, episode.published_at)


def to_be_heard(
    episode: Episode, draft: EpisodeDraft, *, copy: Enclosure | None = None, at: datetime | None = None
) -> Heard:
    """What apps would be told if `draft` were published. `copy` is the new file for apps, where it is made already; `at`
    another date."""
    sound = None if copy is None else _sound(copy, is_final=True)
    if sound is None and draft.audio_id == episode.enclosure_audio_id and episode.enclosure is not None:
        sound = _sound(episode.enclosure, is_final=True)
    if sound is None and draft.audio_id is not None and (file := find_enclosure(draft.audio_id)) is not None:
        sound = _sound(file, is_final=False)
    return _heard(episode, draft, sound, at or episode.published_at)


def _sound(file: Enclosure, *, is_final: bool) -> impact.Sound:
    return impact.Sound(file.sha256, file.bytes, file.mime, file.duration_ms, is_final)


def _heard(episode: Episode, draft: EpisodeDraft, sound: impact.Sound | None, at: datetime | None) -> Heard:
    return Heard(
        guid=episode.guid,
        address=episode.path,
        enclosure_path=episode.enclosure_path or "",
        published_at=at,
        sound=sound,
        title=draft.title,
        summary=draft.summary,
        notes=draft.body,
        image_id=draft.image_id,
        explicit=draft.explicit,
        numbers=(draft.season, draft.number, draft.episode_type),
        chapters=draft.chapters,
        transcript=(*draft.transcript, draft.transcript_language, *draft.speakers) if draft.transcript else (),
        people=draft.credits,
        others=(draft.soundbites, draft.places, draft.ai_content),
    )
