"""axe-core looks at every page of the search and of booking, as a patient comes to it: from the empty directory to a link that
has ended. Which addresses there are is asked of the application, so that none is forgotten."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.booking import operations, privacy_notice, waiting
from app.booking.availability import Offer, free_times
from app.booking.diary import offers_of
from app.booking.models import Status
from app.booking.operations import get_booking
from app.booking.sealing import Patient
from app.booking.waiting import Wish
from app.cli.demo.load import load
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests.journeys.axe import held_in_both, wider_than
from tests.journeys.conftest import LiveSite

pytestmark = pytest.mark.journey
PERSON = "/physiotherapists/sample-physiotherapist-1/"
BOOK = f"{PERSON}book/"
SEARCH = "/physiotherapists/?near="
NO_PAGES = {"site_booking.file", "site_booking.done_file"}
"""Calendar files."""
LOOKED_AT = ("site_booking.", "site.physiotherapist", "site.booking_privacy")


def _patient() -> Patient:
    return Patient("Sample Patient", f"patient{secrets.token_hex(3)}@example.org")


@dataclass
class Walk:
    """What was looked at, and what axe holds against it."""

    page: Page
    app: Flask
    found: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def look(self, name: str, path: str = "", status: int = 200) -> None:
        """At the page that is open, or at the one of `path`."""
        if path:
            answer = self.page.goto(path)
            assert answer is not None
            assert answer.status == status, (name, answer.status)
            here = path.split("?", 1)[0]
            endpoint, _ = self.app.url_map.bind("localhost").match(here)
            self.seen.add(str(endpoint))
        expect(self.page.get_by_role("heading", level=1)).to_have_count(1)
        self.found += [*held_in_both(self.page, name), *wider_than(self.page, 320, name)]

    def unseen(self) -> set[str]:
        every = {rule.endpoint for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
        return {name for name in every if name.startswith(LOOKED_AT)} - NO_PAGES - self.seen


@dataclass(frozen=True)
class Links:
    """What leads to the pages that only a link opens."""

    manage: str
    over: str
    key: str
    wait: str
    times: str


def _links(site: LiveSite) -> Links:
    """Somebody has booked, somebody was there yesterday, somebody waits."""
    now = clock.now()
    with site.app.app_context():
        with unit_of_work():
            offer = next(each for each in offers_of(1) if each.service.name == "First appointment")
            key = secrets.token_urlsafe(32)
            _, booked = _booked(offer, key=key)
            past, over = _booked(offer, key=secrets.token_urlsafe(32))
            row = get_booking(past)
            row.starts_at -= timedelta(days=30)
            row.ends_at, row.occupied_until = row.starts_at + timedelta(hours=1), row.starts_at + timedelta(hours=1)
            row.status = Status.DONE
            wish = Wish(now.date(), now.date() + timedelta(days=14))
            wait = waiting.join(offer, wish, _patient(), privacy_version=1, now=now)
            times = f"{BOOK}?at={offer.location.id}&for={offer.service.id}"
            privacy_notice.begin(site="Our Site", contact="us@example.org", now=now)
        db.session.remove()
    return Links(f"/booking/{booked}/", f"/booking/{over}/", key, f"/booking/waiting/{wait}/", times)


def _booked(offer: Offer, *, key: str) -> tuple[int, str]:
    now, browser = clock.now(), secrets.token_urlsafe(32)
    held = operations.hold(offer.location.id, offer.service.id, _free(offer), browser=browser, now=now)
    made, link = operations.confirm(held.id, _patient(), browser=browser, key=key, privacy_version=1, now=now)
    return made.id, link


def _free(offer: Offer) -> datetime:
    today = clock.now().date()
    return free_times(offer, first=today + timedelta(days=5), last=today + timedelta(days=20), now=clock.now())[0]


def _search(walk: Walk) -> None:
    walk.look("start", "/physiotherapists/")
    walk.look("results", f"{SEARCH}Leeds&neuro=1")
    walk.look("chooser", f"{SEARCH}Newport")
    walk.look("suggestions", f"{SEARCH}Ledes")
    walk.look("nobody near", f"{SEARCH}Penzance&female=1")
    walk.look("a strange radius", f"{SEARCH}Leeds&radius=x", 422)
    walk.look("profile", PERSON)
    walk.look("nobody of this name", "/physiotherapists/nobody/", 404)
    walk.look("notice", "/privacy/booking/")
    walk.look("a version of the notice", "/privacy/booking/1/")


def _book(walk: Walk, site: LiveSite, links: Links) -> None:
    page = walk.page
    walk.look("choose what", BOOK)
    walk.look("times", links.times)
    page.get_by_role("link", name="Week after").click()
    taken = page.locator("button[name=start]").first
    _take(site, str(taken.get_attribute("value")))
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        taken.click()
    assert answered.value.status == 409
    walk.look("somebody was first")
    page.locator("button[name=start]").first.click()
    expect(page.get_by_role("heading", level=1, name="Your details")).to_be_visible()
    walk.look("details", f"{BOOK}details/")
    site.clock.move(seconds=5)
    page.get_by_role("button", name="Book this time").click()
    walk.look("details with faults")
    walk.look("waiting list", f"{BOOK}waiting/?{links.times.split('?')[1]}")


def _take(site: LiveSite, start: str) -> None:
    with site.app.app_context():
        with unit_of_work():
            offer = next(each for each in offers_of(1) if each.service.name == "First appointment")
            starts_at = datetime.fromisoformat(start)
            operations.hold(offer.location.id, offer.service.id, starts_at, browser="other", now=clock.now())
        db.session.remove()


def _link(walk: Walk, links: Links) -> None:
    walk.look("booked", f"{BOOK}done/{links.key}/")
    walk.look("link", links.manage)
    walk.look("move", f"{links.manage}move/")
    walk.look("data", f"{links.manage}data/")
    walk.look("waits", links.wait)
    walk.look("link of what is over", links.over, 410)
    walk.look("link that never was", f"/booking/{'x' * 43}/", 404)
    walk.look("no link", "/booking/", 404)


def test_every_page_of_the_search_and_of_booking_holds_wcag(page: Page, live_site: LiveSite) -> None:
    live_site.app.extensions["worker"].stop()
    walk = Walk(page, live_site.app)
    walk.look("an empty directory", "/physiotherapists/")
    with live_site.app.app_context():
        load(login_folder=None, now=clock.now())
        db.session.remove()
    links = _links(live_site)
    _search(walk)
    _book(walk, live_site, links)
    _link(walk, links)
    assert walk.unseen() == set()
    assert walk.found == []
