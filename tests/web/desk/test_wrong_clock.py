"""The computer's clock goes wrong by an hour while somebody writes: no text is lost, and the order of the texts stays."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from app.content import queries
from app.content.lists import Wanted, list_wanted
from tests.conftest import MovableClock
from tests.web.desk.conftest import Desk, draft, entry, house

HOUR = timedelta(hours=1)
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _everything_reads_the_same_clock(moving: MovableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed cookies ask the system and not our clock; here the system is wrong, too."""
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(moving.now.timestamp()))


def numbers(app: Flask, post: int) -> list[tuple[int, str]]:
    with house(app):
        return [(each.number, re.sub("<.*?>", "", str(each.snapshot["body"]))) for each in queries.list_revisions(post)]


def test_texts_are_kept_in_their_order(app: Flask, at_desk: Desk, moving: MovableClock) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours", body="First.")
    address, path = f"/desk/blog/{post}/", f"/desk/autosave/{post}"

    def autosave(text: str, version: int) -> int:
        answer = at_desk.post(path, {"title": "Ours", "body": text, "version": version}, headers=JSON)
        assert answer.status_code == 200, answer.text
        assert answer.json is not None
        return int(answer.json["version"])

    version = autosave("Second.", 1)
    moving.now -= HOUR
    version = autosave("Second, and more.", version)
    assert draft(app, post).body == "<p>Second, and more.</p>"
    assert at_desk.post(address, {"title": "Ours", "body": "Third.", "version": version}).status_code == 303
    version = int(at_desk.version(address))
    version = autosave("Fourth.", version)
    moving.now += HOUR - timedelta(minutes=31)  # right again, and a sitting later
    at_desk.get(address)
    moving.now += timedelta(minutes=29)
    autosave("Fifth.", version)
    texts = ["Fifth.", "Fourth.", "Third.", "First."]
    assert numbers(app, post) == [(4 - place, text) for place, text in enumerate(texts)]
    for page in (address, f"/desk/entries/{post}/revisions/", "/desk/", "/desk/blog/", "/desk/activity/"):
        assert at_desk.get(page).status_code == 200, page


def test_a_form_that_was_open_when_the_clock_leapt_on_keeps_its_text(
    app: Flask, at_desk: Desk, moving: MovableClock
) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours", body="First.")
    moving.now += HOUR  # longer than anybody stays logged in without a sign
    sent = {"title": "Ours", "body": "Second.", "version": 1}
    assert at_desk.post(f"/desk/autosave/{post}", sent, headers=JSON).status_code == 401
    refused = at_desk.post(f"/desk/blog/{post}/", sent)
    assert (refused.status_code, "Second." in refused.text) == (401, True)
    at_desk.log_in()
    at_desk.token = ""
    assert at_desk.post(f"/desk/blog/{post}/", sent).status_code == 303
    assert draft(app, post).body == "<p>Second.</p>"


def test_what_is_published_while_the_clock_is_behind_stays_public(
    app: Flask, at_desk: Desk, moving: MovableClock
) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours", summary="Ours.", body="First.", do="publish")
    moving.now -= HOUR
    version = at_desk.version(f"/desk/blog/{post}/")
    fields = {"title": "Ours", "summary": "Ours.", "body": "Second.", "version": version, "do": "publish"}
    assert at_desk.post(f"/desk/blog/{post}/", fields).status_code == 303
    moving.now += HOUR
    assert "Second." in at_desk.client.get(entry(app, post).path).text
    with house(app):
        assert [each.title for each in list_wanted(Wanted(), now=moving.now).items] == ["Ours"]
