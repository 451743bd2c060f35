"""The page of broken links."""

import pytest
from flask import Flask

from app.accounts.permissions import Role
from app.content import link_checks
from app.content.link_checks import Outcome
from app.content.upkeep_models import CheckedLink
from app.core import clock
from app.core.db import db
from tests.web.desk.conftest import Desk, house, work

URL = "https://x.org/leaflet"


@pytest.fixture
def broken(app: Flask, at_desk: Desk) -> int:
    """A post with a link that leads nowhere."""
    post = at_desk.write("/desk/blog/new", title="Hips", summary="s", body=f"See [the leaflet]({URL}).", do="publish")
    with house(app):
        link_checks.take_stock()
        link_checks._keep(URL, Outcome(404, "There is nothing at that address any more (status 404)."), now=clock.now())
    return post


def test_an_empty_list_says_so(at_desk: Desk) -> None:
    assert "No link is known to be broken." in at_desk.get("/desk/links/").text


def test_a_broken_link_is_listed_with_its_pages(at_desk: Desk, broken: int) -> None:
    page = at_desk.get("/desk/links/").text
    assert f'href="{URL}"' in page
    assert "status 404" in page
    assert f'<a href="/desk/blog/{broken}/">Hips</a>' in page


def test_a_link_is_tried_at_once(at_desk: Desk, broken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [Outcome(500, "The server cannot give it out just now (status 500)."), Outcome(200)]
    monkeypatch.setattr(link_checks, "try_address", lambda fetcher, url: answers.pop(0))
    assert at_desk.post("/desk/links/check", {"url": URL}).status_code == 303
    page = at_desk.get("/desk/links/").text
    assert "status 500" in page
    assert "Did not answer the last time" in page
    at_desk.post("/desk/links/check", {"url": URL})
    page = at_desk.get("/desk/links/").text
    assert "leads somewhere again" in page
    assert f'href="{URL}"' not in page
    assert at_desk.post("/desk/links/check", {"url": "https://nobody.org/"}).status_code == 404


def test_a_link_is_ignored_and_looked_at_again(app: Flask, at_desk: Desk, broken: int) -> None:
    assert at_desk.post("/desk/links/ignore", {"url": URL, "do": "ignore"}).status_code == 303
    page = at_desk.get("/desk/links/").text
    assert "No link is known to be broken." in page
    assert "Look at it again" in page
    at_desk.post("/desk/links/ignore", {"url": URL, "do": "again"})
    assert "No link is known to be broken." not in at_desk.get("/desk/links/").text


def test_an_author_sees_no_links(as_author: Desk) -> None:
    assert as_author.role is Role.AUTHOR
    assert as_author.get("/desk/links/").status_code == 403
    assert "/desk/links/" not in as_author.get("/desk/").text


def test_only_what_pages_have_is_tried(app: Flask, at_desk: Desk) -> None:
    with work(app):
        db.session.add(CheckedLink(url="https://y.org/", found_on=[99], problem="No.", failing_since=clock.now()))
    assert "https://y.org/" not in at_desk.get("/desk/links/").text
