"""A show with episodes, kept in the database of a test. Everything takes the open unit of work."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.accounts.permissions import Actor
from app.content.drafts import Credit, PersonRole
from app.core import clock
from app.core.db import db
from app.media.models import Asset, AssetKind
from app.podcast import operations as podcast
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.models import Episode, Show
from tests import factories

CHAPTERS = ({"start_ms": 0, "title": "Hello"}, {"start_ms": 60_500, "title": "Walking"})
TRANSCRIPT = (
    {"start_ms": 0, "end_ms": 4_000, "speaker": "Sample editor", "text": "Welcome."},
    {"start_ms": 4_000, "end_ms": 9_000, "speaker": "Sample guest", "text": "Thank you & hello."},
)


def picture(mark: str = "a", **facts: Any) -> Asset:
    """A cover as directories want it; `mark` is a hexadecimal digit that makes it another picture."""
    values = {"mime": "image/jpeg", "width": 3000, "height": 3000} | {k: v for k, v in facts.items() if k != "mode"}
    return _asset(
        mark * 64, AssetKind.IMAGE, facts={"extension": "jpg", "mode": facts.get("mode", "RGB")}, size=200_000, **values
    )


def audio(mark: str = "b", *, extension: str = "mp3", mime: str = "audio/mpeg", size: int = 1_000_000) -> Asset:
    """A recording; `mark`, a few hexadecimal digits, makes it another one."""
    facts = {"extension": extension}
    return _asset((mark * 64)[:64], AssetKind.AUDIO, facts=facts, size=size, mime=mime, duration_ms=125_400)


def _asset(sha256: str, kind: AssetKind, *, facts: dict[str, Any], size: int, **values: Any) -> Asset:
    made = Asset(
        sha256=sha256,
        kind=kind,
        bytes=size,
        original_name=f"sample.{facts['extension']}",
        facts=facts,
        created_at=clock.now(),
        **values,
    )
    db.session.add(made)
    db.session.flush()
    return made


def show(title: str = "Steady Steps", *, by: Actor, at: datetime | None = None, **changes: Any) -> Show:
    """A show that directories would take, live now or `at` its time."""
    draft = ShowDraft(
        title=title,
        summary="Short talks about getting going again.",
        body="<p>All about moving.</p>",
        image_id=changes.pop("image_id", None) or picture().id,
        image_alt="Two arcs.",
        author_name="The Physiotherapy Site",
        owner_name="Sample editor",
        owner_email="podcast@example.org",
        copyright_holder="The Physiotherapy Site",
    )
    made = podcast.create_show(replace(draft, **changes), by=by, now=clock.now())
    podcast.publish_show(made, by=by, now=clock.now(), at=at)
    return made


def episode(
    of: Show, title: str = "Walking again", *, by: Actor, at: datetime | None = None, live: bool = True, **changes: Any
) -> Episode:
    """An episode with audio, chapters and a transcript, live now, `at` its time, or a draft."""
    draft = EpisodeDraft(
        title=title,
        summary=f"About {title.lower()}.",
        body="<h2>What helps</h2><p>Small steps.</p>",
        audio_id=changes.pop("audio_id", None) or audio().id,
        season=1,
        number=1,
        chapters=CHAPTERS,
        transcript=TRANSCRIPT,
        transcript_language="en-GB",
    )
    made = podcast.create_episode(of, replace(draft, **changes), by=by, now=clock.now())
    if live:
        factories.publish_episode(made, by=by, now=clock.now(), at=at)
    return made


def credit(name: str, role: PersonRole = PersonRole.AUTHOR) -> Credit:
    return Credit(factories.person(name).id, role)
