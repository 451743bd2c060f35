"""An editor's evening: a post, a recording, an episode, a schedule. A reader and a podcast app find what came of it."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import pytest
import requests
from lxml import etree
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.writing import in_markdown
from tests.media import makers

pytestmark = pytest.mark.journey
LONDON = ZoneInfo("Europe/London")


def titles(url: str) -> list[str]:
    """What a feed holds, as a reader's program sees it."""
    got = requests.get(url, timeout=10)
    parsed = feedparser.parse(got.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [entry.title for entry in parsed.entries]


def write(page: Page, *, title: str, summary: str, text: str) -> None:
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Summary").fill(summary)
    in_markdown(page).fill(text)


def test_an_editor_publishes_a_post_and_readers_find_it(page: Page, live_site: LiveSite) -> None:
    log_in(page)
    page.get_by_role("link", name="New post").click()
    write(page, title="Getting up stairs", summary="One step at a time.", text="## First\n\nHold the *rail*.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft", exact=True).first).to_be_visible()
    assert titles(f"{live_site.url}/blog/feed.xml") == []

    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()

    reader = page.context.browser
    assert reader is not None
    other = reader.new_page(base_url=live_site.url)
    other.goto("/blog/")
    other.get_by_role("link", name="Getting up stairs").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Getting up stairs")
    expect(other.get_by_role("heading", name="First")).to_be_visible()
    assert other.context.cookies() == []
    other.close()
    for name in ("feed.xml", "atom.xml"):
        assert titles(f"{live_site.url}/blog/{name}") == ["Getting up stairs"]
    assert (
        requests.get(f"{live_site.url}/blog/feed.json", timeout=10).json()["items"][0]["title"] == "Getting up stairs"
    )


def test_a_draft_over_a_live_page_is_seen_only_when_it_is_published(page: Page, live_site: LiveSite) -> None:
    log_in(page)
    page.get_by_role("link", name="New post").click()
    write(page, title="Old words", summary="One.", text="Old text.")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()
    in_markdown(page).fill("New text.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Live with changes").first).to_be_visible()
    assert "Old text." in requests.get(f"{live_site.url}/blog/old-words/", timeout=10).text
    page.get_by_role("button", name="Publish changes").click()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()
    assert "New text." in requests.get(f"{live_site.url}/blog/old-words/", timeout=10).text


def test_an_editor_uploads_a_recording_and_an_app_downloads_the_episode(
    page: Page, live_site: LiveSite, tmp_path: Path
) -> None:
    recording, cover = tmp_path / "stairs.mp3", tmp_path / "cover.jpg"
    recording.write_bytes(makers.cbr(65))
    Image.new("RGB", (1400, 1400), "#0b4f57").save(cover)
    log_in(page)

    page.goto("/desk/podcast/new")
    write(page, title="Steps", summary="Short talks about moving.", text="About us.")
    open_sections(page)
    page.get_by_label("Made by").fill("Sample editor")
    page.get_by_label("Owner's name").fill("Sample editor")
    page.get_by_label("Owner's e-mail address").fill("editor@example.org")
    page.get_by_role("button", name="Save draft").click()
    upload(page, cover)
    open_sections(page)
    page.get_by_label("Description of the picture").fill("A staircase")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()

    page.goto("/desk/podcast/")
    page.get_by_role("link", name="New episode of Steps").click()
    write(page, title="Up and down", summary="How to take stairs.", text="Notes.")
    page.get_by_role("button", name="Save draft").click()
    upload(page, recording)
    open_sections(page)
    page.locator("[name=chapters]").fill("0:00 Welcome\n0:30 Going up")
    page.get_by_label("Why there is no transcript").fill("It has no speech.")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()

    feed = requests.get(f"{live_site.url}/podcast/steps/feed.xml", timeout=10)
    item = etree.fromstring(feed.content).find("channel/item")
    assert item is not None
    assert item.findtext("title") == "Up and down"
    enclosure = item.find("enclosure")
    assert enclosure is not None
    got = requests.get(enclosure.attrib["url"], timeout=10)
    assert got.content.startswith(b"ID3"), "apps get the copy with its tags"
    assert got.content.endswith(recording.read_bytes()[-30_000:]), "of the same sound"
    assert got.headers["Content-Type"] == enclosure.attrib["type"] == "audio/mpeg"
    assert int(enclosure.attrib["length"]) == len(got.content)

    page.goto("/podcast/steps/up-and-down/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Up and down")
    expect(page.get_by_text("Going up").first).to_be_visible()


def test_a_scheduled_post_appears_at_its_second_with_no_request_in_between(
    page: Page, context: BrowserContext, live_site: LiveSite
) -> None:
    at = (live_site.clock.now.astimezone(LONDON) + timedelta(days=3)).replace(hour=18, minute=0, second=0)
    log_in(page)
    page.get_by_role("link", name="New post").click()
    write(page, title="On Tuesday", summary="Later.", text="Later.")
    page.get_by_role("button", name="Save draft").click()
    page.locator("[name=publish_at]").fill(at.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_text("Scheduled", exact=True).first).to_be_visible()

    address = f"{live_site.url}/blog/on-tuesday/"
    assert requests.get(f"{live_site.url}/blog/", timeout=10).ok
    live_site.clock.now = as_utc(at) - timedelta(seconds=1)
    assert requests.get(address, timeout=10).status_code == 404
    assert titles(f"{live_site.url}/blog/feed.xml") == []
    live_site.clock.now = as_utc(at)
    assert requests.get(address, timeout=10).status_code == 200
    assert titles(f"{live_site.url}/blog/feed.xml") == ["On Tuesday"]
    assert "On Tuesday" in requests.get(f"{live_site.url}/blog/", timeout=10).text


def upload(page: Page, path: Path) -> None:
    """Through the box beside the form, in pieces; it is chosen in the form when it has arrived."""
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("option:checked", has_text=path.name)).to_have_count(1)


def open_sections(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach((section) => { section.open = true; })")


def as_utc(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo("UTC"))
