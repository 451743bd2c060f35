"""Our player on somebody else's page, and the pages that a listener gets on the way to an app."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.podcast.models import Show
from app.podcast.queries import list_all_shows
from config import ROOT
from tests.journeys.conftest import LiveSite
from tests.journeys.test_listening import EPISODE

pytestmark = pytest.mark.journey

SHOW = "/podcast/hips-explained/"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


class Elsewhere:
    """A site of somebody else's, on another port and under another host name: its one page holds `body`."""

    def __init__(self) -> None:
        self.body = ""
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                sent = f"<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>{page.body}".encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=10)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    made = Elsewhere()
    yield made
    made.close()


def discovered(page: Page) -> str:
    """The address of the JSON answer, as a consumer of oEmbed finds it in the page."""
    return cast("str", page.evaluate("() => document.querySelector('link[type=\"application/json+oembed\"]').href"))


def test_another_site_embeds_an_episode_by_its_address_alone(
    sample_site: LiveSite,
    page: Page,
    elsewhere: Elsewhere,
) -> None:
    page.goto(EPISODE)
    said = page.request.get(discovered(page)).json()
    assert (said["type"], said["version"], said["provider_name"]) == ("rich", "1.0", "The Physiotherapy Site")
    elsewhere.body = said["html"]
    page.goto(elsewhere.url)
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Play", exact=True).click()
    expect(frame.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    frame.get_by_text("Chapters", exact=True).click()
    frame.get_by_role("link", name="0:26 The early reports").click()
    expect(frame.locator("a.chapter[aria-current=true]")).to_contain_text("The early reports")
    frame.get_by_role("button", name="Pause", exact=True).press("l")
    expect(frame.locator("a.chapter[aria-current=true]")).not_to_contain_text("The early reports")
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Hip resurfacing: rise, fall and a small return").click()
    expect(opened.value).to_have_url(f"{sample_site.url}{EPISODE}")


def test_only_the_small_page_may_stand_in_a_frame(
    sample_site: LiveSite,
    page: Page,
    elsewhere: Elsewhere,
) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    elsewhere.body = f'<iframe src="{sample_site.url}{EPISODE}"></iframe>'
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(elsewhere.url)
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_count(0)
    refused.clear()
    elsewhere.body = f'<iframe src="{sample_site.url}{EPISODE}embed/"></iframe>'
    page.goto(elsewhere.url)
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_be_visible()
    assert not [text for text in refused if "frame-ancestors" in text]


def test_a_frame_without_our_origin_has_the_browsers_own_player(
    sample_site: LiveSite,
    page: Page,
    elsewhere: Elsewhere,
) -> None:
    elsewhere.body = f'<iframe sandbox="allow-scripts" src="{sample_site.url}{EPISODE}embed/#t=26"></iframe>'
    page.goto(elsewhere.url)
    frame = page.frame_locator("iframe")
    expect(frame.locator("audio")).to_have_attribute("controls", "")
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_hidden()


def test_the_small_page_is_heard_without_javascript(
    sample_site: LiveSite,
    browser: Browser,
) -> None:
    plain = browser.new_context(base_url=sample_site.url, java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{EPISODE}embed/")
    expect(page.locator("audio")).to_have_attribute("controls", "")
    plain.close()


def test_a_listener_finds_an_app_and_copies_the_address(
    sample_site: LiveSite,
    context: BrowserContext,
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=sample_site.url)
    page = context.new_page()
    page.goto(SHOW)
    page.locator("main").get_by_role("link", name="Subscribe", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Subscribe to Hips Explained")
    expect(page.get_by_text("This site runs on this computer only.")).to_be_visible()
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == f"{sample_site.url}{SHOW}feed.xml"
    code = page.get_by_role("img", name="QR code that opens this page")
    assert code.evaluate("(image) => image.naturalWidth") > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_listeners_pages_hold_wcag_with_everything_open(
    sample_site: LiveSite,
    browser: Browser,
    scheme: Any,
    width: int,
) -> None:
    with sample_site.app.app_context():
        with unit_of_work():
            _with_everything(next(show for show in list_all_shows() if show.path == SHOW))
        db.session.remove()
    opened = browser.new_context(
        base_url=sample_site.url,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    page, found = opened.new_page(), []
    for path in (EPISODE, f"{EPISODE}embed/", SHOW, f"{SHOW}subscribe/", "/subscribe/"):
        page.goto(path)
        page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        if page.locator("a.chapter").count():
            page.locator("a.chapter").nth(2).click()
            expect(page.locator("progress")).to_be_visible()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        seen = cast(
            "list[dict[str, Any]]",
            page.evaluate("async (rules) => (await axe.run(document, rules)).violations", RULES),
        )
        found += [f"{path}: {each['id']}: {node['html'][:160]}" for each in seen for node in each["nodes"]]
        assert page.evaluate("() => document.documentElement.scrollWidth") == width, path
    opened.close()
    assert found == []


def _with_everything(show: Show) -> None:
    show.funding = [{"url": "https://example.org/give", "text": "Support the show"}]
    show.licence, show.update_frequency, show.ai_content = "cc-by-4.0", "Every second Tuesday", "The voices are made."
    show.places = [{"name": "Leeds", "role": "creator", "geo": "geo:53.8,-1.55"}]
    show.season_names = [{"number": 1, "name": "Hips"}]
