"""Asking people in, forgotten passwords, and the table of what each role may do."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import operations, queries
from app.accounts.permissions import ALLOWED, Action, Role
from app.core import mail
from app.core.jobs import JobState, list_jobs
from app.jobs.handlers import Tools, mail_reset
from tests.conftest import MovableClock
from tests.web.desk.conftest import Desk, house, problems_in, token_of, work

GOOD = {"new": "a few good words", "again": "a few good words"}


def _link(app: Flask) -> str:
    """The path of the link in the newest mail."""
    with house(app):
        found = re.search(r"http://localhost(/login/\S+)", mail.list_messages(1)[0].text)
    assert found is not None
    return found[1]


def _send(client: FlaskClient, path: str, fields: dict[str, str]) -> TestResponse:
    return client.post(path, data={**fields, "csrf_token": token_of(client.get("/login"))})


def _invite(as_admin: Desk, role: str = "author") -> None:
    sent = {"email": "new@example.org", "name": "New one", "role": role}
    assert as_admin.post("/desk/users/invite", sent).status_code == 303


def _ask(app: Flask, client: FlaskClient, email: str) -> TestResponse:
    """Ask for a link, and let the job do its work."""
    answer = _send(client, "/login/forgotten/", {"email": email})
    with app.app_context():
        jobs = [job.payload for job in list_jobs(JobState.QUEUED) if job.name == "mail_reset"]
    for payload in jobs[:1]:
        with app.app_context():
            mail_reset(Tools(app.extensions["site"], None), payload)
    return answer


def test_whoever_is_invited_chooses_a_password_and_is_in(app: Flask, as_admin: Desk, client: FlaskClient) -> None:
    _invite(as_admin)
    listed = as_admin.get("/desk/users/").text
    assert "New one is invited." in listed
    assert "Waiting" in listed
    path = _link(app)
    page = client.get(path)
    assert "Welcome, New one" in page.text
    assert "as author" in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    weak = _send(client, path, {"new": "short", "again": "other"})
    assert weak.status_code == 422
    assert "Use at least 12 characters" in " ".join(problems_in(weak))
    assert "The two are not the same" in " ".join(problems_in(weak))
    answer = _send(client, path, GOOD)
    assert (answer.status_code, answer.location) == (303, "/desk/")
    assert "New one" in client.get("/desk/").text
    assert client.get("/desk/users/").status_code == 403
    over = app.test_client().get(path)
    assert over.status_code == 410
    assert "This link does not work any more" in over.text
    assert _send(app.test_client(), path, GOOD).status_code == 410
    assert "Invited, not here yet" not in as_admin.get("/desk/users/").text


def test_an_invitation_is_sent_again_and_taken_back(
    app: Flask, as_admin: Desk, client: FlaskClient, moving: MovableClock
) -> None:
    _invite(as_admin)
    first = _link(app)
    moving.move(days=8)
    as_admin.log_in()
    assert "Too old" in as_admin.get("/desk/users/").text
    assert as_admin.post("/desk/users/invitations/1/again").status_code == 303
    second = _link(app)
    assert first != second
    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)
    assert as_admin.post("/desk/users/invitations/1/take-back").status_code == 303
    assert client.get(second).status_code == 410
    assert as_admin.post("/desk/users/invitations/1/again").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"email": "x", "name": "A", "role": "author"},
        {"email": "editor@example.org", "name": "A", "role": "author"},
        {"email": "a@b.cd", "name": "", "role": "author"},
        {"email": "a@b.cd", "name": "A", "role": "practice"},
    ],
)
def test_an_invitation_that_cannot_be_is_refused(app: Flask, as_admin: Desk, sent: dict[str, str]) -> None:
    assert as_admin.get("/desk/users/invite").status_code == 200
    assert as_admin.post("/desk/users/invite", sent).status_code == 422
    with house(app):
        assert mail.list_messages() == []


def test_a_forgotten_password_is_replaced(app: Flask, as_author: Desk, client: FlaskClient) -> None:
    assert "Forgotten your password?" in client.get("/login").text
    assert _ask(app, client, "Author@example.org").status_code == 200
    path = _link(app)
    assert "For author@example.org" in client.get(path).text
    assert _send(client, path, GOOD).status_code == 303
    assert as_author.get("/desk/").status_code == 303  # every session has ended
    assert as_author.log_in(password=GOOD["new"]).status_code == 303
    assert _send(app.test_client(), path, GOOD).status_code == 410


def test_nobody_learns_who_can_log_in(app: Flask, as_author: Desk, client: FlaskClient) -> None:
    def shown(email: str) -> str:
        return re.sub(r'value="[^"]*"', "", _ask(app, app.test_client(), email).text)

    assert shown("author@example.org") == shown("nobody@example.org")
    with house(app):
        assert [message.to for message in mail.list_messages()] == ["author@example.org"]
    assert _send(client, "/login/forgotten/", {"email": ""}).status_code == 422


def test_questions_have_a_limit(app: Flask, as_author: Desk, client: FlaskClient) -> None:
    answers = [_send(client, "/login/forgotten/", {"email": "author@example.org"}) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    with house(app):
        assert len([job for job in list_jobs(JobState.QUEUED) if job.name == "mail_reset"]) == 5


def test_an_administrator_mails_the_link(app: Flask, as_admin: Desk, client: FlaskClient) -> None:
    with house(app):
        found = queries.find_user("author@example.org")
        assert found is not None
        number = found.id
    assert "Mail them a link" in as_admin.get(f"/desk/users/{number}/").text
    assert as_admin.post(f"/desk/users/{number}/reset").status_code == 303
    assert client.get(_link(app)).status_code == 200
    with work(app):
        operations.set_active(queries.get_user(number), active=False)
    assert client.get(_link(app)).status_code == 410
    assert as_admin.post(f"/desk/users/{number}/reset").status_code == 422
    with app.app_context():
        mail_reset(Tools(app.extensions["site"], None), {"email": "author@example.org"})
    with house(app):
        assert len(mail.list_messages()) == 1


def test_the_table_of_roles_says_what_the_policy_says(as_admin: Desk, at_desk: Desk) -> None:
    for page in (as_admin.get("/desk/users/").text, at_desk.get("/desk/people/").text):
        table = re.search(r'<table class="may-table">.*?</table>', page, re.DOTALL)
        assert table is not None
        assert re.findall(r'<th scope="col">([^<]+)', table[0]) == [
            "To",
            "Admin",
            "Editor",
            "Author",
            "Reviewer",
            "Practice",
        ]
        rows = re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', table[0])
        assert len(rows) == len(Action)
        for (_, answers), action in zip(rows, Action, strict=True):
            said = re.findall(r">(Yes|No)<", answers)
            wanted = [
                action in ALLOWED[role] for role in (Role.ADMIN, Role.EDITOR, Role.AUTHOR, Role.REVIEWER, Role.PRACTICE)
            ]
            assert said == ["Yes" if may else "No" for may in wanted], action


def test_a_changed_role_counts_at_once(app: Flask, as_admin: Desk, as_author: Desk) -> None:
    with house(app):
        found = queries.find_user("author@example.org")
        assert found is not None
        number = found.id
    assert as_author.get("/desk/redirects/").status_code == 403
    as_admin.post(f"/desk/users/{number}/", {"name": "Sample author", "role": "editor", "active": "y"})
    assert as_author.get("/desk/redirects/").status_code == 200
    log = as_admin.get("/desk/activity/").text
    assert "changed a role" in log
    assert "from author to editor" in log
