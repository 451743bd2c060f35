"""Transcripts of other programs: read by content, mended or refused in words, and the same in every form."""

import itertools
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.podcast import transcript_files, transcript_formats, transcripts
from app.podcast.transcripts import Cue, named, untangled
from tests.podcast.test_transcripts import TALK, talks


def read(text: str | bytes) -> tuple[Cue, ...]:
    return transcript_files.read(text.encode() if isinstance(text, str) else text).cues


def refused(text: str | bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read(text)
    assert caught.value.faults[0].field == "transcript"
    return caught.value.message


SPOKEN = (Cue(0, 3_000, "Anna", "Hello & welcome."), Cue(3_000, 4_500, "Ben", "Thank you."))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("WebVTT", "\ufeffWEBVTT\r\n\r\n00:00.000 --> 00:03.000\r\n<v Anna>Hello &amp; welcome.\r\n\r\n00:03.000-->00:04.500\r\n<v Ben>Thank you.\r\n"),
        ("SubRip", "1\n0:00:00,000 --> 0:00:03,000\nAnna: Hello & welcome.\n2\n0:00:03,000 --> 0:00:04,500\nBen: Thank you.\n"),
        (
            "JSON",
            json.dumps({"version": "1.0.0", "segments": [
                {"speaker": "Anna", "startTime": 0, "endTime": 3, "body": "Hello & welcome."},
                {"speaker": "Ben", "startTime": 3.0, "endTime": 4.5, "body": "Thank you."},
            ]}),
        ),
        (
            "JSON",
            json.dumps({"text": "...", "language": "en", "segments": [
                {"id": 0, "start": 0.0, "end": 3.0, "text": " Hello & welcome.", "speaker": "Anna"},
                {"id": 1, "start": 3.0, "end": 4.5, "text": " Thank you.", "speaker": "Ben"},
            ]}),
        ),
        (
            "JSON",
            json.dumps({"transcription": [
                {"offsets": {"from": 0, "to": 3000}, "text": " Hello & welcome.", "speaker": "Anna"},
                {"offsets": {"from": 3000, "to": 4500}, "text": " Thank you.", "speaker": "Ben"},
            ]}),
        ),
        (
            "HTML",
            ("<!-- a note --> <cite>Anna:</cite><time>0:00</time><p>Hello <b>&amp;</b> welcome.<script>alert(1)</script></p>\n"
            "<cite>Ben:</cite> <time>0:03</time> <p>Thank you.</p>"),
        ),
        ("SubRip", "1\n00:00:00,000 --> 00:00:03,000\nAnna: Hello & welcome.\n\n2\n00:00:03,000 --> 00:00:04,500\nBen: Thank you.\n".encode("utf-16")),
    ],
    ids=["vtt", "srt", "json", "whisper", "whisper.cpp", "html", "utf-16"],
)  # fmt: skip
def test_each_form_is_known_by_its_content(kind: str, text: str | bytes) -> None:
    assert transcript_files.read(text.encode() if isinstance(text, str) else text).kind == kind
    assert read(text) == SPOKEN


@given(talks())
def test_rule_38_vtt_and_json_are_read_back_to_the_millisecond(cues: tuple[Cue, ...]) -> None:
    if cues:
        assert read(transcript_formats.to_vtt(cues)) == cues
        assert read(transcript_formats.to_json(cues)) == cues


def test_all_four_forms_agree() -> None:
    """SubRip may cut a cue, HTML has whole seconds: who says which words, and when they begin, is the same."""
    for printed in (transcript_formats.to_vtt, transcript_formats.to_srt, transcript_formats.to_json):
        found = read(printed(SPOKEN))
        assert found == SPOKEN
    html = read(transcript_formats.to_html(TALK))
    assert [(c.start_ms, c.speaker, c.text) for c in html] == [
        (c.start_ms // 1000 * 1000, c.speaker, c.text) for c in TALK
    ]
    assert html[-1].end_ms > html[-1].start_ms


def test_script_and_markup_in_a_cue_are_words_and_never_markup() -> None:
    vtt = read("WEBVTT\n\n00:00.000 --> 00:03.000\n<script>alert(1)</script><c.loud>Hi</c> &lt;b&gt;there&lt;/b&gt;\n")
    assert [cue.text for cue in vtt] == ["alert(1)Hi <b>there</b>"]
    assert "&lt;b&gt;there&lt;/b&gt;" in transcript_formats.to_vtt(vtt)
    assert "<p>alert(1)Hi &lt;b&gt;there&lt;/b&gt;</p>" in transcript_formats.to_html(vtt)
    data = read(json.dumps({"segments": [{"start": 0, "end": 1, "text": "<img src=x onerror=alert(1)>"}]}))
    assert "<img" not in transcript_formats.to_html(data) + transcript_formats.to_vtt(data)


def test_cues_that_run_into_the_next_are_shortened_and_counted() -> None:
    brought = transcript_files.read(
        b"WEBVTT\n\n00:00.000 --> 00:05.000\nOne\n\n00:03.000 --> 00:04.000\nTwo\n\n00:06.000 --> 00:07.000\nThree\n"
    )
    assert [(c.start_ms, c.end_ms) for c in brought.cues] == [(0, 3_000), (3_000, 4_000), (6_000, 7_000)]
    assert brought.mended == 1


def test_cues_that_begin_together_share_their_time() -> None:
    both = (Cue(0, 4_000, "A", "aaaa"), Cue(0, 3_000, "B", "bbbb"), Cue(2_000, 5_000, "A", "c"))
    mended, changed = untangled(both)
    assert [(c.start_ms, c.end_ms, c.speaker) for c in mended] == [
        (0, 1_000, "A"),
        (1_000, 2_000, "B"),
        (2_000, 5_000, "A"),
    ]
    assert changed == 2
    assert transcripts.faults(mended) == []


@given(st.lists(st.builds(Cue, st.integers(0, 50), st.integers(0, 60), st.just("A"), st.just("word")), max_size=8))
def test_mending_is_done_once_and_never_adds_a_fault(cues: list[Cue]) -> None:
    ordered = sorted(cues, key=lambda cue: cue.start_ms)
    mended, _ = untangled(ordered)
    assert len(mended) == len(cues)
    assert len(transcripts.faults(mended)) <= len(transcripts.faults(ordered))
    if not transcripts.faults(mended) and len({cue.start_ms for cue in mended}) == len(mended):
        assert untangled(mended) == (mended, 0)
        assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(mended))


def test_speakers_are_printed_by_the_names_of_people() -> None:
    cues = (Cue(0, 1, "SPEAKER_00", "a"), Cue(1, 2, "", "b"), Cue(2, 3, "Ben", "c"))
    assert [cue.speaker for cue in named(cues, {"SPEAKER_00": "Anna Reed", "Nobody": "X"})] == [
        "Anna Reed",
        "Anna Reed",
        "Ben",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "No cue was found"),
        ("Anna: Hello.\nBen: Thank you.", "this text has no times, so no app could follow it"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\n\xe9tude", "Line 4 is not text in UTF-8"),
        (b"x" * (transcript_files.MAX_BYTES + 1), "larger than 5 MB"),
        ("WEBVTT\n\n00:-1.000 --> 00:02.000\nA", "Line 3: the times of a cue"),
        ('{"segments": [{"start": NaN, "end": 1, "text": "a"}]}', "Segment 1 has no start"),
        ('{"segments": [{"start": 0, "end": Infinity, "text": "a"}]}', "Segment 1 has no start"),
        ('{"segments": [{"start": 0, "end": 1, "text": "a"}, {"start": -1, "end": 1, "text": "a"}]}', "Segment 2 has no start"),
        ('{"segments": [{"start": 0, "end": 1}]}', "Segment 1 has no start"),
        ('{"segments": [{"start": 0, "end": 1, "text": {"a": 1}}]}', "Segment 1 has no start"),
        ('{"segments": ["a"]}', "Segment 1 has no start"),
        ('{"segments": {}}', "No cue was found in this JSON"),
        ("{}", "No cue was found in this JSON"),
        ('{"segments": [', "damaged or cut off"),
        ("[" * 100_000, "damaged or cut off"),
        ('{"a":' * 100_000, "damaged or cut off"),
        ("<p>no time</p>", "No cue was found in this HTML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><time>soon</time><p>&a;</p>', "No cue was found in this HTML"),
        ("WEBVTT\n\n" + "00:00.000 --> 00:01.000\na\n\n" * 50_001, "There are 50,001 cues in it; 50,000 is the most."),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_what_is_no_transcript_is_refused_in_words(text: str | bytes, words: str) -> None:
    assert words in refused(text)


@pytest.mark.parametrize(
    "part", ["<", "<a", "<v ", "<v.a", "&", "-->", "00:01 --> ", "<time>0:01</time><p>a", "{", "[1"]
)
def test_a_megabyte_of_half_markup_ends(part: str) -> None:
    for start in ("", "WEBVTT\n\n00:00.000 --> 00:01.000\n"):
        with suppress(Invalid):
            read(start + part * (300_000 // len(part)))


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    with suppress(Invalid):
        transcript_files.read(data)
