"""What cannot be kept is refused at its field, with everything that was typed still there."""

import re

import pytest
from flask import Flask

from tests.web.desk.conftest import Desk, count, entry, problems_in

NASTY = '"><script>alert(1)</script>{{7*7}}'
NEW = ("/desk/articles/new", "/desk/blog/new", "/desk/podcast/new", "/desk/resources/new")


@pytest.mark.parametrize("path", NEW)
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Give it a title"),
        ("title", "   \x00\x0b ", "Give it a title"),
        ("title", "x" * 10_000, "255 is the most"),
        ("summary", "x" * 1001, "1000 is the most"),
        ("tags", ",".join(f"tag{n}" for n in range(1000)), "There are 1,000 tags; 40 is the most."),
        ("image_id", "99", "Choose one from the list"),
        ("image_id", "9" * 30, "Choose one from the list"),
        ("image_id", "x", "Choose one from the list"),
        ("credits-0-person_id", "77", "Choose one from the list"),
        ("citations-0-text", "No key", "needs a short key"),
        ("body", "x" * 200_001, "200"),
        ("body", "> " * 1000 + "deep", "nest"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    app: Flask, at_desk: Desk, path: str, field: str, value: str, words: str
) -> None:
    good = {"title": "A title", "summary": "Typed and kept.", "topic": "Hip", "language": "en-GB"}
    answer = at_desk.post(path, {**good, field: value})
    if answer.status_code == 303:  # deep quotations may be taken as far as the body goes
        assert words == "nest"
        return
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))
    assert 'aria-invalid="true"' in answer.text or "citations" in field
    assert f'href="#{field}"' in answer.text or "citations" in field
    if field != "summary":
        assert "Typed and kept." in answer.text
    assert count(app) == 0


@pytest.mark.parametrize("path", NEW)
def test_script_in_any_field_is_text(app: Flask, at_desk: Desk, path: str) -> None:
    names = [
        "title", "summary", "body", "image_alt", "tags", "subject_name", "author_name", "owner_name", "copyright_holder",
        "topic", "source_name", "citations-0-text", "citations-0-note", "slug", "version", "publish_at", "do",
    ]  # fmt: skip
    sent = {name: NASTY for name in names if name != "do"} | {"citations-0-key": "key1", "language": "en-GB"}
    answer = at_desk.post(path, sent)
    assert answer.status_code == 303, problems_in(answer)
    page = at_desk.get(answer.location)
    listed = at_desk.get(re.sub(r"(/desk/\w+/).*", r"\1", answer.location))
    framed = at_desk.get("/desk/entries/1/page")
    for html in (page.text, listed.text, framed.text, at_desk.get("/desk/entries/1/revisions/1/").text):
        assert "<script>alert" not in html
        assert "{{7*7}}" in html or "49" not in html
    refused = at_desk.post(path, {**sent, "title": NASTY * 30, "do": "schedule", "image_id": NASTY, "subject": NASTY})
    assert refused.status_code == 422
    assert "<script>alert" not in refused.text


def test_a_thousand_levels_of_markup_are_text_or_refused(app: Flask, at_desk: Desk) -> None:
    for body in ("<div>" * 1000, "- " * 1000 + "x", ":::urgent A\n" * 1000, "[" * 1000, "*" * 1000, "> " * 1000):
        answer = at_desk.post("/desk/blog/new", {"title": "Deep", "body": body})
        assert answer.status_code in {303, 422}, body[:10]


def test_odd_names_of_rows_are_no_rows(app: Flask, at_desk: Desk) -> None:
    odd = {f"citations-{n}-key": "x" for n in ("²", "9" * 5000, "-1", "x")} | {"citationsX": "1"}
    assert at_desk.post("/desk/blog/new", {"title": "A title", **odd}).status_code == 303


def test_more_rows_than_can_be_read_are_not_left_out_in_silence(app: Flask, at_desk: Desk) -> None:
    many = {f"citations-{n}-key": f"key{n}" for n in range(500)}
    refused = at_desk.post("/desk/blog/new", {"title": "Another", **many})
    assert refused.status_code == 422
    assert "At most 250 rows" in " ".join(problems_in(refused))
    assert count(app) == 0


def test_an_address_that_is_taken_is_refused(app: Flask, at_desk: Desk) -> None:
    at_desk.write("/desk/blog/new", title="One", slug="feet")
    answer = at_desk.post("/desk/blog/new", {"title": "Two", "slug": "feet"})
    assert answer.status_code == 422
    assert "/blog/feet/ is taken" in " ".join(problems_in(answer))
    assert entry(app, at_desk.write("/desk/blog/new", title="Feet")).path == "/blog/feet-2/"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"chapters": "no time here"}, "Line 1: write a time"),
        ({"chapters": "0:10 Late"}, "must start at 0:00"),
        ({"transcript": "only words"}, "No cue was found"),
        ({"transcript": "WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>"}, "not one word in it"),
        ({"transcript": "WEBVTT\n\n00:05.000 --> 00:06.000\nB\n\n00:01.000 --> 00:02.000\nA"}, "before the cue above"),
        ({"season": "one", "number": "-1", "title": ""}, "Give it a title"),
        ({"number": "1" * 5000}, "A whole number from 1"),
        ({"transcript_language": "Klingon!"}, "language code"),
        ({"episode_type": "epic"}, "Choose one from the list"),
        ({"explicit": "maybe"}, "Choose one from the list"),
        ({"audio_id": "55"}, "Choose one from the list"),
    ],
)
def test_what_is_wrong_with_an_episode_is_said(app: Flask, at_desk: Desk, typed: dict[str, str], words: str) -> None:
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    answer = at_desk.post(f"/desk/podcast/{show}/episodes/new", {"title": "One", **typed})
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))
    assert count(app) == 1


def test_all_that_is_wrong_is_said_at_once(at_desk: Desk) -> None:
    sent = {"title": "", "summary": "x" * 2000, "season": "one", "chapters": "nothing", "audio_id": "44"}
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    said = " ".join(problems_in(at_desk.post(f"/desk/podcast/{show}/episodes/new", sent)))
    for words in ("Give it a title", "1000 is the most", "A whole number", "Line 1", "Choose one from the list"):
        assert words in said


def test_a_show_says_what_is_wrong_with_it(at_desk: Desk) -> None:
    sent = {"title": "A show", "language": "Welsh", "owner_email": "nobody", "category": "Hips", "show_type": "x"}
    said = " ".join(problems_in(at_desk.post("/desk/podcast/new", sent)))
    for words in ("language code", "not an e-mail address", "Choose one from the list"):
        assert words in said
