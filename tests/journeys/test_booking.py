"""A patient books, moves, cancels and changes their mind; once in a browser without scripts."""

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.booking.models import Booking
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests.booking.practices import bookable
from tests.journeys.axe import held_against
from tests.journeys.conftest import LiveSite


def _slug(live_site: LiveSite) -> str:
    with live_site.app.app_context():
        with unit_of_work():
            slug = bookable(now=clock.now()).practitioner.slug
        db.session.remove()
    return slug


def _statuses(live_site: LiveSite) -> list[str]:
    with live_site.app.app_context():
        kept = [str(each.status) for each in db.session.query(Booking).order_by(Booking.id)]
        db.session.remove()
    return kept


def _book(page: Page, live_site: LiveSite, slug: str, hour: str) -> list[str]:
    """From the profile to the page that says that it is booked; what axe holds against the pages on the way."""
    page.goto(f"/physiotherapists/{slug}/")
    page.get_by_role("link", name="Choose a time and book").click()
    page.get_by_role("link", name="Week after").click()
    held = held_against(page, "times")
    day = page.get_by_role("heading", level=3, name="Wednesday").inner_text()
    page.get_by_role("button", name=f"{hour} on {day}").click()
    expect(page.get_by_text(f"{day}, {hour} to")).to_be_visible()
    page.get_by_label("Your name").fill("Sample Patient")
    page.get_by_label("Your e-mail address").fill("patient")
    live_site.clock.move(seconds=5)
    page.get_by_label("Your e-mail address").press("Enter")
    expect(page.get_by_role("heading", name="This was not booked yet")).to_be_visible()
    held += held_against(page, "faults")
    page.get_by_label("Your e-mail address").fill("patient@example.org")
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("heading", level=1, name="Your appointment is booked")).to_be_visible()
    return [*held, *held_against(page, "done")]


def test_booked_moved_cancelled_and_taken_back(page: Page, context: BrowserContext, live_site: LiveSite) -> None:
    slug = _slug(live_site)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    held = _book(page, live_site, slug, "9:00 am")
    page.get_by_role("link", name="cancel or move it here").click()
    held += held_against(page, "manage")
    page.get_by_role("link", name="Move it to another time").click()
    page.get_by_role("link", name="Week after").click()
    live_site.clock.move(seconds=5)
    page.get_by_role("button", name=re.compile("11:00 am on Friday")).click()
    expect(page.get_by_role("button", name=re.compile("Undo: back to Wednesday"))).to_be_visible()
    live_site.clock.move(seconds=5)
    page.get_by_role("button", name="Cancel this appointment").click()
    expect(page.get_by_role("heading", level=1, name="You have cancelled this appointment")).to_be_visible()
    live_site.clock.move(seconds=5)
    page.get_by_role("button", name="Undo: book it again").click()
    expect(page.get_by_role("heading", level=1, name="Your appointment is booked")).to_be_visible()
    assert held == []
    assert _statuses(live_site) == ["booked"]
    assert {url.split("/", 3)[2] for url in asked} == {live_site.url.split("/", 3)[2]}
    assert not any("patient" in url or "Sample" in url for url in asked)


def test_without_scripts_the_whole_way_works(browser: Browser, live_site: LiveSite) -> None:
    slug = _slug(live_site)
    plain = browser.new_context(base_url=live_site.url, java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"/physiotherapists/{slug}/book/")
    page.get_by_role("link", name="Week after").click()
    page.get_by_role("button", name=re.compile("10:00 am on Wednesday")).click()
    page.get_by_label("Your name").fill("Sample Patient")
    page.get_by_label("Your e-mail address").fill("patient@example.org")
    live_site.clock.move(seconds=5)
    page.get_by_label("Your e-mail address").press("Enter")
    page.get_by_role("link", name="cancel or move it here").click()
    live_site.clock.move(seconds=5)
    page.get_by_role("button", name="Cancel this appointment").click()
    expect(page.get_by_role("heading", level=1, name="You have cancelled this appointment")).to_be_visible()
    assert _statuses(live_site) == ["cancelled"]
    plain.close()
