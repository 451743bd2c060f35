"""Somebody is asked in by mail, chooses a password in a browser of their own, and writes."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from app.accounts.permissions import Role
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.test_tree import held_against

pytestmark = pytest.mark.journey


def test_an_invited_author_chooses_a_password_and_logs_in(live_site: LiveSite, page: Page, browser: Browser) -> None:
    log_in(page, Role.ADMIN)
    page.goto("/desk/users/invite")
    assert held_against(page) == []
    page.get_by_label("E-mail address").fill("new@example.org")
    page.get_by_label("Name").fill("New author")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status")).to_contain_text("New author is invited.")
    expect(page.get_by_text("Waiting")).to_be_visible()
    assert held_against(page) == []
    page.goto("/desk/mail/")
    page.get_by_role("link", name=re.compile("Your invitation")).click()
    address = page.locator(".message a").get_attribute("href")
    assert address is not None

    theirs = browser.new_context(base_url=live_site.url)
    fresh = theirs.new_page()
    fresh.goto(address)
    assert held_against(fresh) == []
    fresh.get_by_label("New password", exact=True).fill("short")
    fresh.get_by_label("New password again").fill("short")
    fresh.get_by_role("button", name="Join").click()
    expect(fresh.get_by_role("alert")).to_contain_text("at least 12 characters")
    for label in ("New password", "New password again"):
        fresh.get_by_label(label, exact=True).fill("a few good words")
    fresh.get_by_role("button", name="Join").click()
    fresh.wait_for_url("**/desk/")
    expect(fresh.get_by_text("New author (author)")).to_be_visible()
    expect(fresh.get_by_role("link", name="Logins")).to_have_count(0)
    fresh.goto("/desk/account/profile")
    assert held_against(fresh) == []

    fresh.get_by_role("button", name="Log out").click()
    fresh.get_by_role("link", name="Forgotten your password?").click()
    assert held_against(fresh) == []
    fresh.get_by_role("link", name="Back to the login").click()
    fresh.get_by_label("E-mail address").fill("new@example.org")
    fresh.get_by_label("Password").fill("a few good words")
    fresh.get_by_role("button", name="Log in").click()
    fresh.wait_for_url("**/desk/")
    fresh.goto(address)
    expect(fresh.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    assert held_against(fresh) == []
    theirs.close()
