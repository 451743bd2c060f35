"""Mails about bookings at the desk: read in development, counted in production."""

import re
from pathlib import Path

from flask import Flask

from app import create_app
from app.accounts.permissions import Role
from app.booking import changing, mails, operations
from app.booking.operations import PATIENT
from app.booking.sealing import Patient
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from config import Environment
from tests import factories
from tests.booking.practices import at, bookable
from tests.conftest import MovableClock, config_in
from tests.databases import Blank
from tests.web.desk.conftest import Desk, work

EMAIL, NAME = "mabel@example.org", "Mabel Sample"


def _book(app: Flask) -> tuple[int, str]:
    with app.app_context():
        with unit_of_work():
            there = bookable(now=clock.now())
        with unit_of_work():
            held = operations.hold(there.location.id, there.service.id, at(9), browser="one", now=clock.now())
            booking, ref = held.id, held.ref
        with unit_of_work():
            patient = Patient(NAME, EMAIL)
            operations.confirm(booking, patient, browser="one", key="k", privacy_version=1, now=clock.now())
        db.session.remove()
    return booking, ref


def test_a_newcomer_reads_the_mail_and_follows_its_link(app: Flask, as_admin: Desk) -> None:
    booking, ref = _book(app)
    listed = as_admin.get("/desk/mail/").text
    assert f"Booking {ref}: booked" in listed
    assert EMAIL not in listed
    page = as_admin.get("/desk/mail/booking/1/").text
    assert EMAIL in page
    assert "Your appointment on Monday 8 March 2027: booked" in page
    assert re.search(r'href="http://localhost/booking/[\w-]{43}/"', page)
    with work(app):
        changing.cancel(booking, by=PATIENT, now=clock.now())
    assert "The booking has changed since." in as_admin.get("/desk/mail/booking/1/").text
    assert as_admin.get("/desk/mail/booking/999/").status_code == 404


def test_in_production_nobody_reads_them_here(tmp_path: Path, migrated: Blank, moving: MovableClock) -> None:
    migrated.copy_to(tmp_path)
    app = create_app(config_in(tmp_path, moving, environment=Environment.PRODUCTION, smtp_url="smtp://127.0.0.1:1"))
    with work(app):
        factories.user(Role.ADMIN)
    _, ref = _book(app)
    desk = Desk(app, Role.ADMIN)
    assert f"Booking {ref}: booked" in desk.get("/desk/mail/").text
    assert "waiting" in desk.get("/desk/mail/").text
    with work(app):
        mails.claim(1, absolute=str, now=clock.now())
    assert "on its way" in desk.get("/desk/mail/booking/1/").text
    with work(app):
        mails.claim(1, absolute=str, now=clock.now())
    page = desk.get("/desk/mail/booking/1/").text
    assert "nobody knows whether it arrived" in page
    assert "is not shown here" in page
    assert not any(secret in page for secret in (EMAIL, "Mabel", "Your appointment"))
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
