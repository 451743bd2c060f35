"""People, passwords and sessions below the doors."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import operations, passwords, queries
from app.accounts.models import User
from app.accounts.permissions import Role
from app.accounts.throttle import PER_ACCOUNT, PER_ADDRESS, WINDOW, seconds_to_wait
from app.core import cache
from app.core.errors import Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.conftest import START, MovableClock


def _user(email: str = "one@example.org") -> User:
    with unit_of_work():
        return factories.user(Role.AUTHOR, email=email)


def test_an_address_is_one_however_it_is_typed(house: Flask) -> None:
    user = _user(" One@Example.ORG ")
    assert user.email == "one@example.org"
    assert queries.find_user("ONE@example.org\n") is not None
    with pytest.raises(Invalid, match="already"):
        _user("oNe@example.org")
    assert queries.get_user(user.id) is user
    assert queries.list_users() == [user]
    with pytest.raises(NotFound):
        queries.get_user(99)


@pytest.mark.parametrize("email", ["", "nobody", "a b@example.org", "@example.org", "a@b", "a" * 250 + "@example.org"])
def test_what_is_no_address_is_refused(house: Flask, email: str) -> None:
    with pytest.raises(Invalid) as refused, unit_of_work():
        operations.create_user(email=email, name="", role=Role.ADMIN, password_hash="x", now=START)
    assert [fault.field for fault in refused.value.faults] == ["email", "name"]


def test_a_session_ends_after_half_an_hour_of_silence(house: Flask, moving: MovableClock) -> None:
    user = _user()
    with unit_of_work():
        token = operations.start_session(user, user_agent="x" * 999, now=moving.now)
    assert queries.find_session(token + "x", now=moving.now) is None
    assert queries.find_session(token, now=moving.now + timedelta(minutes=30, seconds=-1)) is not None
    assert queries.find_session(token, now=moving.now + timedelta(minutes=30)) is None
    with unit_of_work():
        operations.keep_session(token, now=moving.now + timedelta(minutes=30))
    assert queries.find_session(token, now=moving.now + timedelta(minutes=30)) is None


def test_a_session_in_use_ends_after_twelve_hours_all_the_same(house: Flask, moving: MovableClock) -> None:
    user = _user()
    with unit_of_work():
        token = operations.start_session(user, user_agent="", now=moving.now)
    for _ in range(24):
        with unit_of_work():
            operations.keep_session(token, now=moving.move(minutes=29))
    moving.move(minutes=4)
    with unit_of_work():
        operations.keep_session(token, now=moving.move(minutes=15))
    assert queries.find_session(token, now=moving.move(minutes=4)) is not None
    assert queries.find_session(token, now=moving.move(minutes=1)) is None
    with unit_of_work():
        operations.forget_old(now=moving.move(seconds=1))


def test_a_session_ends_with_the_user_with_the_password_and_at_once(house: Flask, moving: MovableClock) -> None:
    user, other = _user(), _user("two@example.org")

    def session(of: User) -> str:
        with unit_of_work():
            return operations.start_session(queries.get_user(of.id), user_agent="", now=moving.now)

    def lives(token: str) -> bool:
        return queries.find_session(token, now=moving.now) is not None

    first, kept = session(user), session(other)
    with unit_of_work():
        operations.set_password(queries.get_user(user.id), "new")
    assert (lives(first), lives(kept)) == (False, True)
    second = session(user)
    with unit_of_work():
        operations.set_active(queries.get_user(user.id), active=False)
    assert not lives(second)
    with unit_of_work():
        operations.set_active(queries.get_user(user.id), active=True)
    assert not lives(second)
    third = session(user)
    with unit_of_work():
        queries.get_user(user.id).active = False  # however it came about
    assert not lives(third)
    with unit_of_work():
        operations.end_session(kept)
    assert not lives(kept)


@given(st.lists(st.integers(0, 2000), max_size=30), st.integers(1, 20))
def test_the_wait_ends_when_it_says_and_not_before(ages: list[int], limit: int) -> None:
    failures = [START - timedelta(seconds=age) for age in ages]
    wait = seconds_to_wait(failures, limit=limit, now=START)
    recent = [age for age in ages if age < WINDOW.total_seconds()]
    assert (wait > 0) is (len(recent) >= limit)
    if wait:
        assert wait <= WINDOW.total_seconds() + 1
        assert seconds_to_wait(failures, limit=limit, now=START + timedelta(seconds=wait)) == 0
        if wait > 2:
            assert seconds_to_wait(failures, limit=limit, now=START + timedelta(seconds=wait - 2)) > 0


@pytest.mark.parametrize("account", ["one@example.org", "x" * 400 + "@example.org", " A\x00 "])
def test_too_many_failures_of_an_account_or_an_address_must_wait(
    house: Flask, moving: MovableClock, account: str
) -> None:
    def fail(of: str, address: str, times: int) -> None:
        with unit_of_work():
            for _ in range(times):
                operations.note_failure(of, address, now=moving.now)

    def wait(of: str, address: str) -> int:
        return queries.seconds_until_login(of, address, now=moving.now)

    fail(account, "192.0.2.1", PER_ACCOUNT - 1)
    assert wait(account, "192.0.2.1") == 0
    fail(account.upper(), "192.0.2.2", 1)
    assert wait(account, "192.0.2.9") > 0
    assert wait("other@example.org", "192.0.2.1") == 0
    fail("many@example.org", "192.0.2.1", PER_ADDRESS)
    assert wait("other@example.org", "192.0.2.1") > 0
    moving.now += WINDOW
    assert wait(account, "192.0.2.1") == 0
    with unit_of_work():
        operations.forget_old(now=moving.move(days=2))


def test_the_right_password_forgives_the_accounts_failures(house: Flask, moving: MovableClock) -> None:
    user = _user()
    with unit_of_work():
        for _ in range(PER_ACCOUNT):
            operations.note_failure(user.email, "192.0.2.1", now=moving.now)
        operations.start_session(user, user_agent="", now=moving.now)
    assert queries.seconds_until_login(user.email, "192.0.2.1", now=moving.now) == 0


def test_a_password_is_kept_as_its_hash_alone() -> None:
    stored = passwords.hashed(factories.PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(factories.PASSWORD, stored)
    assert not passwords.matches(factories.PASSWORD + "x", stored)
    assert not passwords.matches(factories.PASSWORD, None)
    assert not passwords.matches("nobody's password", None)
    longest = "a1b2" * 32
    assert not passwords.matches(longest + "x", passwords.hashed(longest))


def test_an_unknown_user_costs_as_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counting:
        def verify(self, password: str, stored: str) -> bool:
            asked.append(stored)
            return True

    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert not passwords.matches("x", None)
    assert passwords.matches("x", "stored")
    assert asked == [passwords._DUMMY, "stored"]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 12"),
        ("x" * 11, "at least 12"),
        ("a1b2" * 32 + "x", "at most 128"),
        ("aaaaaaaaaaaab", "first that anybody"),
        ("PasswordPassword", "first that anybody"),
    ],
)
def test_a_bad_password_is_refused(password: str, said: str) -> None:
    (fault,) = passwords.faults(password, field="new")
    assert fault.field == "new"
    assert said in fault.message


@pytest.mark.parametrize("password", ["a few words in a row", "a1b2" * 32, "пароль из слов"])
def test_a_good_password_needs_no_signs(password: str) -> None:
    assert passwords.faults(password) == []


def test_people_keep_their_address_and_a_change_is_seen_by_readers(house: Flask) -> None:
    with unit_of_work():
        first = operations.save_person(None, name=" Sample\neditor ", bio="A\r\nB\x00")
        second = operations.save_person(None, name="Sample editor")
    assert (first.slug, first.name, first.bio, second.slug) == (
        "sample-editor",
        "Sample editor",
        "A\nB",
        "sample-editor-2",
    )
    before = cache.generation()
    with unit_of_work():
        operations.save_person(queries.get_person(first.id), name="Another name", role_title="Title")
    again = queries.find_person_by_slug("sample-editor")
    assert again is not None
    assert (again.name, again.role_title) == ("Another name", "Title")
    assert cache.generation() == before + 1
    assert [p.name for p in queries.list_people()] == ["Another name", "Sample editor"]
    with pytest.raises(NotFound):
        queries.get_person(99)
    for name in ("", "x" * 121):
        with pytest.raises(Invalid), unit_of_work():
            operations.save_person(None, name=name)
