"""What a show or an episode lacks before directories and apps would take it."""

from dataclasses import replace
from typing import Any

import pytest

from app.content.drafts import Credit, PersonRole
from app.feeds.lists import licences
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft, ShowType
from app.podcast.parts import SeasonName, Soundbite, Speaker
from app.podcast.readiness import (
    LICENCES,
    AudioReadiness,
    CoverFacts,
    Weight,
    cover_faults,
    episode_faults,
    episode_findings,
    show_faults,
    show_findings,
    title_faults,
)

COVER = CoverFacts("image/jpeg", 3000, 3000, "RGB")
SHOW = ShowDraft(title="T", summary="s", author_name="A")
AUDIO = AudioReadiness(60_000)


@pytest.mark.parametrize(
    ("cover", "said"),
    [
        (None, "needs a cover"),
        (replace(COVER, mime="image/webp"), "JPEG or a PNG"),
        (replace(COVER, width=2999), "must be square"),
        (replace(COVER, width=1399, height=1399), "1400 to 3000"),
        (replace(COVER, width=3001, height=3001), "1400 to 3000"),
        (replace(COVER, mode="CMYK"), "plain RGB"),
        (replace(COVER, mode="RGBA"), "nothing transparent"),
        (replace(COVER, mode="P"), "plain RGB"),
        (replace(COVER, mode="L"), "plain RGB"),
    ],
)
def test_a_cover_that_directories_refuse(cover: CoverFacts | None, said: str) -> None:
    (fault,) = cover_faults(cover)
    assert said in fault.message


@pytest.mark.parametrize("cover", [COVER, CoverFacts("image/png", 1400, 1400, "RGB")])
def test_a_cover_that_directories_take(cover: CoverFacts) -> None:
    assert cover_faults(cover) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"author_name": ""}, "author_name"),
        ({"category": ""}, "category"),
        ({"owner_name": "A"}, "owner_email"),
        ({"owner_email": "a@example.org"}, "owner_email"),
        ({"summary": "ä" * 2001}, "summary"),
    ],
)
def test_what_a_show_lacks(changes: dict[str, str], field: str) -> None:
    found = show_faults(replace(SHOW, **changes), COVER)  # type: ignore[arg-type]  # texts, all of them
    assert [fault.field for fault in found] == [field]


def test_a_show_that_is_ready() -> None:
    assert show_faults(replace(SHOW, owner_name="A", owner_email="a@example.org"), COVER) == []


def _faults(
    draft: EpisodeDraft, *, show: ShowType = ShowType.EPISODIC, audio: AudioReadiness | None = AUDIO
) -> list[str]:
    draft = draft if draft.transcript else replace(draft, no_transcript_reason="It has no speech.")
    return [f.field for f in episode_faults(draft, show_type=show, audio=audio, cover=None)]


def _at(*starts: int) -> EpisodeDraft:
    return EpisodeDraft(chapters=tuple({"start_ms": start, "title": "x"} for start in starts))


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (EpisodeDraft(), []),
        (EpisodeDraft(summary="ä" * 2001), ["summary"]),
        (EpisodeDraft(episode_type=EpisodeType.TRAILER, number=1), ["number"]),
        (_at(0, 59_999), []),
        (_at(1, 2), ["chapters"]),
        (_at(0, 60_000), ["chapters"]),
        (EpisodeDraft(transcript=({"start_ms": 0, "end_ms": 61_000},)), []),
        (EpisodeDraft(transcript=({"start_ms": 0, "end_ms": 61_001},)), ["transcript"]),
    ],
)
def test_what_an_episode_lacks(draft: EpisodeDraft, fields: list[str]) -> None:
    assert _faults(draft) == fields


def test_a_serial_episode_needs_a_number_and_every_one_audio() -> None:
    assert _faults(EpisodeDraft(), show=ShowType.SERIAL) == ["number"]
    assert _faults(EpisodeDraft(number=1), show=ShowType.SERIAL) == []
    assert _faults(EpisodeDraft(episode_type=EpisodeType.BONUS), show=ShowType.SERIAL) == []
    assert _faults(EpisodeDraft(), audio=None) == ["audio_id"]
    assert _faults(EpisodeDraft(), audio=AudioReadiness(0, refused="No.")) == ["audio_id"]
    assert _faults(_at(0, 999_999), audio=AudioReadiness(0)) == []
    assert [
        f.field
        for f in episode_faults(
            EpisodeDraft(no_transcript_reason="It has no speech."),
            show_type=ShowType.EPISODIC,
            audio=AUDIO,
            cover=replace(COVER, mode="CMYK"),
        )
    ] == ["image_id"]


WHOLE = replace(
    SHOW,
    body="<p>Long.</p>",
    owner_name="A",
    owner_email="a@example.org",
    copyright_holder="A",
    update_frequency="Every week",
    credits=(Credit(1, PersonRole.HOST),),
)
ONE = EpisodeDraft(
    title="Hips",
    body="<p>Notes.</p>",
    transcript=({"start_ms": 0, "end_ms": 1000, "speaker": "Anna", "text": "Hello."},),
    speakers=(Speaker("Anna", 1),),
)


def _show(draft: ShowDraft, cover: CoverFacts = COVER) -> list[tuple[Weight, str]]:
    return [(f.weight, f.field) for f in show_findings(draft, cover)]


def _episode(draft: EpisodeDraft, show: ShowDraft = WHOLE, audio: AudioReadiness = AUDIO) -> list[tuple[Weight, str]]:
    return [(f.weight, f.field) for f in episode_findings(draft, show, audio=audio, cover=None)]


def test_nothing_is_missing() -> None:
    assert _show(WHOLE) == []
    assert _episode(ONE) == []


@pytest.mark.parametrize(
    ("changes", "weight", "field"),
    [
        ({"owner_name": "", "owner_email": ""}, Weight.REFUSED, "owner_email"),
        ({"owner_name": "", "owner_email": "", "locked": False}, Weight.MISSED, "owner_email"),
        ({"licence": "Ours"}, Weight.REFUSED, "licence_url"),
        ({"body": ""}, Weight.MISSED, "body"),
        ({"copyright_holder": ""}, Weight.MISSED, "copyright_holder"),
        ({"update_frequency": ""}, Weight.MISSED, "update_choice"),
        ({"credits": (Credit(1, PersonRole.GUEST),)}, Weight.MISSED, "credits"),
    ],
)
def test_what_a_show_would_be_refused_for_or_miss(changes: dict[str, Any], weight: Weight, field: str) -> None:
    assert _show(replace(WHOLE, **changes)) == [(weight, field)]


def test_a_show_that_is_complete_or_has_a_known_licence_misses_nothing() -> None:
    assert _show(replace(WHOLE, update_frequency="", complete=True)) == []
    assert _show(replace(WHOLE, licence="cc-by-4.0")) == []
    assert _show(replace(WHOLE, licence="Ours", licence_url="https://example.org/")) == []
    assert licences().keys() == LICENCES, "rule 15: the list of licences that need no address"


def test_a_small_or_heavy_cover_is_taken_and_said() -> None:
    assert _show(WHOLE, replace(COVER, width=1400, height=1400)) == [(Weight.MISSED, "image_id")]
    assert _show(WHOLE, replace(COVER, bytes=600_000)) == [(Weight.MISSED, "image_id")]


@pytest.mark.parametrize(
    ("title", "ready"),
    [
        ("Hips", True),
        ("Season of change", True),
        ("Steady Steps", True),
        ("Steady Steps: hips", False),
        ("steady steps - hips", False),
        ("S1 E2: hips", False),
        ("Episode 4 - hips", False),
        ("#12 hips", False),
        ("Episodes of pain", True),
        ("", False),
        ("  ", False),
    ],
)
def test_rule_18_a_title_has_no_show_and_no_number_in_it(title: str, ready: bool) -> None:
    assert (title_faults(title, "Steady Steps") == []) is ready


@pytest.mark.parametrize(
    ("changes", "weight", "field"),
    [
        ({"title": "E2: hips"}, Weight.REFUSED, "title"),
        ({"transcript": (), "speakers": ()}, Weight.REFUSED, "no_transcript_reason"),
        ({"transcript": (), "no_transcript_reason": "No speech."}, Weight.MISSED, "transcript"),
        ({"speakers": ()}, Weight.MISSED, "speakers"),
        ({"body": ""}, Weight.MISSED, "body"),
        ({"season": 2}, Weight.MISSED, "season"),
        ({"soundbites": (Soundbite(50_000, 20_000),)}, Weight.REFUSED, "soundbites"),
        ({"soundbites": (Soundbite(0, 14_999),)}, Weight.MISSED, "soundbites"),
        ({"soundbites": (Soundbite(0, 20_000),)}, None, ""),
        ({"chapters": ({"start_ms": 0, "title": "One"},)}, Weight.MISSED, "chapters"),
    ],
)
def test_what_an_episode_would_be_refused_for_or_miss(changes: dict[str, Any], weight: Weight, field: str) -> None:
    show = replace(WHOLE, season_names=(SeasonName(1, "Hips"),))
    assert _episode(replace(ONE, **changes), show) == ([(weight, field)] if field else [])


def test_an_episode_misses_people_chapters_and_good_sound() -> None:
    assert _episode(ONE, replace(WHOLE, credits=())) == [(Weight.MISSED, "credits")]
    assert _episode(ONE, audio=AudioReadiness(600_000)) == [(Weight.MISSED, "chapters")]
    assert _episode(replace(ONE, episode_type=EpisodeType.TRAILER), audio=AudioReadiness(600_000)) == []
    assert _episode(ONE, audio=AudioReadiness(60_000, warnings=("Quiet.",))) == [(Weight.MISSED, "audio_id")]
    refused = AudioReadiness(1, refused="No.")
    assert _episode(replace(ONE, soundbites=(Soundbite(0, 20_000),)), audio=refused) == [(Weight.REFUSED, "audio_id")]
