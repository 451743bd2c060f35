"""What the desk's scripts add to pages that work without them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.journeys.conftest import log_in
from tests.media import makers

pytestmark = pytest.mark.journey


def test_what_is_wrong_has_the_focus_and_leads_to_its_field(page: Page) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    page.get_by_label("Summary").fill("Typed and kept.")
    page.get_by_role("button", name="Publish now").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("^Title")).click()
    expect(page.get_by_label("Title")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_attribute("aria-describedby", "title-help title-error")
    expect(page.get_by_label("Summary")).to_have_value("Typed and kept.")


def test_leaving_unsaved_words_asks_first(page: Page) -> None:
    log_in(page)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto("/desk/blog/new")
    page.get_by_label("Title").fill("Half a thought")
    page.get_by_role("link", name="Articles").click(no_wait_after=True)
    expect(page.get_by_label("Title")).to_have_value("Half a thought")
    page.locator("aside").get_by_role("button", name="Save draft").click()
    page.wait_for_url(re.compile(r"/desk/blog/\d+/$"))
    page.get_by_role("link", name="Articles").click()
    page.wait_for_url("**/desk/articles/")
    assert asked == ["beforeunload"]


def test_two_clicks_publish_once(page: Page) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    page.get_by_label("Title").fill("Clicked twice")
    page.get_by_label("Summary").fill("Once is enough.")
    taken = page.get_by_role("button", name="Publish now").evaluate(
        """(button) => {
            let taken = 0;
            window.addEventListener("submit", (event) => (taken += event.defaultPrevented ? 0 : 1));
            button.click();
            button.click();
            return taken;
        }"""
    )
    assert taken == 1
    page.wait_for_url(re.compile(r"/desk/blog/\d+/$"))


def test_a_recording_uploaded_beside_the_form_is_chosen_in_it(page: Page, tmp_path: Path) -> None:
    log_in(page)
    page.goto("/desk/podcast/new")
    page.get_by_label("Title").fill("Steady steps")
    page.locator("aside").get_by_role("button", name="Save draft").click()
    page.wait_for_url(re.compile(r"/desk/podcast/\d+/$"))
    page.goto("/desk/podcast/")
    page.get_by_role("link", name="New episode of Steady steps").click()
    page.get_by_label("Title").fill("Typed before the upload")
    (tmp_path / "walk.mp3").write_bytes(makers.cbr(20))
    page.get_by_label("File", exact=True).set_input_files(tmp_path / "walk.mp3")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_label("Recording", exact=True).locator("option:checked")).to_have_text("walk.mp3")
    expect(page.get_by_label("Title")).to_have_value("Typed before the upload")
    page.locator("aside").get_by_role("button", name="Save draft").click()
    expect(page.get_by_label("Recording", exact=True).locator("option:checked")).to_have_text("walk.mp3 · 0:20")


def test_the_preview_changes_its_width_in_place(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    log_in(page)
    page.goto("/desk/blog/new")
    page.get_by_label("Title").fill("A walk")
    page.get_by_role("button", name="Save and preview").click()
    framed = page.frame_locator("iframe").get_by_role("heading", name="A walk")
    expect(framed).to_be_visible()
    page.get_by_role("link", name="Phone").click()
    expect(page.locator("iframe")).to_have_css("width", "390px")
    expect(page.get_by_role("link", name="Phone")).to_have_attribute("aria-current", "true")
    expect(framed).to_be_visible()
    assert complaints == []
