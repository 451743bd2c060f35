"""Whoever books leaves no trace in clear text: no table, job, mail, log line, address or calendar says who it was."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.booking import operations, outgoing
from app.booking.models import BookingMail
from app.core import clock, jobs
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.models import Service
from tests.booking.patients import TELLTALE, THEM, told
from tests.web.site.booking.conftest import Ids, Make, Somebody, make, somebody

__all__ = ["make", "somebody"]

TYPED = {"name": THEM.name, "email": THEM.email, "phone": THEM.phone, "note": THEM.note}


def _said(text: str) -> list[str]:
    return [word for word in TELLTALE if word in text.casefold()]


def _go_all_ways(somebody: Somebody, there: Ids) -> list[str]:
    """Book with everything that can be typed, once wrongly, give an address, move, cancel, undo; the addresses on the way."""
    seen = []
    somebody.hold(there)
    page = somebody.get(f"{there.book}details/")
    somebody.client.post(f"{there.book}details/", data=somebody.filled(page, **{**TYPED, "email": "unlikely"}))
    page = somebody.get(f"{there.book}details/")
    done = somebody.client.post(f"{there.book}details/", data=somebody.filled(page, **TYPED))
    assert done.status_code == 303, done.text
    seen.append(done.headers["Location"])
    found = re.search(r'href="(/booking/[^/"]+/)"', somebody.get(seen[0]).html)
    assert found is not None
    manage = found[1]
    for press in (
        {"do": "address", "address": THEM.address},
        {"do": "move", "start": "2027-03-09T10:00Z"},
        {"do": "cancel"},
        {"do": "undo"},
    ):
        answer = somebody.press(manage, **press)
        assert answer.status_code == 303, answer.text
        seen.append(answer.headers["Location"])
    return [*seen, manage]


@pytest.fixture
def there(make: Make, app: Flask) -> Ids:
    made = make(asks_note=True)
    with app.app_context():
        with unit_of_work():
            db.session.get_one(Service, made.service).at_home = True
        db.session.remove()
    return made


def test_booking_moving_and_cancelling_says_nowhere_who_it_was(
    app: Flask, somebody: Somebody, there: Ids, capfd: pytest.CaptureFixture[str]
) -> None:
    addresses = _go_all_ways(somebody, there)
    app.extensions["worker"].work_off()
    with app.app_context():
        assert told() == [], "in a table"
        rows = db.session.scalars(sa.select(jobs.Job)).all()
        assert any(job.name == "send_booking_mail" for job in rows)
        for mail in db.session.scalars(sa.select(BookingMail)).all():
            made = outgoing.outgoing(mail, absolute=lambda path: f"https://example.org{path}", now=clock.now())
            if isinstance(made, outgoing.Outgoing):
                words = made.letter.subject + made.letter.text + made.letter.html
                assert [word for word in _said(words) if word != "quillon"] == []
        patient = operations.open_contact(operations.get_booking(1))
        assert (patient.name, patient.note, patient.address) == (THEM.name, THEM.note, THEM.address), "it was all typed"
        db.session.remove()
    logged = capfd.readouterr()
    assert _said(logged.out + logged.err) == []
    assert _said(" ".join(addresses)) == []
