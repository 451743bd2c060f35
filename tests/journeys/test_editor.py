"""The editor of the desk in a real browser: writing by keyboard, what is pasted, the two formats, nothing changed unasked."""

import base64
import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from app.cli.demo.load import load
from app.content import body as bodies
from app.content.models import Entry
from app.core import clock
from app.core.db import db
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.test_accessibility import AXE, RULES
from tests.media import makers

pytestmark = pytest.mark.journey
Scheme = Literal["light", "dark"]

EVERYTHING = bodies.clean("""
<h2>Up <em>and</em> down</h2><h3>Below</h3><h4>Deeper</h4>
<p>A <strong>strong <em>and</em></strong> word, H<sub>2</sub>O, m<sup>2</sup>, <code>code</code>,
<a href="https://example.org/?a=1&amp;b=2">away</a>, <a data-entry="1">here</a><sup data-ref="ta304"></sup>.<br>Next line.</p>
<p>A <strong><code>mix</code></strong> and <a href="#x"><strong>marks</strong> on a link</a>.</p>
<ul><li>one<ul><li>inner</li></ul></li><li><p>two</p><p>more</p></li></ul><ol><li>first</li><li><h3>Odd</h3><p>x</p></li></ol>
<blockquote><p>Said</p><ul><li>x</li></ul></blockquote><hr><pre><code>a
  b</code></pre>
<table><caption>Aids <em>used</em></caption><thead><tr><th>Week</th><th>Aid</th></tr></thead>
<tbody><tr><th scope="row">1</th><td>two<br>crutches</td></tr><tr><th scope="row">2</th><td></td></tr></tbody></table>
<table><tbody><tr><td>no</td><td>head</td></tr></tbody></table>
<table><tbody><tr><th scope="row">only</th></tr><tr><th scope="row">rows</th></tr></tbody></table>
<table><thead><tr><th>only</th></tr></thead><tbody><tr><td>head</td></tr></tbody></table>
<figure data-asset="1" data-alt="A &quot;chair&quot;"><figcaption>By <strong>us</strong></figcaption></figure>
<figure data-asset="2" data-decorative="true"></figure><figure data-asset="3"></figure>
<aside data-care="urgent"><h3>Ask for help</h3><ul><li>hot</li></ul></aside>
<aside data-care="emergency"><p>No title</p></aside><aside data-care="non-urgent"><h3>Only a title</h3></aside>
<section data-exercise="Sit &amp; stand"><figure data-asset="1" data-alt="x"></figure><ol><li>Sit.</li></ol>
<div data-part="dose"><p>Ten times.</p></div><div data-part="progressions"><ul><li>One leg.</li></ul></div>
<div data-part="stop-if"><p>It hurts.</p></div></section>
<section data-exercise="Bare"><p>Only this.</p></section>
<div data-episode="9" data-start="90"></div><div data-episode="9"></div>
""")

PUT = """(html) => {
    const field = document.querySelector("[name=body]");
    const detail = {name: "body", value: html, format: "html"};
    field.form.dispatchEvent(new CustomEvent("desk:set", {detail}));
    return field.form.elements.body_format.value === "html" ? field.value : "not taken";
}"""


@pytest.fixture
def sample_site(live_site: LiveSite) -> LiveSite:
    """The live site with the starter content."""
    with live_site.app.app_context():
        load(login_folder=None, now=clock.now())
        db.session.remove()
    return live_site


def saved_bodies(site: LiveSite) -> list[str]:
    with site.app.app_context():
        found = [entry.body for entry in db.session.scalars(db.select(Entry)) if entry.body]
        db.session.remove()
    return found


def test_what_the_editor_reads_it_writes_back_unchanged(page: Page, sample_site: LiveSite) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    expect(page.get_by_role("textbox", name="Text", exact=True).last).to_be_visible()
    texts = [*saved_bodies(sample_site), EVERYTHING]
    assert len(texts) > 8
    written = [bodies.clean(page.evaluate(PUT, text)) for text in texts]
    changed = [(one, other) for one, other in zip(texts, written, strict=True) if one != other]
    assert [
        pair
        for one, other in changed
        for pair in zip(one.split("\n"), other.split("\n"), strict=False)
        if pair[0] != pair[1]
    ] == []


def text_of(page: Page) -> str:
    """The field as the form would send it now, as the server would keep it."""
    value, format_ = page.evaluate("""() => {
        const form = document.querySelector("form.edit");
        form.dispatchEvent(new CustomEvent("desk:flush"));
        return [form.elements.body.value, form.elements.body_format.value];
    }""")
    return bodies.clean(value) if format_ == "html" else bodies.from_markdown(value)


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
    keys.press("Control+Enter")
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
        "<h2>Walking</h2>",
        "<p>Every <strong>day</strong></p>",
        "<ul><li>one<ul><li>two</li></ul></li></ul>",
        "<p>Now <strong>strong</strong> again</p>",
        '<aside data-care="urgent"><h3>Ask today if</h3><p>it is hot <sup data-ref="ta304"></sup></p></aside>',
        (
            '<table><caption>Aids</caption><thead><tr><th scope="col">Week</th><th scope="col">Aid</th></tr></thead>'
            "<tbody><tr><td>1</td><td></td></tr></tbody></table>"
        ),
        "<p>/ is kept</p>",
        "<ul><li>end</li></ul>",
    ]


PASTED = Path(__file__).parents[1] / "data" / "pasted"
PASTE = """([html, text, pictures]) => {
    const clipboardData = new DataTransfer();
    if (html) clipboardData.setData("text/html", html);
    if (text) clipboardData.setData("text/plain", text);
    for (const picture of pictures) {
        const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
        clipboardData.items.add(new File([bytes], "chair.png", { type: "image/png" }));
    }
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.querySelector(".ed-page").dispatchEvent(event);
}"""
FROM_WORD = [
    "<h2>After the operation</h2>",
    "<p>Most people <strong>walk</strong> on the <em>first</em> day.</p>",
    "<h3>What you need</h3>",
    "<ul><li>two crutches<ul><li>with rubber ends</li></ul></li><li>firm shoes</li></ul>",
    "<p>Then:</p>",
    "<ol><li>Sit.</li><li>Stand.</li></ol>",
    "<table><tbody><tr><td>Week</td><td>Aid</td></tr><tr><td>1</td><td>two<br>crutches</td></tr></tbody></table>",
    '<p><a href="https://www.example.org/advice">More advice</a> and 10 m<sup>2</sup>.</p>',
]
FROM_DOCS = [
    "<h2>Before you go home</h2>",
    "<p>Practise the <strong>stairs</strong> <em>slowly</em>.</p>",
    (
        "<ul><li>good leg up<ul><li>then the other</li></ul></li>"
        '<li><a href="https://www.example.org/stairs">read more</a></li></ul>'
    ),
    "<h3>At home</h3>",
]


def test_what_is_pasted_comes_out_clean(page: Page, sample_site: LiveSite) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    text = page.get_by_role("textbox", name="Text", exact=True).last
    problem = page.locator(".ed-problem")

    def paste(html: str, words: str = "", *pictures: bytes) -> None:
        page.keyboard.press("Control+End")
        page.evaluate(PASTE, [html, words, [base64.b64encode(each).decode() for each in pictures]])

    text.focus()
    paste((PASTED / "word.html").read_text("utf-8"), "After the operation", makers.picture())
    assert text_of(page).split("\n") == FROM_WORD
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    paste((PASTED / "docs.html").read_text("utf-8"))
    assert text_of(page).split("\n") == FROM_WORD + FROM_DOCS
    page.keyboard.press("Control+z")
    assert text_of(page).split("\n") == FROM_WORD
    page.keyboard.press("Control+Shift+z")
    assert text_of(page).split("\n") == FROM_WORD + FROM_DOCS
    # 5 MB of Word with more words than a page holds: said, and nothing is lost
    paragraph = "<p class=MsoNormal style='mso-list:l0 level1 lfo1'><span style='color:red'>word word word</span></p>"
    paste("<html><style>p {}</style><body>" + paragraph * (5_000_000 // len(paragraph)) + "</body></html>")
    expect(problem).to_contain_text("a page holds 200 kB in all")
    assert text_of(page).split("\n") == FROM_WORD + FROM_DOCS
    # 5 MB of Word that is mostly looks is taken
    picture = f"<img src='data:image/png;base64,{'A' * 5_000_000}'>"
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    paste(f"<html><style>{'p {mso-x:y}' * 1000}</style><body>{picture}<p>Last words.</p></body></html>")
    assert text_of(page).split("\n") == [*FROM_WORD, *FROM_DOCS, "<p>Last words.</p>"]
    # pictures
    page.keyboard.press("Control+Enter")
    paste("", "", makers.huge_png())
    expect(problem).to_contain_text("The picture was not taken")
    paste("", "", makers.picture())
    expect(page.locator(".ed-figure")).to_contain_text("Not described yet")
    page.get_by_label("What it shows").fill("A chair")
    expect(page.locator(".ed-figure")).to_contain_text("Described as: A chair")
    page.locator(".ed-figure figcaption").click()
    page.keyboard.type("By the window")
    asset = page.locator(".ed-figure img").get_attribute("src")
    assert asset
    assert re.search(
        r'<figure data-asset="\d+" data-alt="A chair"><figcaption>By the window</figcaption>', text_of(page)
    )


def test_the_two_formats_and_what_is_looked_up(page: Page, sample_site: LiveSite) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    page.get_by_label("Title", exact=True).fill("Two formats")
    text = page.get_by_role("textbox", name="Text", exact=True).last
    text.focus()
    page.keyboard.type("See ")
    page.keyboard.press("Control+k")
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
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()
    found += violations()
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
