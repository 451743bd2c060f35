"""Lengths and sizes in words, and facts that survive JSON."""

import json

import pytest

from app.media.facts import AudioFacts, ChapterMark, PictureFacts, Tags, as_clock, as_size, refused, warning


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(0, "0:00"), (7_400, "0:07"), (211_000, "3:31"), (59_600, "1:00"), (3_723_000, "1:02:03")],
)
def test_a_length_is_said_as_on_a_clock(milliseconds: int, words: str) -> None:
    assert as_clock(milliseconds) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (14_200, "14 kB"), (999_600, "1.0 MB"), (3_400_000, "3.4 MB"), (500_000_000, "500 MB"), (10**18, "1000000000 GB")],
)  # fmt: skip
def test_a_size_is_said_with_its_unit(count: int, words: str) -> None:
    assert as_size(count) == words


def test_facts_come_back_from_json() -> None:
    facts = AudioFacts(
        "mp3", "mp3", 1000, 64_000, 44_100, 1, "cbr",
        Tags("Title", "Artist", "Album", True), (ChapterMark(0, "Start"),), (warning("Mind."), refused("No.")),
    )  # fmt: skip
    assert AudioFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts
    assert facts.warnings == ("Mind.",)
    assert facts.refusals == ("No.",)


def test_a_pictures_facts_are_plain_values() -> None:
    facts = PictureFacts("png", 3, 2, "RGB", False)
    assert facts.to_json() == {"extension": "png", "width": 3, "height": 2, "mode": "RGB", "has_alpha": False}
