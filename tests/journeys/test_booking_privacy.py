"""A patient books, sees what is kept, takes it along, and has it erased: no other host, no counting, nothing left behind."""

import json
import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from app.booking import privacy_notice
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests.booking.patients import THEM, told
from tests.booking.practices import bookable
from tests.journeys.axe import held_in_both
from tests.journeys.conftest import LiveSite


def _slug(live_site: LiveSite) -> str:
    with live_site.app.app_context():
        with unit_of_work():
            slug = bookable(now=clock.now()).practitioner.slug
            privacy_notice.begin(site="Our Site", contact="us@example.org", now=clock.now())
        db.session.remove()
    return slug


def _press(page: Page, live_site: LiveSite, name: str) -> None:
    live_site.clock.move(seconds=5)
    page.get_by_role("button", name=name).click()


def _book(page: Page, live_site: LiveSite, slug: str) -> None:
    page.goto(f"/physiotherapists/{slug}/book/")
    page.get_by_role("link", name="Week after").click()
    page.get_by_role("button", name=re.compile("9:00 am on Wednesday")).click()
    page.get_by_label("Your name").fill(THEM.name)
    page.get_by_label("Your e-mail address").fill(THEM.email)
    expect(page.get_by_role("link", name="privacy notice (version 1)")).to_have_attribute("href", "/privacy/booking/1/")
    _press(page, live_site, "Book this time")
    page.get_by_role("link", name="cancel or move it here").click()


def test_what_is_kept_is_taken_along_and_erased(
    page: Page, context: BrowserContext, live_site: LiveSite, tmp_path: Path
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    _book(page, live_site, _slug(live_site))
    page.get_by_role("link", name="What is kept about you").click()
    held = held_in_both(page, "data")
    live_site.clock.move(seconds=5)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download what is kept").click()
    download.value.save_as(tmp_path / "kept.json")
    (booking,) = json.loads((tmp_path / "kept.json").read_text())["bookings"]
    assert booking["you"] == {"name": THEM.name, "email": THEM.email}
    page.get_by_role("link", name="Cancel it first").click()
    _press(page, live_site, "Cancel this appointment")
    page.get_by_role("link", name="What is kept about you").click()
    _press(page, live_site, "Erase it for good")
    expect(page.get_by_role("heading", name="Nothing was changed")).to_be_visible()
    held += held_in_both(page, "refused")
    page.get_by_label("Yes, erase who I am").check()
    _press(page, live_site, "Erase it for good")
    expect(page.get_by_role("heading", level=1, name="Who you are was erased")).to_be_visible()
    held += held_in_both(page, "erased")
    page.goto("/privacy/booking/")
    held += held_in_both(page, "notice")
    assert held == []
    _require_nothing_left(page, context, live_site, asked)


def _require_nothing_left(page: Page, context: BrowserContext, live_site: LiveSite, asked: list[str]) -> None:
    """Other hosts, scripts that count, what the browser keeps, addresses that say who it was, the database."""
    ours = live_site.url.split("/", 3)[2]
    assert {url.split("/", 3)[2] for url in asked} == {ours}
    paths = [url.split(ours, 1)[1].casefold() for url in asked]
    assert [path for path in paths if "unlikely" in path or "quillon" in path or "beacon" in path] == []
    assert [path for path in paths if path.endswith(".js") and not path.startswith("/static/")] == []
    assert [cookie["name"] for cookie in context.cookies()] == [], "the cookie of the held time went with the booking"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    with live_site.app.app_context():
        assert told() == []
        db.session.remove()
