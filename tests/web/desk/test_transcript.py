"""The transcript at the desk, without a script: text and file, speakers and people, what is wrong, two editors."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from lxml import html
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.accounts.permissions import Role
from app.core.errors import Busy, Invalid
from app.media.models import AssetKind
from app.podcast.draft import EpisodeDraft
from app.podcast.parts import Speaker
from app.web.desk import transcript as editor
from tests import factories
from tests.web.desk.conftest import Desk, asset, draft, problems_in, token_of, work

VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:03.000\n<v Anna>Welcome.\n\n00:00:03.000 --> 00:00:09.250\n<v SPEAKER_01>Thank you & hello.\n"


@pytest.fixture
def path(app: Flask, at_desk: Desk) -> str:
    """The transcript of a new episode with a recording of ten minutes."""
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    audio = asset(app, AssetKind.AUDIO)
    made = at_desk.write(f"/desk/podcast/{show}/episodes/new", title="One", audio_id=audio)
    return f"/desk/episodes/{made}/transcript/"


def send(desk: Desk, path: str, text: str, do: str = "save", **more: Any) -> TestResponse:
    return desk.post(path, {"version": desk.version(path), "transcript": text, "do": do, **more})


def bring(desk: Desk, path: str, data: bytes) -> TestResponse:
    """Encoded here, because the test client would leave the temporary file of a large form open."""
    fields = {"version": desk.version(path), "transcript": VTT, "do": "import"}
    sent = {**fields, "file": FileStorage(BytesIO(data), "x.any"), "csrf_token": token_of(desk.get("/desk/account/"))}
    boundary, body = encode_multipart(sent)
    return desk.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def text_in(answer: TestResponse) -> str:
    page: Any = html.document_fromstring(answer.data)
    return str(page.xpath("//textarea[@name='transcript']")[0].text or "").strip().replace("\r\n", "\n")


def saved(app: Flask, path: str) -> EpisodeDraft:
    found = draft(app, int(path.split("/")[3]))
    assert isinstance(found, EpisodeDraft)
    return found


def test_a_transcript_is_saved_and_shown_again(app: Flask, at_desk: Desk, path: str) -> None:
    assert "There is no transcript yet" in at_desk.get(path).text
    assert send(at_desk, path, VTT).status_code == 303
    assert saved(app, path).transcript == (
        {"start_ms": 0, "end_ms": 3000, "speaker": "Anna", "text": "Welcome."},
        {"start_ms": 3000, "end_ms": 9250, "speaker": "SPEAKER_01", "text": "Thank you & hello."},
    )
    page = at_desk.get(path)
    assert "The transcript is saved in the draft." in page.text
    assert text_in(page) == VTT.replace(" & ", " &amp; ").strip()
    assert saved(app, path).title == "One"


def test_nothing_is_no_transcript(app: Flask, at_desk: Desk, path: str) -> None:
    send(at_desk, path, VTT)
    assert send(at_desk, path, " \n ").status_code == 303
    assert saved(app, path).transcript == ()


def test_names_of_the_transcript_become_people(app: Flask, at_desk: Desk, path: str) -> None:
    with work(app):
        reed = factories.person("Anna Reed").id
    send(at_desk, path, VTT)
    page = at_desk.get(path)
    assert page.text.count("data-speaker-name") == 2
    chosen = {"speakers-0-name": "Anna", "speakers-0-person_id": str(reed), "speakers-1-name": "SPEAKER_01"}
    assert send(at_desk, path, VTT, **chosen, **{"speakers-1-person_id": "999"}).status_code == 303
    assert saved(app, path).speakers == (Speaker("Anna", reed),)
    assert f'<option selected value="{reed}">Anna Reed</option>' in at_desk.get(path).text
    for ending, words in (
        ("vtt", "<v Anna Reed>Welcome."),
        ("srt", "Anna Reed: Welcome."),
        ("json", '"speaker": "Anna Reed"'),
        ("html", "<cite>Anna Reed:</cite>"),
    ):
        answer = at_desk.get(f"{path}transcript.{ending}")
        assert words in answer.text
        assert answer.headers["Content-Disposition"] == f'attachment; filename="one.transcript.{ending}"'
    assert at_desk.get(f"{path}transcript.doc").status_code == 404
    assert send(at_desk, path, VTT.replace("<v Anna>", "<v Ben>"), **chosen).status_code == 303
    assert saved(app, path).speakers == ()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("SubRip", b"1\n00:00:00,000 --> 00:00:01,000\nAnna: Hello\n"),
        ("JSON", json.dumps({"segments": [{"start": 0, "end": 1, "text": "Hello", "speaker": "Anna"}]}).encode()),
        ("HTML", b"<cite>Anna:</cite><time>0:00</time><p>Hello</p>"),
        ("WebVTT", b"\xef\xbb\xbfWEBVTT\r\n\r\n00:00.000 --> 00:01.000\r\n<v Anna>Hello\r\n"),
    ],
)
def test_a_file_is_brought_and_saved_only_then(app: Flask, at_desk: Desk, path: str, kind: str, data: bytes) -> None:
    answer = bring(at_desk, path, data)
    assert answer.status_code == 200
    assert f"1 cue was read from {kind}." in answer.text
    assert "<v Anna>Hello" in text_in(answer)
    assert "data-changed" in answer.text
    assert saved(app, path).transcript == ()


def test_cues_that_overlap_are_mended_with_a_word(app: Flask, at_desk: Desk, path: str) -> None:
    tangled = "WEBVTT\n\n00:00.000 --> 00:05.000\nA\n\n00:02.000 --> 00:05.000\nB\n\n00:04.000 --> 00:06.000\nC\n"
    assert "2 cues that ran into others were shortened." in bring(at_desk, path, tangled.encode()).text
    send(at_desk, path, tangled)
    assert "2 cues that ran into others were shortened." in at_desk.get(path).text
    assert [cue["end_ms"] for cue in saved(app, path).transcript] == [2000, 4000, 6000]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("only words", "this text has no times"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>", "not one word in it"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nB\n\n00:01.000 --> 00:02.000\nA", "Cue 2 (at 0:01) starts before the cue above"),
        ("WEBVTT\n\n00:05.000 --> 00:05.000\nB", "Cue 1 (at 0:05) must end after it starts"),
        ("WEBVTT\n\n00:05.000 --> 11:00.000\nB", "runs to 11:00, but the audio ends at 10:00"),
        ("WEBVTT\n\n00:05.000 --> soon\nB", "Line 3: the times of a cue"),
        ("\n\n".join(["WEBVTT", *("00:05.000 --> 00:04.000\nB" for _ in range(30))]), "And 10 more like these."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_text_stays(app: Flask, at_desk: Desk, path: str, text: str, words: str) -> None:
    answer = send(at_desk, path, text)
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))
    assert text.rpartition("\n")[2] in text_in(answer)
    assert saved(app, path).transcript == ()


def test_each_wrong_cue_is_known_to_the_script(at_desk: Desk, path: str) -> None:
    answer = send(at_desk, path, 'WEBVTT\n\n00:00.000 --> 00:01.000\nA\n\n00:05.000 --> 00:05.000\n<v Ann>B "q"')
    page: Any = html.document_fromstring(answer.data)
    listed = json.loads(page.xpath("//form[@data-faults]")[0].get("data-faults"))
    assert listed == [{"cue": 1, "message": "Cue 2 (at 0:05) must end after it starts."}]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Choose a file first"),
        (b"Anna: Hello.\nBen: Hello.", "this text has no times"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\n\xe9tude", "Line 4 is not text in UTF-8"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\n<b></b>", "not one word in it"),
        (b"x" * (6 << 20), "larger than 5 MB"),
        (b'{"segments": [{"start": NaN, "end": 1, "text": "a"}]}', "Segment 1 has no start"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_cannot_be_brought_is_refused_and_the_text_stays(
    at_desk: Desk, path: str, data: bytes, words: str
) -> None:
    answer = bring(at_desk, path, data)
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))
    assert "<v Anna>Welcome." in text_in(answer)


def test_script_in_a_cue_is_text(app: Flask, at_desk: Desk, path: str) -> None:
    nasty = "</textarea><script>alert(1)</script>"
    data = json.dumps({"segments": [{"start": 0, "end": 1, "text": nasty, "speaker": '"><script>'}]}).encode()
    brought = bring(at_desk, path, data)
    assert "<script>alert" not in brought.text
    assert send(at_desk, path, text_in(brought)).status_code == 303
    page = at_desk.get(path)
    assert "<script>alert" not in page.text
    assert saved(app, path).transcript[0]["text"] == nasty
    assert "<script>" not in at_desk.get(f"{path}transcript.html").text


def test_three_thousand_cues_are_saved_and_shown(app: Flask, at_desk: Desk, path: str) -> None:
    rows = [
        {"start": n / 10, "end": (n + 1) / 10, "text": f"Words number {n} and a few more of them."} for n in range(3000)
    ]
    brought = bring(at_desk, path, json.dumps({"segments": rows}).encode())
    assert "3,000 cues were read from JSON." in brought.text
    assert send(at_desk, path, text_in(brought)).status_code == 303
    assert len(saved(app, path).transcript) == 3000


def test_an_episode_with_a_very_long_transcript_can_still_be_saved(app: Flask, at_desk: Desk, path: str) -> None:
    cues = (
        f"00:{at // 60:02}:{at % 60:02}.000 --> 00:{at // 60:02}:{at % 60:02}.900\n{'word ' * 400}\n"
        for at in range(550)
    )
    long = "WEBVTT\n\n" + "\n".join(cues)
    assert len(long) > 1 << 20
    assert send(at_desk, path, long).status_code == 303
    episode = path.removesuffix("transcript/")
    fields = {
        "version": at_desk.version(episode),
        "title": "Two",
        "transcript": text_in(at_desk.get(path)),
        "do": "save",
    }
    answer = at_desk.post(episode, fields)
    assert answer.status_code == 303, problems_in(answer)
    assert saved(app, path).title == "Two"
    assert len(saved(app, path).transcript) == 550


def test_two_editors_see_both_texts(app: Flask, desk: Callable[[Role], Desk], path: str) -> None:
    mine, theirs = desk(Role.EDITOR), desk(Role.ADMIN)
    version = mine.version(path)
    assert send(theirs, path, VTT).status_code == 303
    lost = mine.post(path, {"version": version, "transcript": VTT.replace("Welcome", "Hi there")})
    assert lost.status_code == 409
    for words in ("Welcome.", "Hi there.", "Sample admin saved this episode", f'href="{path}"'):
        assert words in lost.text
    writing = mine.post(path, {"version": version, "transcript": "anything typed", "do": "edit"})
    assert (writing.status_code, text_in(writing)) == (200, "anything typed")


def test_an_episode_in_the_bin_is_not_there(app: Flask, at_desk: Desk, path: str) -> None:
    assert at_desk.post(f"/desk/entries/{path.split('/')[3]}/bin").status_code == 303
    assert at_desk.post(path, {"transcript": VTT}).status_code == 404


def test_somebody_elses_episode_is_not_there(as_author: Desk, path: str) -> None:
    assert as_author.get(path).status_code == 404
    assert as_author.post(path, {"transcript": VTT}).status_code == 404
    assert as_author.get(f"{path}transcript.vtt").status_code == 404


def test_what_the_house_refuses_keeps_the_text(at_desk: Desk, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    version = at_desk.version(path)
    for refusal, status in ((Busy("Please try again."), 503), (Invalid("No title.", field="title"), 422)):

        def refuse(*_: object, refusal: Exception = refusal, **__: object) -> None:
            raise refusal

        monkeypatch.setattr(editor, "save_part", refuse)
        answer = at_desk.post(path, {"version": version, "transcript": VTT})
        assert answer.status_code == status
        assert str(refusal) in " ".join(problems_in(answer))
        assert "<v Anna>Welcome." in text_in(answer)
