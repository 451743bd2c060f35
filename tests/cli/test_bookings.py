"""`flask bookings ...`: what operators do about patients' data."""

import json
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app.accounts.permissions import Role
from app.booking.models import Contact, ContactReading
from app.booking.sealing import Sealer
from app.booking.settings import BookingSettings, wire, wired
from app.cli.serve import prepare
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.booking.patients import EMAIL, THEM, booked, told, waits
from tests.booking.practices import at
from tests.conftest import MovableClock

OLD = "a-key-for-the-tests-and-for-nothing-else000="
NEW = "another-key-for-the-tests-and-nothing-else0="


def _run(app: Flask, *words: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["bookings", *words], input=typed)


def _json(app: Flask, *words: str, typed: str = "") -> dict[str, int]:
    result = _run(app, *words, "--json", typed=typed)
    assert result.exit_code == 0, result.output
    found: dict[str, int] = json.loads(result.stdout[result.stdout.index("{") :])
    return found


def _ref(app: Flask) -> str:
    with app.app_context():
        ref: str = db.session.execute(sa.text("SELECT ref FROM bookings")).scalar_one()
        db.session.remove()
    return ref


@pytest.fixture
def there(app: Flask) -> None:
    with app.app_context():
        waits(booked().there)
        db.session.remove()


@pytest.mark.usefixtures("there")
def test_everything_is_given_out_and_that_is_written_down(app: Flask) -> None:
    result = _run(app, "export", "--email", typed=f"{EMAIL}\n")
    assert result.exit_code == 0, result.output
    kept = json.loads(result.stdout)
    assert kept["bookings"][0]["you"]["name"] == THEM.name
    assert kept["waiting_list"][0]["you"]["email"] == EMAIL
    assert "link" not in kept["waiting_list"][0]["you"]
    calendar = _run(app, "export", "--ref", _ref(app), "--ics").stdout
    assert "METHOD" not in calendar
    assert calendar.count("BEGIN:VEVENT") == 1
    with app.app_context():
        readings = db.session.scalars(sa.select(ContactReading)).all()
        assert {(each.user_id, each.user_name, each.where) for each in readings} == {(0, "Command line", "export")}
        db.session.remove()
    shown = _run(app, "readings", "--user", "-", "--since", "2027-03-01")
    assert shown.output.count("export") == 2
    assert EMAIL not in shown.output


@pytest.mark.usefixtures("there")
def test_somebody_is_erased_by_what_is_typed_and_not_by_what_stands_in_the_history(app: Flask) -> None:
    refused = _run(app, "erase", "--email", typed=f"{EMAIL}\n")
    assert refused.exit_code == 1
    assert "still to come" in refused.output
    erased = _run(app, "erase", "--email", "--cancel-ahead", typed=f"{EMAIL}\n")
    assert erased.exit_code == 0
    assert "who 1 bookings were for, 1 places on waiting lists; 1 appointments were cancelled" in erased.output
    with app.app_context():
        assert told() == []
        db.session.remove()
    assert _json(app, "reapply-erasures") == {"contacts": 0, "waiting": 0, "cancelled": 0}
    for words in (["erase"], ["erase", "--email", "--ref", "X"], ["export"]):
        assert _run(app, *words).exit_code == 2
    assert _run(app, "erase", "--ref", "AAAA-AAAA").exit_code == 1
    assert _run(app, "export", "--email", typed="x\n").exit_code == 1
    assert _run(app, "export", "--ref", _ref(app), "--ics").exit_code == 1


@pytest.mark.sqlite
@pytest.mark.usefixtures("there")
@pytest.mark.parametrize("how", ["start", "upgrade"])
def test_after_a_restore_the_erased_are_gone_before_the_site_is_served(app: Flask, tmp_path: Path, how: str) -> None:
    _close(app)
    shutil.copy(tmp_path / "site.db", tmp_path / "older.db")
    assert _run(app, "erase", "--email", "--cancel-ahead", typed=f"{EMAIL}\n").exit_code == 0
    _close(app)
    shutil.copy(tmp_path / "older.db", tmp_path / "site.db")
    if how == "start":
        prepare(app)
    else:
        said = app.test_cli_runner().invoke(args=["database", "upgrade"]).output
        assert "Erased again whom the list of the erased knows: 2." in said
    with app.app_context():
        assert told() == []
        assert db.session.scalars(sa.select(Contact)).all() == []
        db.session.remove()


@pytest.mark.usefixtures("there")
def test_the_purge_can_be_run_by_hand(app: Flask, moving: MovableClock) -> None:
    assert _json(app, "purge")["contacts"] == 0
    moving.now = at(0)
    moving.move(days=200)
    assert _json(app, "purge") == {"contacts": 1, "holds": 0, "waiting": 1, "block_names": 0, "users": 0}
    assert "Forgotten: 0 contacts" in _run(app, "purge").output


@pytest.mark.usefixtures("there")
def test_a_key_is_changed_and_the_old_one_can_go(app: Flask) -> None:
    result = _run(app, "new-key")
    assert len(result.stdout.strip()) == 44
    assert "reseal" in result.stderr
    before = wired()
    try:
        wire(BookingSettings(Sealer((NEW, OLD)), before.erased_list))
        assert _json(app, "reseal") == {"resealed": 2, "already": 0, "unreadable": 0}
        assert _json(app, "reseal") == {"resealed": 0, "already": 2, "unreadable": 0}
        wire(BookingSettings(Sealer((NEW,)), before.erased_list))
        with app.app_context():
            assert Sealer((NEW,)).open(db.session.get_one(Contact, 1).sealed).name == THEM.name
            db.session.remove()
        wire(BookingSettings(Sealer((OLD,)), before.erased_list))
        lost = _run(app, "reseal")
        assert lost.exit_code == 1
        assert "2 cannot be opened by any of CONTACT_KEYS" in lost.output
        unreadable = _run(app, "export", "--email", typed=f"{EMAIL}\n")
        assert unreadable.exit_code == 1
        assert "CONTACT_KEYS" in unreadable.output
        assert _run(app, "erase", "--email", "--cancel-ahead", typed=f"{EMAIL}\n").exit_code == 0, "without reading it"
    finally:
        wire(before)


def test_resealing_that_was_stopped_goes_on_where_it_was(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.booking.resealing.BATCH", 1)
    with app.app_context():
        booked(10, there=booked(9).there)
        db.session.remove()
    before = wired()
    wire(BookingSettings(Sealer((NEW, OLD)), before.erased_list))
    try:
        with app.app_context():
            from app.booking import resealing  # noqa: PLC0415 - after its batch was made small

            with unit_of_work():
                assert resealing.reseal(resealing.Table.CONTACTS, after=0).resealed == 1
            db.session.remove()
        assert _json(app, "reseal") == {"resealed": 1, "already": 1, "unreadable": 0}
    finally:
        wire(before)


def test_what_somebody_was_shown_in_a_stretch_of_time(app: Flask, moving: MovableClock) -> None:
    with app.app_context():
        made = booked()
        with unit_of_work():
            user = factories.user(Role.PRACTICE)
            for hour in (1, 2, 3):
                at_ = clock.now().replace(hour=hour)
                db.session.add(
                    ContactReading(
                        booking_id=made.booking_id, user_id=user.id, user_name="R", at=at_, where=f"day {hour}"
                    )
                )
        email = user.email
        db.session.remove()
    result = _run(
        app, "readings", "--user", email, "--since", "2027-03-01T02:00", "--until", "2027-03-01T03:00", "--json"
    )
    (row,) = json.loads(result.stdout)
    assert (row["booking"], row["ref"], row["where"]) == (made.booking_id, _ref(app), "day 2")
    assert "Nothing was shown" in _run(app, "readings", "--user", email, "--since", "2027-03-02").output
    assert _run(app, "readings", "--user", "x@example.org", "--since", "2027-03-02").exit_code == 1


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
