"""Hours, exceptions and closed days, by editors and by the practice itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.accounts.permissions import Actor, Role
from app.booking import availability
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.directory import hours, settings
from app.directory.hours import Exceptional, Stretch
from app.directory.hours_models import ExceptionKind
from app.directory.models import Location, Nation, PracticeMember
from app.directory.settings import DirectorySettings
from app.directory.touched import Touched
from tests import factories
from tests.directory import entries

MONDAY = date(2027, 3, 8)


@pytest.fixture
def place(by: Actor) -> Location:
    with unit_of_work():
        who = entries.listed(by)
        return who.locations[0]


def _free(place: Location, first: date = MONDAY, last: date | None = None) -> list[str]:
    (offer,) = availability.list_offers([place])[place.id]
    found = availability.free_times(offer, first=first, last=last or first, now=clock.now())
    return [f"{start.astimezone(offer.zone):%d %H:%M}" for start in found]


def _work(place: Location, by: Actor, **more: object) -> None:
    wanted = Stretch(**{"weekdays": (0,), "starts": "9", "ends": "11", **more})  # type: ignore[arg-type]  # the names are its own
    with unit_of_work():
        hours.add_weekly(place.id, wanted, by=by, now=clock.now())


def test_hours_that_are_typed_are_times_that_are_offered(place: Location, by: Actor) -> None:
    assert _free(place) == []
    _work(place, by, weekdays=(0, 2))
    _work(place, by, weekdays=(4,), every_other_from=MONDAY)
    assert _free(place, MONDAY, MONDAY + timedelta(days=13)) == [
        "08 09:00",
        "08 10:00",
        "10 09:00",
        "10 10:00",
        "12 09:00",
        "12 10:00",
        "15 09:00",
        "15 10:00",
        "17 09:00",
        "17 10:00",
    ]
    row = hours.hours_of(place.id, today=MONDAY).weekly[0]
    with unit_of_work():
        hours.remove_weekly(row.id, by=by, now=clock.now())
    assert _free(place) == []
    with pytest.raises(NotFound), unit_of_work():
        hours.remove_weekly(row.id, by=by, now=clock.now())


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekdays": ()},
        {"weekdays": (7,)},
        {"starts": "11"},
        {"ends": "25"},
        {"valid_from": MONDAY, "valid_until": MONDAY - timedelta(days=1)},
    ],
)
def test_hours_that_cannot_be_are_refused(place: Location, by: Actor, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        _work(place, by, **wrong)
    assert hours.hours_of(place.id, today=MONDAY).weekly == []


def test_there_is_an_end_to_what_can_be_added(place: Location, by: Actor) -> None:
    for _ in range(14):
        _work(place, by, weekdays=tuple(range(7)))
    with pytest.raises(Invalid, match="At most 100"):
        _work(place, by, weekdays=tuple(range(7)))


def _except(place: Location, by: Actor, kind: ExceptionKind, first: date = MONDAY, **more: object) -> None:
    with unit_of_work():
        hours.add_exception(place.id, Exceptional(kind=kind, first=first, **more), by=by, now=clock.now())  # type: ignore[arg-type]  # its own


def test_exceptions_close_open_and_are_taken_back(place: Location, by: Actor) -> None:
    _work(place, by)
    _except(place, by, ExceptionKind.CLOSED, starts="9", ends="10")
    assert _free(place) == ["08 10:00"]
    _except(place, by, ExceptionKind.CLOSED, last=MONDAY + timedelta(days=6))
    assert _free(place) == []
    _except(place, by, ExceptionKind.OPEN, first=MONDAY + timedelta(days=6), starts="20:00", ends="21:00")
    assert _free(place, MONDAY + timedelta(days=6)) == ["14 20:00"]
    for row in hours.hours_of(place.id, today=MONDAY).exceptions:
        with unit_of_work():
            hours.remove_exception(row.id, by=by, now=clock.now())
    assert _free(place) == ["08 09:00", "08 10:00"]
    with pytest.raises(NotFound), unit_of_work():
        hours.remove_exception(1, by=by, now=clock.now())


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (ExceptionKind.OPEN, {}),
        (ExceptionKind.OPEN, {"starts": "9"}),
        (ExceptionKind.CLOSED, {"last": MONDAY - timedelta(days=1)}),
        (ExceptionKind.CLOSED, {"last": MONDAY + timedelta(days=62)}),
    ],
)
def test_exceptions_that_cannot_be_are_refused(
    place: Location, by: Actor, kind: ExceptionKind, more: dict[str, Any]
) -> None:
    with pytest.raises(Invalid):
        _except(place, by, kind, **more)


def test_closed_days_stand_beside_the_bank_holidays_of_the_nation(place: Location, by: Actor) -> None:
    _work(place, by)
    with unit_of_work():
        practice = place.practice
        hours.close_days(place.practice_id, MONDAY, remark="Moving  house", by=by, now=clock.now())
        hours.close_days(place.practice_id, MONDAY, MONDAY + timedelta(days=1), by=by, now=clock.now())
    assert _free(place) == []
    assert _free(place, date(2027, 3, 29)) == []  # Easter Monday, in England
    days = hours.closed_days(practice, first=date(2027, 3, 1), last=date(2027, 3, 31))
    assert days[:2] == [(MONDAY, "Moving house", True), (MONDAY + timedelta(days=1), "", True)]
    assert [(on, own) for on, _, own in days[2:]] == [(date(2027, 3, 26), False), (date(2027, 3, 29), False)]
    with unit_of_work():
        hours.open_day(place.practice_id, MONDAY, by=by, now=clock.now())
        hours.open_day(place.practice_id, MONDAY, by=by, now=clock.now())
    assert _free(place) == ["08 09:00", "08 10:00"]


@pytest.mark.parametrize(
    ("nation", "on", "closed"),
    [
        (Nation.SCOTLAND, date(2027, 11, 30), True),
        (Nation.ENGLAND, date(2027, 11, 30), False),
        (Nation.NORTHERN_IRELAND, date(2027, 3, 17), True),
        (Nation.WALES, date(2027, 3, 17), False),
    ],
)
def test_each_nation_has_its_own(by: Actor, nation: Nation, on: date, closed: bool) -> None:
    with unit_of_work():
        practice = entries.practice(by, nation=nation)
        working = entries.practice(by, nation=nation, keeps_bank_holidays=False)
    assert bool(hours.closed_days(practice, first=on, last=on)) is closed
    assert hours.closed_days(working, first=on, last=on) == []


@contextmanager
def _in_the_way(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The diaries say that an appointment lies outside."""
    asked: list[int] = []

    def outside(location_id: int, _now: datetime) -> list[Touched]:
        asked.append(location_id)
        return [Touched(1, "K7QM-4XTD")]

    monkeypatch.setattr(settings._Wiring, "settings", DirectorySettings(outside_hours=outside))
    yield asked
    monkeypatch.setattr(settings._Wiring, "settings", DirectorySettings())


def test_hours_are_not_taken_away_under_an_appointment(
    place: Location, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _work(place, by)
    row = hours.hours_of(place.id, today=MONDAY).weekly[0]
    with _in_the_way(monkeypatch) as asked:
        for deed in (
            lambda: hours.close_days(place.practice_id, MONDAY, by=by, now=clock.now()),
            lambda: hours.remove_weekly(row.id, by=by, now=clock.now()),
            lambda: hours.add_exception(
                place.id, Exceptional(kind=ExceptionKind.CLOSED, first=MONDAY), by=by, now=clock.now()
            ),
        ):
            with pytest.raises(Conflict, match="K7QM-4XTD"), unit_of_work():
                deed()
        assert asked == [place.id] * 3
    assert _free(place) == ["08 09:00", "08 10:00"]


def test_a_practice_keeps_its_own_hours_and_no_others(place: Location, keeper: Actor, by: Actor) -> None:
    with pytest.raises(NotFound):
        _work(place, keeper)
    with unit_of_work():
        db.session.add(PracticeMember(practice_id=place.practice_id, user_id=keeper.user_id, since=clock.now()))
        other = entries.location(by, entries.person(by, hcpc_number="PH2"), entries.practice(by))
    _work(place, keeper)
    with pytest.raises(NotFound):
        _work(other, keeper)


def test_an_author_keeps_none(place: Location) -> None:
    with unit_of_work():
        author = factories.user(Role.AUTHOR).actor
    with pytest.raises(Forbidden):
        _work(place, author)
