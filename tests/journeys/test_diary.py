"""An afternoon at a practice's reception: patients book, the practice answers, moves, blocks, and closes a day."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.accounts.queries import find_user
from app.booking import operations
from app.booking.sealing import Patient
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.models import BookingMode, PracticeMember
from tests import factories
from tests.booking.practices import at, bookable
from tests.journeys.axe import held_in_both
from tests.journeys.conftest import LiveSite

pytestmark = pytest.mark.journey


def _filled(app: Flask) -> tuple[str, str, Callable[[datetime], int]]:
    """A practice whose diary the sample user keeps, the day of next week that everything happens on, and how a patient books."""
    with app.app_context():
        day = clock.now().date() + timedelta(days=7)
        with unit_of_work():
            keeper = find_user("practice@example.org")
            assert keeper is not None
            there = bookable(now=clock.now(), mode=BookingMode.REQUEST, hours=("09:00", "17:00"))
            db.session.add(PracticeMember(practice_id=there.practice.id, user_id=keeper.id, since=clock.now()))
            practice_id, location_id, service_id = there.practice.id, there.location.id, there.service.id
        db.session.remove()

    def book(starts_at: datetime) -> int:
        browser = starts_at.isoformat()
        patient = Patient("Sample Patient", "patient@example.org", "020 7946 0000")
        with app.app_context():
            with unit_of_work():
                held = operations.hold(location_id, service_id, starts_at, browser=browser, now=clock.now()).id
            with unit_of_work():
                operations.confirm(held, patient, browser=browser, key=browser, privacy_version=1, now=clock.now())
            db.session.remove()
        return held

    return f"/practice/{practice_id}/", day.isoformat(), book


def test_a_request_is_answered_and_a_day_is_closed_with_what_stands_on_it(live_site: LiveSite, page: Page) -> None:
    base, day, book = _filled(live_site.app)
    on = datetime.fromisoformat(day).date()
    first, second = book(at(10, on=on)), book(at(14, on=on))
    page.goto("/login")
    page.get_by_label("E-mail address").fill("practice@example.org")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**{base}")
    expect(page.get_by_role("heading", name="2 waiting for your answer")).to_be_visible()
    found = held_in_both(page, "day with requests")
    for booking_id in (first, second):
        page.locator(f'form[action$="/bookings/{booking_id}/accept"] button').click()
        expect(page.get_by_role("status")).to_contain_text("It is booked.")
    expect(page.get_by_text("Nobody waits for an answer.")).to_be_visible()

    page.goto(f"{base}?day={day}")
    expect(page.get_by_role("link", name="Sample Patient")).to_have_count(2)
    found += held_in_both(page, "day")
    page.goto(f"{base}bookings/{first}/")
    expect(page.get_by_text("020 7946 0000")).to_be_visible()
    found += held_in_both(page, "booking")
    page.get_by_role("link", name="Move to another time").click()
    found += held_in_both(page, "move")
    page.get_by_label("Day and time").fill(f"{day}T11:00")
    page.get_by_role("button", name="Move it there").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("to 12:00 pm")

    page.goto(f"{base}block/?day={day}")
    page.get_by_label("From").fill("13:00")
    page.get_by_label("To", exact=True).fill("14:00")
    page.get_by_label("What it is").fill("Lunch")
    found += held_in_both(page, "block")
    page.get_by_role("button", name="Block it").click()
    expect(page.get_by_role("link", name="Lunch")).to_be_visible()

    page.goto(f"{base}closed/")
    page.get_by_label("Day", exact=True).fill(day)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("2 appointments are touched")
    found += held_in_both(page, "settle")
    page.locator(f"#move-{first}").check()
    page.locator(f"#cancel-{second}").check()
    page.get_by_role("button", name="Do all of this").click()
    expect(page.get_by_role("status")).to_contain_text("The practice is closed then.")
    page.goto(f"{base}?day={day}")
    expect(page.get_by_text("Does not work")).to_be_visible()
    expect(page.get_by_text("Sample Patient")).to_have_count(0)

    for path in (
        "week/",
        "appointments/",
        f"print/?day={day}",
        "hours/",
        "services/",
        "texts/",
        "people/",
        "calendars/",
    ):
        page.goto(base + path)
        found += held_in_both(page, path)
    page.goto(f"{base}book/")
    page.get_by_role("link", name="First appointment").click()
    found += held_in_both(page, "telephone")
    assert found == []
