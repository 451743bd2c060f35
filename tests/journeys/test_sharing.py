"""A text is seen while it is typed, shared with somebody without an account, commented on and signed off."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.accounts.queries import find_user
from app.content import queries as content
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.reviews import sharing_queries as queries
from tests import factories
from tests.journeys.conftest import PATIENCE_MS, LiveSite, log_in
from tests.journeys.test_accessibility import AXE, RULES

pytestmark = pytest.mark.journey

LONG = "".join(f"<p>Paragraph {number} of a long text about walking.</p>" for number in range(1, 80))


def held_against(page: Page, part: str = "html") -> list[str]:
    """What axe says of the page, or of a part of it, as it is."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async ([part, rules]) => (await axe.run(part, rules)).violations", [part, RULES])
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def draft(live_site: LiveSite, title: str, body: str) -> int:
    """The id of a draft that the editor has saved."""
    with live_site.app.app_context():
        with unit_of_work():
            by = find_user("editor@example.org")
            assert by is not None
            made = factories.post(title, by=by.actor, body=body, live=False).id
        db.session.remove()
    return made


def test_a_shared_draft_is_commented_on_and_signed_off_without_an_account(
    page: Page, browser: Browser, live_site: LiveSite
) -> None:
    log_in(page)
    draft(live_site, "After your operation", "<p>Rest for two days.</p><p>Then walk to the door and back.</p>")
    page.goto("/desk/blog/1/")
    page.get_by_role("link", name="Sharing").click()
    page.get_by_label("Whom it is for").fill("Ward 7")
    page.get_by_role("button", name="Make the link").click()
    address = page.locator("#share-address").inner_text()
    assert held_against(page) == []

    theirs = browser.new_context(base_url=live_site.url)
    theirs.set_default_timeout(PATIENCE_MS)
    reader = theirs.new_page()
    reader.goto(address)
    assert held_against(reader) == []
    # Marking words offers to comment on them; the script sends the words and what stood before.
    reader.locator(".prose p", has_text="Then walk").first.evaluate(
        """(block) => {
            const range = document.createRange();
            range.setStart(block.firstChild, 5);
            range.setEnd(block.firstChild, 21);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }"""
    )
    reader.get_by_role("button", name="Comment on these words").click()
    expect(reader.locator("[data-quoted]")).to_have_text("walk to the door")
    reader.get_by_label("Your comment").fill("With crutches?")
    reader.locator("#comment-author").fill("Sample reader")
    reader.get_by_role("button", name="Send the comment").click()
    expect(reader.get_by_text("Your comment is with the editors.")).to_be_visible()
    # A passage can be chosen by keyboard, too.
    reader.locator(".comment-here a").first.press("Enter")
    expect(reader.locator("[data-quoted]")).to_have_text("Rest for two days.")
    reader.locator("#verdict").get_by_label("Approve.").check()
    reader.get_by_label("The whole page", exact=True).check()
    reader.locator("#verdict-reviewer").fill("Sample Reviewer")
    reader.locator("#verdict-registration").fill("HCPC 00")
    reader.get_by_label("this verdict is my own").check()
    reader.get_by_role("button", name="Sign and send").dblclick()
    expect(reader.get_by_role("heading", name="Thank you")).to_be_visible()
    assert theirs.cookies() == []

    with live_site.app.app_context():
        [link] = queries.list_links(1)
        assert len(queries.list_verdicts_by(link.id)) == 1
        [comment] = queries.list_comments(1)
        assert comment.before.endswith("Rest for two days. Then")
        assert content.get_revision(1, 1).pinned
        db.session.remove()

    page.goto("/desk/entries/1/comments/")
    expect(page.locator("mark")).to_have_text("walk to the door")
    assert held_against(page) == []
    page.get_by_role("link", name="Sharing").click()
    expect(page.get_by_text("Approved by Sample Reviewer")).to_be_visible()
    assert held_against(page) == []
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The link for Ward 7 is revoked.")).to_be_visible()
    reader.goto(address)
    expect(reader.get_by_role("heading", name="This preview cannot be opened")).to_be_visible()
    theirs.close()


def test_the_preview_beside_the_text_follows_it_keeps_its_place_and_shows_faults(
    page: Page, context: BrowserContext, live_site: LiveSite
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    log_in(page)
    draft(live_site, "Walking", f"{LONG}<h2>Rest</h2><h4>Too deep</h4>")
    page.goto("/desk/blog/1/")
    page.get_by_role("button", name="Preview beside").click()
    shown = page.frame_locator("[data-live-window] iframe:not(.live-waiting)")
    expect(shown.get_by_text("Paragraph 1 of", exact=False)).to_be_visible()
    page.get_by_role("button", name="Phone").click()
    expect(page.locator("[data-live-said]")).to_contain_text("375 pixels")
    shown.locator("html").evaluate("(root) => { root.scrollTop = 700; }")

    page.get_by_label("Summary").fill("Typed and not saved.")
    expect(shown.get_by_text("Typed and not saved.")).to_be_attached()
    assert shown.locator("html").evaluate("(root) => root.scrollTop") == 700
    expect(page.locator("[data-live-window] iframe")).to_have_count(1)

    page.get_by_role("button", name="Check accessibility").click()
    expect(page.locator("[data-live-summary]")).to_contain_text("1 found")
    expect(shown.locator("[data-live-marked]")).to_have_text("Too deep")
    page.get_by_role("button", name="Show “Too deep”").click()
    expect(shown.get_by_role("heading", name="Too deep")).to_be_in_viewport()
    assert held_against(page, "#live") == []

    page.get_by_role("button", name="Tablet").click()
    expect(page.locator("[data-live-said]")).to_contain_text("made smaller to fit")

    # What was typed is not saved by looking; open and how wide is remembered.
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(shown.get_by_text("Paragraph 1 of", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="Tablet")).to_have_attribute("aria-pressed", "true")
    context.clear_cookies()
    page.get_by_label("Title", exact=True).fill("Walking again")
    expect(page.locator("[data-live-problem]")).to_contain_text("Your text stays in the form.")
    page.get_by_role("button", name="Close the preview").click()
    expect(page.locator("#live")).to_be_hidden()

    draft(live_site, "Resting", "<p>A short text.</p>")
    page.once("dialog", lambda dialog: dialog.accept())
    log_in(page)
    page.goto("/desk/blog/2/")
    page.get_by_role("button", name="Preview beside").click()
    expect(shown.get_by_text("A short text.")).to_be_visible()
    page.get_by_role("button", name="Check accessibility").click()
    expect(page.locator("[data-live-summary]")).to_contain_text("Nothing found by the automatic checks")
