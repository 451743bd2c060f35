"""What somebody sends who means no good, or whose browser does."""

import pytest
from flask import Flask

from app.accounts.models import LoginFailure
from app.booking import limits, whose
from app.booking.erasing import erase
from app.booking.operations import SITE
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.models import Service
from tests.web.conftest import read
from tests.web.site.booking.conftest import ME, Ids, Somebody, patient_of, rows


@pytest.mark.parametrize(
    "key",
    [
        "a" * 42 + "\n",
        "a" * 41 + "\r\n",
        "a" * 42 + "\t",
        "a" * 42 + "\x1b",
        "../" * 14 + "x",
        "a" * 20 + "/?#&" + "a" * 19,
        "%0d%0a" + "a" * 37,
        "//evil.example/" + "a" * 28,
        "<script>alert(1)</script>" + "a" * 18,
    ],
)
def test_a_key_that_no_address_can_hold_books_nothing(app: Flask, somebody: Somebody, there: Ids, key: str) -> None:
    """It was booked, and then the answer could not be sent."""
    assert len(key) == 43
    somebody.hold(there)
    sent = somebody.filled(somebody.get(f"{there.book}details/"), **ME, key=key)
    answer = somebody.client.post(f"{there.book}details/", data=sent)
    assert answer.status_code == 422
    assert "This form was out of date" in answer.text
    assert rows(app) == [("held", 9)]


@pytest.mark.parametrize("name", ["\u202e\u202d", "\u200b", "\x00\x00", " \u2003 ", "\u2028", "...", "x" * 10_000])
def test_a_name_that_nobody_can_be_called_by_is_refused(app: Flask, somebody: Somebody, there: Ids, name: str) -> None:
    assert somebody.book(there, name=name).status_code == 422
    assert rows(app) == [("held", 9)]


def test_a_name_turns_nothing_round(app: Flask, somebody: Somebody, there: Ids) -> None:
    somebody.booked(there, name="\u202eSample \u2066Patient\u2069")
    assert patient_of(app).name == "Sample Patient"


def test_a_stranger_is_not_mailed_by_changing_to_and_fro(app: Flask, somebody: Somebody, there: Ids) -> None:
    path = somebody.booked(there)
    answers = [somebody.press(path, do=do) for _ in range(limits.CHANGES) for do in ("cancel", "undo")]
    assert [answer.status_code for answer in answers[: limits.CHANGES]] == [303] * limits.CHANGES
    refused = answers[limits.CHANGES]
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert "Nothing was changed just now" in read(refused).text
    assert rows(app) == [("booked", 9)]
    somebody.clock.move(minutes=16)
    assert somebody.press(path, do="cancel").status_code == 303


def test_what_was_chosen_is_booked_at_the_price_that_was_shown(app: Flask, somebody: Somebody, there: Ids) -> None:
    def charge(pence: int) -> None:
        with app.app_context():
            with unit_of_work():
                db.session.get_one(Service, there.service).price_pence = pence
            db.session.remove()

    charge(50_00)
    somebody.hold(there)
    charge(80_00)
    page = somebody.get(f"{there.book}details/")
    assert "£50" in page.text
    done = somebody.client.post(f"{there.book}details/", data=somebody.filled(page, **ME))
    assert "£80" not in somebody.get(done.headers["Location"]).text


def test_whoever_is_erased_is_not_counted_any_more(app: Flask, somebody: Somebody, there: Ids) -> None:
    somebody.press(somebody.booked(there), do="cancel")
    with app.app_context():
        counted = db.session.query(LoginFailure.id).filter(LoginFailure.account != "")
        assert counted.count() == 2
        with unit_of_work():
            erase(whose.by_email(ME["email"]), by=SITE, now=clock.now())
        assert counted.count() == 0
        db.session.remove()
