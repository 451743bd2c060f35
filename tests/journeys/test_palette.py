"""Going anywhere by typing, the list of shortcuts, and from the calendar to an entry; axe looks at each page."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.accounts.permissions import Role
from app.content import operations, queries
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.test_accessibility import violations

pytestmark = pytest.mark.journey

PAGES = ("/desk/", "/desk/calendar/", "/desk/find?q=hip", "/desk/shortcuts")


@pytest.fixture
def filled(sample_site: LiveSite) -> tuple[LiveSite, int]:
    """The starter site with a page that has a newer draft, and its id."""
    with sample_site.app.app_context():
        with unit_of_work():
            made = factories.post("Stretching", by=factories.user(email="writer@example.org").actor)
            text = queries.latest_draft(made)
            text = type(text)(title="Stretching well", summary=text.summary, body="<p>Other words.</p>")
            by = factories.user(email="second@example.org").actor
            operations.save_draft(made, text, expected_version=made.version, by=by, now=clock.now())
            entry_id = made.id
        db.session.remove()
    return sample_site, entry_id


SCREENS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 1280), ("dark", 375))


@pytest.fixture
def screens(browser: Browser, filled: tuple[LiveSite, int]) -> Iterator[list[BrowserContext]]:
    """A wide light one and a phone in the dark."""
    opened = [
        browser.new_context(
            base_url=filled[0].url,
            color_scheme=scheme,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        for scheme, width in SCREENS
    ]
    yield opened
    for each in opened:
        each.close()


def test_going_by_keys_from_page_to_page(filled: tuple[LiveSite, int], screens: list[BrowserContext]) -> None:
    wide = screens[0].new_page()
    log_in(wide, Role.ADMIN)
    _palette(wide)
    wide.keyboard.press("?")
    wide.wait_for_url("**/desk/shortcuts")
    expect(wide.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    expect(wide.locator(".menu > summary")).to_be_hidden()
    wide.get_by_role("navigation", name="Desk").get_by_role("link", name="Calendar").click()
    expect(wide.locator(".month [aria-current=date] a", has_text="Stretching")).to_be_visible()
    wide.locator(".month a", has_text="Stretching").first.click()
    expect(wide.get_by_label("Title", exact=True).first).to_have_value("Stretching well")
    wide.get_by_text("Say what changed, and why").click()
    wide.get_by_label("Why, for colleagues").fill("Clearer")
    wide.get_by_label("Why, for colleagues").press("Enter")
    expect(wide.get_by_text("Draft saved.")).to_be_visible()
    _no_violations(wide, filled[1])


def test_on_a_phone_the_menu_folds(filled: tuple[LiveSite, int], screens: list[BrowserContext]) -> None:
    phone = screens[1].new_page()
    log_in(phone, Role.ADMIN)
    menu = phone.get_by_role("navigation", name="Desk")
    expect(menu.get_by_role("link", name="Blog")).to_be_hidden()
    phone.get_by_text("Menu: Dashboard").click()
    menu.get_by_role("link", name="Blog").click()
    phone.wait_for_url("**/desk/blog/")
    _no_violations(phone, filled[1])


def _palette(page: Page) -> None:
    """Ctrl K, type, arrows, Enter; Escape gives the focus back."""
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Go to a page")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.keyboard.press("Control+k")
    box.fill("Stretching")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Stretching")
    box.fill("new ")
    expect(page.get_by_role("option", selected=True)).to_contain_text("New post")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("New article")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/blog/new")
    page.goto("/desk/")


def _no_violations(page: Page, entry_id: int) -> None:
    paths = (*PAGES, f"/desk/entries/{entry_id}/revisions/1/")
    assert [line for path in paths for line in violations(page, path)] == []
    for path in paths:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
