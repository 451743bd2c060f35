"""A patient searches, books, moves, cancels and changes their mind, by mails that really arrive; the practice sees each step
in its diary. Once more in a browser without scripts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.accounts.queries import find_user
from app.booking.models import Booking
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.models import PracticeMember
from tests import factories
from tests.booking.practices import bookable
from tests.jobs.postbox import Post
from tests.journeys.axe import held_against
from tests.journeys.conftest import PATIENCE_MS, LiveSite

pytestmark = pytest.mark.journey
NAME, EMAIL = "Sample Patient", "patient@example.org"
NEWPORT = (51.588, -2.998)
"""The one in Wales."""


@dataclass
class Practice:
    """A practice that can be booked near a place, its mails, and somebody who keeps its diary."""

    site: LiveSite
    post: Post
    number: int
    email: str
    physiotherapist: str

    def mails(self, to: str) -> list[Any]:
        """Whatever was sent to this address by now, after everything that is due went out."""
        with self.site.app.app_context():
            self.post.work()
        return self.post.box.to(to)

    def statuses(self) -> list[str]:
        with self.site.app.app_context():
            kept = [str(each.status) for each in db.session.query(Booking).order_by(Booking.id)]
            db.session.remove()
        return kept


@pytest.fixture
def practice(live_site: LiveSite) -> Iterator[Practice]:
    app = live_site.app
    app.extensions["worker"].stop()  # mails go out when the test asks for it, by a server of its own
    with app.app_context():
        with unit_of_work():
            editor, keeper = find_user("editor@example.org"), find_user("practice@example.org")
            assert editor is not None
            assert keeper is not None
            factories.article("Metal On Metal Hip Resurfacing", by=editor.actor)
            there = bookable(now=clock.now(), keeps_bank_holidays=False)
            db.session.add(PracticeMember(practice_id=there.practice.id, user_id=keeper.id, since=clock.now()))
            made = Practice(live_site, Post(app), there.practice.id, there.practice.email, there.practitioner.name)
        db.session.remove()
    made.post.open()
    yield made
    made.post.close()


def _in_newport(practice: Practice) -> None:
    with practice.site.app.app_context():
        with unit_of_work():
            there = bookable(now=clock.now(), keeps_bank_holidays=False)
            there.practice.town, there.practice.postcode = "Newport", ""
            for row in (there.practice, there.location):
                row.latitude, row.longitude = NEWPORT
            practice.physiotherapist = there.practitioner.name
        db.session.remove()


def _press(page: Page, practice: Practice, name: str | re.Pattern[str]) -> None:
    """As a person does, who reads first."""
    practice.site.clock.move(seconds=5)
    page.get_by_role("button", name=name).click()


def _search(page: Page, place: str) -> None:
    """On the panel of the article."""
    page.goto("/metal-on-metal-hip-resurfacing/")
    panel = page.get_by_role("region", name="Search, find, book")
    panel.get_by_label("Town or postcode").fill(place)
    panel.get_by_label("Female Physiotherapists").check()
    panel.get_by_role("button", name="Find a physiotherapist").click()


def _choose(page: Page, practice: Practice, hour: str) -> str:
    """From the results by the profile to the form; the day that was chosen, in words."""
    page.get_by_role("link", name=practice.physiotherapist).click()
    page.get_by_role("link", name="Choose a time and book").click()
    page.get_by_role("link", name="Week after").click()
    day = page.get_by_role("heading", level=3, name="Wednesday").inner_text()
    page.get_by_role("button", name=f"{hour} on {day}").click()
    expect(page.get_by_text(f"{day}, {hour} to")).to_be_visible()
    return day


def _slip(page: Page, practice: Practice) -> None:
    """Send an address that is none: what was typed stays."""
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Your e-mail address").fill("patient")
    practice.site.clock.move(seconds=5)
    page.get_by_label("Your e-mail address").press("Enter")
    expect(page.get_by_role("heading", name="This was not booked yet")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value(NAME)


def _book(page: Page) -> None:
    page.get_by_label("Your e-mail address").fill(EMAIL)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("heading", level=1, name="Your appointment is booked")).to_be_visible()


def _date(day: str) -> date:
    """Of "Wednesday 2 December 2026"."""
    return datetime.strptime(day, "%A %d %B %Y").date()  # noqa: DTZ007 - a day without a time


def _part(mail: Any, kind: str) -> Any:
    (part,) = (each for each in mail.walk() if each.get_content_type() == kind)
    return part


def _event(mail: Any) -> tuple[str, str, int, str]:
    """METHOD, UID, SEQUENCE and start of the calendar file that came with a mail."""
    attached = _part(mail, "application/ics")
    assert attached.get_filename() == "appointment.ics"
    calendar: Any = icalendar.Calendar.from_ical(attached.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), f"{event['DTSTART'].dt:%A}"


def _link(mail: Any, path: str) -> str:
    found = re.search(rf"http://\S+({path})", _part(mail, "text/plain").get_content())
    assert found is not None
    return found[1]


@dataclass
class Reception:
    """Somebody of the practice in a browser of their own, in front of the diary."""

    page: Page
    practice: Practice

    def log_in_by(self, path: str) -> None:
        """By the link in a mail to the practice: the login leads on to the booking."""
        self.page.goto(path)
        self.page.get_by_label("E-mail address").fill("practice@example.org")
        self.page.get_by_label("Password").fill(factories.PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url(f"**{path}")
        expect(self.page.get_by_text(NAME)).to_be_visible()

    def sees(self, day: date, *, entry: str = "") -> None:
        """That the day has this entry, and with "" that the patient does not stand there."""
        self.page.goto(f"/practice/{self.practice.number}/?day={day.isoformat()}")
        expect(self.page.get_by_role("link", name=NAME)).to_have_count(1 if entry else 0)
        if entry:
            expect(self.page.get_by_role("listitem").filter(has_text=NAME)).to_contain_text(entry)


def test_a_booking_from_the_article_to_the_undo_and_the_practice_sees_each_step(
    browser: Browser, page: Page, context: BrowserContext, practice: Practice
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    _search(page, "Leeds")
    wednesday_said = _choose(page, practice, "9:00 am")
    _slip(page, practice)
    held = held_against(page, "faults")
    _book(page)
    held += held_against(page, "done")
    wednesday = _date(wednesday_said)

    (mail,), (notice,) = practice.mails(EMAIL), practice.mails(practice.email)
    assert NAME not in notice.as_string()
    method, uid, sequence, weekday = _event(mail)
    assert (method, weekday) == ("REQUEST", "Wednesday")
    second = browser.new_context(base_url=practice.site.url)
    second.set_default_timeout(PATIENCE_MS)
    reception = Reception(second.new_page(), practice)
    reception.log_in_by(_link(notice, r"/practice/\d+/bookings/\d+/"))
    reception.sees(wednesday, entry="9:00 am to 10:00 am")

    page.goto(_link(mail, r"/booking/[\w-]{43}/"))
    expect(page.get_by_text(f"Hello {NAME.split(maxsplit=1)[0]}")).to_be_visible()
    held += held_against(page, "manage")
    page.get_by_role("link", name="Move it to another time").click()
    page.get_by_role("link", name="Week after").click()
    friday = _date(page.get_by_role("heading", level=3, name="Friday").inner_text())
    _press(page, practice, re.compile("11:00 am on Friday"))
    expect(page.get_by_role("button", name=re.compile("Undo: back to Wednesday"))).to_be_visible()
    assert _event(practice.mails(EMAIL)[-1]) == ("REQUEST", uid, sequence + 1, "Friday")
    reception.sees(wednesday)
    reception.sees(friday, entry="11:00 am to 12:00 pm")

    _press(page, practice, "Cancel this appointment")
    expect(page.get_by_role("heading", level=1, name="You have cancelled this appointment")).to_be_visible()
    assert _event(practice.mails(EMAIL)[-1]) == ("CANCEL", uid, sequence + 2, "Friday")
    reception.sees(friday)
    reception.page.goto(_link(practice.mails(practice.email)[-1], r"/practice/\d+/bookings/\d+/"))
    expect(reception.page.get_by_text("Cancelled by the patient", exact=True)).to_be_visible()

    _press(page, practice, "Undo: book it again")
    expect(page.get_by_role("button", name="Cancel this appointment")).to_be_visible()
    expect(page.get_by_text(re.compile("Friday .* 11:00 am to 12:00 pm"))).to_be_visible()
    assert _event(practice.mails(EMAIL)[-1]) == ("REQUEST", uid, sequence + 3, "Friday")
    reception.sees(friday, entry="11:00 am to 12:00 pm")
    second.close()

    assert held == []
    assert [len(practice.mails(to)) for to in (EMAIL, practice.email)] == [4, 4]
    assert practice.statuses() == ["booked"]
    assert {url.split("/", 3)[2] for url in asked} == {practice.site.url.split("/", 3)[2]}
    assert not any("patient" in url or "Sample" in url for url in asked)


def test_without_scripts_the_whole_way_works_from_a_place_of_several(browser: Browser, practice: Practice) -> None:
    _in_newport(practice)
    plain = browser.new_context(base_url=practice.site.url, java_script_enabled=False)
    plain.set_default_timeout(PATIENCE_MS)
    page = plain.new_page()
    _search(page, "Newport")
    expect(page.get_by_role("heading", name="Which Newport do you mean?")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="near Cwmbran").get_by_role("link").click()
    _choose(page, practice, "10:00 am")
    _slip(page, practice)
    _book(page)
    page.goto(_link(practice.mails(EMAIL)[-1], r"/booking/[\w-]{43}/"))
    page.get_by_role("link", name="Move it to another time").click()
    page.get_by_role("link", name="Week after").click()
    _press(page, practice, re.compile("11:00 am on Friday"))
    expect(page.get_by_role("button", name=re.compile("Undo: back to Wednesday"))).to_be_visible()
    _press(page, practice, "Cancel this appointment")
    expect(page.get_by_role("heading", level=1, name="You have cancelled this appointment")).to_be_visible()
    _press(page, practice, "Undo: book it again")
    expect(page.get_by_role("button", name="Cancel this appointment")).to_be_visible()
    expect(page.get_by_text(re.compile("Friday .* 11:00 am to 12:00 pm"))).to_be_visible()
    events = [_event(mail) for mail in practice.mails(EMAIL)]
    assert [(method, sequence) for method, _, sequence, _ in events] == [("REQUEST", 0), ("REQUEST", 3)], (
        "nothing overtaken"
    )
    assert practice.statuses() == ["booked"]
    plain.close()
