"""axe-core looks at every kind of page, in both colour schemes and on a small screen, by WCAG 2.2 A and AA."""

import re
from collections.abc import Iterator
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.accounts.permissions import Role
from app.cli.demo.load import load
from app.core import clock
from app.core.db import db
from config import ROOT
from tests.journeys.conftest import LiveSite, log_in

pytestmark = pytest.mark.journey

AXE = ROOT / "node_modules/axe-core/axe.min.js"
SHOW = "/podcast/hips-explained/"
ARTICLE = "/metal-on-metal-hip-resurfacing/"
PUBLIC = (
    "/",
    ARTICLE,
    f"{ARTICLE}exercises-after-hip-resurfacing/",
    "/blog/",
    "/podcast/",
    SHOW,
    f"{SHOW}hip-resurfacing-rise-fall-and-a-small-return/",
    f"{SHOW}hip-resurfacing-rise-fall-and-a-small-return/embed/",
    f"{SHOW}subscribe/",
    "/resources/",
    "/physiotherapists/?near=Leeds&neuro=1",
    "/subscribe/",
    "/feedback/",
    "/about/",
    "/accessibility/",
    "/privacy/",
    "/nowhere/",
    "/login",
)
DESK = (
    "/desk/",
    "/desk/articles/",
    "/desk/articles/tree/",
    "/desk/redirects/",
    "/desk/redirects/new?path=/exercises/",
    "/desk/redirects/missed/",
    "/desk/users/invite",
    "/desk/activity/",
    "/desk/blog/",
    "/desk/blog/new",
    "/desk/podcast/",
    "/desk/podcast/new",
    "/desk/podcast/imports/",
    "/desk/podcast/imports/new",
    "/desk/resources/new",
    "/desk/entries/1/",
    "/desk/entries/1/preview",
    "/desk/entries/1/revisions/",
    "/desk/media/",
    "/desk/media/1/",
    "/desk/people/",
    "/desk/users/",
    "/desk/feedback/",
    "/desk/mail/",
    "/desk/jobs/",
    "/desk/bin/",
    "/desk/account/",
)
SHOW_PARTS = ("episodes/new", "listeners/", "moving/", "pings/", "check/")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
SCREENS = (("light", 1280), ("dark", 375))


@pytest.fixture
def sample_site(live_site: LiveSite) -> LiveSite:
    """The live site with the starter content; its worker has nothing to do here."""
    live_site.app.extensions["worker"].stop()
    with live_site.app.app_context():
        load(login_folder=None, now=clock.now())
        db.session.remove()
    return live_site


@pytest.fixture(params=SCREENS, ids=lambda screen: f"{screen[0]}-{screen[1]}")
def screen(request: pytest.FixtureRequest, browser: Browser, sample_site: LiveSite) -> Iterator[BrowserContext]:
    scheme, width = request.param
    opened = browser.new_context(
        base_url=sample_site.url,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    yield opened
    opened.close()


def violations(page: Page, path: str) -> list[str]:
    """What axe holds against the page at `path`, one line for each element."""
    assert AXE.exists(), "axe-core is missing: run `make assets` where npm can be reached."
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == (404 if path == "/nowhere/" else 200), path
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = cast(
        "list[dict[str, Any]]", page.evaluate("async (rules) => (await axe.run(document, rules)).violations", RULES)
    )
    return [f"{path}: {each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def test_the_public_pages_hold_wcag(screen: BrowserContext) -> None:
    page = screen.new_page()
    assert [line for path in PUBLIC for line in violations(page, path)] == []


def test_the_desk_holds_wcag(screen: BrowserContext) -> None:
    page = screen.new_page()
    log_in(page, Role.ADMIN)
    assert [line for path in DESK for line in violations(page, path)] == []


def test_the_forms_of_shows_and_episodes_hold_wcag(screen: BrowserContext) -> None:
    page = screen.new_page()
    log_in(page, Role.ADMIN)
    page.goto("/desk/podcast/")
    links = [str(link.get_attribute("href")) for link in page.locator("main a[href$='/']").all()]
    show = next(link for link in links if re.fullmatch(r"/desk/podcast/\d+/", link))
    episode = next(link for link in links if re.fullmatch(r"/desk/episodes/\d+/", link))
    found = [line for path in (show, episode, *(show + part for part in SHOW_PARTS)) for line in violations(page, path)]
    page.goto(episode)
    page.get_by_label("Title", exact=True).first.fill("Another title")
    page.get_by_role("button", name="What will apps do?").click()
    expect(page.get_by_text("Apps show “Another title”")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    opened = page.evaluate("async (rules) => (await axe.run(document, rules)).violations", RULES)
    assert found + [node["html"] for each in opened for node in each["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
