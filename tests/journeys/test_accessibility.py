"""axe-core looks at every kind of public page, in both colour schemes and on a small screen. For the desk, see
test_desk_accessibility."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.axe import AXE, RULES, held_against
from tests.journeys.conftest import LiveSite

__all__ = ["AXE", "RULES"]
pytestmark = pytest.mark.journey

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
SCREENS = (("light", 1280), ("dark", 375))


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
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == (404 if path == "/nowhere/" else 200), path
    return held_against(page, path)


def test_the_public_pages_hold_wcag(screen: BrowserContext) -> None:
    page = screen.new_page()
    assert [line for path in PUBLIC for line in violations(page, path)] == []
