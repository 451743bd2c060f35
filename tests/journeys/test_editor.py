"""The editor of the desk in a real browser: writing by keyboard, what is pasted, the two formats, nothing changed unasked."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.cli.demo.load import load
from app.content import body as bodies
from app.content.models import Entry
from app.core import clock
from app.core.db import db
from tests.journeys.conftest import LiveSite, log_in

pytestmark = pytest.mark.journey

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
        pair for one, other in changed for pair in zip(one.split("\n"), other.split("\n"), strict=False) if pair[0] != pair[1]
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
        '<table><caption>Aids</caption><thead><tr><th scope="col">Week</th><th scope="col">Aid</th></tr></thead>'
        "<tbody><tr><td>1</td><td></td></tr></tbody></table>",
        "<p>/ is kept</p>",
        "<ul><li>end</li></ul>",
    ]
