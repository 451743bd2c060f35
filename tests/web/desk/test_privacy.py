"""The desk's pages about patients' data: counts, never whose they are."""

import json
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Activity
from app.booking import operations
from app.booking.models import Contact, ContactReading
from app.core.db import db
from tests.booking.patients import EMAIL, TELLTALE, THEM, booked, told
from tests.web.desk.conftest import Desk, house, problems_in

NOTICE, REQUESTS = "/desk/privacy/", "/desk/privacy/requests/"


@pytest.fixture
def there(app: Flask) -> None:
    with house(app):
        booked()


def test_the_first_notice_begins_with_a_text_and_each_save_is_a_version(as_admin: Desk) -> None:
    page = as_admin.get(NOTICE).text
    assert "not told anything yet" in page
    assert "The Physiotherapy Site keeps them on the practice" in unescape(page)
    assert as_admin.post(NOTICE, {"text": "What we keep."}).status_code == 303
    page = as_admin.get(NOTICE).text
    assert "What we keep." in page
    assert "Publish as version 2" in page
    again = as_admin.post(NOTICE, {"text": "What we keep."})
    assert again.status_code == 422
    assert any("already" in problem for problem in problems_in(again))
    assert as_admin.post(NOTICE).status_code == 422
    assert as_admin.client.post(NOTICE, data={"text": "No token."}).status_code == 400


@pytest.mark.usefixtures("there")
def test_looking_up_says_how_much_and_not_what(app: Flask, as_admin: Desk) -> None:
    assert as_admin.get(REQUESTS).status_code == 200
    page = as_admin.post(REQUESTS, {"who": EMAIL, "do": "find"})
    assert "1 booking with details, of which 1 is still to come" in page.text
    assert [word for word in TELLTALE if word in page.text.casefold()] == ["unlikely"], "the address as it was typed"
    with house(app):
        ref = operations.get_booking(1).ref
    assert "1 booking with details" in as_admin.post(REQUESTS, {"who": ref, "do": "find"}).text
    assert as_admin.post(REQUESTS, {"who": "nobody@example.org"}).status_code == 404
    assert as_admin.post(REQUESTS, {"who": "AAAA-AAAA"}).status_code == 404
    assert as_admin.post(REQUESTS, {"who": "no@address"}).status_code == 422
    assert as_admin.post(REQUESTS, {"who": ""}).status_code == 404


@pytest.mark.usefixtures("there")
def test_giving_it_out_needs_a_reason_and_is_written_down(app: Flask, as_admin: Desk) -> None:
    refused = as_admin.post(REQUESTS, {"who": EMAIL, "do": "export", "reason": " "})
    assert refused.status_code == 422
    assert "Say why" in refused.text
    given = as_admin.post(REQUESTS, {"who": EMAIL, "do": "export", "reason": "Wrote from that address"})
    (booking,) = json.loads(given.text)["bookings"]
    assert booking["you"]["name"] == THEM.name
    assert given.headers["Cache-Control"] == "no-store"
    with house(app):
        reading = db.session.scalars(sa.select(ContactReading)).one()
        assert (reading.booking_id, reading.where) == (1, "export")
        deed = db.session.scalars(sa.select(Activity).order_by(Activity.id.desc())).first()
        assert deed is not None
        assert (deed.about, deed.reason) == ("1 booking", "Wrote from that address")
        assert told() == []


@pytest.mark.usefixtures("there")
def test_kept_but_not_used_and_used_again(app: Flask, as_admin: Desk) -> None:
    page = as_admin.post(REQUESTS, {"who": EMAIL, "do": "restrict"})
    assert "1 is kept but not used" in page.text
    with house(app):
        assert db.session.get_one(Contact, 1).restricted_at is not None
    assert "0 are kept but not used" in as_admin.post(REQUESTS, {"who": EMAIL, "do": "lift"}).text


@pytest.mark.usefixtures("there")
def test_erasing_asks_twice_cancels_what_is_ahead_and_says_what_stays(app: Flask, as_admin: Desk) -> None:
    unsure = as_admin.post(REQUESTS, {"who": EMAIL, "do": "erase"})
    assert unsure.status_code == 422
    assert "Tick that you are sure" in unsure.text
    ahead = as_admin.post(REQUESTS, {"who": EMAIL, "do": "erase", "sure": "on"})
    assert ahead.status_code == 409
    assert "still to come" in ahead.text
    done = as_admin.post(REQUESTS, {"who": EMAIL, "do": "erase", "sure": "on", "cancel_ahead": "on"})
    assert done.status_code == 200
    assert "who 1 booking was for" in done.text
    assert "1 time in the diary" in done.text
    assert EMAIL not in done.text
    with house(app):
        assert told() == []
    assert (app.extensions["settings"].instance_path / "erased.txt").exists()
    gone = as_admin.post(REQUESTS, {"who": EMAIL, "do": "erase", "sure": "on"})
    assert gone.status_code == 404
