"""Somebody of a practice in front of its diary, and a practice with one practitioner who works from nine to noon."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import operations as accounts
from app.accounts.permissions import Actor, Role
from app.accounts.queries import get_user
from app.booking import operations
from app.booking.models import Booking, ContactReading
from app.booking.sealing import Patient
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.models import PracticeMember
from app.web.auth import COOKIE
from tests import factories
from tests.booking.practices import bookable
from tests.web.desk.conftest import house, token_of

SOMEBODY = Patient("Sample Patient", "patient@example.org", "020 7946 0000")
EIGHTH = "2027-03-08"
"""A Monday."""


@dataclass(frozen=True)
class Ids:
    practice: int
    practitioner: int
    location: int
    service: int

    @property
    def base(self) -> str:
        return f"/practice/{self.practice}/"


class Keeper:
    """A browser in which somebody is logged in who keeps diaries."""

    def __init__(self, app: Flask, actor: Actor) -> None:
        self.app, self.actor = app, actor
        self.client: FlaskClient = app.test_client()
        self._token = ""
        with house(app), unit_of_work():
            secret = accounts.start_session(get_user(actor.user_id), user_agent="test", now=clock.now())
        self.client.set_cookie(COOKIE, secret)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def page(self, path: str) -> str:
        """The words of a page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return words(answer)

    def post(self, path: str, data: dict[str, Any] | None = None, status: int = 303) -> str:
        """Send a form; where it leads, or the words of the page that answers."""
        self._token = self._token or token_of(self.client.get("/practice/nowhere"))
        answer = self.client.post(path, data={"csrf_token": self._token, **(data or {})})
        assert answer.status_code == status, (path, answer.status_code, words(answer)[:1500])
        return answer.location if status == 303 else words(answer)


def words(answer: TestResponse) -> str:
    """What is read on a page."""
    body = re.sub(r"(?s)^.*?<main", "<main", answer.text)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def joined(app: Flask, actor: Actor, **wanted: Any) -> Ids:
    """A practice whose diary this person keeps."""
    with house(app), unit_of_work():
        there = bookable(now=clock.now(), **wanted)
        db.session.add(PracticeMember(practice_id=there.practice.id, user_id=actor.user_id, since=clock.now()))
        return Ids(there.practice.id, there.practitioner.id, there.location.id, there.service.id)


def book(app: Flask, ids: Ids, starts_at: datetime, patient: Patient = SOMEBODY) -> int:
    """As a patient does."""
    browser = starts_at.isoformat()
    with house(app):
        with unit_of_work():
            held = operations.hold(ids.location, ids.service, starts_at, browser=browser, now=clock.now()).id
        with unit_of_work():
            operations.confirm(held, patient, browser=browser, key=browser, privacy_version=1, now=clock.now())
    return held


def booking(app: Flask, booking_id: int) -> Booking:
    with house(app):
        return operations.get_booking(booking_id)


def readings(app: Flask) -> list[tuple[int, str]]:
    """Whose details were shown where, in order."""
    with house(app):
        rows = db.session.query(ContactReading).order_by(ContactReading.id).all()
        return [(row.booking_id, row.where) for row in rows]


@pytest.fixture
def keeper(app: Flask) -> Keeper:
    with house(app), unit_of_work():
        actor = factories.user(Role.PRACTICE).actor
    return Keeper(app, actor)


@pytest.fixture
def there(app: Flask, keeper: Keeper) -> Ids:
    return joined(app, keeper.actor)
