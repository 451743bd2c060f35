"""Mails about reviews: one a day to a person, every turn once, whatever the worker goes through."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.content import operations
from app.core import clock
from app.core.db import db
from app.core.mail import MailMessage
from app.core.unit_of_work import unit_of_work
from app.jobs.handlers import HANDLERS
from app.jobs.worker import Worker
from app.reviews.models import Review
from tests.conftest import MovableClock
from tests.reviews.pages import Page

DUE = date(2027, 9, 1)


@pytest.fixture
def page(house: Flask, staff: dict[Role, Actor]) -> Page:
    made = Page(staff[Role.EDITOR])
    made.sign(next_due=DUE)
    with unit_of_work():
        db.session.execute(sa.update(Review).values(user_id=staff[Role.REVIEWER].user_id))
    return made


def _remind(house: Flask) -> None:
    HANDLERS["remind_of_reviews"](house.extensions["worker"]._tools, {})


def _mails(to: str = "editor@example.org") -> list[MailMessage]:
    return list(db.session.scalars(sa.select(MailMessage).where(MailMessage.to == to).order_by(MailMessage.id)))


def _go_to(moving: MovableClock, day: date) -> None:
    moving.now = moving.now.replace(year=day.year, month=day.month, day=day.day)


def test_nobody_is_reminded_before_the_first_turn(house: Flask, page: Page, moving: MovableClock) -> None:
    _go_to(moving, DUE - timedelta(days=61))
    _remind(house)
    assert _mails() == []


def test_every_turn_is_told_once_though_the_job_runs_daily_and_twice(
    house: Flask, page: Page, moving: MovableClock
) -> None:
    for days in range(-62, 63):
        _go_to(moving, DUE + timedelta(days=days))
        _remind(house)
        _remind(house)
    told = [(mail.created_at.date() - DUE).days for mail in _mails()]
    assert told == [-60, -14, 0, 30, 61]
    assert [mail.subject for mail in _mails()][::3] == ["Review due: An article", "Review overdue: An article"]
    assert "An article: due in 60 days, on 1 September 2027." in _mails()[0].text
    assert "An article: due today." in _mails()[2].text
    assert "An article: overdue by 30 days, since 1 September 2027." in _mails()[3].text
    assert f"http://localhost/desk/entries/{page.id}/review/" in _mails()[0].text


def test_editors_and_the_last_reviewer_are_told_and_nobody_else(house: Flask, page: Page, moving: MovableClock) -> None:
    _go_to(moving, DUE)
    _remind(house)
    told = set(db.session.scalars(sa.select(MailMessage.to)))
    assert told == {"admin@example.org", "editor@example.org", "reviewer@example.org"}


def test_several_pages_are_one_mail(house: Flask, page: Page, moving: MovableClock) -> None:
    other = Page(page.by)
    other.sign(next_due=DUE)
    _go_to(moving, DUE - timedelta(days=60))
    _remind(house)
    (mail,) = _mails()
    assert mail.subject == "2 pages to review"
    assert len(_mails("reviewer@example.org")) == 1
    assert mail.text.count("due in 60 days") == 2


def test_a_day_that_was_missed_is_made_up_for_and_older_turns_are_not(
    house: Flask, page: Page, moving: MovableClock
) -> None:
    _go_to(moving, DUE + timedelta(days=40))
    _remind(house)
    _go_to(moving, DUE + timedelta(days=41))
    _remind(house)
    assert len(_mails()) == 1


def test_a_review_or_a_withdrawal_ends_it(house: Flask, page: Page, moving: MovableClock) -> None:
    _go_to(moving, DUE)
    page.do(operations.withdraw)
    _remind(house)
    assert _mails() == []
    page.publish()
    page.sign(reviewed_on=DUE)
    _remind(house)
    assert _mails() == []


def test_the_worker_does_it_every_day(app: Flask, staff: dict[Role, Actor], moving: MovableClock) -> None:
    with app.app_context():
        page = Page(staff[Role.EDITOR])
        page.sign(next_due=clock.now().date() + timedelta(days=15))
        page_id = page.id
        db.session.remove()
    worker: Worker = app.extensions["worker"]
    moving.move(days=1)
    for _ in range(3):
        worker.work_off()
        moving.move(hours=2)
    with app.app_context():
        assert [f"/entries/{page_id}/" in mail.text for mail in _mails()] == [True]
        db.session.remove()
