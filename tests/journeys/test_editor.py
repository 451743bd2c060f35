"""The editor of the desk in a real browser: writing by keyboard, the two formats, and what axe says of it."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.test_accessibility import AXE, RULES
from tests.journeys.writing import EVERYTHING, PUT, text_of

pytestmark = pytest.mark.journey
Scheme = Literal["light", "dark"]


def test_a_whole_text_is_written_by_keyboard_alone(page: Page, sample_site: LiveSite) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    keys = page.keyboard
    page.get_by_label("Title", exact=True).press_sequentially("By keyboard")
    page.locator("[name=citations-0-key]").evaluate("(field) => (field.value = 'ta304')")
    text = page.get_by_role("textbox", name="Text", exact=True).last
    page.get_by_label("Summary").focus()
    keys.press("Tab")
    expect(page.get_by_role("toolbar", name="Formatting").get_by_role("button", name="Strong")).to_be_focused()
    keys.press("ArrowRight")
    expect(page.get_by_role("button", name="Emphasis")).to_be_focused()
    keys.press("Escape")
    expect(text).to_be_focused()
    # Markdown's own signs
    keys.type("## Walking\nEvery **day**")
    keys.press("Enter")
    # two levels are made here; what would be the fourth stays as typed
    keys.type("### Up\n#### High")
    keys.press("Control+Alt+4")
    keys.press("Enter")
    keys.type("- one\ntwo")
    keys.press("Control+]")
    keys.press("Enter")
    keys.press("Enter")
    keys.press("Enter")
    # the toolbar
    keys.type("Now ")
    keys.press("Alt+F10")
    keys.press("Home")
    keys.press("Enter")
    keys.press("Escape")
    keys.type("strong")
    keys.press("Control+b")
    keys.type(" again")
    keys.press("Enter")
    # the slash menu
    keys.type("/urg")
    expect(page.get_by_role("listbox", name="Blocks").get_by_role("option")).to_have_count(1)
    expect(text).to_have_attribute("aria-activedescendant", re.compile("editor-menu"))
    keys.press("Enter")
    keys.type("Ask today if\nit is hot ")
    keys.type("/ref")
    keys.press("Enter")
    picker = page.get_by_role("combobox", name="Search the references of this page")
    expect(picker).to_be_focused()
    expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    expect(text).to_be_focused()
    assert text_of(page).split("\n") == [
        "<h2>Walking</h2>",
        "<p>Every <strong>day</strong></p>",
        "<h3>Up</h3>",
        "<p>#### High</p>",
        "<ul><li>one<ul><li>two</li></ul></li></ul>",
        "<p>Now <strong>strong</strong> again</p>",
        '<aside data-care="urgent"><h3>Ask today if</h3><p>it is hot <sup data-ref="ta304"></sup></p></aside>',
    ]


def test_tables_and_leaving_by_keyboard_alone(page: Page, sample_site: LiveSite) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    keys = page.keyboard
    text = page.get_by_role("textbox", name="Text", exact=True).last
    text.focus()
    keys.type("/tab")
    keys.press("Enter")
    keys.type("Aids\nWeek")
    keys.press("ArrowRight")
    keys.type("Aid")
    keys.press("ArrowRight")
    keys.type("1")
    keys.press("Control+Enter")
    # a list that Escape closes, and what was typed stays
    keys.type("/xy")
    keys.press("Backspace")
    keys.press("Backspace")
    expect(page.get_by_role("listbox", name="Blocks")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("listbox", name="Blocks")).to_be_hidden()
    keys.type(" is kept")
    # Tab leaves, out of a list too
    keys.press("Enter")
    keys.type("- end")
    keys.press("Tab")
    expect(text).not_to_be_focused()
    assert text_of(page).split("\n") == [
        (
            '<table><caption>Aids</caption><thead><tr><th scope="col">Week</th><th scope="col">Aid</th></tr></thead>'
            "<tbody><tr><td>1</td><td></td></tr></tbody></table>"
        ),
        "<p>/ is kept</p>",
        "<ul><li>end</li></ul>",
    ]


def test_an_exercise_has_its_own_picture_and_parts(page: Page, sample_site: LiveSite) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    keys = page.keyboard
    text = page.get_by_role("textbox", name="Text", exact=True).last
    text.focus()
    keys.type("/exe")
    keys.press("Enter")
    keys.type("Sit to stand\nSit down.")
    page.get_by_role("button", name="Add a picture").click()
    expect(page.get_by_role("combobox", name="Search the library")).to_be_focused()
    keys.type("cover")
    expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    expect(text).to_be_focused()
    page.get_by_label("It is decorative: screen readers skip it").check()
    page.locator(".ed-part").last.click()
    keys.type("It hurts.")
    kept = text_of(page)
    assert re.fullmatch(
        r'<section data-exercise="Sit to stand"><figure data-asset="\d+" data-decorative="true"></figure>'
        r'<p>Sit down.</p><div data-part="stop-if"><p>It hurts.</p></div></section>',
        kept,
    )


def test_the_two_formats_and_what_is_looked_up(page: Page, sample_site: LiveSite) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    page.get_by_label("Title", exact=True).fill("Two formats")
    text = page.get_by_role("textbox", name="Text", exact=True).last
    text.focus()
    page.keyboard.type("See ")
    page.keyboard.press("Control+Alt+k")
    page.get_by_role("combobox", name=re.compile("Search for a page")).press_sequentially("metal on")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_contain_text("Metal On Metal")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("/pod")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Search for an episode")).to_be_focused()
    page.get_by_label("From (minutes:seconds)").fill("1:30")
    page.get_by_role("dialog").get_by_role("option").first.click()
    expect(page.locator(".ed-episode")).to_contain_text("from 1:30")
    page.get_by_label("From (minutes:seconds)").fill("2:05")
    expect(page.locator(".ed-episode")).to_contain_text("from 2:05")
    page.get_by_role("button", name="Markdown").click()
    field = page.locator("textarea[name=body]")
    expect(field).to_be_focused()
    expect(field).to_have_value(
        re.compile(r"^See \[Metal On Metal Hip Resurfacing\]\(entry:\d+\)\n\n::episode\{id=\d+ start=125\}\n$")
    )
    field.press("Control+End")
    field.press_sequentially(":::urgent Ask\nNow.\n:::\n")
    page.get_by_role("button", name="Publish now").click()  # refused: there is no summary
    expect(page.get_by_role("alert").first).to_be_focused()
    expect(field).to_be_visible()  # the choice is remembered
    page.get_by_role("button", name="Use the editor").click()
    expect(page.locator(".ed-care--urgent")).to_contain_text("Now.")
    page.keyboard.press("Control+End")
    page.keyboard.type("The end.")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".ed-page")).to_contain_text("The end.")
    assert page.locator("[name=body_format]").input_value() == "html"
    page.get_by_label("Summary").fill("A summary.")
    page.get_by_role("button", name="Publish now").click()
    page.wait_for_url(re.compile(r"/desk/blog/\d+/$"))
    page.evaluate(
        "document.querySelector('form.edit').dispatchEvent(new CustomEvent('desk:goto', {detail: {block: 2}}))"
    )
    expect(page.locator(".ed-page")).to_be_focused()
    expect(page.get_by_role("group", name="Care card")).to_be_visible()
    page.get_by_label("How soon to act").select_option("emergency")
    assert '<aside data-care="emergency">' in text_of(page)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 375)])
def test_the_open_editor_holds_wcag(browser: Browser, sample_site: LiveSite, scheme: Scheme, width: int) -> None:
    context = browser.new_context(
        base_url=sample_site.url, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    log_in(page)
    page.goto("/desk/articles/1/")
    page.evaluate(AXE.read_text(encoding="utf-8"))

    def violations() -> list[str]:
        found = page.evaluate("async (rules) => (await axe.run(document, rules)).violations", RULES)
        return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]

    page.evaluate(PUT, EVERYTHING)
    page.locator(".ed-figure img").first.click()
    expect(page.get_by_label("What it shows")).to_be_visible()
    page.get_by_role("button", name="More").click()
    found = violations()
    page.get_by_role("button", name="More").click()
    page.locator(".ed-page td").first.click()
    expect(page.get_by_role("button", name="Row above")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.keyboard.type("/")
    expect(page.get_by_role("listbox", name="Blocks")).to_be_visible()
    found += violations()
    # what sticks to the window does not lie on the cursor (WCAG 2.4.11)
    head = page.locator(".ed-head").bounding_box()
    line = page.locator(".ed-slash").bounding_box()
    assert head
    assert line
    assert head["y"] + head["height"] <= line["y"]
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Alt+k")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()
    found += violations()
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
