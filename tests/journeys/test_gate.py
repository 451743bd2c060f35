"""An editor is kept from publishing what shuts readers out, mends it where it is, and schedules across the clocks' change."""

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.accounts.models import Activity
from app.accounts.queries import find_user
from app.content import queries
from app.content.models import Entry
from app.core.db import db
from app.core.jobs import Job, JobState
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.clients.running import until
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.writing import in_markdown

pytestmark = pytest.mark.journey
AUTUMN = datetime(2027, 10, 30, 12, 0, tzinfo=UTC)
DEEP = """<p>Walk.</p><aside data-care="urgent"><h3>Ask today</h3><ul><li>See <a href="https://example.org/x">this page</a>
today.</li></ul></aside><section data-exercise="Sit to stand"><p>Sit.</p><div data-part="dose"><p>It helps 4 in 10
people.</p></div><div data-part="stop-if"><figure data-asset="1"></figure></div></section><aside data-care="non-urgent"><table>
<thead><tr><th>Week</th><th></th></tr></thead><tbody><tr><td>1</td><td>two</td></tr></tbody></table></aside>"""
CHOSEN = """() => {
    const at = document.querySelector(".ed-page .ProseMirror-selectednode") ?? getSelection().anchorNode;
    const around = (at.nodeType === Node.TEXT_NODE ? at.parentElement : at);
    return [String(getSelection()), around.closest("figure, th, p").nodeName];
}"""


def one_entry(site: LiveSite) -> Entry:
    with site.app.app_context():
        found = db.session.scalars(sa.select(Entry).order_by(Entry.id.desc())).first()
        db.session.remove()
    assert found is not None
    return found


def hours_swept(site: LiveSite) -> set[str | None]:
    """The turns of the hourly job that the live site's worker has done."""
    with site.app.app_context():
        done = db.session.scalars(sa.select(Job.slot).where(Job.name == "sweep", Job.state == JobState.DONE)).all()
        db.session.remove()
    return set(done)


def test_what_is_blocked_is_mended_in_its_place_or_overridden(page: Page, live_site: LiveSite) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    page.get_by_label("Title", exact=True).fill("Getting up stairs")
    page.get_by_label("Summary").fill("One step at a time.")
    in_markdown(page)
    page.get_by_role("textbox", name="Text").fill("## At home\n\nSlowly.\n\n#### The rail\n\nHold it.")
    page.get_by_role("button", name="Publish now").click()

    problems = page.get_by_role("alert")
    expect(problems).to_be_focused()
    problems.get_by_role("link", name=re.compile("The rail.*is of level 4")).click()
    box = page.get_by_role("textbox", name="Text")
    expect(box).to_be_focused()
    marked = box.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)")
    assert marked == "The rail"

    ready = page.get_by_role("region", name="Ready to publish?")
    expect(ready.get_by_text("1 to mend first")).to_be_visible()
    box.press("Home")
    box.press("Delete")
    box.press("Delete")
    ready.get_by_role("button", name="Check again").click()
    ready = page.get_by_role("region", name="Ready to publish?")
    expect(ready).to_be_focused()
    expect(ready.get_by_text("Nothing is missing.")).to_be_visible()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()

    publish = page.get_by_role("button", name="Publish changes")
    expect(publish).to_be_hidden()
    page.get_by_role("textbox", name="Text").fill("## At home\n\nSlowly.\n\n#### A quotation\n\nHold it.")
    publish.click()
    expect(page.get_by_role("alert")).to_contain_text("A quotation")
    page.get_by_text("Publish it all the same").click()
    page.get_by_label("Why it should be published all the same").fill("The book has it so.")
    page.get_by_role("button", name="Publish changes").click()
    expect(page.get_by_text("The changes are published.")).to_be_visible()
    with live_site.app.app_context():
        noted = {each.what: each.reason for each in db.session.scalars(sa.select(Activity))}
        db.session.remove()
    assert noted == {"published": "", "published changes": "", "overrode the checks": "The book has it so."}


def test_a_schedule_meets_the_hour_that_is_skipped_and_the_one_that_comes_twice(
    page: Page, live_site: LiveSite
) -> None:
    live_site.clock.now = AUTUMN
    log_in(page)
    page.goto("/desk/blog/new")
    page.get_by_label("Title", exact=True).fill("Winter time")
    page.get_by_label("Summary").fill("An hour more.")
    page.get_by_role("textbox", name="Text").fill("Sleep well.")
    page.get_by_label("Publish at").fill("2028-03-26T01:30")
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("the clocks skip 01:30")
    expect(page.get_by_label("Publish at")).to_have_accessible_description(re.compile("the clocks skip 01:30"))
    expect(page.get_by_label("Publish at")).to_have_value("2028-03-26T01:30")
    expect(page.get_by_role("textbox", name="Text")).to_contain_text("Sleep well.")

    page.get_by_label("Publish at").fill("2027-10-31T01:30")
    page.get_by_label("Ends at").fill("2027-10-31T01:30")
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("this time comes twice")
    first, second = page.get_by_role("group", name="That time comes twice: the clocks go back").all()
    first.get_by_label("The first").check()
    second.get_by_label("The second").check()
    page.get_by_role("button", name="Schedule", exact=True).click()
    said = "Goes live on Sunday 31 October 2027, 01:30 BST. Ends on Sunday 31 October 2027, 01:30 GMT."
    expect(page.get_by_text(said).first).to_be_visible()
    made = one_entry(live_site)
    assert made.published_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert made.expires_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)

    # Nothing needs to run at these seconds: the page is there at its time and gone at its end.
    assert page.context.browser is not None
    reader = page.context.browser.new_page(base_url=live_site.url)
    for now, status in ((0, 404), (29, 404), (30, 200), (31, 200), (89, 200), (90, 410)):
        live_site.clock.now = datetime(2027, 10, 31, now // 60, now % 60, tzinfo=UTC)
        answer = reader.goto(made.path)
        assert answer is not None
        assert answer.status == status, now
        expect(reader.get_by_text("Sleep well.")).to_have_count(1 if status == 200 else 0)
    reader.close()
    # And what is done every hour goes on in the hour that comes twice.
    live_site.app.extensions["worker"].wake()
    until(lambda: hours_swept(live_site) >= {"sweep@2027-10-31T01"}, "the hourly job")
    with live_site.app.app_context():
        assert queries.get_entry(made.id).title == "Winter time"
        db.session.remove()


def test_whole_lists_are_ticked_and_told_of(page: Page, live_site: LiveSite) -> None:
    log_in(page)
    for title, text in (("One", "Words."), ("Two", "")):
        page.goto("/desk/blog/new")
        page.get_by_label("Title", exact=True).fill(title)
        page.get_by_label("Summary").fill("A sentence.")
        page.get_by_role("textbox", name="Text").fill(text)
        page.get_by_role("button", name="Save draft").click()
        expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.goto("/desk/blog/?state=draft")
    page.get_by_role("button", name="Tick all 2 on this page").click()
    expect(page.get_by_role("group", name="With the 2 ticked")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("region", name="Done")).to_contain_text("One: Published")
    expect(page.get_by_role("region", name="Left as it was")).to_contain_text("There is no text yet")
    page.get_by_role("link", name="Back to the list").click()
    page.get_by_text("Keep this list").click()
    page.get_by_label("Name", exact=True).fill("My drafts")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("navigation", name="Your lists").get_by_role("link", name="My drafts")).to_be_visible()


def test_a_finding_deep_in_a_block_leads_to_its_very_place(page: Page, sample_site: LiveSite) -> None:
    with sample_site.app.app_context():
        with unit_of_work():
            editor = find_user("editor@example.org")
            assert editor is not None
            post = factories.post("Deep", by=editor.actor, body=DEEP, live=False).id
        db.session.remove()
    log_in(page)
    page.goto(f"/desk/blog/{post}/")
    expect(page.get_by_role("textbox", name="Text", exact=True).last).to_be_visible()
    page.locator("#ready summary", has_text="worth a look").click()
    for message, place in (
        ("The link “this page”", ["this page", "P"]),
        ("It helps 4 in 10", ["4 in 10", "P"]),
        ("A picture in the text", ["", "FIGURE"]),
        ("has an empty heading cell", ["", "TH"]),
    ):
        page.locator("#ready li", has_text=message).get_by_role("link").click()
        expect(page.locator(".ed-page")).to_be_focused()
        assert page.evaluate(CHOSEN) == place
