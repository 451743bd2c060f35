"""What the journeys of the editor share: a text with everything in it, and the field as a form would send it."""

from playwright.sync_api import Locator, Page, expect

from app.content import body as bodies
from app.content import queries
from app.content.models import Entry
from app.core.db import db
from tests.journeys.conftest import LiveSite

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


def saved_bodies(site: LiveSite) -> list[str]:
    with site.app.app_context():
        found = [entry.body for entry in db.session.scalars(db.select(Entry)) if entry.body]
        db.session.remove()
    return found


def newest_drafts(site: LiveSite) -> list[str]:
    """The newest text of each entry, as the database has it."""
    with site.app.app_context():
        found = [queries.latest_draft(entry).body for entry in db.session.scalars(db.select(Entry))]
        db.session.remove()
    return found


def in_markdown(page: Page) -> Locator:
    """The field of the text, when the editor has made room for it."""
    field = page.locator("#edit textarea[name=body]")
    page.locator("#edit .ed-back").wait_for(state="attached")  # the script has run, and the field is hidden or stays
    if field.is_hidden():
        page.get_by_role("button", name="Markdown", exact=True).click()
    expect(field).to_be_visible()
    return field


def text_of(page: Page) -> str:
    """The field as the form would send it now, as the server would keep it."""
    value, format_ = page.evaluate("""() => {
        const form = document.querySelector("form.edit");
        form.dispatchEvent(new CustomEvent("desk:flush"));
        return [form.elements.body.value, form.elements.body_format.value];
    }""")
    return bodies.clean(value) if format_ == "html" else bodies.from_markdown(value)
