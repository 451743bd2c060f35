"""Erasing somebody: what goes, what stays, and that no older copy of the database brings them back."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.booking import changing, correcting, erasing, operations, restoring, whose
from app.booking.correcting import Typed
from app.booking.erasing import Erased, erase
from app.booking.models import Booking, Contact, ContactReading, Erasure, Hold, Status, Waiting
from app.booking.operations import PATIENT, SITE
from app.booking.sealing import Sealer
from app.booking.settings import BookingSettings, wire, wired
from app.booking.whose import Whose
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Gone, Invalid, NotFound, Unusable
from app.core.unit_of_work import unit_of_work
from tests.booking.patients import EMAIL, OTHER, THEM, booked, everything_said, told, waits
from tests.booking.practices import at, bookable
from tests.conftest import MovableClock


def _erase(found: Callable[[], Whose], *, cancel_ahead: bool = False) -> Erased:
    with unit_of_work():
        return erase(found(), by=SITE, cancel_ahead=cancel_ahead, now=clock.now())


def _them() -> Whose:
    return whose.by_email(f" {EMAIL.upper()} ")


def test_nothing_is_erased_while_an_appointment_is_ahead(house: Flask) -> None:
    made = booked()
    with pytest.raises(Conflict, match="still to come"):
        _erase(_them)
    assert operations.open_contact(operations.get_booking(made.booking_id)).name == THEM.name


def test_everything_of_one_address_goes_and_it_is_said_what_stays(house: Flask, moving: MovableClock) -> None:
    made, other = booked(9), booked(10, who=OTHER)
    booked(11, there=made.there)
    waits(made.there)
    with unit_of_work():
        db.session.add(
            ContactReading(booking_id=made.booking_id, user_id=7, user_name="R", at=clock.now(), where="day")
        )
    erased = _erase(_them, cancel_ahead=True)
    assert (erased.contacts, erased.waiting, erased.cancelled) == (2, 1, 2)
    assert (erased.bookings, erased.readings) == (2, 1)
    assert erased.events >= 8, "held, booked, cancelled twice over, and erased"
    assert told() == []
    assert wired().sealer.mark(EMAIL) not in everything_said().replace(f"erasures: {wired().sealer.mark(EMAIL)}", "")
    assert operations.get_booking(made.booking_id).status is Status.CANCELLED
    assert operations.open_contact(operations.get_booking(other.booking_id)).email == OTHER.email
    with pytest.raises(Gone):
        operations.open_contact(operations.get_booking(made.booking_id))
    with pytest.raises(NotFound):
        _erase(_them)


def test_one_booking_alone_by_its_reference(house: Flask, moving: MovableClock) -> None:
    made, second = booked(9), booked(10)
    moving.now = at(12)
    ref = operations.get_booking(made.booking_id).ref
    assert _erase(lambda: whose.by_ref(f" {ref.lower()} ")).contacts == 1
    assert operations.open_contact(operations.get_booking(second.booking_id)).email == EMAIL
    with pytest.raises(NotFound):
        whose.by_ref("AAAA-AAAA")


def test_an_empty_address_is_nobody(house: Flask) -> None:
    for typed in ("", " ", "nobody", "a@b"):
        with pytest.raises(Invalid):
            whose.by_email(typed)


def test_it_is_not_said_to_be_erased_when_it_is_not(
    house: Flask, moving: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = booked()
    moving.now = at(12)
    monkeypatch.setattr(erasing, "forget_contact", lambda *_, **__: None)
    with pytest.raises(Unusable, match="Nothing was changed"):
        _erase(_them)
    assert db.session.get(Contact, made.booking_id) is not None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Erasure)) == 0


def test_whoever_was_erased_may_come_back(house: Flask, moving: MovableClock) -> None:
    booked(9)
    _erase(_them, cancel_ahead=True)
    moving.move(hours=1)
    again = booked(10)
    restoring.catch_up(now=clock.now())
    assert operations.open_contact(operations.get_booking(again.booking_id)).email == EMAIL
    moving.now = at(12)
    _erase(_them)
    assert db.session.get_one(Erasure, wired().sealer.mark(EMAIL)).bookings == 2


@pytest.mark.sqlite
def test_an_older_copy_that_is_put_back_does_not_bring_them_back(
    house: Flask, moving: MovableClock, tmp_path: Path
) -> None:
    made, single = booked(9), booked(10, who=OTHER)
    kept = booked(11, who=OTHER)
    waits(made.there)
    _close()
    shutil.copy(tmp_path / "site.db", tmp_path / "older.db")
    moving.move(hours=1)
    _erase(_them, cancel_ahead=True)
    _erase(lambda: whose.of_booking(operations.get_booking(single.booking_id)), cancel_ahead=True)
    restoring.catch_up(now=clock.now())
    assert EMAIL not in wired().erased_list.read_text()
    assert wired().erased_list.stat().st_mode & 0o777 == 0o600
    _close()
    shutil.copy(tmp_path / "older.db", tmp_path / "site.db")
    moving.move(days=1)
    with house.app_context():
        assert operations.open_contact(operations.get_booking(made.booking_id)).email == EMAIL, "they are back"
    again = restoring.catch_up(now=clock.now())
    assert (again.contacts, again.waiting, again.cancelled) == (2, 1, 2)
    assert told() == []
    assert db.session.scalars(sa.select(Contact.booking_id)).all() == [kept.booking_id]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Waiting)) == 0
    assert restoring.catch_up(now=clock.now()) == Erased(), "a second time finds nothing"


@pytest.mark.sqlite
def test_an_older_copy_with_the_address_that_was_corrected_neither(
    house: Flask, moving: MovableClock, tmp_path: Path
) -> None:
    made = booked()
    db.session.remove()
    db.engine.dispose()
    shutil.copy(tmp_path / "site.db", tmp_path / "older.db")
    with unit_of_work():
        correcting.by_patient(made.booking_id, Typed(email="right@example.org"), now=clock.now())
    _erase(lambda: whose.by_email("right@example.org"), cancel_ahead=True)
    restoring.catch_up(now=clock.now())
    db.session.remove()
    db.engine.dispose()
    shutil.copy(tmp_path / "older.db", tmp_path / "site.db")
    assert restoring.catch_up(now=clock.now()).contacts == 1
    assert told() == []


def test_a_list_that_was_lost_is_written_again(house: Flask, moving: MovableClock) -> None:
    booked()
    _erase(_them, cancel_ahead=True)
    restoring.catch_up(now=clock.now())
    first = wired().erased_list.read_text()
    assert first.count("\n") == 2
    wired().erased_list.unlink()
    restoring.catch_up(now=clock.now())
    assert wired().erased_list.read_text() == first


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "no head\n",
        "{head}\nmark\n",
        "{head}\nshort 2027-03-01T12:00:00+00:00 1\n",
        "{head}\n{mark} 2027-03-01T12:00:00 1\n",
    ],
)
def test_a_list_that_cannot_be_read_is_told_of(house: Flask, broken: str) -> None:
    path = wired().erased_list
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(broken.format(head=f"marks by {wired().sealer.marks_by}", mark="0" * 64))
    with pytest.raises(Unusable, match=r"erased\.txt"):
        restoring.catch_up(now=clock.now())


def test_a_list_of_another_key_is_told_of(house: Flask) -> None:
    booked()
    _erase(_them, cancel_ahead=True)
    restoring.catch_up(now=clock.now())
    before = wired()
    wire(BookingSettings(Sealer(("another-key-for-the-tests-and-nothing-else0=",)), before.erased_list))
    try:
        with pytest.raises(Unusable, match="another key"):
            restoring.catch_up(now=clock.now())
    finally:
        wire(before)


def test_a_patient_cannot_erase_what_they_may_not_cancel(house: Flask, moving: MovableClock) -> None:
    made = booked(change_minutes=60 * 24)
    moving.now = at(8)
    with pytest.raises(Conflict), unit_of_work():
        erase(whose.of_booking(operations.get_booking(made.booking_id)), by=PATIENT, cancel_ahead=True, now=clock.now())
    assert operations.get_booking(made.booking_id).status is Status.BOOKED


def test_a_hold_that_has_run_out_is_erased_and_not_cancelled(house: Flask, moving: MovableClock) -> None:
    made = booked(confirms_by_mail=True)
    moving.move(hours=1)
    assert _erase(_them, cancel_ahead=True).cancelled == 0
    assert operations.get_booking(made.booking_id).status is Status.EXPIRED


def test_a_time_that_is_held_for_somebody_who_waits_is_given_back(house: Flask) -> None:
    with unit_of_work():
        there = bookable(now=clock.now(), hours=("09:00", "10:00"))
    taken = booked(there=there, who=OTHER)
    waits(there)
    with unit_of_work():
        changing.cancel(taken.booking_id, by=PATIENT, now=clock.now())
    with unit_of_work():
        row = db.session.scalars(sa.select(Waiting)).one()
        held = operations.new_booking(there.offer, at(9), status=Status.HELD, now=clock.now())
        db.session.add(held)
        db.session.flush()
        row.offered_booking_id, held.hold, held.hold_ends_at = held.id, Hold.OFFER, at(9)
    assert _erase(_them).waiting == 1
    assert {each.status for each in db.session.scalars(sa.select(Booking))} == {Status.CANCELLED, Status.EXPIRED}


def _close() -> None:
    db.session.remove()
    db.engine.dispose()
