"""A text from Word or Markdown becomes the form of a new entry, and nothing is saved on the way."""

import io
import re
from html import unescape

from flask import Flask

from app.content.lists import Wanted, list_wanted
from app.core import clock
from app.media import listing
from tests.importing.word_files import PICTURE, docx, paragraph
from tests.media.makers import huge_png, picture
from tests.web.desk.conftest import Desk, draft, house, problems_in

PATH = "/desk/imports/text"


def sent(name: str, data: bytes, kind: str = "article") -> dict[str, object]:
    return {"file": (io.BytesIO(data), name), "kind": kind}


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found if name != "csrf_token"}


def test_a_word_document_goes_on_in_the_editor_and_is_saved_there(app: Flask, at_desk: Desk) -> None:
    assert "up to 15 MB" in at_desk.get(PATH).text
    file = docx(paragraph("Hips", "Title"), paragraph("Early", "Heading1"), paragraph(PICTURE), png=picture(30, 20))
    page = at_desk.post(PATH, sent("Hips.docx", file))
    assert page.status_code == 200
    assert "1 picture (in the media library now)" in page.text
    assert "Colours, fonts, sizes" in page.text
    with house(app):
        assert list_wanted(Wanted(), now=clock.now()).total == 0
        assert len(listing.list_assets().items) == 1
    fields = hidden(page.text)
    shown = at_desk.post("/desk/articles/new", {**fields, "do": "edit"})
    assert "## Early" in unescape(shown.text)
    article = at_desk.write("/desk/articles/new", **fields)
    assert draft(app, article).title == "Hips"
    assert "<h2>Early</h2>" in draft(app, article).body
    assert "<figure data-asset=" in draft(app, article).body


def test_markdown_brings_tags_and_references(app: Flask, at_desk: Desk) -> None:
    text = b"---\ntitle: Walk\ntags: hip, walking\n---\nDaily.[^a]\n\n[^a]: A source. https://example.org/a\n"
    page = at_desk.post(PATH, sent("walk.md", text, "post"))
    assert 'action="/desk/blog/new"' in page.text
    post = at_desk.write("/desk/blog/new", **hidden(page.text))
    written = draft(app, post)
    assert written.tags == ("hip", "walking")
    assert [(c.key, c.url) for c in written.citations] == [("a", "https://example.org/a")]


def test_what_cannot_be_read_is_said_at_its_place(at_desk: Desk) -> None:
    for fields, reason in (
        ({"kind": "article"}, "Choose a file first."),
        (sent("a.md", b"Text.", "show"), "Choose what it becomes."),
        (sent("a.doc", b"\xd0\xcf\x11\xe0"), "save it as .docx"),
    ):
        answer = at_desk.post(PATH, fields)
        assert answer.status_code == 422
        assert reason in " ".join(problems_in(answer))


def test_a_picture_that_the_library_refuses_is_left_out_with_its_reason(at_desk: Desk) -> None:
    page = at_desk.post(PATH, sent("a.docx", docx(paragraph("Text."), paragraph(PICTURE), png=huge_png())))
    assert page.status_code == 200
    assert "Picture 1 is left out" in page.text
