"""A patient puts right what they typed, by their link."""

import re

import pytest
from flask import Flask

from app.booking import limits
from tests.booking.patients import TELLTALE, THEM
from tests.web.site.booking.conftest import Ids, Make, Somebody, patient_of

ME = {"name": THEM.name, "email": THEM.email, "phone": THEM.phone}


@pytest.fixture
def page(somebody: Somebody, there: Ids) -> str:
    return f"{somebody.booked(there, **ME)}data/"


def test_a_slip_in_the_address_is_mended_and_the_page_moves(app: Flask, somebody: Somebody, page: str) -> None:
    answer = somebody.press(page, do="correct", email="right@example.org")
    assert answer.status_code == 303
    moved = answer.headers["Location"]
    said = somebody.get(moved)
    assert "It is corrected." in said.text
    assert not [word for word in (*TELLTALE, "right@") if word in said.html.casefold()]
    assert somebody.client.get(page).status_code == 404
    assert (patient_of(app).email, patient_of(app).name) == ("right@example.org", THEM.name)
    assert "right@" not in moved


def test_what_cannot_be_taken_comes_back_as_it_was_typed(app: Flask, somebody: Somebody, page: str) -> None:
    answer = somebody.press(page, do="correct", email="nobody", phone="020 7946 0001")
    assert answer.status_code == 422
    assert "That is not an e-mail address" in answer.text
    assert re.search(r'id="phone" name="phone" value="020 7946 0001"', answer.text)
    assert somebody.press(page, do="correct").status_code == 422
    assert patient_of(app).phone == THEM.phone


def test_strangers_are_not_mailed_without_end(somebody: Somebody, page: str) -> None:
    for _ in range(limits.TO_ONE + 1):
        for email in ("stranger@example.org", "other@example.org"):
            answer = somebody.press(page, do="correct", email=email)
            if answer.status_code == 303:
                page = answer.headers["Location"].partition("?")[0]
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


def test_nothing_is_corrected_without_a_press_or_before_it_is_confirmed(
    app: Flask, somebody: Somebody, make: Make, page: str
) -> None:
    assert somebody.post(page, do="correct", name="Other").status_code == 409
    assert patient_of(app).name == THEM.name
