"""An editor never loses a word: the line goes away, the session ends, others save or delete, the page is closed."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts import operations as accounts
from app.accounts import queries as people
from app.accounts.permissions import Role
from app.content import operations, queries
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.writing import in_markdown

pytestmark = pytest.mark.journey
POST = re.compile(r"/desk/blog/\d+/$")


@pytest.fixture
def other(context: BrowserContext, live_site: LiveSite) -> Iterator[Page]:
    """A second person in another browser."""
    browser = context.browser
    assert browser is not None
    apart = browser.new_context(base_url=live_site.url)
    page = apart.new_page()
    log_in(page, Role.ADMIN)
    yield page
    apart.close()


def begun(page: Page, title: str, text: str) -> None:
    """A new post, written until it has saved itself."""
    page.goto("/desk/blog/new")
    page.get_by_label("Title", exact=True).fill(title)
    write(page, text)
    says(page, "Saved at")
    page.wait_for_url(POST)


def write(page: Page, text: str) -> None:
    in_markdown(page).fill(text)


def says(page: Page, words: str) -> None:
    expect(page.locator("#saving [data-state]")).to_contain_text(words)


def no_copies(page: Page) -> None:
    """Wait until the browser has no copy of an unsaved text any more."""
    left = """async () => {
        const opened = await new Promise((done) => {
            const asked = indexedDB.open("desk-texts", 1);
            asked.onsuccess = () => done(asked.result);
        });
        const count = () => new Promise((done) => {
            const asked = opened.transaction("copies").objectStore("copies").count();
            asked.onsuccess = () => done(asked.result);
        });
        for (let looks = 0; looks < 200 && (await count()); looks += 1) await new Promise(requestAnimationFrame);
        return count();
    }"""
    assert page.evaluate(left) == 0


def stored(app: Flask, page: Page) -> tuple[str, int]:
    """The newest text that the server has of the page, and how many revisions."""
    entry_id = int(page.url.rstrip("/").rsplit("/", 1)[-1])
    with app.app_context():
        try:
            entry = queries.get_entry(entry_id)
            return queries.latest_draft(entry).body, len(queries.list_revisions(entry_id))
        finally:
            db.session.remove()


def test_the_line_goes_away_the_page_is_closed_and_the_text_comes_back(
    page: Page, context: BrowserContext, live_site: LiveSite
) -> None:
    log_in(page)
    begun(page, "Written on a train", "First words.")
    says(page, "Saved at")
    context.set_offline(True)
    write(page, "First words. In the tunnel.")
    says(page, "No connection")
    assert stored(live_site.app, page) == ("<p>First words.</p>", 1)
    context.set_offline(False)
    says(page, "Saved at")
    assert stored(live_site.app, page) == ("<p>First words. In the tunnel.</p>", 1)

    context.set_offline(True)
    write(page, "Typed before the lid was closed.")
    says(page, "No connection")
    address = page.url
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    offer = again.get_by_role("region", name="This browser has a text that was not saved")
    expect(offer).to_contain_text("Typed before the lid was closed.")
    expect(offer).to_contain_text("In the tunnel.")
    offer.get_by_role("button", name="Take the text of this browser").click()
    expect(again.locator("#edit [name=body]")).to_have_value(re.compile("Typed before the lid"))
    says(again, "Saved at")
    assert stored(live_site.app, again) == ("<p>Typed before the lid was closed.</p>", 2)
    again.goto(address)
    expect(again.locator("#edit [name=body]")).to_have_value(re.compile("Typed before the lid"))
    no_copies(again)
    expect(again.locator("#saving-offer")).to_be_hidden()


def test_the_session_ends_and_is_taken_up_in_place(page: Page, live_site: LiveSite) -> None:
    log_in(page)
    begun(page, "A long evening", "Before.")
    with live_site.app.app_context():
        with unit_of_work():
            user = people.find_user("editor@example.org")
            assert user is not None
            accounts.end_sessions_of(user)
        db.session.remove()
    page.context.clear_cookies()  # the token of the form is gone with it
    write(page, "After.")
    dialog = page.get_by_role("dialog", name="Log in again")
    expect(dialog).to_be_visible()
    dialog.get_by_label("E-mail address").fill("admin@example.org")
    for email, password, answer in (
        ("admin@example.org", factories.PASSWORD, "Somebody else wrote"),
        ("editor@example.org", "wrong", "do not belong together"),
    ):
        dialog.get_by_label("E-mail address").fill(email)
        dialog.get_by_label("Password").fill(password)
        dialog.get_by_role("button", name="Log in and save").click()
        expect(dialog.get_by_role("alert")).to_contain_text(answer)
    dialog.get_by_label("Password").fill(factories.PASSWORD)
    dialog.get_by_role("button", name="Log in and save").click()
    expect(dialog).to_be_hidden()
    says(page, "Saved at")
    assert stored(live_site.app, page)[0] == "<p>After.</p>"
    page.locator("aside").get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()


def test_two_editors_collide_and_both_texts_survive(page: Page, other: Page, live_site: LiveSite) -> None:
    log_in(page)
    begun(page, "Ours", "Begun.")
    other.goto(page.url)
    expect(other.locator("#saving [data-others]")).to_have_text("Sample editor has this page open, too.")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#saving [data-others]")).to_have_text("Sample admin has this page open, too.")

    write(page, "The editor's words.")
    page.get_by_label("Summary").fill("The editor's summary.")
    says(page, "Saved at")
    expect(page.locator("#edit [name=version]")).to_have_value("2")
    write(other, "The admin's words.")
    other.get_by_label("Title", exact=True).fill("The admin's title")
    says(other, "Somebody else saved this page (Sample editor")
    assert stored(live_site.app, page)[0] == "<p>The editor's words.</p>"
    other.get_by_role("button", name="Compare the two texts").click()
    for text in ("The editor's words.", "The admin's words.", "The editor's summary."):
        expect(other.locator("pre", has_text=text)).to_be_visible()
    other.get_by_role("group", name="Summary", exact=True).get_by_label("Theirs, saved", exact=True).check()
    other.get_by_role("button", name="Save what is chosen").click()
    other.wait_for_url(POST)
    expect(other.get_by_label("Summary")).to_have_value("The editor's summary.")
    expect(other.get_by_label("Title", exact=True)).to_have_value("The admin's title")
    no_copies(other)
    expect(other.locator("#saving-offer")).to_be_hidden()
    assert stored(live_site.app, other) == ("<p>The admin's words.</p>", 2)
    # The text that was not chosen is a revision, and can be brought back.
    other.get_by_role("link", name="Revisions", exact=True).click()
    other.get_by_role("button", name="Restore revision 1").click()
    other.wait_for_url(POST)
    assert stored(live_site.app, other) == ("<p>The editor's words.</p>", 3)


def test_what_was_deleted_elsewhere_becomes_a_new_draft(page: Page, other: Page, live_site: LiveSite) -> None:
    log_in(page)
    begun(page, "Soon gone", "Begun.")
    old = page.url
    with live_site.app.app_context():
        with unit_of_work():
            admin = people.find_user("admin@example.org")
            assert admin is not None
            entry = queries.get_entry(int(old.rstrip("/").rsplit("/", 1)[-1]))
            operations.move_to_bin(entry, by=admin.actor, now=clock.now())
        db.session.remove()
    write(page, "Nobody else has this.")
    says(page, "This page was deleted elsewhere.")
    page.get_by_role("button", name="Make a new draft of it").click()
    page.wait_for_url(lambda url: url != old and POST.search(url) is not None)
    assert stored(live_site.app, page)[0] == "<p>Nobody else has this.</p>"


def test_what_has_no_title_stays_in_the_browser_until_it_has(page: Page, live_site: LiveSite) -> None:
    """And a clock of the browser that is an hour wrong changes nothing."""
    page.clock.install(time=live_site.clock.now.timestamp() - 3600)
    page.clock.resume()
    log_in(page)
    page.goto("/desk/blog/new")
    write(page, "A text before its title.")
    says(page, "Not saved yet.")
    expect(page.locator("#saving [data-problems]")).to_contain_text("Give it a title")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto("/desk/blog/new")
    offer = again.get_by_role("region", name="This browser has a text that was not saved")
    expect(offer).to_contain_text("A text before its title.")
    hour = live_site.clock.now.astimezone().strftime("%H:")
    expect(offer.locator("[data-typed-at]")).to_contain_text(hour)
    offer.get_by_role("button", name="Take the text of this browser").click()
    again.get_by_label("Title", exact=True).fill("Now it has one")
    says(again, "Saved at")
    again.wait_for_url(POST)
    expect(again.get_by_role("heading", level=1)).to_have_text("Now it has one")
    again.goto("/desk/blog/new")
    expect(again.locator("#saving")).to_be_visible()
    expect(again.locator("#saving-offer")).to_be_hidden()


def test_a_text_of_the_editor_is_offered_as_it_reads(page: Page, live_site: LiveSite) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    page.get_by_role("textbox", name="Text", exact=True).last.click()
    page.keyboard.type("One line.\n- Another")
    says(page, "Not saved yet.")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto("/desk/blog/new")
    offer = again.get_by_role("region", name="This browser has a text that was not saved")
    expect(offer.get_by_role("group", name="In this browser: Text")).to_have_text(re.compile(r"^One line\.\s+Another$"))
    expect(offer.get_by_role("heading", level=3)).to_have_text(["Text"])
    offer.get_by_role("button", name="Take the text of this browser").click()
    expect(again.locator(".ed-page li")).to_have_text("Another")
