"""The practice puts right who an appointment is for."""

import re

from flask import Flask

from app.booking import operations
from tests.booking.practices import at
from tests.web.desk.conftest import house
from tests.web.practice.conftest import SOMEBODY, Ids, Keeper, book, readings


def test_details_are_corrected_and_every_showing_is_noted(app: Flask, keeper: Keeper, there: Ids) -> None:
    number = book(app, there, at(9))
    shown, path = f"{there.base}bookings/{number}/", f"{there.base}bookings/{number}/correct/"
    assert f'href="{path}"' in keeper.get(shown).text
    page = keeper.get(path).text
    assert all(f'value="{each}"' in page for each in (SOMEBODY.name, SOMEBODY.email, SOMEBODY.phone))
    assert readings(app) == [(number, "booking"), (number, "correct")]
    version = re.findall(r'name="version"[^>]*value="(\d+)"', page)[0]
    sent = {"version": version, "name": "Right Name", "email": "right@example.org", "phone": SOMEBODY.phone}
    again = keeper.post(path, {**sent, "email": "nobody"}, status=422)
    assert "That is not an e-mail address" in again
    assert keeper.post(path, sent) == shown
    said = keeper.page(shown)
    assert "right@example.org" in said
    assert "Corrected (name, e-mail address) by" in said
    assert 'href="mailto:right@example.org"' in keeper.get(shown).text
    assert "since you opened it" in keeper.post(path, {**sent, "name": "Third Name"}, status=409)
    with house(app):
        assert operations.open_contact(operations.get_booking(number)).name == "Right Name"


def test_the_telephone_or_the_address_has_to_stay(app: Flask, keeper: Keeper, there: Ids) -> None:
    number = book(app, there, at(9))
    path = f"{there.base}bookings/{number}/correct/"
    version = re.findall(r'name="version"[^>]*value="(\d+)"', keeper.get(path).text)[0]
    assert "Type a telephone number or an e-mail address" in keeper.post(
        path, {"version": version, "name": "A"}, status=422
    )
    assert keeper.get(f"{there.base}bookings/99/correct/").status_code == 404


def test_who_is_answered_brings_nobody_else_in(app: Flask, keeper: Keeper, there: Ids) -> None:
    """An address may hold what means "and a copy to" in a link."""
    number = book(app, there, at(9))
    shown, path = f"{there.base}bookings/{number}/", f"{there.base}bookings/{number}/correct/"
    version = re.findall(r'name="version"[^>]*value="(\d+)"', keeper.get(path).text)[0]
    keeper.post(path, {"version": version, "name": "A", "email": "a?bcc=b%40example.org@example.org"})
    assert 'href="mailto:a%3Fbcc%3Db%2540example.org@example.org"' in keeper.get(shown).text
