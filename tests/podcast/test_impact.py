"""What apps do with a change is said in words; the GUID is always among them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.podcast import impact
from app.podcast.impact import Heard, Sound

OLD = Sound("a" * 64, 1_000_000, "audio/mpeg", 125_400)
AT = datetime(2027, 3, 1, 7, tzinfo=UTC)
BEFORE = Heard(
    guid="urn:one",
    address="/podcast/s/one/",
    enclosure_path="/media/s/one.mp3",
    published_at=AT,
    sound=OLD,
    title="One",
    chapters=({"start_ms": 0, "title": "Hello"},),
    transcript=({"text": "Hello."},),
)


def said(after: Heard) -> dict[str, str]:
    return {e.what: e.said for e in impact.effects(BEFORE, after, say=lambda at: f"{at:%d %B}")}


def test_rule_19_the_guid_is_said_to_stay_whatever_changes() -> None:
    for after in (BEFORE, replace(BEFORE, title="Two"), replace(BEFORE, sound=replace(OLD, sha256="b" * 64))):
        assert "urn:one" in said(after)["GUID"]
        assert "does not change" in said(after)["GUID"]


def test_no_change_is_said_to_be_none() -> None:
    assert list(said(BEFORE)) == ["GUID", "Nothing else"]


def test_a_new_recording_says_address_length_and_validator() -> None:
    new = Sound("b" * 64, 2_345_678, "audio/mpeg", 60_000)
    found = said(replace(BEFORE, sound=new))
    assert "same address (/media/s/one.mp3)" in found["Recording"]
    assert "2.3 MB and 1:00 instead of 1.0 MB and 2:05" in found["Recording"]
    assert "keeps it" in found["Recording"]
    assert "2,345,678 bytes" in found["Length and validator"]
    assert "“aaaaaaaaaaaa…” becomes “bbbbbbbbbbbb…”" in found["Length and validator"]
    assert "chapters are as they were" in found["Check"]
    assert "Format" not in found


def test_a_recording_whose_copy_is_not_made_yet_is_said_to_be_about_so_long() -> None:
    new = Sound("b" * 64, 2_345_678, "audio/mpeg", 60_000, is_final=False)
    found = said(replace(BEFORE, sound=new, chapters=()))
    assert "about 2.3 MB" in found["Recording"]
    assert "when the copy is made" in found["Length and validator"]
    assert "bytes," not in found["Length and validator"]
    assert "Check" not in found
    assert found["Chapters"] == "They are taken away."


def test_another_format_redirects() -> None:
    found = said(replace(BEFORE, sound=Sound("b" * 64, 1, "audio/x-m4a", 1)))
    assert "from MP3 to M4A" in found["Format"]
    assert "the old one leads there" in found["Format"]


@pytest.mark.parametrize(
    ("change", "what", "words"),
    [
        ({"published_at": datetime(2027, 4, 2, tzinfo=UTC)}, "Date", "from 01 March to 02 April"),
        ({"title": "Two"}, "Title", "“Two”"),
        ({"summary": "x"}, "Description", "new text"),
        ({"notes": "x"}, "Description", "new text"),
        ({"numbers": (1, 2, "full")}, "Season and number", "new place"),
        ({"explicit": True}, "Explicit", "hide"),
        ({"people": (1,)}, "People", "hosts"),
        ({"others": (1,)}, "Clips, places, AI", "few apps"),
        ({"image_id": 7}, "Picture", "new address"),
        ({"chapters": ({"start_ms": 0, "title": "Bye"},)}, "Chapters", "next time"),
        ({"transcript": ()}, "Transcript", "taken away"),
        ({"address": "/podcast/s/two/"}, "Web page", "the old address leads there"),
    ],
)
def test_what_each_change_does(change: dict[str, Any], what: str, words: str) -> None:
    found = said(replace(BEFORE, **change))
    assert list(found) == ["GUID", what]
    assert words in found[what]


def test_a_recording_that_is_missing_says_nothing() -> None:
    assert list(said(replace(BEFORE, sound=None))) == ["GUID", "Nothing else"]


def test_what_withdrawing_returning_and_tagging_again_do() -> None:
    assert "urn:one" in impact.withdrawn("urn:one")[-1].said
    assert impact.withdrawn("x")[0].said.startswith("It disappears")
    assert "/media/s/one.mp3" in impact.tagged_again("/media/s/one.mp3")[1].said
    assert "Monday" in impact.not_heard_yet("Monday")[0].said
    assert impact.comes_back([impact.Effect("GUID", "x")])[-1].what == "GUID"
