"""A show with episodes whose audio is really there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask

from app.accounts.operations import save_person
from app.accounts.permissions import Actor
from app.content import operations as content
from app.content.drafts import Credit, PersonRole
from app.content.queries import latest_draft
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.podcast import operations as podcast
from app.podcast import queries
from app.podcast.draft import EpisodeDraft, ShowDraft
from tests import factories
from tests.media import makers
from tests.media.library import added

SOUND = makers.cbr(4)


@dataclass(frozen=True)
class Made:
    """The ids of a show and of its episodes, in their order."""

    show: int
    episodes: tuple[int, ...]
    person: int


def make_show(
    app: Flask, title: str = "On walking", *, by: Actor, episodes: Sequence[str] = ("First steps",), **fields: Any
) -> Made:
    """A live show. Each of its episodes has chapters, a transcript and a guest."""
    with app.app_context():
        cover = added(makers.picture(1400, 1400, extension="jpg"), "cover.jpg", by=by).id
        sound = added(SOUND, "sound.mp3", by=by).id
        with unit_of_work():
            guest = save_person(None, name=f"Sample guest {title[0]}").id
            draft = ShowDraft(
                title=title,
                summary=f"About {title}.",
                image_id=cover,
                image_alt="A path",
                author_name="Sample editor",
                owner_name="Sample owner",
                owner_email="owner@example.org",
                **fields,
            )
            show = podcast.create_show(draft, by=by, now=clock.now())
            podcast.publish_show(show, by=by, now=clock.now())
            made = []
            for name in episodes:
                of_episode = EpisodeDraft(
                    title=name,
                    summary=f"About {name}.",
                    body="<p>Notes.</p>",
                    audio_id=sound,
                    chapters=({"start_ms": 0, "title": "Welcome"},),
                    transcript=({"start_ms": 0, "end_ms": 900, "speaker": "Host", "text": f"Hello from {name}."},),
                    credits=(Credit(guest, PersonRole.GUEST),),
                    tags=(f"Tag {title[0]}",),
                )
                episode = podcast.create_episode(show, of_episode, by=by, now=clock.now())
                factories.publish_episode(episode, by=by, now=clock.now())
                made.append(episode.id)
            found = Made(show.id, tuple(made), guest)
        db.session.remove()
    return found


def change_show(app: Flask, show_id: int, *, by: Actor, **fields: Any) -> None:
    """Save and publish a change of a show."""
    with app.app_context():
        with unit_of_work():
            show = queries.get_show(show_id)
            snapshot = latest_draft(show).to_snapshot() | fields
            content.save_draft(
                show, ShowDraft.from_snapshot(snapshot), expected_version=show.version, by=by, now=clock.now()
            )
            podcast.publish_show(show, by=by, now=clock.now())
        db.session.remove()
