"""The diary of the sample practice: never empty when it is opened, and nobody is ever mailed about it."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Role
from app.accounts.queries import find_user
from app.booking import diary
from app.booking.models import Booking, BookingMail, Hold, Status
from app.booking.reading import read_contacts
from app.cli.demo import read
from app.cli.demo.diary import load_diary
from app.cli.demo.directory import load_directory
from app.cli.demo.load import DIARY_EMAIL, DIARY_FILE, load
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.conftest import MovableClock
from tests.jobs.postbox import Post
from tests.web.desk.conftest import token_of
from tests.web.practice.conftest import words

DAYS = (
    datetime(2027, 3, 1, 12, 0, tzinfo=UTC),
    datetime(2027, 3, 27, 23, 30, tzinfo=UTC),  # the night in which the clocks go forward
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # the night in which they go back, a Sunday
    datetime(2027, 12, 25, 9, 0, tzinfo=UTC),  # among bank holidays
    datetime(2027, 6, 4, 16, 20, tzinfo=UTC),  # a Friday when the day's work is over
)


def _filled(now: datetime) -> int:
    """The number of the practice."""
    with unit_of_work():
        admin, keeper = factories.user(Role.ADMIN).actor, factories.user(Role.PRACTICE).actor
        practices = load_directory(by=admin, now=now)
        load_diary(practices, keeper, email="practice@example.org", by=admin, now=now)
    return practices[read.diary()["practice"]]


@pytest.mark.parametrize("now", DAYS, ids=lambda now: f"{now:%a-%d-%b}")
def test_the_diary_is_filled_around_every_day(house: Flask, moving: MovableClock, now: datetime) -> None:
    assert house
    moving.now = now
    practice_id = _filled(now)
    around = diary.between(practice_id, now - timedelta(days=14), now + timedelta(days=15), now=now)
    assert len(around) == len(read.diary()["appointments"])
    assert any(each.starts_at < now for each in around)
    assert sum(now < each.starts_at < now + timedelta(days=11) for each in around) >= 3
    (asked,) = diary.list_requests(practice_id, now=now)
    assert asked.hold is Hold.ANSWER
    assert asked.hold_ends_at is not None
    assert asked.hold_ends_at > now + timedelta(days=2)
    assert {each.status for each in around} == {Status.BOOKED, Status.HELD}


@pytest.mark.usefixtures("house")
def test_nobody_in_it_can_exist() -> None:
    practice_id = _filled(clock.now())
    keeper = find_user("practice@example.org")
    assert keeper is not None
    with unit_of_work():
        bookings = [diary.get_own(practice_id, each.id) for each in db.session.query(Booking)]
        patients = read_contacts(practice_id, bookings, by=keeper.actor, where="day", now=clock.now())
    assert len(patients) == len(read.diary()["appointments"])
    for patient in patients.values():
        assert patient.name.startswith("Sample patient ")
        assert not patient.email or patient.email.endswith("@example.org")
        assert not patient.phone or patient.phone.startswith("020 7946 0")


def test_about_a_sample_nobody_is_mailed(house: Flask, moving: MovableClock) -> None:
    """Not even by a site that was taken into production with its samples in it."""
    post = Post(house)
    post.open()
    _filled(clock.now())
    for _ in range(8):
        moving.move(days=1)  # requests run out, reminders fall due
        post.work()
    sent: list[tuple[str, EmailMessage]] = post.box.mails
    post.close()
    mails = db.session.query(BookingMail).all()
    assert {mail.kind for mail in mails} >= {"booked", "requested", "reminder"}
    assert {mail.sent_at for mail in mails} == {None}
    assert any("sample" in mail.skipped for mail in mails)
    assert sent == []


def test_the_login_that_lies_in_the_file_opens_the_filled_diary(app: Flask, client: FlaskClient) -> None:
    folder = Path(app.instance_path)
    with app.app_context():
        load(login_folder=folder, now=clock.now())
        db.session.remove()
    email, password = (folder / DIARY_FILE).read_text().split()
    assert email == DIARY_EMAIL
    sent = {"email": email, "password": password, "csrf_token": token_of(client.get("/login"))}
    client.post("/login", data=sent)
    page = client.get("/practice/", follow_redirects=True)
    assert "1 waiting for your answer" in words(page)
    assert "Sample patient" in words(page)
    assert client.get("/desk/").status_code == 403
