"""Every revision, what differs, and bringing one back; and the preview of the newest."""

import pytest
from flask import Flask

from app.media.models import AssetKind
from app.web.desk.preview import FRAMED
from tests.web.desk.conftest import Desk, asset, draft, entry
from tests.web.desk.test_editing import everything


def test_an_old_revision_is_shown_compared_and_restored(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="First title", body="Old words.", tags="a")
    path = f"/desk/blog/{post}/"
    at_desk.post(path, {"title": "Second title", "body": "New words.", "tags": "a", "version": at_desk.version(path)})
    listed = at_desk.get(f"/desk/entries/{post}/revisions/").text
    assert "2 revisions" in listed
    one = at_desk.get(f"/desk/entries/{post}/revisions/1/").text
    for text in ("Old words.", "<del>Old </del>", "<ins>New </ins>", "First", "Second"):
        assert text in one
    assert "It says the same" in at_desk.get(f"/desk/entries/{post}/revisions/2/").text
    assert at_desk.post(f"/desk/entries/{post}/revisions/1/restore").location == path
    assert draft(app, post).title == "First title"
    assert entry(app, post).latest_revision == 3
    assert at_desk.get(f"/desk/entries/{post}/revisions/9/").status_code == 404
    assert at_desk.post(f"/desk/entries/{post}/revisions/9/restore").status_code == 404


def test_every_kind_is_previewed_as_readers_would_see_it(app: Flask, at_desk: Desk) -> None:
    titles = {
        "Hips": "A heading",
        "A post": "A heading",
        "A show": "A heading",
        "An episode": "Welcome",
        "A leaflet": "NHS",
    }
    for entry_id in everything(app, at_desk).values():
        title = entry(app, entry_id).title
        framed = at_desk.get(f"/desk/entries/{entry_id}/page")
        assert framed.status_code == 200
        assert title in framed.text
        assert titles[title] in framed.text
        assert framed.headers["Content-Security-Policy"] == FRAMED
        assert framed.headers["Cache-Control"] == "no-store"


def test_only_the_previewed_page_may_be_framed_and_only_by_us(at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="A draft")
    assert "frame-ancestors 'self'" in FRAMED
    assert "form-action 'none'" in FRAMED
    around = at_desk.get(f"/desk/entries/{post}/preview").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in around
    assert "frame-src 'self'" in around
    for path in ("/desk/", f"/desk/blog/{post}/", f"/desk/entries/{post}/"):
        assert "frame-ancestors 'none'" in at_desk.get(path).headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "shown"), [("phone", "phone"), ("tablet", "tablet"), ("", "desktop"), ("x", "desktop")]
)
def test_the_preview_has_three_widths_without_a_script(at_desk: Desk, asked: str, shown: str) -> None:
    post = at_desk.write("/desk/blog/new", title="A draft")
    page = at_desk.get(f"/desk/entries/{post}/preview?width={asked}").text
    assert f"preview-{shown}" in page


def test_save_and_preview_saves_first(app: Flask, at_desk: Desk) -> None:
    answer = at_desk.post("/desk/blog/new", {"title": "A draft", "body": "Fresh words.", "do": "preview"})
    assert answer.location == "/desk/entries/1/preview"
    assert "Fresh words." in at_desk.get("/desk/entries/1/page").text


def test_a_resource_with_a_link_or_nothing_is_previewed(app: Flask, at_desk: Desk) -> None:
    link = at_desk.write("/desk/resources/new", title="A link", topic="Hip", url="https://example.org/a")
    bare = at_desk.write("/desk/resources/new", title="Bare", topic="Hip", image_id=asset(app, AssetKind.IMAGE))
    assert "https://example.org/a" in at_desk.get(f"/desk/entries/{link}/page").text
    assert "Bare" in at_desk.get(f"/desk/entries/{bare}/page").text


def test_two_revisions_are_compared_in_the_page_and_by_field(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Rest", body="Rest for 6 weeks.\n\nThen walk.")
    path = f"/desk/blog/{post}/"
    for body in ("Rest for 12 weeks.\n\nThen walk.", "Rest for 12 weeks.\n\nThen run."):
        at_desk.post(path, {"title": "Rest", "body": body, "version": at_desk.version(path)})
    shown = at_desk.get(f"/desk/entries/{post}/revisions/1/?with=2")
    assert "<del>6 </del><ins>12 </ins>" in shown.text
    assert "run" not in shown.text.split("In the page")[0].split("Compare</button>")[1]
    assert "frame-src 'self'" in shown.headers["Content-Security-Policy"]
    framed = at_desk.get(f"/desk/entries/{post}/revisions/1/page?with=2")
    assert "<p>Rest for <del>6 </del><ins>12 </ins>weeks.</p>" in framed.text
    assert framed.headers["Content-Security-Policy"] == FRAMED
    # In whichever order they are named, the newer text is what the page says.
    assert "<del>6 </del><ins>12 </ins>" in at_desk.get(f"/desk/entries/{post}/revisions/2/page?with=1").text
    assert "<del>walk</del><ins>run</ins>" in at_desk.get(f"/desk/entries/{post}/revisions/2/page").text
    assert at_desk.get(f"/desk/entries/{post}/revisions/1/page?with=9").status_code == 404


def test_the_page_of_every_kind_can_be_compared(app: Flask, at_desk: Desk) -> None:
    for entry_id in everything(app, at_desk).values():
        assert at_desk.get(f"/desk/entries/{entry_id}/revisions/1/page").status_code == 200
