"""A source of the library, from the page that cites it to what readers are told when it is withdrawn."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.accounts import queries as people
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.references import operations
from app.references.models import Status
from app.references.operations import Wanted, wanted_of
from tests.journeys.conftest import LiveSite, log_in

pytestmark = pytest.mark.journey
AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def _library(site: LiveSite) -> None:
    """What replaced it is there already."""
    with site.app.app_context():
        with unit_of_work():
            editor = people.find_user("editor@example.org")
            assert editor is not None
            for key, text in (("ta304", "NICE. Guidance TA304."), ("ta44", "NICE. Guidance TA44.")):
                made = operations.add(
                    Wanted(text=text, key=key, status=Status.CURRENT), by=editor.actor, now=clock.now()
                )
                wanted = replace(
                    wanted_of(made), url=f"https://www.nice.org.uk/guidance/{key}", title=f"NICE {key.upper()}"
                )
                operations.change(made, wanted, by=editor.actor, now=clock.now())
        db.session.remove()


def _has_no_barriers(page: Page) -> None:
    page.evaluate(f"() => {{ {AXE} }}")
    found = page.evaluate(
        "() => axe.run().then((found) => found.violations.map((each) => [each.id, each.nodes.map((n) => n.html)]))"
    )
    assert found == []


def test_a_source_is_cited_by_keyboard_and_its_fate_is_told(page: Page, live_site: LiveSite) -> None:
    _library(live_site)
    log_in(page)
    page.goto("/desk/blog/new")
    page.get_by_label("Title").fill("Hips")
    page.get_by_label("Summary").fill("About hips.")
    page.get_by_role("textbox", name="Text", exact=True).last.fill("Hips are worn by walking, and mended by it.")
    page.locator("summary", has_text="References").click()
    box = page.get_by_label("From the library", exact=True)
    box.focus()
    page.keyboard.type("guidance")
    expect(page.locator(".offers [role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name=re.compile("^ta44"))).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(box).to_have_value("ta44")
    expect(page.get_by_label("Key", exact=True)).to_have_value("ta44")
    expect(page.locator("[data-cited]")).to_have_text("NICE. Guidance TA44.")
    _has_no_barriers(page)
    page.locator("aside").get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Published: it is live now.")).to_be_visible()

    live_site.clock.move(minutes=5)
    page.goto("/desk/references/?q=ta44")
    page.get_by_role("link", name="ta44").click()
    page.get_by_label("Status").select_option(label="Superseded")
    page.get_by_label("What replaced it").fill("ta304")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 page cites it: please look at them.")).to_be_visible()
    _has_no_barriers(page)
    page.goto("/blog/hips/")
    told = page.locator("#ref-ta44")
    expect(told).to_contain_text("Superseded by NICE TA304.")
    expect(told.get_by_role("link", name="NICE TA304")).to_have_attribute("href", re.compile("ta304$"))
    page.goto("/desk/references/flagged")
    expect(page.get_by_role("heading", name="Hips")).to_be_visible()
    _has_no_barriers(page)
    page.get_by_role("button", name=re.compile("^Checked, may stand.*Hips with ta44$")).click()
    expect(page.get_by_text("Nothing to look at.")).to_be_visible()
