"""A listener and a reader on the sample site."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.cli.demo.load import load
from app.core import clock
from app.core.db import db
from tests.journeys.conftest import LiveSite

pytestmark = pytest.mark.journey

EPISODE = "/podcast/hips-explained/hip-resurfacing-rise-fall-and-a-small-return/"
PAGES = ("/", "/metal-on-metal-hip-resurfacing/", "/blog/", "/podcast/hips-explained/", EPISODE, "/resources/")


@pytest.fixture
def sample_site(live_site: LiveSite) -> LiveSite:
    """The live site with the starter content, and without its worker.

    The tests' clock is ahead of the disk's, so the worker would take files that are just being brought for old ones
    that nobody claimed.
    """
    live_site.app.extensions["worker"].stop()
    with live_site.app.app_context():
        load(login_folder=None, now=clock.now())
        db.session.remove()
    return live_site


def expect_at(page: Page, seconds: str) -> None:
    """The player says that it stands at a time that looks like `seconds` (a pattern of "1 minute 1 second")."""
    expect(page.get_by_label("Position")).to_have_attribute("aria-valuetext", re.compile(f"^{seconds} of 1 minute 57"))


def test_a_listener_moves_by_chapter_by_sentence_and_by_keyboard(sample_site: LiveSite, page: Page) -> None:
    page.goto(EPISODE)
    player = page.get_by_role("region", name="Player: Hip resurfacing")
    expect(page.locator("audio")).not_to_have_attribute("controls", "")
    page.get_by_role("button", name="The early reports").click()
    expect_at(page, "(2[6-9]|3.) seconds")
    expect(page.locator(".cue.is-spoken")).to_have_count(1)
    player.get_by_role("button", name="Pause").click()
    expect(page.locator(".cue.is-spoken")).to_have_count(0)
    page.get_by_role("button", name="0:08, play from here").click()
    expect_at(page, "([89]|1.) seconds")
    player.get_by_role("button", name="Pause").press("k")
    player.get_by_role("button", name="Play").press("l")
    expect_at(page, "(3[89]|4.) seconds")
    player.get_by_role("button", name="Back 15 s").click()
    expect_at(page, "(2[3-9]|3[0-5]) seconds")
    player.get_by_label("Speed").select_option("1.5")
    expect(page.get_by_role("status")).to_have_text("Speed 1.5")


def test_a_link_into_an_episode_begins_there(sample_site: LiveSite, page: Page) -> None:
    page.goto(f"{EPISODE}#t=61")
    expect_at(page, "1 minute 1 second")
    page.get_by_role("button", name="Play", exact=True).click()
    expect_at(page, "1 minute [2-9] seconds")


def test_an_episode_is_heard_and_read_without_javascript(sample_site: LiveSite, context: BrowserContext) -> None:
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(base_url=sample_site.url, java_script_enabled=False)
    page = plain.new_page()
    page.goto(EPISODE)
    expect(page.locator("audio")).to_have_attribute("controls", "")
    expect(page.get_by_role("button", name="Forward 30 s")).to_be_hidden()
    expect(page.get_by_text("welcome to Hips Explained")).to_be_visible()
    plain.close()


def test_no_page_breaks_the_policy_or_is_wider_than_a_small_phone(sample_site: LiveSite, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.text} {message.location}"))
    page.set_viewport_size({"width": 320, "height": 640})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
    assert said == []
