"""Invitations and links for a new password."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts import links, operations, queries
from app.accounts.activity_queries import Asked, list_activity
from app.accounts.models import LinkPurpose
from app.accounts.permissions import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, Gone, Invalid, NotFound, TooMany
from app.core.unit_of_work import unit_of_work
from tests.conftest import MovableClock

INVITE, RESET = LinkPurpose.INVITE, LinkPurpose.RESET


def _invite(by: Actor, moving: MovableClock, *, email: str = "new@example.org", role: Role = Role.AUTHOR) -> str:
    with unit_of_work():
        return links.invite(email=email, name="New  one", role=role, by=by, now=moving.now).token


def _reset(by: Actor, moving: MovableClock) -> str:
    with unit_of_work():
        return links.reset(queries.get_user(by.user_id), by="", now=moving.now).token


def _use(token: str, purpose: LinkPurpose, moving: MovableClock) -> int:
    with unit_of_work():
        return links.use_link(token, purpose=purpose, password_hash="a hash", now=moving.now).id


def _is_dead(token: str, purpose: LinkPurpose, moving: MovableClock) -> bool:
    try:
        links.find_link(token, purpose=purpose, now=moving.now)
    except Gone:
        return True
    return False


def test_an_invitation_makes_somebody_of_that_role(house: Flask, admin: Actor, moving: MovableClock) -> None:
    token = _invite(admin, moving, email="New@Example.org")
    (waiting,) = links.list_invitations()
    assert token not in repr(waiting.__dict__)
    assert (waiting.email, waiting.name, waiting.created_by) == ("new@example.org", "New one", admin.name)
    user = queries.get_user(_use(token, INVITE, moving))
    assert (user.email, user.role, user.active) == ("new@example.org", Role.AUTHOR, True)
    assert links.list_invitations() == []
    assert [row.what for row in list_activity(Asked()).items] == ["joined", "invited"]
    assert _is_dead(token, INVITE, moving)


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_a_link_is_used_by_one_of_twenty_at_the_same_moment(
    app: Flask, admin: Actor, moving: MovableClock, purpose: LinkPurpose
) -> None:
    with app.app_context():
        token = _invite(admin, moving) if purpose is INVITE else _reset(admin, moving)
        db.session.remove()
    outcomes: list[str] = []
    start = threading.Barrier(20)

    def use() -> None:
        with app.app_context():
            start.wait()
            try:
                _use(token, purpose, moving)
                outcomes.append("in")
            except Gone:
                outcomes.append("gone")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=use) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["gone"] * 19 + ["in"]


@pytest.mark.parametrize(("purpose", "life"), [(INVITE, timedelta(days=7)), (RESET, timedelta(minutes=30))])
def test_a_link_has_its_time(
    house: Flask, admin: Actor, moving: MovableClock, purpose: LinkPurpose, life: timedelta
) -> None:
    token = _invite(admin, moving) if purpose is INVITE else _reset(admin, moving)
    moving.now += life - timedelta(seconds=1)
    assert not _is_dead(token, purpose, moving)
    assert _is_dead(token, INVITE if purpose is RESET else RESET, moving)
    moving.move(seconds=1)
    assert _is_dead(token, purpose, moving)
    assert _is_dead("x" * 101, purpose, moving)


def test_sent_again_the_old_link_is_dead(house: Flask, admin: Actor, moving: MovableClock) -> None:
    first = _invite(admin, moving)
    moving.move(days=8)
    with unit_of_work():
        second = links.invite_again(links.list_invitations()[0].id, by=admin, now=moving.now).token
    assert _is_dead(first, INVITE, moving)
    third = _invite(admin, moving)
    assert _is_dead(second, INVITE, moving)
    assert len(links.list_invitations()) == 1
    with unit_of_work():
        assert links.take_back(links.list_invitations()[0].id, by=admin, now=moving.now) == "New one"
    assert _is_dead(third, INVITE, moving)
    with pytest.raises(NotFound), unit_of_work():
        links.take_back(1, by=admin, now=moving.now)


def test_who_can_log_in_is_not_invited(house: Flask, admin: Actor, editor: Actor, moving: MovableClock) -> None:
    with pytest.raises(Invalid) as refusal:
        _invite(admin, moving, email="editor@example.org", role=Role.PRACTICE)
    assert [fault.field for fault in refusal.value.faults] == ["email", "role"]
    with pytest.raises(Forbidden):
        _invite(editor, moving)
    token = _invite(admin, moving)
    with unit_of_work():
        operations.create_user(email="new@example.org", name="New", role=Role.AUTHOR, password_hash="x", now=moving.now)
    assert _is_dead(token, INVITE, moving)


def test_a_new_password_ends_every_session_and_every_other_link(
    house: Flask, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        session = operations.start_session(queries.get_user(editor.user_id), user_agent="x", now=moving.now)
    older, newer = _reset(editor, moving), _reset(editor, moving)
    assert _is_dead(older, RESET, moving)
    assert _use(newer, RESET, moving) == editor.user_id
    assert queries.find_session(session, now=moving.now) is None
    assert queries.get_user(editor.user_id).password_hash == "a hash"
    with pytest.raises(Gone):
        _use(newer, RESET, moving)
    last = _reset(editor, moving)
    with unit_of_work():
        operations.set_password(queries.get_user(editor.user_id), "another")
    assert _is_dead(last, RESET, moving)


def test_a_reset_is_for_the_account_as_it_was(house: Flask, editor: Actor, author: Actor, moving: MovableClock) -> None:
    changed, locked = _reset(editor, moving), _reset(author, moving)
    with unit_of_work():
        queries.get_user(editor.user_id).email = "other@example.org"
        operations.set_active(queries.get_user(author.user_id), active=False)
    assert _is_dead(changed, RESET, moving)
    assert _is_dead(locked, RESET, moving)


def test_questions_are_counted_by_account_and_by_address(house: Flask, moving: MovableClock) -> None:
    def ask(email: str, address: str = "192.0.2.1") -> bool:
        with unit_of_work():
            return links.may_ask(email, address, now=moving.now)

    assert [ask("nobody@example.org", f"192.0.2.{n}") for n in range(6)] == [True] * 5 + [False]
    for number in range(20):
        ask(f"{number}@example.org", "192.0.2.99")
    with pytest.raises(TooMany):
        ask("one-more@example.org", "192.0.2.99")
    assert queries.seconds_until_login("nobody@example.org", "192.0.2.99", now=moving.now) == 0
    moving.move(minutes=16)
    assert ask("nobody@example.org", "192.0.2.99")


def test_old_links_are_forgotten(house: Flask, admin: Actor, moving: MovableClock) -> None:
    _invite(admin, moving)
    _reset(admin, moving)
    moving.move(days=8)
    with unit_of_work():
        links.forget_old_links(now=moving.now)
    assert len(links.list_invitations()) == 1
    moving.move(days=30)
    with unit_of_work():
        links.forget_old_links(now=moving.now)
    assert links.list_invitations() == []


def test_the_last_administrator_stays(house: Flask, admin: Actor, moving: MovableClock) -> None:
    def change(user_id: int, role: Role, *, active: bool = True) -> None:
        with unit_of_work():
            operations.change_user(
                queries.get_user(user_id), name="Sample", role=role, active=active, by=second, now=moving.now
            )

    with pytest.raises(Invalid, match="last administrator"), unit_of_work():
        operations.set_active(queries.get_user(admin.user_id), active=False)
    with unit_of_work():
        made = operations.create_user(
            email="second@example.org", name="Second", role=Role.ADMIN, password_hash="x", now=moving.now
        )
    second = made.actor
    change(admin.user_id, Role.EDITOR)
    (row,) = list_activity(Asked(what="changed a role")).items
    assert row.details == {"from": "admin", "to": "editor"}
    stale = second
    with pytest.raises(Invalid, match="last administrator"), unit_of_work():  # as the first would, whose page was open
        operations.change_user(
            queries.get_user(stale.user_id), name="Second", role=Role.AUTHOR, active=True, by=admin, now=moving.now
        )
    change(admin.user_id, Role.EDITOR, active=False)
    assert list_activity(Asked()).items[0].what == "locked out"


def test_only_the_wrong_password_that_locks_is_logged(house: Flask, editor: Actor, moving: MovableClock) -> None:
    for _ in range(5):
        with unit_of_work():
            operations.note_failure("editor@example.org", "192.0.2.1", now=moving.now)
            operations.note_failure("nobody@example.org", "192.0.2.1", now=moving.now)
    (row,) = list_activity(Asked()).items
    assert (row.what, row.about, row.user_id) == ("wrong passwords locked a login", editor.name, None)
