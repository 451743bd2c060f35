"""A shared preview as somebody without an account meets it: one revision, comments, a verdict, and nothing for anybody else."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from app.accounts.permissions import Actor, Role
from app.content import operations
from app.content import queries as content
from app.content.drafts import EntryDraft
from app.content.lists import Wanted, list_wanted
from app.core import clock
from app.core.errors import Busy
from app.reviews import sharing
from app.reviews import sharing_queries as queries
from app.web.headers import POLICY
from app.web.site import preview_tries
from tests.conftest import MovableClock
from tests.web.conftest import Ids, read
from tests.web.desk.conftest import Desk, house, work
from tests.web.site.sharing import OURS, VERDICT, draft_of, shared


@pytest.fixture
def post_id(app: Flask, editor: Actor) -> int:
    return draft_of(app, editor)


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
    assert "Preview of a draft. Sample editor has shared it with you until 15 March 2027, 12:00." in first.text
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


def test_every_kind_can_be_shared(app: Flask, client: FlaskClient, filled: Ids, editor: Actor) -> None:
    with house(app):
        resource = next(e.id for e in list_wanted(Wanted(), now=clock.now()).items if e.kind.value == "resource")
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
