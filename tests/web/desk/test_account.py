"""One's own sessions and password."""

import re
from collections.abc import Callable

from app.accounts.permissions import Role
from app.web.desk.words import browser_in_words
from tests import factories
from tests.web.desk.conftest import Desk, problems_in

NEW = "another long password"


def _sessions(at: Desk) -> list[int]:
    return [int(found) for found in re.findall(r"/desk/account/sessions/(\d+)/end", at.get("/desk/account/").text)]


def test_one_browser_can_be_logged_out_from_another(desk: Callable[[Role], Desk]) -> None:
    here, there = desk(Role.AUTHOR), desk(Role.AUTHOR)
    newest, oldest = _sessions(here)
    assert here.post(f"/desk/account/sessions/{newest}/end").location == "/desk/account/"
    assert there.get("/desk/").status_code == 303
    assert here.get("/desk/").status_code == 200
    assert here.post(f"/desk/account/sessions/{oldest}/end").location == "/login"
    assert here.get("/desk/").status_code == 303


def test_all_others_can_be_logged_out_at_once(desk: Callable[[Role], Desk]) -> None:
    here, *others = [desk(Role.AUTHOR) for _ in range(3)]
    here.post("/desk/account/sessions/end-others")
    assert [other.get("/desk/").status_code for other in others] == [303, 303]
    assert len(_sessions(here)) == 1


def test_nobody_ends_the_session_of_somebody_else(desk: Callable[[Role], Desk]) -> None:
    author, editor = desk(Role.AUTHOR), desk(Role.EDITOR)
    editor.post(f"/desk/account/sessions/{_sessions(author)[0]}/end")
    assert author.get("/desk/").status_code == 200


def test_a_new_password_needs_the_old_one(as_author: Desk) -> None:
    sent = {"current": "a wrong password", "new": NEW, "again": NEW}
    answer = as_author.post("/desk/account/password", sent)
    assert answer.status_code == 422
    assert "That is not your password." in " ".join(problems_in(answer))
    assert NEW not in answer.text


def test_a_new_password_must_be_good_and_typed_twice(as_author: Desk) -> None:
    answer = as_author.post("/desk/account/password", {"current": factories.PASSWORD, "new": "short", "again": "other"})
    assert answer.status_code == 422
    said = " ".join(problems_in(answer))
    assert "at least 12 characters" in said
    assert "not the same" in said


def test_guessing_the_password_at_an_open_desk_is_throttled(as_author: Desk) -> None:
    sent = {"current": "a wrong password", "new": NEW, "again": NEW}
    statuses = [as_author.post("/desk/account/password", sent).status_code for _ in range(12)]
    assert statuses[-1] == 429


def test_a_new_password_logs_out_every_other_browser(desk: Callable[[Role], Desk]) -> None:
    here, there = desk(Role.AUTHOR), desk(Role.AUTHOR)
    answer = here.post("/desk/account/password", {"current": factories.PASSWORD, "new": NEW, "again": NEW})
    assert answer.status_code == 303
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 303
    assert there.log_in().status_code == 422
    assert there.log_in(password=NEW).status_code == 303


def test_browsers_are_named_in_words() -> None:
    chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
    assert browser_in_words(chrome) == "Chrome on Linux"
    assert browser_in_words("curl/8") == "curl/8"
    assert browser_in_words("") == "Unknown browser"
