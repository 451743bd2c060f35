"""A patient in front of the pages of booking: a browser without scripts, a practice with three times a day."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.booking import operations
from app.booking.models import Booking, PrivacyNotice
from app.booking.sealing import Patient
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests.booking.practices import bookable
from tests.conftest import MovableClock
from tests.web.conftest import Read, read

ME = {"name": "Sample Patient", "email": "patient@example.org", "phone": "020 7946 0000"}
NINE = "2027-03-08T09:00Z"
TEN = "2027-03-08T10:00Z"
ELEVEN = "2027-03-08T11:00Z"


@dataclass(frozen=True)
class Ids:
    """One practitioner with one service, who works every day from nine to noon."""

    slug: str
    practitioner: int
    practice: int
    location: int
    service: int

    @property
    def book(self) -> str:
        return f"/physiotherapists/{self.slug}/book/"

    @property
    def query(self) -> str:
        return f"?at={self.location}&for={self.service}"


Make = Callable[..., Ids]


@pytest.fixture
def make(app: Flask) -> Make:
    """Practices as a test wants them."""

    def made(**wanted: object) -> Ids:
        with app.app_context():
            with unit_of_work():
                there = bookable(now=clock.now(), **wanted)  # type: ignore[arg-type]  # the names are the factory's own
                ids = Ids(
                    there.practitioner.slug,
                    there.practitioner.id,
                    there.practice.id,
                    there.location.id,
                    there.service.id,
                )
            db.session.remove()
        return ids

    return made


@pytest.fixture
def there(make: Make) -> Ids:
    return make()


@dataclass
class Somebody:
    """A browser of its own."""

    app: Flask
    client: FlaskClient
    clock: MovableClock

    def get(self, path: str) -> Read:
        return read(self.client.get(path))

    def post(self, path: str, **data: object) -> TestResponse:
        return self.client.post(path, data=data)

    def hold(self, ids: Ids, start: str = NINE, **more: str) -> TestResponse:
        sent = {"at": ids.location, "for": ids.service, "start": start, **more}
        return self.client.post(ids.book, data=sent)

    def filled(self, page: Read, **typed: str) -> dict[str, str]:
        """The form of a page with everything hidden in it, after long enough a time."""
        self.clock.move(seconds=4)
        return {**hidden(page), **typed}

    def book(self, ids: Ids, start: str = NINE, **typed: str) -> TestResponse:
        """Hold and send; the answer to the form."""
        assert self.hold(ids, start).status_code == 303
        page = self.get(f"{ids.book}details/")
        return self.client.post(f"{ids.book}details/", data=self.filled(page, **{**ME, **typed}))

    def booked(self, ids: Ids, start: str = NINE, **typed: str) -> str:
        """Booked; the address of the page that the link opens."""
        done = self.book(ids, start, **typed)
        assert done.status_code == 303, done.text
        found = re.search(r'href="(/booking/[^/"]+/)"', self.get(done.headers["Location"]).html)
        assert found is not None
        return found[1]

    def press(self, path: str, **data: str) -> TestResponse:
        """Open a page of one's link and press one of its buttons."""
        page = self.get(path)
        return self.client.post(path, data=self.filled(page, **data))


def hidden(page: Read) -> dict[str, str]:
    """The hidden fields of a page's forms; of several with one name the last."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.html)
    return dict(fields)


@pytest.fixture
def somebody(app: Flask, moving: MovableClock) -> Somebody:
    return Somebody(app, app.test_client(), moving)


@pytest.fixture
def other(app: Flask, moving: MovableClock) -> Somebody:
    return Somebody(app, app.test_client(), moving)


def publish_notice(app: Flask, version: int) -> None:
    with app.app_context():
        with unit_of_work():
            db.session.add(PrivacyNotice(version=version, text="What is kept.", since=clock.now(), by_id=None))
        db.session.remove()


def rows(app: Flask) -> list[tuple[str, int]]:
    """Status and hour of every booking, in order."""
    with app.app_context():
        found = db.session.query(Booking).order_by(Booking.id).all()
        kept = [(str(each.status), each.starts_at.hour) for each in found]
        db.session.remove()
    return kept


def patient_of(app: Flask, number: int = 1) -> Patient:
    with app.app_context():
        found = operations.open_contact(operations.get_booking(number))
        db.session.remove()
    return found
