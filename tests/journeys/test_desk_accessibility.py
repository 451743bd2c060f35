"""axe-core looks at every page of the desk, as it is opened and in the states that work brings about."""

import pytest
from playwright.sync_api import Page, expect

from app.accounts.permissions import Role
from tests.journeys.axe import held_in_both
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.desk_addresses import endpoints, stage

pytestmark = pytest.mark.journey

# Marks of chapters that begin within seconds of each other touch; the table below says and does the same (WCAG 2.5.8,
# "equivalent"). What a frame shows is a public page, and is looked at as one.
APART = (".wave-marks", "iframe")
SEND = """([path, fields]) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: path, hidden: true });
    for (const [name, value] of Object.entries({ csrf_token: document.querySelector("[name=csrf_token]").value, ...fields })) {
        const box = document.createElement("textarea");
        Object.assign(box, { name, value });
        form.append(box);
    }
    document.body.append(form);
    form.submit();
}"""
FIGURE = '<h2>One</h2><figure data-asset="1"></figure><p><a href="https://example.org/">click here</a></p>'
STATES: dict[str, tuple[str, dict[str, str]]] = {
    "a form with errors": ("/desk/blog/new", {"do": "publish", "title": "", "body": "Words.", "publish_at": "then"}),
    "findings of the gate": (
        "/desk/articles/1/",
        {"do": "publish", "version": "VERSION", "title": "Hips", "summary": "", "body": FIGURE, "body_format": "html"},
    ),
    "a link that is refused": ("/desk/entries/1/sharing/new", {"label": "", "email": "nobody", "days": "99"}),
    "two texts": ("/desk/articles/1/", {"do": "save", "version": "0", "title": "Mine", "body": "My text."}),
    "what came of many": ("/desk/bulk", {"do": "publish", "id": "1", "back": "/desk/articles/"}),
    "a link to share": ("/desk/entries/1/sharing/new", {"label": "Ward seven", "days": "14"}),
    "a refused address": ("/desk/entries/1/address", {"slug": "desk"}),
    "redirects that were tried": ("/desk/redirects/import", {"sheet": "from,to\n/a/,/about/\n/b/,/nowhere-at-all/\n"}),
    "references that were read": ("/desk/references/import", {"text": "TY  - JOUR\nTI  - Hips\nPY  - 2020\nER  - \n"}),
    "an invitation with errors": ("/desk/users/invite", {"email": "nobody", "name": ""}),
    "a person with errors": ("/desk/people/new", {"name": ""}),
    "a form whose time is over": ("/desk/blog/new", {"csrf_token": "old", "title": "Kept words"}),
}


def test_every_page_of_the_desk_holds_wcag(page: Page, sample_site: LiveSite) -> None:
    app = sample_site.app
    staged = stage(app)
    log_in(page, Role.ADMIN)
    found: list[str] = []
    for endpoint in endpoints(app):
        path = staged.address(app, endpoint)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert "html" in answer.headers["content-type"], path
        found += held_in_both(page, path, apart=APART)
    assert found == []


def test_what_work_brings_about_holds_wcag(page: Page, sample_site: LiveSite) -> None:
    log_in(page, Role.ADMIN)
    found: list[str] = []
    page.goto("/desk/articles/1/")
    version = page.locator("[name=version]").input_value()
    for name, (path, fields) in STATES.items():
        page.goto("/desk/account/")
        sent = {key: version if value == "VERSION" else value for key, value in fields.items()}
        with page.expect_navigation():
            page.evaluate(SEND, [path, sent])

        found += held_in_both(page, name, apart=APART)
    page.goto("/desk/articles/1/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()
    found += held_in_both(page, "the palette", apart=APART)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keys", exact=True).click()
    found += held_in_both(page, "the keys", apart=APART)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Preview beside").click()
    page.get_by_role("button", name="Check accessibility").click()
    expect(page.get_by_role("heading", name="What the automatic checks say")).to_be_visible()
    found += held_in_both(page, "the preview beside", apart=APART)
    assert found == []


def test_the_dialogs_of_the_editor_hold_wcag_and_its_tools_do_not_lie_on_how_saving_stands(
    page: Page, sample_site: LiveSite
) -> None:
    log_in(page, Role.ADMIN)
    page.goto("/desk/articles/1/")
    tools = page.get_by_role("toolbar", name="Formatting")
    page.evaluate("window.scrollTo(0, 1500)")
    line, head = page.locator("#saving").bounding_box(), page.locator(".ed-head").bounding_box()
    assert line
    assert head
    assert line["y"] == 0
    assert head["y"] >= line["height"]
    found: list[str] = []
    for button in ("Link", "Picture from the library", "Reference mark", "Podcast episode"):
        if button == "Podcast episode":
            tools.get_by_role("button", name="More").click()
        tools.get_by_role("button", name=button, exact=True).click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("option").first).to_be_visible()
        found += held_in_both(page, f"{button} asked for", apart=APART)
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
    assert found == []
