"""Mails about bookings on their way: a real worker, a real mail server, and servers that misbehave."""

from collections.abc import Iterator
from typing import Any

import icalendar
import pytest
import sqlalchemy as sa
from flask import Flask

from app.booking import changing, operations
from app.booking.mails import JOB, NOBODY_KNOWS
from app.booking.models import Booking, BookingMail, Contact, Hold, Party, Status, Waiting
from app.booking.operations import PATIENT
from app.booking.sealing import Patient
from app.booking.waiting import Wish, join
from app.core import clock, jobs
from app.core.db import db
from app.core.jobs import Job, JobState
from app.core.unit_of_work import unit_of_work
from app.directory.models import BookingMode
from tests.booking.practices import MONDAY, Bookable, at, bookable
from tests.conftest import MovableClock
from tests.jobs.postbox import Post

EMAIL, NAME = "mabel@example.org", "Mabel Sample"


@pytest.fixture
def post(house: Flask) -> Iterator[Post]:
    made = Post(house)
    made.open()
    yield made
    made.close()


def _there(**changes: object) -> Bookable:
    with unit_of_work():
        return bookable(now=clock.now(), **changes)  # type: ignore[arg-type]  # the names are the factory's own


def _book(there: Bookable, hour: int = 9) -> int:
    with unit_of_work():
        held = operations.hold(there.location.id, there.service.id, at(hour), browser="one", now=clock.now()).id
    with unit_of_work():
        patient = Patient(NAME, EMAIL, "020 7946 0000")
        operations.confirm(held, patient, browser="one", key=f"k{held}", privacy_version=1, now=clock.now())
    return held


def _jobs(*states: JobState) -> list[Job]:
    db.session.rollback()
    wanted = sa.select(Job).where(Job.name == JOB, Job.state.in_(states)).order_by(Job.id)
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


def _mail_to(party: Party) -> BookingMail:
    db.session.rollback()
    wanted = sa.select(BookingMail).where(BookingMail.to == party).execution_options(populate_existing=True)
    return db.session.scalars(wanted).one()


def _bytes_of(part: Any) -> bytes:
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found


def _news(post: Post) -> list[str]:
    """The ends of the subjects that the patient got."""
    return [str(mail["Subject"]).rpartition(": ")[2] for mail in post.box.to(EMAIL)]


def test_both_sides_get_one_mail_each_that_every_program_can_show(post: Post) -> None:
    there = _there()
    _book(there)
    post.work()
    post.work()
    (mail,), (notice,) = post.box.to(EMAIL), post.box.to(there.practice.email)
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert (mail["To"], mail["From"], mail["Auto-Submitted"]) == (EMAIL, "site@example.org", "auto-generated")
    parts = {part.get_content_type(): part for part in mail.walk()}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    for kind in ("text/calendar", "application/ics"):
        calendar: Any = icalendar.Calendar.from_ical(_bytes_of(parts[kind]))
        assert calendar["METHOD"] == "REQUEST"
    assert parts["application/ics"].get_filename() == "appointment.ics"
    assert "Monday 8 March 2027, 9:00 am" in parts["text/plain"].get_content()
    assert "Monday 8 March 2027, 9:00 am" in parts["text/html"].get_content()
    assert [part.get_content_type() for part in notice.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert EMAIL not in notice.as_string()
    assert {_mail_to(Party.PATIENT).sent_at, _mail_to(Party.PRACTICE).sent_at} == {clock.now()}


def test_while_the_server_is_down_mails_wait_and_then_go_once(post: Post, moving: MovableClock) -> None:
    post.close()
    _book(_there())
    post.work()
    assert [job.attempts for job in _jobs(JobState.QUEUED)] == [1, 1]
    assert (_mail_to(Party.PATIENT).claimed_at, _mail_to(Party.PATIENT).sent_at) == (None, None)
    assert "cannot be reached" in str(_jobs(JobState.QUEUED)[0].last_error)
    post.open()
    moving.move(minutes=1)
    post.work()
    assert len(post.box.to(EMAIL)) == 1


def test_a_refused_recipient_is_parked_at_once_and_named_nowhere(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    post.box.answers[EMAIL] = f"550 <{EMAIL}> is unknown here"
    _book(_there())
    post.work()
    (dead,) = _jobs(JobState.DEAD)
    assert (dead.attempts, dead.last_error) == (1, "Refused: The mail server refused the recipient (status 550).")
    logged = capsys.readouterr()
    assert "job.failed" in logged.err
    assert not any(secret in logged.err + logged.out for secret in (EMAIL, "Mabel"))
    del post.box.answers[EMAIL]
    with unit_of_work():
        jobs.try_again(dead.id, now=clock.now())
    post.work()
    assert len(post.box.to(EMAIL)) == 1


def test_a_server_that_asks_for_patience_gets_it(post: Post, moving: MovableClock) -> None:
    post.box.answers[EMAIL] = "451 later"
    _book(_there())
    post.work()
    assert [job.last_error for job in _jobs(JobState.QUEUED)] == [
        "NotTaken: The mail server refused the recipient (status 451)."
    ]
    post.box.answers.clear()
    moving.move(minutes=1)
    post.work()
    assert len(post.box.to(EMAIL)) == 1


def test_what_may_have_been_taken_is_not_sent_again(post: Post, moving: MovableClock) -> None:
    post.box.hangs_up = True
    _book(_there())
    for _ in range(3):
        post.work()
        moving.move(minutes=1)
    assert len(post.box.to(EMAIL)) == 1
    mail = _mail_to(Party.PATIENT)
    assert (mail.sent_at, mail.skipped) == (None, NOBODY_KNOWS)


def test_what_was_cancelled_before_it_was_sent_is_not_sent(post: Post) -> None:
    booking = _book(_there())
    with unit_of_work():
        changing.cancel(booking, by=PATIENT, now=clock.now())
    post.work()
    (mail,) = post.box.to(EMAIL)
    assert mail["Subject"] == "Your appointment on Monday 8 March 2027: cancelled"
    assert "method=CANCEL" in mail.as_string().replace('"', "")


def test_in_development_nothing_is_claimed(house: Flask) -> None:
    _book(_there())
    house.extensions["worker"].work_off()
    assert _mail_to(Party.PATIENT).claimed_at is None


def test_a_request_nobody_answered_ends_and_the_next_who_waits_is_asked(post: Post, moving: MovableClock) -> None:
    there = _there(mode=BookingMode.REQUEST, hours=("09:00", "10:00"))
    asked = _book(there)
    with unit_of_work():
        who = Patient("Sample patient", "waits@example.org")
        join(there.offer, Wish(MONDAY, MONDAY), who, privacy_version=1, now=clock.now())
    post.work()
    (joined,) = post.box.to("waits@example.org")
    assert joined["Subject"] == "You are on a waiting list"
    moving.move(hours=48)
    post.work()
    assert operations.get_booking(asked).status is Status.EXPIRED
    assert _news(post) == ["asked for", "no answer in time"]
    _, offered = post.box.to("waits@example.org")
    assert offered["Subject"].endswith("a time is free")


def test_what_was_held_and_not_booked_is_given_back_by_itself(post: Post, moving: MovableClock) -> None:
    there = _there()
    with unit_of_work():
        held = operations.hold(there.location.id, there.service.id, at(9), browser="one", now=clock.now()).id
    moving.move(minutes=10)
    post.work()
    assert operations.get_booking(held).status is Status.EXPIRED


def test_a_further_day_is_offered_within_the_hour(post: Post, moving: MovableClock) -> None:
    there = _there(latest_days=6)
    with unit_of_work():
        who = Patient("Sample patient", "waits@example.org")
        join(there.offer, Wish(MONDAY, MONDAY), who, privacy_version=1, now=clock.now())
    post.work()
    post.work()
    assert len(post.box.to("waits@example.org")) == 1, "that they wait, once"
    moving.move(hours=24)
    post.work()
    assert len(post.box.to("waits@example.org")) == 2
    assert db.session.scalars(sa.select(Booking.hold)).all() == [Hold.OFFER]
    assert db.session.scalars(sa.select(Waiting.offered_booking_id)).all() != [None]


def test_reminded_the_day_before_and_closed_the_day_after(post: Post, moving: MovableClock) -> None:
    booking = _book(_there())
    moving.now = at(9, on=MONDAY.replace(day=7))
    post.work()
    post.work()
    assert _news(post) == ["booked", "a reminder"]
    moving.now = at(0, on=MONDAY.replace(day=9))
    post.work()
    assert operations.get_booking(booking).status is Status.DONE


def test_what_is_not_confirmed_in_half_an_hour_is_free_again_and_forgotten_after_a_day(
    post: Post, moving: MovableClock
) -> None:
    there = _there(confirms_by_mail=True)
    held = _book(there)
    post.work()
    assert _news(post) == ["please confirm"]
    moving.move(minutes=29)
    post.work()
    assert operations.get_booking(held).status is Status.HELD
    moving.move(minutes=5)
    post.work()
    booking = operations.get_booking(held)
    assert (booking.status, booking.hold) == (Status.EXPIRED, Hold.MAIL)
    moving.move(hours=23)
    post.work()
    assert len(db.session.scalars(sa.select(Booking)).all()) == 1
    moving.move(hours=24)  # the first run after the day
    post.work()
    db.session.rollback()
    assert db.session.scalars(sa.select(Booking)).all() == []


def test_an_offer_that_nobody_takes_goes_to_the_next_after_an_hour(post: Post, moving: MovableClock) -> None:
    there = _there(hours=("09:00", "10:00"))
    blocks = _book(there)
    for name in ("first", "second"):
        with unit_of_work():
            who = Patient("Sample patient", f"{name}@example.org")
            join(there.offer, Wish(MONDAY, MONDAY), who, privacy_version=1, now=clock.now())
    with unit_of_work():
        changing.cancel(blocks, by=PATIENT, now=clock.now())
    post.work()
    assert [len(post.box.to(f"{name}@example.org")) for name in ("first", "second")] == [2, 1]
    moving.move(minutes=60)
    post.work()
    assert [len(post.box.to(f"{name}@example.org")) for name in ("first", "second")] == [2, 2]


def test_after_the_practices_days_the_nightly_run_forgets_who_it_was(post: Post, moving: MovableClock) -> None:
    booking = _book(_there(retention_days=2))
    post.work()
    moving.now = at(10, on=MONDAY.replace(day=11))  # two days and a night later
    post.work()
    db.session.rollback()
    assert db.session.get(Contact, booking) is None
    assert operations.get_booking(booking).status is Status.DONE
