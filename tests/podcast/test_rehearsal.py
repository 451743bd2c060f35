"""The feed is tried with a draft in it before anything is locked; under the lock only what has changed since counts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.podcast import operations as podcast
from app.podcast import queries, rehearsal
from app.podcast.draft import EpisodeDraft
from app.podcast.models import Episode, Show
from app.podcast.rehearsal import Rehearsal, rehearse
from app.podcast.tagging import TaggedCopy
from tests import factories
from tests.feeds import house as made


class Counting:
    """Stands before the real check and counts how often it is asked, with a candidate and without."""

    def __init__(self) -> None:
        self.real = rehearsal._Wiring.feed_faults
        self.outside, self.under_the_lock = 0, 0

    def __call__(self, show: Show, guid: str, now: object, candidate: Episode | None) -> list[object]:
        if candidate is None:
            self.under_the_lock += 1
        else:
            self.outside += 1
        return self.real(show, guid, now, candidate)  # type: ignore[arg-type, return-value]  # handed on as it came


@pytest.fixture
def show(house: Flask, editor: Actor) -> Show:
    with unit_of_work():
        found = made.show(by=editor)
        made.episode(found, "Walking", by=editor)
    return found


@pytest.fixture
def asked(show: Show, monkeypatch: pytest.MonkeyPatch) -> Counting:
    counting = Counting()
    monkeypatch.setattr(rehearsal._Wiring, "feed_faults", staticmethod(counting))
    return counting


def _draft(editor: Actor, **changes: object) -> tuple[EpisodeDraft, TaggedCopy]:
    with unit_of_work():
        audio = made.audio("f")
        model = podcast.episode_draft(queries.list_every_episode(queries.list_all_shows()[0].id)[0])
        copy = factories.untagged(audio.id)
    assert copy is not None
    db.session.rollback()
    return replace(model, title="Running", number=2, audio_id=audio.id, **changes), copy  # type: ignore[arg-type]


def _published(show: Show, draft: EpisodeDraft, copy: TaggedCopy, rehearsed: Rehearsal | None, by: Actor) -> Episode:
    with unit_of_work():
        episode = podcast.create_episode(queries.get_show(show.id), draft, by=by, now=clock.now())
        podcast.publish_episode(episode, tagged=copy, rehearsed=rehearsed, by=by, now=clock.now())
    return episode


def test_what_was_tried_before_is_not_tried_again_under_the_lock(show: Show, asked: Counting, editor: Actor) -> None:
    draft, copy = _draft(editor)
    rehearsed = rehearse(None, show, draft, copy, at=clock.now())
    assert rehearsed is not None
    assert rehearsed.faults == ()
    assert not db.session().in_transaction(), "an open read would keep SQLite's writers waiting"
    _published(show, draft, copy, rehearsed, editor)
    assert (asked.outside, asked.under_the_lock) == (1, 0)


def test_another_publish_in_between_has_the_feed_tried_again(show: Show, asked: Counting, editor: Actor) -> None:
    draft, copy = _draft(editor)
    rehearsed = rehearse(None, show, draft, copy, at=clock.now())
    with unit_of_work():
        factories.post(by=editor)
    _published(show, draft, copy, rehearsed, editor)
    assert (asked.outside, asked.under_the_lock) == (1, 1)


def test_another_text_than_the_one_tried_has_the_feed_tried_again(show: Show, asked: Counting, editor: Actor) -> None:
    draft, copy = _draft(editor)
    rehearsed = rehearse(None, show, draft, copy, at=clock.now())
    _published(show, replace(draft, title="Swimming"), copy, rehearsed, editor)
    assert asked.under_the_lock == 1


def test_what_the_rehearsal_found_is_refused_and_nothing_is_saved(show: Show, asked: Counting, editor: Actor) -> None:
    draft, copy = _draft(editor)
    draft = replace(draft, title="Steady Steps: Running")
    rehearsed = rehearse(None, show, draft, copy, at=clock.now())
    with pytest.raises(Invalid) as refused:
        _published(show, draft, copy, rehearsed, editor)
    assert [fault.field for fault in refused.value.faults] == ["title"]
    assert asked.under_the_lock == 0
    assert len(queries.list_every_episode(show.id)) == 1


def test_an_episode_that_is_there_is_tried_in_its_own_place(show: Show, editor: Actor) -> None:
    episode = queries.list_every_episode(show.id)[0]
    draft = replace(podcast.episode_draft(episode), title="Walking far")
    rehearsed = rehearse(episode, show, draft, None, at=clock.now() + timedelta(days=1))
    assert rehearsed is not None
    assert rehearsed.faults == (), "it is not taken for a second episode with the same GUID, date and audio"


def test_the_second_of_publication_is_one_that_is_free(show: Show, editor: Actor) -> None:
    draft, copy = _draft(editor)
    rehearsed = rehearse(None, show, draft, copy, at=clock.now())  # the first episode came out at this very instant
    assert rehearsed is not None
    assert rehearsed.faults == ()


def test_without_a_file_or_with_a_draft_that_cannot_be_saved_there_is_nothing_to_try(show: Show, editor: Actor) -> None:
    draft, copy = _draft(editor)
    assert rehearse(None, show, replace(draft, audio_id=None), None, at=clock.now()) is None
    assert rehearse(None, show, draft, None, at=clock.now()) is None
    assert rehearse(None, show, replace(draft, title=""), copy, at=clock.now()) is None
