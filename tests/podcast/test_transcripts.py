"""Rules 39 to 43 of docs/feeds.md: one master transcript, its printings, and the files that editors bring."""

import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.podcast import transcript_files, transcript_formats, transcripts
from app.podcast.transcripts import Cue

TALK = (
    Cue(0, 3_000, "Anna", "Welcome to Steady Steps."),
    Cue(3_000, 9_250, "Anna", "Today: getting up & going again, which is easier than it sounds, if you know how."),
    Cue(9_250, 12_000, "Sample guest", "Thank you <for> having me."),
)
WORDS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), min_size=1, max_size=12
).map(" ".join)


@st.composite
def talks(draw: st.DrawFn) -> tuple[Cue, ...]:
    at, cues = 0, []
    for _ in range(draw(st.integers(1, 6))):
        start = at + draw(st.integers(0, 5_000))
        at = start + draw(st.integers(1_000, 30_000))
        cues.append(Cue(start, at, draw(st.just("") | st.text(max_size=20)), draw(WORDS)))
    return transcripts.settled(cues)


def test_the_master_form_names_every_speaker_and_keeps_one_line() -> None:
    rough = (Cue(0, 1, "", "before"), Cue(1, 2, " An<na>: ", "a\nb\x00"), Cue(2, 3, "", " c "), Cue(3, 4, "Ben", " \n"))
    assert transcripts.settled(rough) == (Cue(0, 1, "", "before"), Cue(1, 2, "An na", "a b"), Cue(2, 3, "An na", "c"))


@given(talks())
def test_the_master_form_is_settled_once(cues: tuple[Cue, ...]) -> None:
    assert transcripts.settled(cues) == cues
    assert transcripts.from_stored(transcripts.to_stored(cues)) == cues


def test_speakers_are_named_once_in_the_order_they_are_heard() -> None:
    assert transcripts.speakers((*TALK, TALK[0])) == ("Anna", "Sample guest")


def test_plain_text_has_a_paragraph_a_turn() -> None:
    assert transcripts.plain_text(TALK).split("\n\n") == [
        "Anna: Welcome to Steady Steps. " + TALK[1].text,
        "Sample guest: Thank you <for> having me.",
    ]
    assert transcripts.plain_text((Cue(0, 1, "", "only"),)) == "only"


def test_rule_39_every_printing_has_its_one_type() -> None:
    assert {ending: mime for ending, (mime, _) in transcript_formats.PRINTERS.items()} == {
        "vtt": "text/vtt",
        "srt": "application/x-subrip",
        "json": "application/json",
        "html": "text/html",
    }


def test_rule_41_vtt_has_a_voice_at_each_change_of_speaker() -> None:
    assert transcript_formats.to_vtt(TALK) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:03.000\n<v Anna>Welcome to Steady Steps.\n\n"
        "00:00:03.000 --> 00:00:09.250\nToday: getting up &amp; going again, which is easier than it sounds,\nif you know how.\n\n"
        "00:00:09.250 --> 00:00:12.000\n<v Sample guest>Thank you &lt;for&gt; having me.\n"
    )


@given(talks())
def test_rule_41_vtt_lines_have_at_most_65_characters_and_are_read_back(cues: tuple[Cue, ...]) -> None:
    printed = transcript_formats.to_vtt(cues)
    for line in printed.split("\n"):
        shown = re.sub("<v [^>]*>", "", line).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert len(shown) <= 65
    if cues:
        assert transcript_files.parse(printed) == cues


@given(talks())
def test_rule_42_srt_has_two_lines_of_32_and_loses_no_word(cues: tuple[Cue, ...]) -> None:
    printed = transcript_formats.to_srt(cues)
    lines, said = printed.split("\n"), ""
    for at, line in enumerate(lines):
        if "-->" in line:
            text = lines[at + 1 : lines.index("", at)]
            assert len(text) <= 2
            assert all(len(part) <= 32 for part in text)
            said += "".join(text)
    speaker, expected = "", ""
    for cue in cues:
        expected += (f"{cue.speaker}:" if cue.speaker != speaker else "") + cue.text.replace("-->", "→")
        speaker = cue.speaker
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", expected)


def test_rule_42_srt_names_the_speaker_at_each_change() -> None:
    printed = transcript_formats.to_srt(TALK)
    assert printed.startswith(
        "1\n00:00:00,000 --> 00:00:03,000\nAnna: Welcome to Steady Steps.\n\n2\n00:00:03,000 --> "
    )
    assert printed.count("Anna:") == 1
    assert "Sample guest: Thank you <for>\nhaving me.\n" in printed


def test_rule_42_json_has_segments_and_html_has_cite_time_and_p() -> None:
    found = json.loads(transcript_formats.to_json((*TALK, Cue(12_000, 13_000, "", "Bye."))))
    assert found["version"] == "1.0.0"
    assert found["segments"][1] == {"speaker": "Anna", "startTime": 3.0, "endTime": 9.25, "body": TALK[1].text}
    assert "speaker" not in json.loads(transcript_formats.to_json((Cue(0, 1, "", "a"),)))["segments"][0]
    assert transcript_formats.to_html(TALK[:2]).count("<cite>") == 1
    assert transcript_formats.to_html(TALK[::2]) == (
        "<cite>Anna:</cite>\n<time>0:00</time>\n<p>Welcome to Steady Steps.</p>\n"
        "<cite>Sample guest:</cite>\n<time>0:09</time>\n<p>Thank you &lt;for&gt; having me.</p>\n"
    )


def test_rule_43_a_right_transcript_has_no_faults() -> None:
    assert transcripts.faults(TALK, duration_ms=11_000) == []
    assert transcripts.faults(()) == []


@pytest.mark.parametrize(
    ("cues", "words"),
    [
        ((Cue(-5, 10, "", "a"),), "Cue 1 starts before the audio."),
        ((Cue(2_000, 3_000, "", "a"), Cue(1_000, 4_000, "", "b")), "Cue 2 (at 0:01) starts before the cue above it."),
        ((Cue(1_000, 1_000, "", "a"),), "Cue 1 (at 0:01) must end after it starts."),
        ((Cue(0, 1_000, "", " "),), "Cue 1 (at 0:00) has no text."),
        ((Cue(0, 11_001, "", "a"),), "The transcript runs to 0:11.001, but the audio ends at 0:10."),
    ],
)
def test_rule_43_cues_are_monotonic_and_within_the_audio(cues: tuple[Cue, ...], words: str) -> None:
    assert [fault.message for fault in transcripts.faults(cues, duration_ms=10_000)] == [words]


def test_vtt_of_others_is_read() -> None:
    text = (
        "\ufeffWEBVTT - a title\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE nobody says this\r\n\r\n"
        "intro\r\n00:01.000 --> 00:04.000 align:start\r\n<v.loud Anna Reed>Hello <b>there</b> <00:02.000>you</v>\r\nand &amp; all\r\n\r\n"
        "1:00:05.000 --> 1:00:09.000\r\n<v Ben>Yes.</v> <v Anna Reed>No.</v>\r\n\r\n1:00:10.000 --> 1:00:11.000\r\n<i></i>\r\n"
    )
    assert transcript_files.parse(text) == (
        Cue(1_000, 4_000, "Anna Reed", "Hello there you and & all"),
        Cue(3_605_000, 3_607_285, "Ben", "Yes."),
        Cue(3_607_285, 3_609_000, "Anna Reed", "No."),
    )


def test_srt_of_others_is_read_with_its_speakers() -> None:
    text = "1\n00:00:01,000 --> 00:00:04,000\nAnna Reed: Hello <i>there</i>\nand welcome\n\n2\n00:00:05,000 --> 00:00:06,500\nNote this: not a name\n"
    assert transcript_files.parse(text) == (
        Cue(1_000, 4_000, "Anna Reed", "Hello there and welcome"),
        Cue(5_000, 6_500, "Anna Reed", "Note this: not a name"),
    )


def test_cues_without_blank_lines_between_them_are_told_apart() -> None:
    text = "00:01.000 --> 00:02.000\na\n00:02.000 --> 00:03.000\nb"
    assert [cue.text for cue in transcript_files.parse_srt(text)] == ["a", "b"]


@pytest.mark.parametrize("text", ["", "WEBVTT\n", "just words", "1\n2\n3", "WEBVTT\n\n00:01 -> 00:02\na"])
def test_a_file_without_cues_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="No cue was found"):
        transcript_files.parse(text)


@pytest.mark.parametrize(
    "line", ["00:01.000 --> later", "x --> y", "00:99.000 -->00:01.000", "00:75.000 --> 00:80.000"]
)
def test_a_line_of_wrong_times_is_named(line: str) -> None:
    with pytest.raises(Invalid, match="Line 3"):
        transcript_files.parse(f"WEBVTT\n\n{line}\ntext\n")


def test_a_vtt_file_begins_with_its_word() -> None:
    with pytest.raises(Invalid, match="WEBVTT"):
        transcript_files.parse_vtt("1\n00:00:01,000 --> 00:00:04,000\na\n")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Invalid):
        transcript_files.parse(text)


def test_parts_share_the_time_and_none_is_empty() -> None:
    parts = transcripts.in_parts(Cue(0, 3, "A", "x"), ["a", "long text", "b"])
    assert [(part.start_ms, part.end_ms) for part in parts] == [(0, 1), (1, 2), (2, 3)]
