"""What comes into the editor and goes out of it: saved texts unchanged, pasted ones clean, pictures into the library."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.content import body as bodies
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.writing import EVERYTHING, PUT, newest_drafts, saved_bodies, text_of
from tests.media import makers

pytestmark = pytest.mark.journey

PASTED = Path(__file__).parents[1] / "data" / "pasted"
# A picture's file: no script may write one to the clipboard as another program does.
PASTE = """(picture) => {
    const clipboardData = new DataTransfer();
    const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
    clipboardData.items.add(new File([bytes], "chair.png", { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.querySelector(".ed-page").dispatchEvent(event);
}"""
# The real clipboard: what is written to it on Ctrl+C is read from it on Ctrl+V.
COPY = """(html) => addEventListener("copy", (event) => {
    event.stopImmediatePropagation();
    event.preventDefault();
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", "words");
}, { capture: true, once: true })"""
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
FROM_REVIEWED = [
    "<h2>How much</h2>",
    "<p>Walk 20 minutes a day<sup>[1]</sup>, on level ground, in Leeds or elsewhere. Rest.</p>",
    "<h3>Deeper down</h3>",
    "<ol><li><p>Stand.</p><p>Hold on to something.</p><ol><li>Breathe.</li></ol><p>Both are one step.</p></li><li>Sit.</li></ol>",
    "<table><tbody><tr><td>Week 1</td><td>Steps</td><td></td></tr><tr><td></td><td>10</td><td>20</td></tr></tbody></table>",
    "<p>[1] From a leaflet.</p>",
]
LEFT_OUT = (
    "Words deleted with tracked changes were left out. 1 comment was left out. 1 footnote stands at the end as plain text: "
    "make references of what is a source. 1 picture was left out: copy it by itself and paste it, or add it from the "
    "library. Words that were crossed out are plain words now. Cells that were merged are divided. A numbered list that "
    "went on from another begins with 1 now."
)
FROM_DOCS = [
    "<h2>Before you go home</h2>",
    "<p>Practise the <strong>stairs</strong> <em>slowly</em>.</p>",
    (
        "<ul><li>good leg up<ul><li>then the other</li></ul></li>"
        '<li><a href="https://www.example.org/stairs">read more</a></li></ul>'
    ),
    "<h3>At home</h3>",
]


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


def paste_html(page: Page, html: str) -> None:
    """As a person does: copied elsewhere, Ctrl+V at the end of the text."""
    page.keyboard.press("Control+End")
    page.evaluate(COPY, html)
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")


def below(page: Page) -> None:
    for key in ("Control+End", "Enter"):
        page.keyboard.press(key)


def test_what_is_pasted_comes_out_clean_and_is_kept(page: Page, sample_site: LiveSite) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    page.get_by_label("Title", exact=True).fill("From Word")
    text = page.get_by_role("textbox", name="Text", exact=True).last
    problem = page.locator(".ed-problem")
    text.focus()
    paste_html(page, (PASTED / "word.html").read_text("utf-8"))
    assert text_of(page).split("\n") == FROM_WORD
    expect(problem).to_have_text(re.compile("^1 picture was left out"))
    below(page)
    paste_html(page, (PASTED / "docs.html").read_text("utf-8"))
    assert text_of(page).split("\n") == FROM_WORD + FROM_DOCS
    expect(problem).to_be_empty()
    page.keyboard.press("Control+z")
    assert text_of(page).split("\n") == FROM_WORD
    page.keyboard.press("Control+Shift+z")
    below(page)
    # A document that was reviewed in Word: what was struck out of it does not come back.
    paste_html(page, (PASTED / "word_reviewed.html").read_text("utf-8"))
    kept = FROM_WORD + FROM_DOCS + FROM_REVIEWED
    assert text_of(page).split("\n") == kept
    expect(problem).to_have_text(LEFT_OUT)
    # 5 MB of Word with more words than a page holds: said, and nothing is lost
    paragraph = "<p class=MsoNormal style='mso-list:l0 level1 lfo1'><span style='color:red'>word word word</span></p>"
    paste_html(page, "<html><style>p {}</style><body>" + paragraph * (5_000_000 // len(paragraph)) + "</body></html>")
    expect(problem).to_contain_text("a page holds 200 kB in all")
    assert text_of(page).split("\n") == kept
    # 5 MB of Word that is mostly looks is taken
    picture = f"<img src='data:image/png;base64,{'A' * 5_000_000}'>"
    below(page)
    paste_html(page, f"<html><style>{'p {mso-x:y}' * 1000}</style><body>{picture}<p>Last words.</p></body></html>")
    kept.append("<p>Last words.</p>")
    assert text_of(page).split("\n") == kept
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    assert text_of(page).split("\n") == kept
    assert "\n".join(kept) in newest_drafts(sample_site)


def test_a_pasted_picture_goes_to_the_library(page: Page, sample_site: LiveSite) -> None:
    log_in(page)
    page.goto("/desk/blog/new")
    page.get_by_role("textbox", name="Text", exact=True).last.focus()

    def paste(picture: bytes) -> None:
        page.evaluate(PASTE, base64.b64encode(picture).decode())

    paste(makers.huge_png())
    expect(page.locator(".ed-problem")).to_contain_text("The picture was not taken")
    paste(makers.picture())
    expect(page.locator(".ed-figure")).to_contain_text("Not described yet")
    page.get_by_label("What it shows").fill("A chair")
    expect(page.locator(".ed-figure")).to_contain_text("Described as: A chair")
    page.locator(".ed-figure figcaption").click()
    page.keyboard.type("By the window")
    assert page.locator(".ed-figure img").get_attribute("src")
    assert re.search(
        r'<figure data-asset="\d+" data-alt="A chair"><figcaption>By the window</figcaption>', text_of(page)
    )
