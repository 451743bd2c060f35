"""A clinician's verdict, written down at the desk: what readers see of it, and what becomes of it when the text changes."""

from playwright.sync_api import Page, expect

from app.content.lists import Wanted, list_wanted
from app.core.db import db
from tests.journeys.conftest import LiveSite, log_in

PATH = "/after-a-hip-operation/"
TEXT = "Bend the knee 10 times, twice a day.\n\nDo not cross your legs."


PUT = """text => {
  const form = document.getElementById("edit");
  form.elements.body.value = text;
  form.dispatchEvent(new CustomEvent("desk:set", { detail: { name: "body", value: text, format: "markdown" } }));
}"""


def _save(page: Page, text: str, button: str) -> None:
    """Put a text into the form, whatever it is written in there, and press a button."""
    page.evaluate(PUT, text)
    page.get_by_role("button", name=button, exact=True).click()


def test_a_review_is_recorded_dropped_and_kept(live_site: LiveSite, page: Page) -> None:
    log_in(page)
    edit = _published(page)
    _signed_off_on_paper(page)
    _spelled_right(page, edit)
    _changed(page, edit)
    with live_site.app.app_context():
        (listed,) = list_wanted(Wanted(), now=live_site.clock.now).items
        assert listed.sign_off_id is None
        assert listed.last_reviewed_on is not None
        db.session.remove()


def _published(page: Page) -> str:
    page.goto("/desk/articles/new")
    page.get_by_label("Title").fill("After a hip operation")
    page.get_by_label("Summary").fill("What to do in the first weeks.")
    _save(page, TEXT, "Publish now")
    expect(page.locator("p.said")).to_contain_text("Published")
    return page.url


def _signed_off_on_paper(page: Page) -> None:
    """What waits is found in the list; the whole page is signed off, and readers see by whom."""
    page.get_by_role("link", name="Reviews").click()
    page.get_by_role("link", name="Never reviewed (1)").click()
    page.get_by_role("link", name="After a hip operation").click()
    page.get_by_label("Approved: it can stand as it is").check()
    page.get_by_label("Reviewer", exact=True).fill("Sample clinician")
    page.get_by_label("Registration").fill("Sample register 1")
    page.get_by_role("button", name="Record the review").click()
    expect(page.locator("p.said")).to_contain_text("It stands for the public text.")
    expect(page.get_by_text("Sample clinician (Sample register 1) signed off the public text")).to_be_visible()
    page.goto(PATH)
    expect(page.get_by_text("Reviewed by")).to_be_visible()
    expect(page.get_by_text("Sample clinician (Sample register 1)")).to_be_visible()


def _spelled_right(page: Page, edit: str) -> None:
    """A word spelled otherwise keeps it; a reason is asked for, and what was typed stays."""
    page.goto(edit)
    expect(page.get_by_text("Signed off by Sample clinician")).to_be_visible()
    page.get_by_label("Only spelling or layout").check()
    _save(page, TEXT.replace("twice", "Twice").replace("legs", "leggs"), "Publish changes")
    page.get_by_role("link", name="What you put right").click()
    page.get_by_label("What you put right").fill("A capital letter.")
    page.get_by_role("button", name="Publish changes", exact=True).click()
    expect(page.locator("p.said")).to_contain_text("The sign-off stays.")
    page.goto(PATH)
    expect(page.get_by_text("leggs")).to_be_visible()
    expect(page.get_by_text("Sample clinician (Sample register 1)")).to_be_visible()


def _changed(page: Page, edit: str) -> None:
    """A number is no spelling. As a draft it drops the sign-off in the desk, published on the page, too."""
    page.goto(edit)
    page.get_by_label("Only spelling or layout").check()
    page.get_by_label("What you put right").fill("A number.")
    _save(page, TEXT.replace("10", "20"), "Save draft")
    expect(page.get_by_role("alert")).to_contain_text("“10” became “20”")
    page.get_by_label("Only spelling or layout").uncheck()
    page.get_by_role("button", name="Save draft", exact=True).click()
    expect(page.get_by_text("covers the page before its change.").first).to_be_visible()
    page.goto(PATH)
    expect(page.get_by_text("Sample clinician (Sample register 1)")).to_be_visible()
    page.goto(edit)
    page.get_by_role("button", name="Publish changes", exact=True).click()
    expect(page.locator("p.said")).to_contain_text("published")
    page.goto(PATH)
    expect(page.get_by_text("This page was changed after its last review")).to_be_visible()
    expect(page.get_by_text("Sample clinician")).to_have_count(0)
    page.goto("/desk/reviews/?show=dropped")
    expect(page.get_by_role("link", name="After a hip operation")).to_be_visible()
