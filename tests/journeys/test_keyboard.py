"""The whole of writing and publishing without a mouse, in a real browser: nothing here clicks, fills or focuses."""

import re

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from app.accounts.queries import find_user
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.journeys.conftest import LiveSite
from tests.journeys.writing import text_of

pytestmark = pytest.mark.journey
MOST_TABS = 150
WHERE = """() => {
    const at = document.activeElement;
    return at && at !== document.body && at !== document.documentElement ? at.outerHTML.slice(0, 160) : "";
}"""


TOLD = """() => {
    window.told = [];
    const region = document.querySelector("#saving [data-told]");
    new MutationObserver(() => window.told.push(region.textContent)).observe(region, { childList: true });
}"""


def tab_to(page: Page, target: Locator, *, back: bool = False) -> None:
    """As somebody does who cannot point: Tab until it is reached. Focus is never lost or kept on the way."""
    expect(target).to_be_visible()
    key = "Shift+Tab" if back else "Tab"
    been: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        if target.evaluate("(element) => element === document.activeElement"):
            in_sight = target.evaluate(SEEN)
            assert in_sight, f"hidden when it has the focus: {target}"
            return
        been.append(page.evaluate(WHERE))
    raise AssertionError("\n".join(["not reached; passed:", *been]))


SEEN = """(element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""


def press_on(page: Page, target: Locator, key: str = "Enter", *, back: bool = False) -> None:
    tab_to(page, target, back=back)
    page.keyboard.press(key)


def button(page: Page, name: str | re.Pattern[str]) -> Locator:
    return (
        page.get_by_role("button", name=name, exact=True)
        if isinstance(name, str)
        else page.get_by_role("button", name=name)
    )


def arrive(page: Page) -> None:
    page.goto("/login")
    tab_to(page, page.get_by_label("E-mail address"))
    page.keyboard.type("editor@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(factories.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def go_to(page: Page, words: str, option: str) -> None:
    """By the palette."""
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name=re.compile("Go to a page"))).to_be_focused()
    page.keyboard.type(words)
    expect(page.get_by_role("dialog").get_by_role("option").first).to_contain_text(option)
    page.keyboard.press("Enter")


def test_an_article_is_written_mended_and_published_by_keyboard(page: Page, sample_site: LiveSite) -> None:
    keys = page.keyboard
    arrive(page)
    go_to(page, "new art", "New article")
    page.wait_for_url("**/desk/articles/new")
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    page.evaluate(TOLD)
    keys.type("Walking again")
    tab_to(page, page.get_by_label("Summary"))
    keys.type("How to begin.")
    tab_to(page, page.get_by_role("toolbar", name="Formatting").get_by_role("button", name="Strong"))
    keys.press("Escape")
    text = page.get_by_role("textbox", name="Text", exact=True).last
    expect(text).to_be_focused()
    write(page, text)
    expect(page.locator("#saving [data-state]")).to_contain_text("Saved at")
    assert len(page.evaluate("window.told")) == 1  # whoever writes on is not told of every save
    press_on(page, button(page, "Publish now"))

    # Refused: the picture says nothing to whoever does not see it. The link leads to it.
    problems = page.get_by_role("alert").first
    expect(problems).to_be_focused()
    link = problems.get_by_role("link", name=re.compile("picture", re.IGNORECASE)).first
    press_on(page, link)
    expect(page.get_by_role("textbox", name="Text", exact=True).last).to_be_focused()
    expect(page.get_by_role("group", name="Picture", exact=True)).to_be_visible()
    keys.press("Alt+F10")
    tab_to(page, page.get_by_label("What it shows"))
    keys.type("A person on two crutches")
    keys.press("Escape")
    expect(page.get_by_role("textbox", name="Text", exact=True).last).to_be_focused()
    add_reference(page)
    press_on(page, button(page, "Publish now"))
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Published")).to_be_focused()
    assert '<sup data-ref="ta304">' in text_of(page)
    press_on(page, page.get_by_role("link", name="/walking-again/", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Walking again")
    expect(page.get_by_role("heading", name="First steps")).to_be_visible()
    expect(page.get_by_role("img", name="A person on two crutches")).to_be_visible()
    expect(page.locator(".prose li, article li").filter(has_text="slowly").first).to_be_visible()


def write(page: Page, text: Locator) -> None:
    """Heading, list, link, care card and picture: by signs, by the toolbar and by the slash menu."""
    keys = page.keyboard
    keys.press("Alt+F10")
    for _ in range(20):
        if page.get_by_role("button", name=re.compile("^Heading")).first.evaluate(
            "(each) => each === document.activeElement"
        ):
            break
        keys.press("ArrowRight")
    keys.press("Enter")
    expect(text).to_be_focused()
    keys.type("First steps")
    keys.press("Enter")
    keys.type("/list")
    expect(page.get_by_role("listbox", name="Blocks")).to_be_visible()
    keys.press("Enter")
    keys.type("Stand up slowly")
    keys.press("Enter")
    keys.press("Enter")
    keys.type("See ")
    keys.press("Control+Alt+k")
    expect(page.get_by_role("combobox", name=re.compile("Search for a page"))).to_be_focused()
    keys.type("metal on")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_contain_text("Metal On Metal")
    keys.press("Enter")
    expect(text).to_be_focused()
    keys.press("Enter")
    keys.type("/urg")
    expect(page.get_by_role("listbox", name="Blocks").get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    keys.type("Ask today if\nit is hot")
    keys.press("Control+Enter")  # below the card
    keys.type("/pict")
    expect(page.get_by_role("listbox", name="Blocks").get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    expect(page.get_by_role("combobox", name="Search the library")).to_be_focused()
    expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()
    keys.press("Enter")
    expect(text).to_be_focused()


def add_reference(page: Page) -> None:
    """A row of the references, from the library, and a mark in the text."""
    keys = page.keyboard
    summary = page.locator("summary", has_text="References")
    tab_to(page, summary)
    keys.press("Enter")
    tab_to(page, page.locator("[name='citations-0-reference_id']"))
    keys.type("ta304")
    expect(page.locator(".offers [role=option]")).to_have_count(1)
    keys.press("ArrowDown")
    keys.press("Enter")
    tab_to(page, button(page, "Add a reference"))
    # The mark stands in the text.
    text = page.get_by_role("textbox", name="Text", exact=True).last
    tab_to(page, text, back=True)
    for key in ("Control+Home", "ArrowDown", "End"):
        keys.press(key)
    keys.type(" /ref")
    expect(page.get_by_role("listbox", name="Blocks").get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    expect(page.get_by_role("combobox", name="Search the references of this page")).to_be_focused()
    expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    expect(text).to_be_focused()


def test_articles_are_moved_binned_and_brought_back_by_keyboard(page: Page, live_site: LiveSite) -> None:
    with live_site.app.app_context():
        with unit_of_work():
            editor = find_user("editor@example.org")
            assert editor is not None
            for title in ("Hips", "Knees", "Shoulders"):
                factories.article(title, by=editor.actor)
        db.session.remove()
    keys = page.keyboard
    arrive(page)

    # The order of the tree: with Space and the arrows, then with a button.
    go_to(page, "articles", "Articles")
    page.wait_for_url("**/desk/articles/")
    press_on(page, page.get_by_role("link", name="Order and move", exact=True))
    page.wait_for_url("**/desk/articles/tree/")
    expect(page.get_by_role("treegrid", name="Articles")).to_have_accessible_description(re.compile("press Space"))
    expect(page.get_by_role("row", name="Hips", exact=True)).to_have_attribute("aria-level", "1")
    tab_to(page, button(page, "Move: Hips"))
    expect(button(page, "Move: Hips")).to_have_accessible_description("")
    keys.press("ArrowDown")
    expect(button(page, "Move: Knees")).to_be_focused()
    for key in ("Space", "ArrowUp", "Space"):
        keys.press(key)
    expect(page.locator("#tree-said")).to_contain_text("“Knees” is number 1 of 3")
    expect(button(page, "Move: Knees")).to_be_focused()
    assert page.locator(".tree-row .row-title").all_inner_texts() == ["Knees", "Hips", "Shoulders"]
    keys.press("ArrowRight")
    expect(page.get_by_role("link", name="Knees", exact=True)).to_be_focused()
    keys.press("Enter")

    # New words are published; the old ones are brought back as a draft, and readers see no change.
    page.wait_for_url(re.compile(r"/desk/articles/\d+/$"))
    tab_to(page, page.get_by_label("Summary"))
    keys.press("Control+a")
    keys.type("Newer words.")
    press_on(page, button(page, "Publish changes"))
    expect(page.get_by_role("status").filter(has_text="The changes are published.")).to_be_focused()
    press_on(page, page.get_by_role("link", name="Revisions", exact=True))
    press_on(page, button(page, "Restore revision 1"))
    expect(page.get_by_role("status").filter(has_text="Revision 1 is the draft again")).to_be_focused()
    expect(page.get_by_label("Summary")).to_have_value("About Knees.")
    public = requests.get(f"{live_site.url}/knees/", timeout=10).text
    assert "Newer words." in public
    assert "About Knees." not in public

    # Into the bin and back, with its address.
    press_on(page, page.get_by_role("link", name="Dates and address", exact=True))
    press_on(page, button(page, "Move to the bin"))
    expect(page.get_by_role("status").filter(has_text="bin")).to_be_focused()
    assert requests.get(f"{live_site.url}/knees/", timeout=10).status_code == 410
    go_to(page, "bin", "Bin")
    page.wait_for_url("**/desk/bin/")
    press_on(page, button(page, "Restore Knees"))
    expect(page.get_by_role("status").first).to_be_focused()
    assert requests.get(f"{live_site.url}/knees/", timeout=10).status_code == 200
