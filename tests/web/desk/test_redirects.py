"""Redirects and paths asked for in vain, in the desk."""

import io
import re

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.content import redirect_queries as leads
from app.content import redirect_sheet, redirects
from app.core import clock
from tests import factories
from tests.web.desk.conftest import Desk, house, problems_in, work


@pytest.fixture(autouse=True)
def page_id(app: Flask, editor: Actor) -> int:
    with work(app):
        return factories.article("Hip pain", by=editor).id


def _target(app: Flask, path: str) -> str:
    with house(app):
        return leads.get_lead(path).target


def test_a_redirect_is_made_changed_and_taken_down(app: Flask, at_desk: Desk) -> None:
    assert "No path leads elsewhere yet" in at_desk.get("/desk/redirects/").text
    answer = at_desk.post("/desk/redirects/new", {"path": "/old", "target": "/hip-pain/"})
    assert (answer.status_code, answer.location) == (303, "/desk/redirects/")
    public = at_desk.client.get("/old/")
    assert (public.status_code, public.location, public.headers["Cache-Control"]) == (301, "/hip-pain/", "no-cache")
    page = at_desk.get("/desk/redirects/").text
    assert "/old/ leads to /hip-pain/ now." in page
    assert "leads to “Hip pain”, /hip-pain/" in page
    change = at_desk.get("/desk/redirects/change?path=/old/").text
    assert 'value="/hip-pain/"' in change
    assert "is then told that the page was taken down (410)" in change
    at_desk.post("/desk/redirects/change", {"path": "/old/", "target": "https://example.org/new"})
    assert at_desk.client.get("/old/").location == "https://example.org/new"
    assert at_desk.post("/desk/redirects/end", {"path": "/old/"}).status_code == 303
    assert at_desk.client.get("/old/").status_code == 410
    assert "Taken down" in at_desk.get("/desk/redirects/?sort=gone&q=old").text
    assert "Nothing fits" in at_desk.get("/desk/redirects/?sort=moved").text


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(at_desk: Desk) -> None:
    answer = at_desk.post("/desk/redirects/new", {"path": "/blog/", "target": "/nowhere/"})
    assert answer.status_code == 422
    said = " ".join(problems_in(answer))
    assert "belongs to the site itself" in said
    assert "There is no page at /nowhere/" in said
    assert 'value="/nowhere/"' in answer.text
    assert at_desk.get("/desk/redirects/change?path=/none/").status_code == 404
    assert at_desk.post("/desk/redirects/end", {"path": "/none/"}).status_code == 404
    at_desk.post("/desk/redirects/new", {"path": "/a/", "target": "gone"})
    assert at_desk.post("/desk/redirects/change", {"path": "/a/", "target": ""}).status_code == 422


def test_the_page_to_lead_to_is_suggested_and_searched(at_desk: Desk) -> None:
    page = at_desk.get("/desk/redirects/new?path=/hip-pains/").text
    assert "Did they mean this?" in page
    found = at_desk.get("/desk/redirects/new?path=/x/&q=hip").text
    assert 'aria-label="Lead there: /x/ to Hip pain"' in found
    assert "No page that readers can open" in at_desk.get("/desk/redirects/new?path=/x/&q=zzz").text


def test_a_miss_is_led_to_what_was_meant_with_one_click(app: Flask, at_desk: Desk) -> None:
    assert "Nothing was asked for in vain." in at_desk.get("/desk/redirects/missed/").text
    for path in ("/hip-pane/", "/hip-pane/", "/else/"):
        at_desk.client.get(path, headers={"Referer": "https://example.org/links?q=1"})
    page = at_desk.get("/desk/redirects/missed/").text
    assert re.findall(r'row-title">([^<]+)<', page) == ["/hip-pane/", "/else/"]
    assert "2 times, last from https://example.org/links<" in page
    assert "Perhaps meant: “Hip pain”, /hip-pain/" in page
    sent = {"path": "/hip-pane/", "target": "/hip-pain/", "back": "missed"}
    assert at_desk.post("/desk/redirects/new", sent).location == "/desk/redirects/missed/"
    assert at_desk.post("/desk/redirects/missed/dismiss", {"path": "/else/"}).status_code == 303
    assert re.findall(r'row-title">([^<]+)<', at_desk.get("/desk/redirects/missed/?order=latest").text) == []
    assert "/else/" in at_desk.get("/desk/redirects/missed/?show=dismissed").text
    assert at_desk.client.get("/hip-pane/").location == "/hip-pain/"
    assert at_desk.post("/desk/redirects/missed/dismiss", {"path": "/none/"}).status_code == 404


def test_a_file_is_tried_out_and_then_taken(app: Flask, at_desk: Desk) -> None:
    sheet = "from,to\n/a/,/hip-pain/\n=1+1,/hip-pain/\n/b/,gone\n"
    sent = {"sheet_file": (io.BytesIO(b"\xef\xbb\xbf" + sheet.encode()), "r.csv"), "do": ""}
    tried = at_desk.post("/desk/redirects/import", sent)
    assert tried.status_code == 200
    assert "2 of 3 rows can be taken. Nothing has been changed yet." in tried.text
    assert "Begin with a slash" in tried.text
    with house(app):
        assert leads.list_leads().total == 0
    done = at_desk.post("/desk/redirects/import", {"sheet": sheet, "do": "import"})
    assert done.status_code == 303
    assert "Redirects made or changed: 2. Rows left out, as the report said: 1." in at_desk.get("/desk/redirects/").text
    assert (_target(app, "/a/"), _target(app, "/b/")) == ("/hip-pain/", "")
    file = at_desk.get("/desk/redirects/redirects.csv")
    assert file.headers["Content-Disposition"] == 'attachment; filename="redirects.csv"'
    assert file.text.startswith("\ufefffrom,to,made by,since\r\n/a/,/hip-pain/,Sample editor,")
    again = at_desk.post("/desk/redirects/import", {"sheet": file.text.removeprefix("\ufeff")})
    assert again.text.count("As it is") == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"sheet": "Typed and kept" * 50_000}, "too large"),
        ({"sheet": ""}, "no row"),
        ({"sheet_file": (io.BytesIO(b"/a/,\xff\xfe\n"), "r.csv")}, "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(at_desk: Desk, sent: dict[str, object], words: str) -> None:
    answer = at_desk.post("/desk/redirects/import", sent)
    assert answer.status_code == 422 or (answer.status_code == 413 and words == "too large")
    assert answer.status_code == 413 or words in " ".join(problems_in(answer))


def test_a_file_larger_than_any_list_is_refused(at_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redirect_sheet, "MOST_CHARACTERS", 10)
    answer = at_desk.post("/desk/redirects/import", {"sheet_file": (io.BytesIO(b"x" * 50), "r.csv")})
    assert answer.status_code == 422
    assert "too large" in " ".join(problems_in(answer))


def test_a_formula_in_a_name_is_none_in_the_file(app: Flask, at_desk: Desk, editor: Actor) -> None:
    nasty = Actor(editor.user_id, "=HYPERLINK(1)", editor.role)
    with work(app):
        judged = redirects.Judged("/a/", address="https://example.org/")
        redirects.save_redirect(judged, by=nasty, now=clock.now())
    assert ",'=HYPERLINK(1)," in at_desk.get("/desk/redirects/redirects.csv").text
