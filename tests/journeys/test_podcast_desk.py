"""An editor makes a show ready, looks at what apps would do, and replaces a file under a live episode."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from tests.journeys.conftest import LiveSite, log_in
from tests.media import makers

pytestmark = pytest.mark.journey


def _open_episode(page: Page) -> None:
    log_in(page)
    page.goto("/desk/podcast/")
    page.locator("a.row-title[href^='/desk/episodes/']").first.click()


def test_a_finding_leads_to_its_field_in_a_closed_section(sample_site: LiveSite, page: Page) -> None:
    log_in(page)
    page.goto("/desk/podcast/new")
    ready = page.get_by_role("region", name="Ready to publish?")
    expect(ready).to_contain_text("to mend first")
    field = page.get_by_label("Owner's e-mail address")
    expect(field).not_to_be_visible()
    ready.get_by_role("link", name="Owner's e-mail address").click()
    expect(field).to_be_visible()
    expect(field).to_be_focused()


def test_looking_at_what_apps_would_do_saves_nothing_and_loses_nothing(sample_site: LiveSite, page: Page) -> None:
    _open_episode(page)
    title = page.get_by_label("Title", exact=True).first
    before = title.input_value()
    title.fill("Typed and not saved")
    page.get_by_role("button", name="What will apps do?").click()
    impact = page.get_by_role("region", name="What will apps do?")
    expect(impact).to_be_focused()
    expect(impact).to_contain_text("It does not change")
    expect(impact).to_contain_text("Apps show “Typed and not saved”")
    expect(title).to_have_value("Typed and not saved")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(page.url)
    expect(title).to_have_value(before)
    assert asked == ["beforeunload"], "what is typed and not saved is not left without asking"


def test_the_tags_are_written_again_under_a_live_episode(sample_site: LiveSite, page: Page) -> None:
    _open_episode(page)
    page.get_by_text("Write the tags again").click()
    page.get_by_role("button", name="Publish, and write the tags into the recording again").click()
    expect(page.locator("p.said")).to_contain_text("The tags are written anew")


def test_rows_are_added_without_a_script(sample_site: LiveSite, context: BrowserContext) -> None:
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(base_url=sample_site.url, java_script_enabled=False)
    page = plain.new_page()
    log_in(page)
    page.goto("/desk/podcast/new")
    page.get_by_label("Title", exact=True).first.fill("Kept")
    page.get_by_text("Support and rights").click()
    page.get_by_label("What the button says").fill("Support us")
    page.get_by_role("button", name="Add a support link").click()
    expect(page.get_by_label("What the button says")).to_have_count(2)
    expect(page.get_by_label("What the button says").first).to_have_value("Support us")
    expect(page.get_by_label("Title", exact=True).first).to_have_value("Kept")
    plain.close()


def test_the_listeners_page_leads_to_the_tick_that_it_speaks_of(sample_site: LiveSite, page: Page) -> None:
    _open_episode(page)
    page.goto("/desk/podcast/")
    page.get_by_role("link", name="Hips Explained", exact=True).click()
    page.get_by_role("link", name="Listeners").click()
    page.get_by_role("link", name="Private", exact=True).click()
    expect(page.get_by_label("Private", exact=True)).to_be_focused()


def test_an_upload_goes_to_the_picture_that_was_touched_last(sample_site: LiveSite, page: Page, tmp_path: Path) -> None:
    (tmp_path / "wide.png").write_bytes(makers.picture(1500, 500))
    _open_episode(page)
    page.goto("/desk/podcast/")
    page.get_by_role("link", name="Hips Explained", exact=True).click()
    cover, wide = page.get_by_label("Picture", exact=True), page.get_by_label("Wide picture", exact=True)
    before = cover.input_value()
    page.get_by_text("Advanced").click()
    wide.focus()
    page.get_by_label("File", exact=True).set_input_files(tmp_path / "wide.png")
    page.get_by_role("button", name="Upload").click()
    expect(wide).not_to_have_value("")
    expect(wide.locator("option:checked")).to_contain_text("wide.png")
    expect(cover).to_have_value(before)
