"""The preview beside the text shows what is typed, of every kind, and keeps nothing of it."""

from typing import cast

from flask import Flask

from app.content.drafts import EntryDraft
from app.media.models import AssetKind
from app.web.desk.entry_form import EntryForm
from app.web.desk.live_preview import INERT, _typed
from tests.web.conftest import read
from tests.web.desk.conftest import Desk, asset, draft, entry
from tests.web.desk.test_editing import everything


def test_what_is_typed_is_shown_and_not_saved(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="A draft", body="Old words.")
    answer = at_desk.post(f"/desk/entries/{post}/typed", {"title": "Typed title", "body": "## Typed\n\nNew words."})
    seen = read(answer)
    assert answer.status_code == 200
    for words in ("Typed title", "New words."):
        assert words in seen.text
    assert "Old words." not in seen.text
    assert draft(app, post).title == "A draft"
    assert entry(app, post).latest_revision == 1


def test_the_page_runs_no_script_and_sends_no_form(at_desk: Desk) -> None:
    answer = at_desk.post("/desk/typed/post", {"title": "Typed"})
    assert answer.headers["Content-Security-Policy"] == INERT
    assert "script-src 'none'" in INERT
    assert "form-action 'none'" in INERT
    assert "frame-ancestors 'self'" in INERT
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_kind_is_shown_as_it_is_typed(app: Flask, at_desk: Desk) -> None:
    for kind, entry_id in everything(app, at_desk).items():
        answer = at_desk.post(f"/desk/entries/{entry_id}/typed", {"title": f"Typed {kind}", "topic": "Hip"})
        assert answer.status_code == 200
        assert f"Typed {kind}" in answer.text


def test_what_does_not_exist_yet_is_shown_too(app: Flask, at_desk: Desk) -> None:
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB", show_type="episodic")
    above = at_desk.write("/desk/articles/new", title="Above")
    for kind, sent in (
        ("article", {"parent_id": str(above)}),
        ("post", {"tags": "hip"}),
        ("show", {}),
        ("resource", {"topic": "Hip"}),
        (f"episode?parent_id={show}", {"season": "1"}),
    ):
        answer = at_desk.post(f"/desk/typed/{kind}", {"title": "Not there yet", **sent})
        assert answer.status_code == 200, kind
        assert "Not there yet" in answer.text
    for wrong in ("page", "episode", "episode?parent_id=99", f"episode?parent_id={above}"):
        assert at_desk.post(f"/desk/typed/{wrong}", {"title": "x"}).status_code == 404, wrong


def test_nothing_is_refused(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="A draft", body="Old words.")
    image = asset(app, AssetKind.IMAGE)
    for sent in (
        {},
        {"title": "", "body": ":::care\n" * 400},
        {"title": "x" * 5_000, "summary": "y" * 5_000, "tags": "," * 300, "image_id": str(image)},
        {
            "title": "T",
            "image_id": "99",
            "citations-0-key": "NO KEY",
            "citations-0-text": "",
            "credits-0-person_id": "99",
        },
        {"title": "T", "body": "[^a] ![x](asset:99) [l](entry:99) <script>alert(1)</script>", "version": "no"},
    ):
        answer = at_desk.post(f"/desk/entries/{post}/typed", sent)
        assert answer.status_code == 200, sent
        assert "<script>alert" not in answer.text
    assert "Untitled" in at_desk.post(f"/desk/entries/{post}/typed", {}).text


def test_nobody_elses_page_is_shown(as_author: Desk, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="A draft")
    assert as_author.post(f"/desk/entries/{post}/typed", {"title": "x"}).status_code == 404


def test_the_form_knows_where_to_send_what_is_typed(at_desk: Desk) -> None:
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB", show_type="episodic")
    post = at_desk.write("/desk/blog/new", title="A draft")
    for path, target in (
        (f"/desk/blog/{post}/", f"/desk/entries/{post}/typed"),
        ("/desk/blog/new", "/desk/typed/post"),
        (f"/desk/podcast/{show}/episodes/new", f"/desk/typed/episode?parent_id={show}"),
    ):
        [section] = read(at_desk.get(path)).all("section", id="live")
        assert section["data-live"] == target
        assert "hidden" in section


def test_a_text_that_cannot_be_taken_at_all_is_left_out() -> None:
    class Typed:
        def as_typed(self) -> EntryDraft:
            return EntryDraft(title="Kept", body="<ul><li>" * 500)

    shown = _typed(cast("EntryForm", Typed()))
    assert (shown.title, shown.body) == ("Kept", "")
