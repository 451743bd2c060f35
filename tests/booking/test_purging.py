"""What is forgotten by itself, with a clock that moves."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.booking import changing, diary_keeping, operations, restricting, whose
from app.booking.models import Booking, BookingEvent, Contact, ContactReading, Party, Status, Waiting
from app.booking.operations import PATIENT, Who
from app.booking.purging import Purged, purge
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.models import BookingMode, Practice
from app.jobs.handlers import HANDLERS
from tests.booking.patients import EMAIL, booked, told, waits
from tests.booking.practices import MONDAY, at, bookable
from tests.conftest import MovableClock


def _purge() -> Purged:
    with unit_of_work():
        return purge(now=clock.now())


def _count(model: type[Booking] | type[Contact] | type[Waiting]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_after_the_practices_days_nobody_is_left(house: Flask, moving: MovableClock) -> None:
    made = booked(retention_days=30)
    end = operations.get_booking(made.booking_id).ends_at
    moving.now = end + timedelta(days=30, seconds=-1)
    assert _purge() == Purged()
    moving.move(seconds=1)
    assert _purge() == Purged(contacts=1)
    booking = operations.get_booking(made.booking_id)
    assert (booking.link_hash, booking.idem_key, booking.browser_hash) == (None, None, None)
    assert db.session.get(Contact, made.booking_id) is None
    assert told() == []
    assert EMAIL not in str(db.session.execute(sa.select(BookingEvent)).all())
    assert _purge() == Purged(), "a second run finds nothing"


def test_what_was_moved_is_kept_from_the_new_time_on(house: Flask, moving: MovableClock) -> None:
    made = booked(retention_days=1)
    later = at(9, on=MONDAY + timedelta(days=20))
    with unit_of_work():
        changing.move(made.booking_id, later, by=PATIENT, now=clock.now())
    moving.now = later - timedelta(days=1)
    assert _purge().contacts == 0
    assert operations.open_contact(operations.get_booking(made.booking_id)).email == EMAIL
    assert db.session.get_one(Contact, made.booking_id).purge_after == later + timedelta(hours=1, days=1)
    moving.now = later + timedelta(days=2)
    assert _purge().contacts == 1


def test_a_practice_that_keeps_less_from_now_on_keeps_less_of_all(house: Flask, moving: MovableClock) -> None:
    made = booked(retention_days=90)
    moving.now = at(10) + timedelta(days=8)
    with unit_of_work():
        db.session.get_one(Practice, made.there.practice.id).retention_days = 7
    assert _purge().contacts == 1


@pytest.mark.parametrize("by_mail", [True, False])
def test_a_time_that_nobody_confirmed_goes_after_a_day_with_all_of_it(
    house: Flask, moving: MovableClock, by_mail: bool
) -> None:
    with unit_of_work():
        there = bookable(now=clock.now(), confirms_by_mail=by_mail)
    if by_mail:
        booked(there=there)
    else:
        with unit_of_work():
            operations.hold(there.location.id, there.service.id, at(9), browser="one", now=clock.now())
    moving.move(minutes=40)
    with unit_of_work():
        operations.lock_diary(there.practitioner.id, now=clock.now())
    moving.move(hours=23)
    assert _purge() == Purged()
    moving.move(hours=2)
    assert _purge() == Purged(holds=1)
    assert (_count(Booking), _count(Contact), told()) == (0, 0, [])


def test_a_hold_that_nobody_swept_goes_too(house: Flask, moving: MovableClock) -> None:
    with unit_of_work():
        there = bookable(now=clock.now())
        operations.hold(there.location.id, there.service.id, at(9), browser="one", now=clock.now())
    moving.move(days=2)
    assert _purge().holds == 1


def test_a_request_without_an_answer_is_kept_like_an_appointment(house: Flask, moving: MovableClock) -> None:
    made = booked(mode=BookingMode.REQUEST, retention_days=5)
    moving.move(days=4)
    with unit_of_work():
        operations.lock_diary(made.there.practitioner.id, now=clock.now())
    assert operations.get_booking(made.booking_id).status is Status.EXPIRED
    assert _purge() == Purged()
    moving.now = at(10) + timedelta(days=5)
    assert _purge() == Purged(contacts=1)


def test_the_waiting_list_forgets_a_week_after_the_last_day(house: Flask, moving: MovableClock) -> None:
    with unit_of_work():
        there = bookable(now=clock.now())
    waits(there)
    moving.now = at(0) + timedelta(days=7, seconds=-1)
    assert _purge() == Purged()
    moving.move(seconds=1)
    assert _purge() == Purged(waiting=1)
    assert (_count(Waiting), told()) == (0, [])


def test_what_a_practice_calls_its_blocked_time_goes_too(house: Flask, moving: MovableClock) -> None:
    with unit_of_work():
        there = bookable(now=clock.now(), retention_days=10)
        by = Who(Party.PRACTICE, 1)
        location = there.location
        diary_keeping.block(
            location, at(9), at(10), called="Quillon rings", zone="Europe/London", by=by, now=clock.now()
        )
    moving.now = at(10) + timedelta(days=10, seconds=-1)
    assert _purge() == Purged()
    moving.move(seconds=1)
    assert _purge() == Purged(block_names=1)
    assert told() == []


def test_after_a_year_it_is_not_known_who_of_the_practice_it_was(house: Flask, moving: MovableClock) -> None:
    made = booked()
    with unit_of_work():
        changing.cancel(made.booking_id, by=Who(Party.PRACTICE, 7), now=clock.now())
        db.session.add(
            ContactReading(
                booking_id=made.booking_id, user_id=7, user_name="Receptionist Rare", at=clock.now(), where="day"
            )
        )
    moving.move(days=364)
    assert _purge().users == 0
    moving.move(days=1)
    assert _purge().users == 2  # one line of the cancelling, one of the reading
    reading = db.session.scalars(sa.select(ContactReading)).one()
    assert (reading.user_id, reading.user_name, reading.where) == (0, "", "day")
    assert {event.user_id for event in db.session.scalars(sa.select(BookingEvent))} == {None}


@pytest.mark.parametrize(
    "change", [{"what": "else"}, {"party": Party.SITE}, {"user_id": 8}, {"details": {"a": 1}}, {"booking_id": 2}]
)
def test_nothing_else_of_what_happened_can_be_rewritten(house: Flask, change: dict[str, object]) -> None:
    made = booked()
    booked(there=made.there, hour=10)
    for forgets in ({}, {"user_id": None}):
        with pytest.raises(SQLAlchemyError, match="not rewritten"), unit_of_work():
            db.session.execute(sa.update(BookingEvent).where(BookingEvent.id == 1).values(**{**forgets, **change}))


def test_whoever_asked_that_theirs_is_kept_but_not_used_has_it_kept(house: Flask, moving: MovableClock) -> None:
    made = booked(retention_days=1)
    with unit_of_work():
        assert restricting.restrict(whose.by_email(EMAIL), by=PATIENT, now=clock.now()) == 1
        assert restricting.restrict(whose.by_email(EMAIL), by=PATIENT, now=clock.now()) == 0
    moving.now = at(10) + timedelta(days=400)
    assert _purge().contacts == 0
    with unit_of_work():
        assert restricting.lift(whose.by_email(EMAIL), by=PATIENT, now=clock.now()) == 1
    assert _purge().contacts == 1
    assert db.session.get(Contact, made.booking_id) is None


def test_copies_of_the_database_go_by_age(house: Flask, moving: MovableClock) -> None:
    folder = house.extensions["settings"].instance_path / "copies"
    folder.mkdir(parents=True)
    old, young, other = ("site-20270101T120000Z.db", "site-20270205T120000Z.db", "kept-by-hand.db")
    for name in (old, young, other):
        (folder / name).write_bytes(b"x")
    HANDLERS["forget_patients"](house.extensions["worker"]._tools, {})
    assert sorted(each.name for each in folder.iterdir()) == [other, young]
    moving.move(days=12)
    HANDLERS["forget_patients"](house.extensions["worker"]._tools, {})
    assert [each.name for each in folder.iterdir()] == [other]


def test_a_practice_that_says_0_days_keeps_nothing_for_ever(house: Flask, moving: MovableClock) -> None:
    """No form takes a 0; what was written into the database by hand counts as a day."""
    made = booked()
    with unit_of_work():
        db.session.get_one(Practice, made.there.practice.id).retention_days = 0
    moving.now = at(10) + timedelta(hours=23, minutes=59)
    assert _purge().contacts == 0
    moving.move(minutes=1)
    assert _purge().contacts == 1


def test_the_job_does_it_and_says_how_many_and_never_who(
    house: Flask, moving: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    booked(retention_days=1)
    moving.now = at(10) + timedelta(days=1)
    HANDLERS["forget_patients"](house.extensions["worker"]._tools, {})
    said = capsys.readouterr().err
    assert '"contacts": 1' in said
    assert "example.org" not in said
    HANDLERS["forget_patients"](house.extensions["worker"]._tools, {})
    assert '"contacts": 0' in capsys.readouterr().err
