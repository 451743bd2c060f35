"""What comes into the editor and goes out of it: saved texts unchanged, pasted ones clean, pictures into the library."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.content import body as bodies
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.writing import EVERYTHING, PUT, sample_site, saved_bodies, text_of
from tests.media import makers

__all__ = ["sample_site"]
pytestmark = pytest.mark.journey

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
