"""Many are told at once that a time is taken, and nobody is told so when it is not."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.web.site.booking.rush import GOOD_FOR, MOST, Key, Rush
from tests.web.conftest import read
from tests.web.site.booking.conftest import ME, Ids, Somebody

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
KEY: Key = ("somebody", 1, 1, NOW)


def _statements(somebody: Somebody, ids: Ids) -> int:
    """How much is asked of the database when this browser wants nine o'clock and does not get it."""
    asked: list[str] = []

    def note(*of: object) -> None:
        asked.append(str(of[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert somebody.hold(ids).status_code == 409
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(asked)


def test_the_second_who_is_told_costs_next_to_nothing(
    app: Flask, somebody: Somebody, other: Somebody, there: Ids
) -> None:
    other.hold(there)
    first, second = (_statements(somebody, there) for _ in range(2))
    assert first > 5
    assert second <= 3
    told = read(somebody.hold(there, name=ME["name"]))
    assert told.all("input", name="name", value=ME["name"])
    assert len(told.all("button", name="start")) == 3


def test_what_is_given_back_can_be_had_in_the_same_second(somebody: Somebody, other: Somebody, there: Ids) -> None:
    other.hold(there)
    assert somebody.hold(there).status_code == 409
    other.hold(there, "2027-03-08T10:00Z")  # whoever takes another time gives the first one back
    assert somebody.hold(there).status_code == 303


def test_whoever_holds_the_time_is_not_told_that_it_is_taken(somebody: Somebody, other: Somebody, there: Ids) -> None:
    somebody.hold(there)
    assert other.hold(there).status_code == 409
    assert somebody.hold(there).status_code == 303


def test_it_is_good_for_one_version_of_the_diary_and_for_a_second() -> None:
    rush = Rush()
    rush.keep(KEY, {"near": ()}, diary=3, now=NOW)
    assert rush.find(KEY, diary=3, now=NOW) == {"near": ()}
    assert rush.find(KEY, diary=4, now=NOW) is None
    assert rush.find(KEY, diary=3, now=NOW + GOOD_FOR) is None
    assert rush.find(KEY, diary=3, now=NOW - timedelta(seconds=1)) is None
    assert rush.find(("else", 1, 1, NOW), diary=3, now=NOW) is None


def test_it_does_not_grow_without_end() -> None:
    rush = Rush()
    for number in range(MOST + 1):
        rush.keep(("somebody", number, 1, NOW), {"near": ()}, diary=1, now=NOW)
    assert rush.find(("somebody", 0, 1, NOW), diary=1, now=NOW) is None
    assert rush.find(("somebody", MOST, 1, NOW), diary=1, now=NOW) is not None
