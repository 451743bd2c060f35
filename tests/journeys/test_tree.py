"""The tree of articles by keyboard and by hand, and a wrong link that is led to the right page."""

from typing import Any, cast

import pytest
from playwright.sync_api import Locator, Page, expect

from app.accounts.queries import find_user
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.test_accessibility import AXE, RULES

pytestmark = pytest.mark.journey


def held_against(page: Page) -> list[str]:
    """What axe holds against the page as it is now."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = cast(
        "list[dict[str, Any]]", page.evaluate("async (rules) => (await axe.run(document, rules)).violations", RULES)
    )
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def _grow(site: LiveSite) -> None:
    """Hips [ Exercises, Metal, Walking ] and Knees."""
    with site.app.app_context():
        with unit_of_work():
            found = find_user("editor@example.org")
            assert found is not None
            hips = factories.article("Hips", by=found.actor)
            for title in ("Exercises", "Metal", "Walking"):
                factories.article(title, by=found.actor, parent=hips)
            factories.article("Knees", by=found.actor)
        db.session.remove()


def _titles(page: Page) -> list[str]:
    return page.locator(".tree-row .row-title").all_inner_texts()


def _handle(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"Move: {title}", exact=True)


def test_articles_are_put_in_order_by_keyboard_and_by_drag(live_site: LiveSite, page: Page) -> None:
    _grow(live_site)
    log_in(page)
    page.goto("/desk/articles/tree/")
    said = page.locator("#tree-said")
    assert _titles(page) == ["Hips", "Exercises", "Metal", "Walking", "Knees"]

    # By keyboard: one stop for Tab, arrows from there; picked up, moved, left alone, picked up again, put down.
    _handle(page, "Hips").focus()
    page.keyboard.press("ArrowDown")
    expect(_handle(page, "Exercises")).to_be_focused()
    assert page.locator(".tree [tabindex='0']").count() == 1
    page.keyboard.press("Space")
    expect(said).to_have_text("Picked up. “Exercises”: number 1 of 3 below “Hips”.")
    page.keyboard.press("ArrowDown")
    expect(said).to_have_text("“Exercises”: number 2 of 3 below “Hips”.")
    page.keyboard.press("Escape")
    expect(said).to_have_text("“Exercises” stays where it was.")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(said).to_have_text("“Exercises” is number 3 of 3 below “Hips”. Its address is /hips/exercises/.")
    expect(_handle(page, "Exercises")).to_be_focused()
    assert _titles(page) == ["Hips", "Metal", "Walking", "Exercises", "Knees"]

    # A button does one step and keeps its place.
    page.get_by_role("button", name="Up: Exercises").click()
    expect(said).to_have_text("“Exercises” is number 2 of 3 below “Hips”. Its address is /hips/exercises/.")
    expect(page.get_by_role("button", name="Up: Exercises")).to_be_focused()
    assert held_against(page) == []

    # By drag: Knees between Metal and Exercises, one step further in.
    handle, under = (
        _handle(page, "Knees").bounding_box(),
        page.locator(".tree-row", has_text="Exercises").bounding_box(),
    )
    assert handle is not None
    assert under is not None
    x, y = handle["x"] + 5, handle["y"] + 5
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y - 20)
    page.mouse.move(x + 26, under["y"] + 4, steps=4)
    expect(said).to_have_text("“Knees”: number 2 of 4 below “Hips”.")
    page.mouse.up()
    expect(said).to_have_text("“Knees” is number 2 of 4 below “Hips”. Its address is /hips/knees/.")
    assert _titles(page) == ["Hips", "Metal", "Knees", "Exercises", "Walking"]

    # Readers find the same order, and old addresses lead on.
    page.goto("/hips/")
    links = page.locator("main a").all_inner_texts()
    assert [text for text in links if text in {"Metal", "Knees", "Exercises", "Walking"}] == [
        "Metal",
        "Knees",
        "Exercises",
        "Walking",
    ]
    page.goto("/knees/")
    page.wait_for_url("**/hips/knees/")


def test_somebody_elses_order_is_not_overwritten(live_site: LiveSite, page: Page) -> None:
    _grow(live_site)
    log_in(page)
    page.goto("/desk/articles/tree/")
    other = page.context.new_page()
    other.goto("/desk/articles/tree/")
    other.get_by_role("button", name="Down: Exercises").click()
    expect(other.locator("#tree-said")).to_contain_text("number 2 of 3")
    page.get_by_role("button", name="Up: Walking").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed the order here")
    assert _titles(page) == ["Hips", "Metal", "Exercises", "Walking", "Knees"]


def test_a_wrong_link_is_led_to_the_right_page_with_one_click(live_site: LiveSite, page: Page) -> None:
    _grow(live_site)
    answer = page.goto("/exercise/")
    assert answer is not None
    assert answer.status == 404
    log_in(page)
    page.goto("/desk/redirects/missed/")
    expect(page.get_by_text("Perhaps meant: “Exercises”")).to_be_visible()
    assert held_against(page) == []
    page.get_by_role("button", name="Lead there: /exercise/ to Exercises").click()
    expect(page.get_by_role("status")).to_have_text("/exercise/ leads to /hips/exercises/ now.")
    for path in (
        "/desk/redirects/",
        "/desk/redirects/new?path=/x/&q=hips",
        "/desk/redirects/import",
        "/desk/activity/",
    ):
        page.goto(path)
        assert held_against(page) == [], path
    page.goto("/exercise/")
    page.wait_for_url("**/hips/exercises/")
