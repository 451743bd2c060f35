"""People named on pages, and who can log in."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts import operations as accounts
from app.accounts import queries
from app.accounts.activity_queries import Asked, list_activity
from app.accounts.permissions import Actor, Role
from app.core import clock
from app.core.errors import Forbidden
from tests.web.desk.conftest import Desk, house, problems_in, work

NASTY = '"><script>alert(1)</script>'


def test_a_person_is_added_and_changed(app: Flask, at_desk: Desk) -> None:
    assert at_desk.post("/desk/people/new", {"name": "Sample editor", "bio": "Writes."}).status_code == 303
    assert "Sample editor" in at_desk.get("/desk/people/").text
    sent = {"name": "Sample  physiotherapist", "role_title": NASTY, "interests": NASTY, "user_id": "1", "bio": NASTY}
    assert at_desk.post("/desk/people/1/", sent).status_code == 303
    page = at_desk.get("/desk/people/1/").text
    assert "<script>alert" not in page
    assert '<option selected value="1">' in page
    with house(app):
        person = queries.get_person(1)
        assert (person.name, person.slug) == ("Sample physiotherapist", "sample-editor")


@pytest.mark.parametrize("sent", [{"name": ""}, {"name": "x" * 121}, {"name": "\x00"}, {"name": "A", "user_id": "99"}])
def test_a_person_that_cannot_be_is_refused(app: Flask, at_desk: Desk, sent: dict[str, str]) -> None:
    answer = at_desk.post("/desk/people/new", {**sent, "bio": "Typed and kept."})
    assert answer.status_code == 422
    assert "Typed and kept." in answer.text
    with house(app):
        assert queries.list_people() == []


def test_a_new_login_gets_a_password_that_is_shown_once(app: Flask, as_admin: Desk) -> None:
    sent = {"email": "New@Example.org", "name": "New", "role": "author"}
    answer = as_admin.post("/desk/users/new", sent)
    found = re.search(r'class="secret"><code>([^<]+)<', answer.text)
    assert answer.status_code == 200
    assert found is not None
    fresh = Desk.__new__(Desk)
    fresh.app, fresh.role, fresh.client = app, Role.AUTHOR, app.test_client()
    assert fresh.log_in(email="new@example.org", password=found[1]).status_code == 303
    assert found[1] not in as_admin.get("/desk/users/").text
    again = as_admin.post("/desk/users/new", sent)
    assert again.status_code == 422
    assert "can log in already" in " ".join(problems_in(again))


@pytest.mark.parametrize(
    "sent", [{"email": "x", "name": "A", "role": "author"}, {"email": "a@b.cd", "name": "A", "role": "x"}]
)
def test_a_login_that_cannot_be_is_refused(as_admin: Desk, sent: dict[str, str]) -> None:
    assert as_admin.post("/desk/users/new", sent).status_code == 422


def test_somebody_who_is_locked_out_is_out_at_once(app: Flask, desk: Callable[[Role], Desk]) -> None:
    admin, author = desk(Role.ADMIN), desk(Role.AUTHOR)
    with house(app):
        found = queries.find_user("author@example.org")
        assert found is not None
        number = found.id
    assert admin.post(f"/desk/users/{number}/", {"name": "Renamed", "role": "editor"}).status_code == 303
    assert author.get("/desk/").status_code == 303
    assert author.log_in().status_code == 422
    assert "Locked out" in admin.get("/desk/users/").text
    admin.post(f"/desk/users/{number}/", {"name": "Renamed", "role": "editor", "active": "y"})
    assert author.log_in().status_code == 303
    assert "editor" in author.get("/desk/").text


def test_nobody_locks_themselves_out(app: Flask, as_admin: Desk) -> None:
    with house(app):
        found = queries.find_user("admin@example.org")
        assert found is not None
        number = found.id
    answer = as_admin.post(f"/desk/users/{number}/", {"name": "", "role": "author"})
    assert answer.status_code == 422
    said = " ".join(problems_in(answer))
    for words in ("at most 120", "your own role", "lock yourself out"):
        assert words in said
    assert as_admin.post(f"/desk/users/{number}/", {"name": "A", "role": "king"}).status_code == 422
    assert as_admin.get("/desk/users/").status_code == 200


def test_a_lost_password_is_replaced_and_ends_all_sessions(app: Flask, desk: Callable[[Role], Desk]) -> None:
    admin, author = desk(Role.ADMIN), desk(Role.AUTHOR)
    with house(app):
        found = queries.find_user("author@example.org")
        assert found is not None
        number = found.id
    answer = admin.post(f"/desk/users/{number}/password")
    shown = re.search(r'class="secret"><code>([^<]+)<', answer.text)
    assert shown is not None
    assert author.get("/desk/").status_code == 303
    assert author.log_in(password=shown[1]).status_code == 303


def test_one_opens_the_form_of_a_login(as_admin: Desk) -> None:
    assert "A new password" in as_admin.get("/desk/users/1/").text
    assert "A password is made up" in as_admin.get("/desk/users/new").text
    assert as_admin.get("/desk/people/new").status_code == 200


def test_one_login_is_one_person(app: Flask, at_desk: Desk) -> None:
    assert at_desk.post("/desk/people/new", {"name": "Sample editor", "user_id": "1"}).status_code == 303
    again = at_desk.post("/desk/people/new", {"name": "Another", "user_id": "1"})
    assert again.status_code == 422
    assert "That login is Sample editor already" in " ".join(problems_in(again))
    assert at_desk.post("/desk/people/1/", {"name": "Sample editor", "user_id": "1"}).status_code == 303


def test_people_write_their_own_page_but_not_what_others_vouch_for(app: Flask, as_author: Desk) -> None:
    assert "Ask an editor to do that" in as_author.get("/desk/account/profile").text
    assert as_author.post("/desk/account/profile", {"bio": "x"}).status_code == 200
    with work(app):
        found = queries.find_user("author@example.org")
        assert found is not None
        made = accounts.save_person(None, name="Sample author", registration="HCPC PH00000", user_id=found.id)
        assert made.registration == "HCPC PH00000"
    page = as_author.get("/desk/account/profile").text
    assert "HCPC PH00000" in page
    assert "from the first page that names you" in page
    sent = {"bio": f"I write. {NASTY}", "interests": "None at all", "registration": "X", "name": "X"}
    assert as_author.post("/desk/account/profile", sent).status_code == 303
    assert "How readers see you" in as_author.get("/desk/account/").text
    with house(app):
        person = queries.get_person(1)
        assert (person.name, person.registration, person.interests) == ("Sample author", "HCPC PH00000", "None at all")
        assert [row.what for row in list_activity(Asked()).items] == ["changed a profile"]


def test_nobody_writes_anothers_page(app: Flask, author: Actor, editor: Actor) -> None:
    with work(app):
        person = accounts.save_person(None, name="Sample editor", user_id=editor.user_id)
        with pytest.raises(Forbidden):
            accounts.save_own_profile(person, bio="x", interests="", by=author, now=clock.now())
        accounts.save_own_profile(person, bio="Mine", interests="", by=editor, now=clock.now())
        assert person.bio == "Mine"
