"""The facts that readiness and impact are judged by, looked up."""

from typing import Any

import pytest

from app.accounts.permissions import Actor
from app.content import operations as content
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.podcast import judging
from app.podcast import operations as podcast
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.readiness import Weight
from tests.feeds import house as made

pytestmark = pytest.mark.usefixtures("house")

HEARD = {"loudness": -16.0, "true_peak": -2.0, "clipped": 0, "silence_start_ms": 0, "silence_end_ms": 0}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, []),
        ({"sound": {"listening": True}}, []),
        ({"sound": {"missing": "There is no ffmpeg."}}, ["not measured. There is no ffmpeg."]),
        ({"sound": HEARD, "channels": 2}, []),
        ({"sound": {**HEARD, "loudness": -30.0}, "channels": 2}, ["LUFS"]),
        ({"sound": {**HEARD, "silence_end_ms": 9_000}}, ["silence"]),
        ({"problems": [{"severity": "warning", "message": "The header lies."}]}, ["The header lies."]),
        ({"problems": [{"severity": "refused", "message": "No."}]}, []),
    ],
)
def test_how_a_recording_sounds_is_worth_saying(editor: Actor, facts: dict[str, Any], said: list[str]) -> None:
    with unit_of_work():
        asset = made.audio()
        asset.facts = {**asset.facts, **facts}
        found = judging.audio_of(asset.id)
    assert found is not None
    assert found.refused == ""
    assert len(found.warnings) == len(said)
    assert all(words in warning for words, warning in zip(said, found.warnings, strict=True))


def test_a_master_without_its_mp3_is_refused_with_the_reason() -> None:
    with unit_of_work():
        master = made.audio(extension="wav", mime="audio/wav")
        found = judging.audio_of(master.id)
        assert found is not None
        assert "An MP3 is being made" in found.refused
        assert judging.audio_of(None) is judging.audio_of(99_999) is None
        assert judging.cover_of(None) is judging.cover_of(99_999) is None


def test_what_every_page_needs_is_asked_of_shows_and_episodes_too() -> None:
    with unit_of_work():
        show = ShowDraft(title="A show")
        for found in (judging.judge_show(show), judging.judge_episode(EpisodeDraft(title="One"), show)):
            assert (Weight.REFUSED, "summary") in {(f.weight, f.field) for f in found}


def test_what_apps_have_is_what_was_published(editor: Actor) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        draft = made.episode(show, "A draft", by=editor, live=False, audio_id=made.audio("d").id)
        assert judging.heard(draft) is None
        one = made.episode(show, by=editor)
        before = judging.heard(one)
        changed = EpisodeDraft(title="Renamed", audio_id=made.audio("c", size=7).id)
        content.save_draft(one, changed, expected_version=one.version, by=editor, now=clock.now())
        assert judging.heard(one) == before, "an unpublished draft is nothing that apps have"
        assert before is not None
        assert (before.guid, before.title) == (one.guid, "Walking again")
        assert before.sound is not None
        assert before.sound.bytes == one.enclosure_bytes
        after = judging.to_be_heard(one, changed)
        assert (after.guid, after.title, after.transcript) == (one.guid, "Renamed", ())
        assert after.sound is not None
        assert (after.sound.bytes, after.sound.is_final) == (7, False)
        assert judging.to_be_heard(one, EpisodeDraft()).sound is None
        same = judging.to_be_heard(one, podcast.episode_draft(one))
        assert same.title == "Renamed"


def test_a_picture_of_the_library_is_measured() -> None:
    with unit_of_work():
        cover = judging.cover_of(made.picture().id)
    assert cover is not None
    assert (cover.width, cover.height, cover.mode, cover.bytes) == (3000, 3000, "RGB", 200_000)
