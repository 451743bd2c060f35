"""What somebody with the link of a booking learns of what is kept, and what they may have done with it."""

import json
import re

import pytest
from flask import Flask

from app.booking import operations
from app.booking.models import Contact
from app.booking.sealing import Sealer
from app.booking.settings import BookingSettings, wire, wired
from app.core.db import db
from tests.booking.patients import EMAIL, TELLTALE, THEM, told
from tests.booking.practices import at
from tests.conftest import MovableClock
from tests.web.site.booking.conftest import TEN, Ids, Somebody

ME = {"name": THEM.name, "email": THEM.email, "phone": THEM.phone}


@pytest.fixture
def page(somebody: Somebody, there: Ids) -> str:
    """The address of the page about the data of an appointment."""
    return f"{somebody.booked(there, **ME)}data/"


def test_the_page_says_which_things_are_kept_and_shows_none(somebody: Somebody, page: str) -> None:
    said = somebody.get(page).html
    assert "your name, your e-mail address, your telephone number" in said
    assert "deleted by itself after Sunday 6 June 2027" in said
    assert "has not been shown yet who you are" in said
    assert not [word for word in TELLTALE if word in said.casefold()]
    assert f'href="{page}"' in somebody.get(page.removesuffix("data/")).html, "the appointment's page leads there"


def test_reading_it_changes_nothing_and_is_kept_by_nobody(app: Flask, somebody: Somebody, page: str) -> None:
    for _ in range(3):
        answer = somebody.client.get(page)
        somebody.client.head(page)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    with app.app_context():
        assert db.session.get_one(Contact, 1).restricted_at is None
        db.session.remove()


def test_it_can_be_taken_along_as_data_and_as_a_calendar(somebody: Somebody, page: str) -> None:
    answer = somebody.press(page, do="export")
    kept = json.loads(answer.text)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="what-is-kept.json"'
    (booking,) = kept["bookings"]
    assert booking["you"] == ME
    assert [line["what"] for line in booking["what_happened"]] == ["held", "booked"]
    assert page.split("/")[2] not in answer.text, "the link is a key, not something about the person"
    calendar = somebody.press(page, do="calendar")
    assert calendar.text.count("BEGIN:VEVENT") == 1
    assert not [word for word in TELLTALE if word in calendar.text.casefold()]


def test_a_link_tells_nothing_of_other_appointments_of_the_address(
    app: Flask, somebody: Somebody, other: Somebody, there: Ids, page: str
) -> None:
    stranger = f"{other.booked(there, TEN, name='Stranger', email=EMAIL)}data/"
    (booking,) = json.loads(other.press(stranger, do="export").text)["bookings"]
    assert booking["you"]["name"] == "Stranger"
    somebody.clock.now = at(12)
    assert other.press(stranger, do="erase", sure="1").status_code == 200
    with app.app_context():
        assert operations.open_contact(operations.get_booking(1)).name == THEM.name
        db.session.remove()


def test_nothing_is_erased_while_it_is_ahead(somebody: Somebody, page: str) -> None:
    assert "Erase it for good" not in somebody.get(page).html
    answer = somebody.press(page, do="erase", sure="1")
    assert answer.status_code == 409
    assert "still to come" in answer.text


def test_what_was_cancelled_can_be_erased_at_once(app: Flask, somebody: Somebody, page: str) -> None:
    manage = page.removesuffix("data/")
    somebody.press(manage, do="cancel")
    slip = somebody.press(page, do="erase")
    assert slip.status_code == 422
    assert "Nothing was erased" in slip.text
    answer = somebody.press(page, do="erase", sure="1")
    assert answer.status_code == 200
    assert "Who you are was erased" in answer.text
    assert somebody.client.get(manage).status_code == 404
    assert somebody.client.get(page).status_code == 404
    with app.app_context():
        assert told() == []
        db.session.remove()
    listed = (app.extensions["settings"].instance_path / "erased.txt").read_text()
    assert re.search(r"^[0-9a-f]{64} \S+ 1$", listed, re.MULTILINE)


def test_kept_but_not_used_and_used_again(app: Flask, somebody: Somebody, page: str) -> None:
    assert somebody.press(page, do="restrict").status_code == 303
    assert "not deleted by itself until you take that back" in somebody.get(page).text
    with app.app_context():
        assert db.session.get_one(Contact, 1).restricted_at is not None
        db.session.remove()
    assert somebody.press(page, do="lift").status_code == 303
    assert "deleted by itself after" in somebody.get(page).text


def test_what_is_no_button_of_ours_changes_nothing(somebody: Somebody, page: str) -> None:
    assert somebody.press(page, do="else").status_code == 422
    assert somebody.post(page, do="export").status_code == 409, "no proof"
    assert somebody.post(page, do="restrict", stamp="1.x").status_code == 409
    assert somebody.client.get("/booking/" + "x" * 43 + "/data/").status_code == 404


def test_a_lost_key_is_told_of_and_breaks_nothing(
    app: Flask, somebody: Somebody, page: str, moving: MovableClock
) -> None:
    with app.app_context():
        before = wired()
        wire(BookingSettings(Sealer(("another-key-for-the-tests-and-nothing-else0=",)), before.erased_list))
    for address in (page, page.removesuffix("data/")):
        answer = somebody.client.get(address)
        assert answer.status_code == 503
        assert "CONTACT_KEYS" in answer.text
    wire(before)
