"""The text of an entry in either format: what comes is what is kept, and what is refused is shown as it came."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.content import body as bodies
from app.media.models import AssetKind
from app.web.desk.body_formats import convert, format_of, read_body, shown_body, start_of
from tests.web.desk.conftest import Desk, asset, draft

HTML = '<h2>A &amp; b</h2><p style="color:red">c<script>x</script></p>'
KEPT = "<h2>A &amp; b</h2>\n<p>c</p>"
TOO_DEEP = "<ul><li>" * 61 + "x"


@pytest.mark.parametrize(
    ("said", "meant"),
    [("html", "html"), ("markdown", "markdown"), ("", "markdown"), (None, "markdown"), ("HTML", "markdown")],
)
def test_what_is_no_format_is_markdown(said: str | None, meant: str) -> None:
    assert format_of(said) == meant


def test_both_formats_are_read_by_the_server() -> None:
    assert read_body(HTML, "html") == KEPT
    assert read_body("## A & b\n\nc", "markdown") == KEPT


def test_two_texts_are_compared_in_markdown() -> None:
    assert shown_body(HTML, "html") == "## A & b\n\nc\n"
    assert shown_body("*typed*", "markdown") == "*typed*"
    assert shown_body(TOO_DEEP, "html") == TOO_DEEP


def test_the_editor_begins_with_what_the_field_shows() -> None:
    assert start_of("ignored", "markdown", KEPT) == KEPT
    assert start_of("*typed*", "markdown", None) == "<p><em>typed</em></p>"
    assert start_of(HTML, "html", None) is None
    assert start_of("x" * 400_001, "markdown", None) is None


def test_a_text_is_converted_both_ways() -> None:
    assert convert(KEPT, to="markdown") == "## A & b\n\nc\n"
    assert convert("## A & b\n\nc", to="html") == KEPT


def json_of(answer: TestResponse) -> Any:
    assert answer.status_code == 200
    return answer.json


def shown(page: str) -> tuple[str, str, str | None]:
    """The field's text, its format, and what the editor begins with."""
    field = re.search(r"<textarea([^>]*)name=\"body\"[^>]*>\r?\n?(.*?)</textarea>", page, re.DOTALL)
    format_ = re.search(r'name="body_format" value="(\w+)"', page)
    assert field
    assert format_
    start = re.search(r'data-html="([^"]*)"', field[0])
    return unescape(field[2]), format_[1], unescape(start[1]) if start else None


def test_what_the_editor_sends_is_cleaned_and_kept(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="A", body=HTML, body_format="html")
    assert draft(app, post).body == KEPT
    assert shown(at_desk.get(f"/desk/blog/{post}/").text) == ("## A & b\n\nc\n", "markdown", KEPT)


def test_a_refused_form_shows_the_same_text_in_the_same_format(at_desk: Desk) -> None:
    refused = at_desk.post("/desk/blog/new", {"body": HTML, "body_format": "html"})
    assert refused.status_code == 422
    assert shown(refused.text) == (HTML, "html", None)
    refused = at_desk.post("/desk/blog/new", {"body": "*typed*", "body_format": "markdown"})
    assert shown(refused.text) == ("*typed*", "markdown", "<p><em>typed</em></p>")


def test_a_text_that_is_too_deep_is_refused_at_its_field_and_kept(at_desk: Desk) -> None:
    refused = at_desk.post("/desk/blog/new", {"title": "A", "body": TOO_DEEP, "body_format": "html"})
    assert refused.status_code == 422
    assert "nested too deeply" in refused.text
    assert shown(refused.text) == (TOO_DEEP, "html", None)


def test_two_texts_side_by_side_are_both_markdown(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="A", body="Theirs")
    late = at_desk.post(
        f"/desk/blog/{post}/", {"version": "0", "title": "A", "body": "<p>My <b>own</b></p>", "body_format": "html"}
    )
    assert late.status_code == 409
    assert "My **own**" in late.text
    assert re.search(r'<textarea name="body_format"[^>]*>\s*html</textarea>', late.text)


def test_the_server_converts_for_the_editor(at_desk: Desk) -> None:
    answer = at_desk.post("/desk/writing/convert", {"text": HTML, "to": "markdown"})
    assert answer.json == {"text": "## A & b\n\nc\n"}
    refused = at_desk.post(
        "/desk/writing/convert", {"text": TOO_DEEP, "to": "markdown"}, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 422
    assert "nested too deeply" in str(refused.json)


def test_what_can_be_linked_to_and_shown_is_found(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Walking aids", body="x")
    picture = asset(app, AssetKind.IMAGE)
    found = json_of(at_desk.get("/desk/writing/entries?q=walking"))["entries"]
    assert [(each["id"], each["title"], each["kind"], each["state"]) for each in found] == [
        (post, "Walking aids", "post", "Draft")
    ]
    assert json_of(at_desk.get("/desk/writing/entries?q=walking&kind=episode")) == {"entries": []}
    assert [each["id"] for each in json_of(at_desk.get("/desk/writing/pictures"))["pictures"]] == [picture]
    assert json_of(at_desk.get("/desk/writing/pictures?q=nothing+like+it")) == {"pictures": []}
    named = json_of(at_desk.get(f"/desk/writing/names?asset={picture}&asset=x&entry={post}&entry=999"))
    assert [each["id"] for each in named["entries"]] == [post]
    assert [each["id"] for each in named["pictures"]] == [picture]
    assert json_of(at_desk.get("/desk/writing/names")) == {"entries": [], "pictures": []}


def test_the_editor_is_not_loaded_on_public_pages(app: Flask, at_desk: Desk) -> None:
    assert "desk-editor" not in app.test_client().get("/blog/").text
    assert "desk-editor" in at_desk.get("/desk/blog/new").text


def test_a_body_of_the_editor_survives_every_form(app: Flask, at_desk: Desk) -> None:
    exercise = (
        '<section data-exercise="Sit"><ol><li>Sit.</li></ol><div data-part="dose"><p>Ten times.</p></div>'
        '<div data-part="stop-if"><p>It hurts.</p></div></section>'
    )
    post = at_desk.write("/desk/blog/new", title="A", body=exercise, body_format="html")
    assert draft(app, post).body == exercise
    markdown = bodies.to_markdown(exercise)
    page = f"/desk/blog/{post}/"
    at_desk.write(page, version=at_desk.version(page), title="A", body=markdown)
    assert draft(app, post).body == exercise
