"""What a show or an episode lacks before directories and apps would take it."""

from dataclasses import replace

import pytest

from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft, ShowType
from app.podcast.readiness import AudioReadiness, CoverFacts, cover_faults, episode_faults, show_faults

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
