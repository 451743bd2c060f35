"""The desk's side of a shared preview: links made, shown once, taken back; comments beside the newest text."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Role
from app.core import clock, mail
from app.reviews import sharing_queries as queries
from app.reviews.models import Comment
from app.web.desk.comments import Piece, lay
from tests.conftest import MovableClock
from tests.web.conftest import read
from tests.web.desk.conftest import Desk, house, problems_in

OURS = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def post_id(at_desk: Desk) -> int:
    return at_desk.write("/desk/blog/new", title="A draft", body="Rest for two days.\n\nThen walk to the door.")


def made(desk: Desk, post_id: int, **fields: str) -> str:
    """The path of a link that was made at the desk."""
    sent = {"label": "Ward 7", "days": "14", "asks_review": "y", **fields}
    answer = desk.post(f"/desk/entries/{post_id}/sharing/new", sent)
    assert answer.status_code == 200, problems_in(answer)
    found = re.search(r'id="share-address"[^>]*>http://localhost(/preview/[^<]+)<', answer.text)
    assert found is not None
    return found[1]


def test_the_address_is_shown_once(at_desk: Desk, post_id: int) -> None:
    path = made(at_desk, post_id)
    assert at_desk.get(path).status_code == 200
    listed = at_desk.get(f"/desk/entries/{post_id}/sharing/").text
    assert "Ward 7" in listed
    assert "not opened yet" in listed
    assert path.split("/")[2] not in listed


def test_with_a_mail_address_it_is_sent(app: Flask, at_desk: Desk, post_id: int) -> None:
    path = made(at_desk, post_id, email="reviewer@example.org", asks_review="")
    with house(app):
        [message] = mail.list_messages()
    assert message.to == "reviewer@example.org"
    assert f"http://localhost{path}" in message.text
    assert "15 March 2027, 12:00" in message.text
    assert "sent to reviewer@example.org" in at_desk.get(f"/desk/entries/{post_id}/sharing/").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("label", "", "whom it is for"),
        ("days", "31", "from 1 to 30 days"),
        ("days", "soon", "Not a valid integer"),
        ("days", "", "From 1 to 30."),
        ("email", "nobody", "not an e-mail address"),
    ],
)
def test_what_cannot_be_shared_says_why_and_keeps_what_was_typed(
    at_desk: Desk, post_id: int, field: str, value: str, said: str
) -> None:
    sent = {"label": "Ward 7", "days": "14", "email": "a@example.org", field: value}
    answer = at_desk.post(f"/desk/entries/{post_id}/sharing/new", sent)
    assert answer.status_code == 422
    assert said in " ".join(problems_in(answer))
    if field != "email":
        assert read(answer).all("input", name="email", value="a@example.org")


def test_a_link_is_revoked_at_once_and_listed_as_such(at_desk: Desk, client: FlaskClient, post_id: int) -> None:
    path = made(at_desk, post_id)
    assert client.get(path).status_code == 200
    assert "opened, first" in at_desk.get(f"/desk/entries/{post_id}/sharing/").text
    assert at_desk.post(f"/desk/entries/{post_id}/sharing/1/revoke").status_code == 303
    assert client.get(path).status_code == 404
    listed = at_desk.get(f"/desk/entries/{post_id}/sharing/").text
    assert "The link for Ward 7 is revoked." in listed
    assert "do not work any more" in listed
    at_desk.post(f"/desk/entries/{post_id}/sharing/1/extend", {"days": "3"})
    assert "Share a new one instead" in at_desk.get(f"/desk/entries/{post_id}/sharing/").text


def test_a_link_that_ended_is_opened_again(
    at_desk: Desk, client: FlaskClient, post_id: int, moving: MovableClock
) -> None:
    path = made(at_desk, post_id, days="1")
    moving.move(days=1)
    at_desk.log_in()
    assert client.get(path).status_code == 404
    assert "ended 2 March 2027" in at_desk.get(f"/desk/entries/{post_id}/sharing/").text
    for days in ("", "99"):
        at_desk.post(f"/desk/entries/{post_id}/sharing/1/extend", {"days": days})
        assert "from 1 to 30 days" in at_desk.get(f"/desk/entries/{post_id}/sharing/").text
        assert client.get(path).status_code == 404
    at_desk.post(f"/desk/entries/{post_id}/sharing/1/extend", {"days": "3"})
    assert client.get(path).status_code == 200


def test_an_author_shares_their_own_and_nobody_elses(as_author: Desk, post_id: int) -> None:
    own = as_author.write("/desk/blog/new", title="Mine")
    assert made(as_author, own).startswith("/preview/")
    for path in ("sharing/", "comments/"):
        assert as_author.get(f"/desk/entries/{post_id}/{path}").status_code == 404
    assert as_author.post(f"/desk/entries/{post_id}/sharing/new", {"label": "x", "days": "1"}).status_code == 404


def test_comments_stand_beside_their_words_wherever_these_have_moved(
    app: Flask, at_desk: Desk, client: FlaskClient, post_id: int
) -> None:
    path = made(at_desk, post_id)
    for text, quote in (("Too soon.", "Rest for two days."), ("Which door?", "walk to the door"), ("Nice.", "")):
        client.post(f"{path}comment", data={"author": "Reader", "text": text, "quote": quote}, headers=OURS)
    edit = f"/desk/blog/{post_id}/"
    new = "A new beginning.\n\nThen walk to the door.\n\nRest for three days."
    at_desk.post(edit, {"title": "A draft", "body": new, "version": at_desk.version(edit)})
    seen = at_desk.get(f"/desk/entries/{post_id}/comments/").text
    assert "3 wait" in seen
    assert "<mark>walk to the door</mark>." in seen
    assert "<mark>Rest for three days</mark>." in seen
    assert "The words have changed since:" in seen
    assert "On the whole page" in seen
    assert "Comments (3)" in at_desk.get(edit).text
    at_desk.post(edit, {"title": "A draft", "body": "Something else.", "version": at_desk.version(edit)})
    assert "On words that are not there any more" in at_desk.get(f"/desk/entries/{post_id}/comments/").text


def test_comments_are_resolved_and_opened_again(app: Flask, at_desk: Desk, client: FlaskClient, post_id: int) -> None:
    assert "No comment waits." in at_desk.get(f"/desk/entries/{post_id}/comments/").text
    path = made(at_desk, post_id)
    client.post(f"{path}comment", data={"author": "Reader", "text": "Hm.", "quote": "two days"}, headers=OURS)
    at_desk.post(f"/desk/entries/{post_id}/comments/1/resolve")
    seen = at_desk.get(f"/desk/entries/{post_id}/comments/").text
    assert "Resolved by Sample editor" in seen
    assert "No comment waits." in seen
    at_desk.post(f"/desk/entries/{post_id}/comments/1/reopen")
    assert "1 waits" in at_desk.get(f"/desk/entries/{post_id}/comments/").text
    assert at_desk.post(f"/desk/entries/{post_id}/comments/9/resolve").status_code == 404
    with house(app):
        assert [count for _, count, _ in queries.list_waiting()] == [1]


def test_the_verdict_stands_in_the_list_of_links(at_desk: Desk, client: FlaskClient, post_id: int) -> None:
    path = made(at_desk, post_id)
    sent = {"outcome": "still_accurate", "scope": "whole", "reviewer": "Sample Reviewer", "registration": "HCPC 00"}
    assert client.post(f"{path}verdict", data={**sent, "confirmed": "yes"}, headers=OURS).status_code == 303
    assert "Still accurate by Sample Reviewer" in at_desk.get(f"/desk/entries/{post_id}/sharing/").text


def test_a_reviewer_with_an_account_opens_the_shared_page(at_desk: Desk, app: Flask, post_id: int) -> None:
    path = made(at_desk, post_id)
    assert "Your verdict" in Desk(app, Role.REVIEWER).get(path).text


def comment(number: int, quote: str) -> Comment:
    return Comment(id=number, entry_id=1, quote=quote, before="", author="A", text="B", created_at=clock.now())


def test_a_text_is_cut_where_the_words_of_comments_begin_and_end() -> None:
    laid = lay(
        ["Rest for two days.", "Then walk, then rest."],
        [comment(1, "for two"), comment(2, "two days"), comment(3, "days Then walk")],
    )
    assert [(p.text, p.numbers) for p in laid.lines[0].pieces] == [
        ("Rest ", ()),
        ("for ", (1,)),
        ("two", (1, 2)),
        (" ", (2,)),
        ("days", (2, 3)),
        (".", (3,)),
    ]
    assert laid.lines[1].pieces == (Piece("Then walk", (3,)), Piece(", then rest."))
    assert [len(line.comments) for line in laid.lines] == [3, 0]
    assert laid.whole == laid.lost == ()


def test_long_stretches_without_a_comment_are_folded() -> None:
    texts = [
        "Rest for two days.",
        *(f"Passage {number}." for number in range(4)),
        "Then walk.",
        "Then rest.",
        "The end.",
    ]
    laid = lay(texts, [comment(1, "for two"), comment(2, "Then walk")])
    assert [(folded, len(lines)) for folded, lines in laid.stretches] == [(False, 1), (True, 4), (False, 1), (False, 2)]
