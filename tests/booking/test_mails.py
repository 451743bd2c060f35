"""Which mails a booking causes, and what they say."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.booking import by_link, changing, diary_keeping, mails, offering, operations, reminders, waiting
from app.booking.events import BookingChanged
from app.booking.mail_words import Kind
from app.booking.models import Booking, BookingMail, Contact, Party, Waiting
from app.booking.operations import PATIENT, Who
from app.booking.outgoing import Outgoing, Skip, outgoing
from app.booking.sealing import Patient
from app.booking.waiting import Wish
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.jobs import Job
from app.core.unit_of_work import unit_of_work
from app.directory.models import BookingMode, Practice, Service
from tests.booking.practices import MONDAY, Bookable, at, bookable
from tests.conftest import MovableClock

PRACTICE = Who(Party.PRACTICE, user_id=1)
NAME, EMAIL, PHONE = "Mabel Sample", "mabel@example.org", "020 7946 0000"
MABEL, NINE = Patient(NAME, EMAIL, PHONE), at(9)


@pytest.fixture
def there(house: Flask) -> Bookable:
    return _practice()


def _practice(**changes: object) -> Bookable:
    with unit_of_work():
        return bookable(now=clock.now(), **changes)  # type: ignore[arg-type]  # the names are the factory's own


def _book(there: Bookable, starts_at: datetime = NINE, patient: Patient = MABEL) -> int:
    with unit_of_work():
        held = operations.hold(there.location.id, there.service.id, starts_at, browser="one", now=clock.now()).id
    with unit_of_work():
        operations.confirm(held, patient, browser="one", key=f"key {held}", privacy_version=1, now=clock.now())
    return held


def _change(change: object, booking: int, *more: object, by: Who) -> None:
    with unit_of_work():
        change(booking, *more, by=by, now=clock.now())  # type: ignore[operator]  # one of changing's


def _absolute(path: str) -> str:
    return f"https://site.example.org{path}"


def _made(mail: BookingMail) -> Outgoing | Skip:
    return outgoing(mail, absolute=_absolute, now=clock.now())


def _rows(to: Party | None = None) -> list[BookingMail]:
    wanted = sa.select(BookingMail).order_by(BookingMail.id)
    return list(db.session.scalars(wanted.where(BookingMail.to == to) if to else wanted))


def _kinds(to: Party = Party.PATIENT) -> list[str]:
    return [mail.kind for mail in _rows(to)]


def _last(to: Party = Party.PATIENT) -> Outgoing:
    made = _made(_rows(to)[-1])
    assert isinstance(made, Outgoing)
    return made


def test_a_booking_is_told_to_both_sides_and_to_the_practice_without_the_patient(there: Bookable) -> None:
    booking = _book(there)
    assert (_kinds(), _kinds(Party.PRACTICE)) == (["booked"], ["booked"])
    to_patient, to_practice = _last(), _last(Party.PRACTICE)
    assert (to_patient.to, to_practice.to) == (EMAIL, there.practice.email)
    assert to_patient.letter.subject == "Your appointment on Monday 8 March 2027: booked"
    text = to_patient.letter.text
    assert "When: Monday 8 March 2027, 9:00 am (UK time)" in text
    assert "until Sunday 7 March 2027, 9:00 am" in text
    assert "https://site.example.org/booking/" in text
    assert (to_patient.method, to_practice.calendar) == ("REQUEST", b"")
    in_the_diary = f"https://site.example.org/practice/{there.practice.id}/bookings/{booking}/"
    assert to_practice.letter.link[1] == in_the_diary
    assert in_the_diary in to_practice.letter.text
    for words in (to_practice.letter.text, to_practice.letter.html, to_practice.letter.subject):
        assert not any(secret in words for secret in (NAME, "Mabel", EMAIL, PHONE, "/booking/"))


def test_who_is_visited_at_home_is_asked_where_until_it_is_said(there: Bookable, moving: MovableClock) -> None:
    asks = "please say so by the link"
    _book(there)
    assert asks not in _last().letter.text
    with unit_of_work():
        db.session.get_one(Service, there.service.id).at_home = True
    visit = _book(there, at(10))
    assert asks in _last().letter.text
    moving.now = at(10) - timedelta(hours=24)
    _remind()
    assert (_kinds()[-1], asks in _last().letter.text) == ("reminder", True)
    with unit_of_work():
        by_link.keep_address(visit, "1 Sample Street", now=clock.now())
    assert asks not in _last().letter.text
    _change(changing.cancel, visit, by=PRACTICE)
    assert asks not in _last().letter.text


def test_no_mail_says_what_somebody_typed_or_what_was_booked(there: Bookable) -> None:
    _book(there, patient=Patient("Cheap pills at http://spam.example", EMAIL, PHONE, note="My knee"))
    made = _last()
    for words in (made.letter.subject, made.letter.text, made.letter.html, made.calendar.decode()):
        assert not any(typed in words for typed in ("pills", "spam", "knee", PHONE, "First appointment"))


def test_each_step_of_a_request_is_told(house: Flask, moving: MovableClock) -> None:
    there = _practice(mode=BookingMode.REQUEST, confirms_by_mail=True)
    booking = _book(there)
    assert "One" not in _last().letter.text
    assert "Monday 1 March 2027, 12:30 pm" in _last().letter.text
    assert (_last().method, _kinds(Party.PRACTICE)) == ("", [])
    with unit_of_work():
        operations.confirm_by_mail(booking, now=clock.now())
    assert b"STATUS:TENTATIVE" in _last().calendar
    assert "still has to agree" in _last().letter.text
    assert "Please answer until Wednesday 3 March 2027, 12:00 pm" in _last(Party.PRACTICE).letter.text
    _change(changing.accept, booking, by=PRACTICE)
    assert b"STATUS:CONFIRMED" in _last().calendar
    _change(changing.move, booking, at(10), by=PATIENT)
    assert (_last().letter.subject, "old one is given up" in _last().letter.text) == (
        "Your appointment on Monday 8 March 2027: new time asked for",
        True,
    )
    _change(changing.decline, booking, by=PRACTICE)
    assert (_last().method, "Nothing is booked" in _last().letter.text) == ("CANCEL", True)
    assert _kinds() == ["confirm", "requested", "accepted", "moved", "declined"]
    assert _kinds(Party.PRACTICE) == ["requested", "moved"]


def test_cancelled_taken_back_and_moved_from_both_sides(there: Bookable) -> None:
    booking = _book(there)
    _change(changing.cancel, booking, by=PATIENT)
    assert (_last().method, "or take it back" in _last().letter.text) == ("CANCEL", True)
    assert b"SEQUENCE:1" in _last().calendar
    _change(changing.undo_cancel, booking, by=PATIENT)
    assert (_last().method, "booked again" in _last().letter.text) == ("REQUEST", True)
    _change(changing.move, booking, at(10), by=PRACTICE)
    assert "has moved your appointment" in _last().letter.text
    _change(changing.cancel, booking, by=PRACTICE)
    assert "has cancelled" in _last().letter.text
    assert "take it back" not in _last().letter.text
    assert (_kinds(), _kinds(Party.PRACTICE)) == (
        ["booked", "cancelled", "again", "moved", "cancelled"],
        ["booked", "cancelled", "again"],
    )


def test_a_request_that_ran_out_is_told_to_both(house: Flask, moving: MovableClock) -> None:
    there = _practice(mode=BookingMode.REQUEST)
    _book(there)
    moving.move(hours=48)
    with unit_of_work():
        operations.lock_diary(there.practitioner.id, now=clock.now())
    assert (_last().method, _last(Party.PRACTICE).letter.subject[-17:]) == ("CANCEL", "no answer in time")


def test_an_unconfirmed_booking_is_cancelled_without_calendar_and_practice(house: Flask) -> None:
    booking = _book(_practice(confirms_by_mail=True))
    _change(changing.cancel, booking, by=PATIENT)
    assert (_last().method, _rows(Party.PRACTICE)) == ("", [])


def test_a_booking_by_telephone_is_told_to_who_has_an_address(there: Bookable) -> None:
    for hour, email in ((9, EMAIL), (10, "")):
        with unit_of_work():
            patient = Patient(NAME, email)
            diary_keeping.book_by_phone(there.offer, at(hour), patient, privacy_version=1, by=PRACTICE, now=clock.now())
    first, second = _rows()
    assert isinstance(_made(first), Outgoing)
    assert _made(second) == Skip("There is no address to send it to.")


def test_what_is_not_true_any_more_is_not_sent(there: Bookable, moving: MovableClock) -> None:
    booking = _book(there)
    _change(changing.cancel, booking, by=PATIENT)
    first, _, second, _ = _rows()
    assert _made(first) == Skip("The booking has changed since.")
    assert isinstance(_made(second), Outgoing)
    _change(changing.undo_cancel, booking, by=PATIENT)
    assert _made(second) == Skip("The booking has changed since.")
    moving.now = at(9)
    assert _made(_rows(Party.PATIENT)[-1]) == Skip("It is too late for it.")


def test_of_two_times_only_the_newer_is_sent(there: Bookable) -> None:
    _change(changing.move, _book(there), at(10), by=PATIENT)
    first, _, second, _ = _rows()
    assert (_made(first), type(_made(second))) == (Skip("The booking has changed since."), Outgoing)


def test_a_request_taken_back_asks_again_by_the_clock_of_the_practice(house: Flask) -> None:
    there = _practice(mode=BookingMode.REQUEST, zone="Europe/Paris", phone="020 7946 0001")
    booking = _book(there)
    _change(changing.cancel, booking, by=PATIENT)
    _change(changing.undo_cancel, booking, by=PATIENT)
    text = _last().letter.text
    assert "ask for the appointment again" in text
    assert "10:00 am (Paris time)" in text
    assert "020 7946 0001" in text
    assert "Somebody asks for this time" in _last(Party.PRACTICE).letter.text


def test_who_was_erased_or_wants_to_be_left_alone_gets_nothing(there: Bookable) -> None:
    booking = _book(there)
    mail = _rows(Party.PATIENT)[0]
    with unit_of_work():
        db.session.get_one(Contact, booking).restricted_at = clock.now()
    assert _made(mail) == Skip("The patient has asked that their details are not used.")
    with unit_of_work():
        db.session.delete(db.session.get_one(Contact, booking))
    assert _made(mail) == Skip("Who it was for has been erased.")


def test_an_offer_is_told_to_who_waits(there: Bookable) -> None:
    booked = [_book(there, at(hour)) for hour in (9, 10, 11)]
    with unit_of_work():
        who = Patient("Sample patient", "waits@example.org")
        link = waiting.join(there.offer, Wish(MONDAY, MONDAY), who, privacy_version=1, now=clock.now())
    _change(changing.cancel, booked[1], by=PATIENT)
    with unit_of_work():
        offering.offer_free_times(there.practitioner.id, now=clock.now())
    made = _last()
    assert (made.to, made.method) == ("waits@example.org", "")
    assert f"https://site.example.org/booking/waiting/{link}/" in made.letter.text
    assert "held for you until Monday 1 March 2027, 1:00 pm" in made.letter.text
    with unit_of_work():
        waiting.take(link, now=clock.now())
    assert (_kinds()[-2:], _last().to) == (["offered", "booked"], "waits@example.org")


def test_whoever_waits_is_told_so_once_with_the_way_to_leave(there: Bookable, moving: MovableClock) -> None:
    with unit_of_work():
        who, wish = Patient(NAME, EMAIL, PHONE), Wish(MONDAY, MONDAY.replace(day=12), ("morning", "evening"))
        link = waiting.join(there.offer, wish, who, privacy_version=1, now=clock.now())
    with unit_of_work():
        mails.write_to_who_waits(1, now=clock.now())
    (row,) = _rows()
    made = _made(row)
    assert isinstance(made, Outgoing)
    assert (made.to, made.letter.subject, made.calendar) == (EMAIL, "You are on a waiting list", b"")
    assert f"https://site.example.org/booking/waiting/{link}/" in made.letter.text
    assert "Monday 8 March 2027 to Friday 12 March 2027, mornings or evenings" in made.letter.text
    assert not any(secret in made.letter.text for secret in (NAME, "Mabel", PHONE, "First appointment"))
    assert (mails.list_mails()[0][1], mails.ref_of(row)) == ("", "")
    moving.now = at(9, on=MONDAY.replace(day=13))
    assert _made(row) == Skip("It is too late for it.")
    moving.now = at(9)
    with unit_of_work():
        waiting.leave(link, now=clock.now())
    assert _made(row) == Skip("They do not wait any more.")


def test_a_mail_about_somebody_who_was_erased_is_no_failure(there: Bookable) -> None:
    with unit_of_work():
        waiting.join(there.offer, Wish(MONDAY, MONDAY), MABEL, privacy_version=1, now=clock.now())
    assert mails.get_mail(1).waiting_id == 1
    with unit_of_work():
        waiting.remove(db.session.scalars(sa.select(Waiting)).one(), now=clock.now())
    with unit_of_work():
        assert mails.claim(1, absolute=_absolute, now=clock.now()) is None


def test_a_mail_is_written_once_and_held_times_cause_none(there: Bookable) -> None:
    booking = _book(there)
    with unit_of_work():
        mails.follow(BookingChanged(booking, "booked", 0), now=clock.now())
        mails.follow(BookingChanged(booking, "held longer", 0), now=clock.now())
        mails.follow(BookingChanged(999, "booked", 0), now=clock.now())
    assert len(_rows()) == 2
    payloads = db.session.scalars(sa.select(Job.payload).where(Job.name == mails.JOB)).all()
    assert payloads == [{"mail_id": mail.id} for mail in _rows()]


def test_a_mail_is_claimed_once(there: Bookable) -> None:
    _book(there)
    mail = _rows()[0].id

    def claim() -> Outgoing | None:
        with unit_of_work():
            return mails.claim(mail, absolute=_absolute, now=clock.now())

    assert claim() is not None
    with unit_of_work():
        mails.release(mail)
    assert claim() is not None
    assert claim() is None  # the worker died before it could say that it was sent
    assert mails.get_mail(mail).skipped == mails.NOBODY_KNOWS
    assert claim() is None
    with pytest.raises(NotFound):
        mails.get_mail(999)


def _remind() -> list[int]:
    due = list(reminders.list_due(now=clock.now()))
    for booking in due:
        with unit_of_work():
            reminders.remind(booking, now=clock.now())
    return due


def test_a_reminder_is_written_once_a_day_before(there: Bookable, moving: MovableClock) -> None:
    booking = _book(there)
    moving.now = at(9) - timedelta(hours=24, seconds=1)
    assert _remind() == []
    moving.move(seconds=1)
    assert (_remind(), _remind()) == ([booking], [])
    assert _kinds() == ["booked", "reminder"]
    made = _last()
    assert (made.letter.subject[-10:], made.method) == ("a reminder", "")
    assert "See, move or cancel" not in made.letter.text
    _change(changing.cancel, booking, by=PRACTICE)
    assert _made(_rows()[2]) == Skip("The booking has changed since.")


def test_who_moved_is_reminded_of_the_new_time_and_who_just_booked_of_nothing(
    there: Bookable, moving: MovableClock
) -> None:
    moved, late = _book(there), MONDAY + timedelta(days=2)
    _change(changing.move, moved, at(9, on=late), by=PATIENT)
    moving.now = at(10, on=MONDAY - timedelta(days=1))
    just_booked = _book(there, at(9))
    assert _remind() == [just_booked]
    assert (_rows()[-1].kind, _rows()[-1].skipped) == ("reminder", reminders.JUST_HEARD)
    moving.now = at(10, on=late - timedelta(days=1))
    assert _remind() == [moved]
    assert "Wednesday 10 March 2027" in _last().letter.subject


def test_a_practice_that_reminds_nobody(there: Bookable, moving: MovableClock) -> None:
    _practice()  # another one reminds
    _book(there)
    with unit_of_work():
        db.session.get_one(Practice, there.practice.id).reminder_hours = 0
    moving.now = at(8)
    assert _remind() == []
    moving.now = at(9)
    assert _remind() == []


def test_the_night_of_the_clocks_makes_no_reminder_late(there: Bookable, moving: MovableClock) -> None:
    """On 28 March 2027 the clocks go forward: 9 am of the 28th is 8:00 in UTC, 24 hours after 8 am of the 27th."""
    sunday = MONDAY.replace(day=28)
    booking = _book(there, at(8, on=sunday))
    moving.now = at(7, 59, on=sunday.replace(day=27))
    assert _remind() == []
    moving.move(minutes=1)
    assert _remind() == [booking]
    assert "Sunday 28 March 2027, 9:00 am (UK time)" in _last().letter.text


def test_a_reminder_of_what_is_over_is_not_written(there: Bookable) -> None:
    booking = _book(there)
    _change(changing.cancel, booking, by=PATIENT)
    with unit_of_work():
        reminders.remind(booking, now=clock.now())
    assert "reminder" not in _kinds()


def test_no_patient_lies_in_jobs_mails_or_events(there: Bookable) -> None:
    _book(there)
    for table in (Job, BookingMail, Booking):
        rows = str(db.session.execute(sa.select(table.__table__)).all())
        assert not any(secret in rows for secret in (NAME, EMAIL, PHONE))


def test_every_kind_has_words_and_a_state() -> None:
    assert {*mails.KINDS.values(), Kind.REMINDER, Kind.FORMER, Kind.WAITING} == set(Kind)
