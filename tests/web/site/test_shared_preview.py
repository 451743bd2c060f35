"""A shared preview as somebody without an account meets it: one revision, comments, a verdict, and nothing for anybody else."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from app.accounts.permissions import Actor, Role
from app.content import operations
from app.content import queries as content
from app.content.drafts import EntryDraft
from app.core import clock, mail
from app.core.errors import Busy
from app.reviews import comments, sharing
from app.reviews import sharing_queries as queries
from app.reviews.models import Outcome
from app.reviews.sharing import Wish
from app.web.headers import POLICY
from app.web.site import preview_tries
from tests import factories
from tests.conftest import MovableClock
from tests.reviews.links import SITE
from tests.web.conftest import Ids, read
from tests.web.desk.conftest import Desk, house, work

OURS = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
BODY = "<h2>Rest</h2><p>Rest for <em>two</em> days.</p><ul><li>Walk to the door.</li><li>Walk back.</li></ul><hr><p>Then walk further.</p>"
VERDICT = {
    "outcome": "approved",
    "scope": "whole",
    "reviewer": "Sample Reviewer",
    "registration": "HCPC 00",
    "confirmed": "yes",
}


@pytest.fixture
def post_id(app: Flask, editor: Actor) -> int:
    with work(app):
        return factories.post("A draft", by=editor, body=BODY, live=False).id


def shared(app: Flask, entry_id: int, by: Actor, **wish: Any) -> str:
    """The path of a new link."""
    with work(app):
        _, token = sharing.share(
            content.get_entry(entry_id), replace(Wish("Ward 7"), **wish), site=SITE, by=by, now=clock.now()
        )
    return f"/preview/{token}/"


def newer(app: Flask, entry_id: int, by: Actor, *, publish: bool = False) -> None:
    with work(app):
        entry = content.get_entry(entry_id)
        draft = EntryDraft(title="Another title", summary="Other.", body="<p>Other words.</p>")
        operations.save_draft(entry, draft, expected_version=entry.version, by=by, now=clock.now())
        if publish:
            operations.publish(entry, by=by, now=clock.now())


def test_it_shows_the_revision_whatever_is_saved_or_published_later(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor, moving: MovableClock
) -> None:
    path = shared(app, post_id, editor)
    first = read(client.get(path))
    assert "Rest for two days." in first.text
    assert "Preview of a draft. Sample editor has shared it with you until 15 March 2027." in first.text
    assert "There is newer text" not in first.text
    for publish in (False, True):
        moving.move(days=1)
        newer(app, post_id, editor, publish=publish)
        seen = read(client.get(path))
        assert "Rest for two days." in seen.text
        assert "Other words." not in seen.text
        assert "There is newer text. The page was changed on 2 March 2027" in seen.text


def test_the_answer_is_for_nobody_else(app: Flask, client: FlaskClient, post_id: int, editor: Actor) -> None:
    path = shared(app, post_id, editor)
    for answer in (
        client.get(path),
        client.head(path),
        client.get(f"{path}thanks"),
        client.get("/preview/x/"),
        client.post(f"{path}comment", data={}, headers=OURS),
        client.post(f"{path}comment", data={"author": "A", "text": "B"}, headers=OURS),
    ):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert "Set-Cookie" not in answer.headers
    seen = read(client.get(path))
    assert seen.meta("robots") == "noindex"
    assert not seen.scripts
    assert not seen.all("link", rel="alternate")


def test_it_never_comes_from_the_page_store(app: Flask, client: FlaskClient, post_id: int, editor: Actor) -> None:
    path = shared(app, post_id, editor)
    assert client.get(path).status_code == 200
    with work(app):
        link = queries.find_link(path.split("/")[2], now=clock.now())
        assert link is not None
        sharing.revoke(link, by=editor, now=clock.now())
    assert client.get(path).status_code == 404


def test_whatever_does_not_open_gets_one_answer(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor, moving: MovableClock
) -> None:
    path, other = shared(app, post_id, editor), shared(app, post_id, editor, label="Ward 8", days=30)
    revoked = shared(app, post_id, editor, label="Ward 9", days=30)
    with work(app):
        link = queries.find_link(revoked.split("/")[2], now=clock.now())
        assert link is not None
        sharing.revoke(link, by=editor, now=clock.now())
    moving.move(days=14)
    token = other.split("/")[2]
    altered = f"/preview/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}/"
    wrong = (
        path,
        revoked,
        altered,
        f"/preview/{token.swapcase()}/",
        "/preview/x/",
        "/preview/",
        f"{other}more/and/more",
        f"/preview/{'x' * 300}/",
        "/preview/%00/",
        "/preview/é/thanks",
        f"{altered}comment",
    )
    answers = [client.get(one) for one in wrong]
    answers += [client.post(f"{altered}{form}", data=VERDICT, headers=OURS) for form in ("comment", "verdict")]
    answers.append(client.post("/preview/x/y", headers=OURS))
    assert {answer.status_code for answer in answers} == {404}
    assert [one.request.path for one in answers if one.text != answers[0].text] == []
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1
    assert "ask the person who sent it" in answers[0].text
    assert client.get(other).status_code == 200
    with work(app):
        operations.move_to_bin(content.get_entry(post_id), by=editor, now=clock.now())
    assert client.get(other).text == answers[0].text


def test_who_tries_many_addresses_has_to_wait(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor, moving: MovableClock
) -> None:
    path = shared(app, post_id, editor)
    for _ in range(preview_tries.MOST):
        assert client.get("/preview/x/").status_code == 404
    held = client.get("/preview/x/")
    assert held.status_code == 429
    assert int(held.headers["Retry-After"]) > 0
    assert client.get(path).status_code == 429
    moving.move(minutes=15)
    assert client.get(path).status_code == 200


def test_the_places_that_tried_are_not_remembered_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_tries, "_PLACES", 3)
    tries, now = preview_tries.Tries(), clock.now()
    for number in range(5):
        for _ in range(preview_tries.MOST + 5):
            tries.note(str(number), now=now)
    assert [bool(tries.wait(str(number), now=now)) for number in range(5)] == [False, False, True, True, True]
    assert not tries.wait("4", now=now + timedelta(minutes=15))


def test_the_token_stands_in_no_log(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared(app, post_id, editor)

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("app.web.site.preview.shared_page", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with capture_logs() as logged:
        assert client.get(path).status_code == 500
    assert logged
    assert path.split("/")[2] not in str([{**one, "exc_info": ""} for one in logged])


def test_the_first_look_is_noted_but_not_the_senders_own(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor
) -> None:
    path = shared(app, post_id, editor)

    def seen() -> bool:
        with house(app):
            return queries.list_links(post_id)[0].seen_at is not None

    assert Desk(app, Role.EDITOR).get(path).status_code == 200
    client.head(path)
    assert not seen()
    assert Desk(app, Role.REVIEWER).get(path).status_code == 200
    assert seen()


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


def test_every_kind_can_be_shared(app: Flask, client: FlaskClient, filled: Ids, editor: Actor) -> None:
    with house(app):
        resource = next(e.id for e in content.list_entries(now=clock.now()).items if e.kind.value == "resource")
    for entry_id in (filled.article, filled.post, filled.show, filled.episode, resource):
        path = shared(app, entry_id, editor)
        seen = read(client.get(path))
        assert seen.status == 200
        assert seen.all("section", id="verdict")
        assert len(seen.all("h1")) == 1
        assert not re.search(r"Set-Cookie", str(client.get(path).headers))
        assert read(client.get(f"{path}?on=0")).all("input", name="quote") != []


def test_a_busy_database_does_not_keep_the_page_from_its_reader(
    app: Flask, client: FlaskClient, post_id: int, editor: Actor, busy: None
) -> None:
    path = shared(app, post_id, editor)
    assert client.get(path).status_code == 200


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants to note that a link was seen is told to come later."""

    def later(*_args: object, **_more: object) -> None:
        raise Busy("Later.")

    monkeypatch.setattr(sharing, "note_seen", later)
