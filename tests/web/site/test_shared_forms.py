"""What somebody without an account sends from a shared preview: comments, and a verdict."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor, Role
from app.core import mail
from app.core.errors import Busy
from app.reviews import comments, verdicts
from app.reviews import sharing_queries as queries
from app.reviews.models import Outcome
from tests import factories
from tests.conftest import MovableClock
from tests.web.conftest import read
from tests.web.desk.conftest import Desk, house, work
from tests.web.site.sharing import OURS, VERDICT, draft_of, shared


@pytest.fixture
def post_id(app: Flask, editor: Actor) -> int:
    return draft_of(app, editor)


def test_each_block_has_a_way_to_comment_without_a_script(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor
) -> None:
    path = shared(app, post_id, editor)
    ways = [a for a in read(client.get(path)).all("a") if (a.get("data-passage") or "").isdigit()]
    assert [a["href"] for a in ways] == [f"{path}?on={n}#comment" for n in (2, 3, 4, 6, 0, 1)]
    asked = read(client.get(f"{path}?on=4"))
    assert asked.all("input", name="quote", value="Walk to the door. Walk back.")
    assert asked.all("input", name="before", value="A draft About A draft. Rest Rest for two days.")
    for nonsense in ("99", "-1", "x", "²", "5"):
        assert read(client.get(f"{path}?on={nonsense}")).all("input", name="quote", value="")


def test_a_comment_is_thanked_for_and_shown_to_its_author_alone(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor
) -> None:
    path, other = shared(app, post_id, editor), shared(app, post_id, editor, label="Ward 8")
    sent = {"author": "Sample reader", "text": "Too <b>soon</b>.", "quote": "two days", "before": "Rest for"}
    for _ in range(2):
        answer = client.post(f"{path}comment", data=sent, headers=OURS)
        assert (answer.status_code, answer.location) == (303, f"{path}?thanks=1#said")
    again = read(client.get(f"{path}?thanks=1"))
    assert "Your comment is with the editors." in again.text
    assert "Too &lt;b&gt;soon" in again.html
    assert again.html.count("Too &lt;b&gt;soon") == 1
    assert "soon" not in client.get(other).text
    with house(app):
        [kept] = queries.list_comments(post_id)
    assert (kept.quote, kept.before, kept.user_id) == ("two days", "Rest for", None)


def test_what_was_written_is_kept_when_it_is_refused(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor
) -> None:
    path = shared(app, post_id, editor)
    answer = client.post(f"{path}comment", data={"text": "Too soon.", "quote": "two days"}, headers=OURS)
    seen = read(answer)
    assert answer.status_code == 422
    assert "Your comment was not sent yet" in seen.text
    assert "Too soon." in seen.text
    assert seen.all("input", name="quote", value="two days")
    assert seen.all("input", name="author", aria_invalid="true", aria_describedby="comment-author-fault")
    for wrong in ({"outcome": "x", "next_due": "soon"}, {"next_due": "2026-01-01", "scope": "part"}):
        answer = client.post(f"{path}verdict", data={**VERDICT, "note": "A note", **wrong}, headers=OURS)
        seen = read(answer)
        assert answer.status_code == 422
        assert "Your verdict was not sent yet" in seen.text
        assert "A note" in seen.text
        assert seen.all("input", name="next_due", value=wrong["next_due"])
    with house(app):
        assert queries.list_comments(post_id) == []


def test_a_flood_is_held_up_and_kept_on_the_page(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comments, "MOST_IN_WINDOW", 1)
    path = shared(app, post_id, editor)
    client.post(f"{path}comment", data={"author": "A", "text": "One"}, headers=OURS)
    held = client.post(f"{path}comment", data={"author": "A", "text": "Two"}, headers=OURS)
    assert held.status_code == 429
    assert int(held.headers["Retry-After"]) > 0
    assert "Two</textarea>" in held.text


def test_a_verdict_is_signed_once_and_thanked_for(app: Flask, client: FlaskClient, post_id: int, editor: Actor) -> None:
    path = shared(app, post_id, editor)
    for _ in range(2):
        answer = client.post(f"{path}verdict", data={**VERDICT, "next_due": "2028-03-01"}, headers=OURS)
        assert (answer.status_code, answer.location) == (303, f"{path}thanks")
    thanked = read(client.get(f"{path}thanks")).text
    assert "Kept with the text that you saw: Approved , Sample Reviewer, 1 March 2027." in thanked
    assert "Approved Sample Reviewer, 1 March 2027" in read(client.get(path)).text
    with house(app):
        [link] = queries.list_links(post_id)
        [signed] = queries.list_verdicts_by(link.id)
        [told] = mail.list_messages()
    assert (signed.outcome, signed.revision_number, signed.recorded_by) == (Outcome.APPROVED, 1, "")
    assert f"http://localhost/desk/entries/{post_id}/comments/" in told.text


def test_a_verdict_given_by_somebody_logged_in_says_who_wrote_it_down(app: Flask, post_id: int, editor: Actor) -> None:
    path = shared(app, post_id, editor)
    reviewer = Desk(app, Role.REVIEWER)
    assert reviewer.client.post(f"{path}verdict", data=VERDICT, headers=OURS).status_code == 303
    with house(app):
        [signed] = queries.list_verdicts_by(queries.list_links(post_id)[0].id)
    assert (signed.reviewer, signed.recorded_by) == ("Sample Reviewer", "Sample reviewer")
    assert signed.user_id


def test_a_link_for_reading_has_no_verdict(app: Flask, client: FlaskClient, post_id: int, editor: Actor) -> None:
    path = shared(app, post_id, editor, asks_review=False)
    seen = read(client.get(path))
    assert not seen.all("section", id="verdict")
    assert seen.all("section", id="comment")
    refused = client.post(f"{path}verdict", data=VERDICT, headers=OURS)
    assert refused.status_code == 403
    assert refused.headers["Referrer-Policy"] == "no-referrer"
    with house(app):
        assert queries.list_verdicts_by(queries.list_links(post_id)[0].id) == []


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor
) -> None:
    path = shared(app, post_id, editor)
    sent = {**VERDICT, "author": "A", "text": "Buy", "website": "https://x.example"}
    for form in ("comment", "verdict"):
        assert client.post(f"{path}{form}", data=sent, headers=OURS).status_code == 303
    with house(app):
        assert queries.list_comments(post_id) == []
        assert queries.list_verdicts_by(queries.list_links(post_id)[0].id) == []


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_on_another_site_cannot_send_one(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor, headers: dict[str, str]
) -> None:
    path = shared(app, post_id, editor)
    assert client.post(f"{path}verdict", data=VERDICT, headers=headers).status_code == 403


def test_the_address_of_a_form_opened_by_hand_leads_back(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor
) -> None:
    path = shared(app, post_id, editor)
    answer = client.get(f"{path}verdict")
    assert (answer.status_code, answer.location) == (303, path)


def test_words_that_come_too_late_are_given_back(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor, moving: MovableClock
) -> None:
    path = shared(app, post_id, editor, days=1)
    moving.move(days=1)
    for form, field in (("comment", "text"), ("verdict", "note")):
        answer = client.post(f"{path}{form}", data={**VERDICT, field: "A <long> remark."}, headers=OURS)
        assert answer.status_code == 404
        assert "What you wrote was not sent" in answer.text
        assert "A &lt;long&gt; remark.</textarea>" in answer.text


def test_words_are_kept_when_the_site_is_busy(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared(app, post_id, editor)

    def later(*_args: object, **_more: object) -> None:
        raise Busy("The site is busy. Please try again.")

    monkeypatch.setattr(comments, "comment_by_link", later)
    monkeypatch.setattr(verdicts, "judge", later)
    for form, field in (("comment", "text"), ("verdict", "note")):
        answer = client.post(f"{path}{form}", data={**VERDICT, field: "A long remark."}, headers=OURS)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "The site is busy." in answer.text
        assert "A long remark.</textarea>" in answer.text


def test_a_form_that_is_too_large_to_read_is_no_fault_of_ours(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/preview/x/y", data={"text": "x" * (2 << 20)}, headers=OURS)
    assert answer.status_code in {404, 413}


def test_of_two_passages_with_the_same_words_the_chosen_one_is_meant(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with work(app):
        body = "<h2>A draft</h2><p>Rest.</p><h2>A draft</h2><p>Walk.</p>"
        twice = factories.post("A draft", by=editor, body=body, live=False).id
    path = shared(app, twice, editor)
    asked = read(client.get(f"{path}?on=4"))
    assert asked.all("input", name="quote", value="A draft")
    assert asked.all("input", name="before", value="A draft About A draft. A draft Rest.")
