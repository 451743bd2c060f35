"""Whose diary it is: every address is closed to strangers, to the desk and to other practices."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.accounts.permissions import Action, Actor, Role
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.booking.practices import at
from tests.web.desk.conftest import Desk, house, token_of
from tests.web.practice.conftest import EIGHTH, Ids, Keeper, book, joined, readings

OPEN = {"practice.calendar"}
"""For programs, by their secret."""


def _rules(app: Flask, ids: Ids, row: int) -> Iterator[tuple[Rule, str]]:
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("practice."):
                values: dict[str, str | int] = dict.fromkeys(rule.arguments, row)
                values |= {"practice_id": ids.practice, "location_id": ids.location, "service_id": ids.service}
                values |= {"on": EIGHTH, "deed": "cancel", "rest": "x", "token": "x" * 43}
                fitting = {name: value for name, value in values.items() if name in rule.arguments}
                yield rule, app.url_map.bind("localhost").build(rule.endpoint, fitting)


def test_every_view_asks_for_a_keeper_of_the_diary(app: Flask, there: Ids) -> None:
    for rule, _ in _rules(app, there, 1):
        expected = None if rule.endpoint in OPEN else Action.KEEP_DIARY
        assert getattr(app.view_functions[rule.endpoint], "needs", None) is expected, rule.endpoint


def test_nobody_reads_or_writes_anything_without_logging_in(app: Flask, there: Ids, client: FlaskClient) -> None:
    token = token_of(client.get("/login"))
    for rule, path in _rules(app, there, 1):
        if rule.endpoint in OPEN:
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = client.open(path, method=method, headers={"X-CSRFToken": token})
            assert answer.status_code == (303 if method == "GET" else 401), (method, path)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.EDITOR])
def test_the_desk_sees_no_diary(app: Flask, there: Ids, role: Role) -> None:
    with house(app), unit_of_work():
        factories.user(role)
    them = Desk(app, role)
    token = token_of(them.get("/login"))
    for rule, path in _rules(app, there, 1):
        if rule.endpoint in OPEN:
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = them.client.open(path, method=method, headers={"X-CSRFToken": token})
            assert answer.status_code == 403, (method, path)


def test_another_practices_people_find_nothing_there(app: Flask, keeper: Keeper, there: Ids) -> None:
    """Neither under the other's address nor under their own with the other's ids."""
    booked = book(app, there, at(9))
    with house(app), unit_of_work():
        stranger: Actor = factories.user(Role.PRACTICE, email="other@example.org").actor
    mine, other = joined(app, stranger), Keeper(app, stranger)
    token = token_of(other.get("/practice/nowhere"))
    for ids in (there, Ids(mine.practice, there.practitioner, there.location, there.service)):
        for rule, path in _rules(app, ids, booked):
            if not (rule.arguments - {"practice_id", "token", "rest", "on"}) and ids is not there:
                continue
            if rule.endpoint in OPEN or "practice_id" not in rule.arguments:
                continue
            for method in (rule.methods or set()) & {"GET", "POST"}:
                answer = other.client.open(path, method=method, headers={"X-CSRFToken": token})
                expected = {404} if "/take-back" not in path else {303, 404}  # twice is as good as once
                assert answer.status_code in expected, (method, path, answer.status_code)
    assert readings(app) == []


def test_what_is_written_without_a_token_is_refused(app: Flask, keeper: Keeper, there: Ids) -> None:
    for rule, path in _rules(app, there, 1):
        if "POST" in (rule.methods or set()):
            answer = keeper.client.post(path, data={"first": EIGHTH})
            assert answer.status_code == 400, path
            assert answer.headers["Cache-Control"] == "private, no-store"


def test_what_changes_something_is_never_done_by_reading(app: Flask, keeper: Keeper, there: Ids) -> None:
    pages = {path for rule, path in _rules(app, there, 1) if "GET" in (rule.methods or set())}
    for _, path in _rules(app, there, 1):
        if path not in pages:
            assert keeper.get(path).status_code == 404, path
