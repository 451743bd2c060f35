"""A private show: an editor hands out an address, a listener hears it, and the address is taken back."""

import hashlib
from collections.abc import Iterator

import feedparser
import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.accounts.permissions import Role
from app.accounts.queries import find_user
from app.core.db import db
from config import ROOT
from tests.journeys.conftest import LiveSite, log_in
from tests.podcast.shows import SOUND, Made, change_show, make_show

pytestmark = pytest.mark.journey

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


@pytest.fixture
def made(live_site: LiveSite) -> Made:
    with live_site.app.app_context():
        found = find_user(f"{Role.EDITOR.value}@example.org")
        assert found is not None
        editor = found.actor
        db.session.remove()
    show = make_show(live_site.app, "Talks for ward 7", by=editor, episodes=("Getting up",))
    change_show(live_site.app, show.show, by=editor, private=True)
    return show


@pytest.fixture
def listener(browser: Browser, live_site: LiveSite) -> Iterator[Page]:
    """Somebody else's browser."""
    opened = browser.new_context(base_url=live_site.url)
    yield opened.new_page()
    opened.close()


def test_an_address_is_handed_out_heard_and_taken_back(
    page: Page, context: BrowserContext, listener: Page, live_site: LiveSite, made: Made
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in(page)
    page.goto(f"/desk/podcast/{made.show}/listeners/")
    page.get_by_label("Name").fill("Ward 7")
    page.get_by_role("button", name="Make their address").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Address for Ward 7")
    expect(page.get_by_role("img", name="QR code of the page for Ward 7")).to_be_visible()
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    feed = page.evaluate("navigator.clipboard.readText()")
    assert feed.startswith(f"{live_site.url}/podcast/talks-for-ward-7/private/")

    # The listener's app.
    parsed = feedparser.parse(requests.get(feed, timeout=10).content)
    assert not parsed.bozo
    (item,) = parsed.entries
    got = requests.get(item.enclosures[0].href, timeout=10)
    assert hashlib.sha256(got.content).digest() == hashlib.sha256(SOUND).digest()

    # The listener's browser: the page plays, and tells no other site where it was.
    listener.goto(feed.removesuffix("feed.xml"))
    expect(listener.get_by_role("heading", name="Getting up")).to_be_visible()
    assert listener.evaluate("() => document.querySelector('audio').play().then(() => true)")
    assert listener.context.cookies() == []

    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("used in the hour from")).to_be_visible()
    page.get_by_role("link", name="Change the address of Ward 7").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("The address of Ward 7 is taken back.")).to_be_visible()

    assert requests.get(feed, timeout=10).status_code == 404
    assert requests.get(item.enclosures[0].href, timeout=10).status_code == 404
    listener.reload()
    expect(listener.get_by_role("heading", level=1)).to_have_text("There is nothing here")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 375), ("light", 320)])
def test_its_pages_are_accessible(browser: Browser, live_site: LiveSite, made: Made, scheme: str, width: int) -> None:
    opened = browser.new_context(
        base_url=live_site.url,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 900},
        bypass_csp=True,  # axe brings its own script
    )
    page = opened.new_page()
    log_in(page)
    list_ = f"/desk/podcast/{made.show}/listeners/"
    page.goto(list_)
    _look(page)
    page.get_by_label("Name").fill("Ward 7")
    page.get_by_role("button", name="Make their address").click()
    _look(page)
    own = page.locator("#feed-address").inner_text().removesuffix("feed.xml")
    for path in (f"{list_}1/", f"/desk/podcast/{made.show}/moving/", f"/desk/podcast/{made.show}/pings/", own, f"{own}nothing"):  # fmt: skip
        page.goto(path)
        _look(page)
    opened.close()


def _look(page: Page) -> None:
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run(rules)", RULES)["violations"]
    assert found == [], [(page.url, one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, f"{page.url} is wider than the screen"
