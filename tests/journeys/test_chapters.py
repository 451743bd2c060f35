"""An editor marks chapters on the picture of the sound, with the mouse and with the keyboard alone."""

import json
import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, expect

from app.accounts.permissions import Actor, Role
from app.accounts.queries import find_user
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.podcast import chapters
from config import ROOT
from tests.feeds import house as made
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.test_accessibility import AXE, RULES
from tests.media.library import added

pytestmark = pytest.mark.journey

SOUND: Path = ROOT / "app/cli/demo/audio/rise-fall-return.mp3"
# A short pause in every second.
QUIET = [0.1 if n % 10 == 4 else 0.8 for n in range(1170)]
PEAKS = {"version": 1, "duration_ms": 117_000, "peaks": QUIET}


@pytest.fixture
def episode(live_site: LiveSite) -> str:
    """The address of a live episode at the desk; its recording lasts two minutes."""
    live_site.app.extensions["worker"].stop()
    with live_site.app.app_context():
        user = find_user("editor@example.org")
        assert user is not None
        editor = Actor(user.id, user.name, Role.EDITOR)
        audio = added(SOUND.read_bytes(), "talk.mp3", by=editor).id
        with unit_of_work():
            show = made.show(by=editor)
            found = made.episode(
                show,
                by=editor,
                audio_id=audio,
                chapters=({"start_ms": 0, "title": "Hello"}, {"start_ms": 60_000, "title": "Walking"}),
            ).id
        db.session.remove()
    return f"/desk/episodes/{found}/"


def times(page: Page) -> list[str]:
    return [field.input_value() for field in page.get_by_label(re.compile("^Time of chapter")).all()]


def mark(page: Page, number: int) -> Locator:
    return page.get_by_role("slider", name=f"Start of chapter {number}")


def drag(page: Page, handle: Locator, by: int) -> None:
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=8)
    page.mouse.up()


def public(page: Page) -> list[tuple[int, str]]:
    rows = json.loads(page.request.get("/podcast/steady-steps/walking-again/chapters.json").text())["chapters"]
    return [(round(row["startTime"] * 1000), row["title"]) for row in rows]


def test_chapters_are_dragged_added_saved_and_published_to_the_millisecond(page: Page, episode: str) -> None:
    page.route("**/peaks.json", lambda route: route.fulfill(json=PEAKS))
    log_in(page)
    page.goto(f"{episode}chapters/")
    expect(page.get_by_role("slider", name="Place in the recording")).to_be_visible()
    expect(page.get_by_text("There is no picture of the sound")).to_be_hidden()
    expect(mark(page, 2)).to_have_attribute("aria-valuetext", "1:00")
    drag(page, mark(page, 2), 150)
    moved = times(page)[1]
    assert moved != "1:00"
    expect(mark(page, 2)).to_have_attribute("aria-valuetext", moved)

    wave = page.get_by_role("slider", name="Place in the recording")
    box = wave.bounding_box()
    assert box is not None
    wave.click(position={"x": box["width"] / 4, "y": 60})
    expect(wave).not_to_have_attribute("aria-valuenow", "0")
    page.get_by_role("button", name="Add chapter here").click()
    expect(page.get_by_label("Title of chapter 2")).to_be_focused()
    page.keyboard.type("Standing up")
    listed = list(zip(times(page), ["Hello", "Standing up", "Walking"], strict=False))
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_text("The chapters are saved in the draft.")).to_be_visible()
    assert times(page)[:3] == [time for time, _ in listed]

    page.get_by_role("link", name="Back to the episode").click()
    page.get_by_role("button", name="Publish changes").click()
    expect(page.get_by_text("The changes are published.")).to_be_visible()
    assert public(page) == [(chapters.parse_time(time), title) for time, title in listed]
    feed = page.request.get("/podcast/steady-steps/feed.xml").text()
    for time, title in listed:
        assert f'<psc:chapter start="{chapters.npt(chapters.parse_time(time) or 0)}" title="{title}"' in feed


def test_everything_is_done_with_the_keyboard_alone(page: Page, episode: str) -> None:
    log_in(page)
    page.goto(f"{episode}chapters/")
    wave = page.get_by_role("slider", name="Place in the recording")
    wave.focus()
    page.keyboard.press("End")
    expect(wave).not_to_have_attribute("aria-valuenow", "0")
    page.keyboard.press("Home")
    expect(wave).to_have_attribute("aria-valuenow", "0")
    for key in ("Shift+ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    expect(wave).to_have_attribute("aria-valuetext", re.compile("^0:11 of 1:5"))
    page.keyboard.press("c")
    expect(page.get_by_label("Title of chapter 2")).to_be_focused()
    page.keyboard.type("Eleven")
    mark(page, 2).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    expect(mark(page, 2)).to_have_attribute("aria-valuetext", "0:12.200")
    assert times(page)[:3] == ["0:00", "0:12.200", "1:00"]
    page.keyboard.press("Delete")
    expect(page.get_by_role("status").filter(has_text="Chapter Eleven is removed.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    assert times(page)[:2] == ["0:00", "1:00"]
    page.keyboard.press("Enter")
    expect(page.get_by_label("Title of chapter 2")).to_have_value("Eleven")
    assert times(page)[:3] == ["0:00", "0:12.200", "1:00"]


def test_a_mark_snaps_to_pauses_and_to_seconds_when_asked(page: Page, episode: str) -> None:
    page.route("**/peaks.json", lambda route: route.fulfill(json=PEAKS))
    log_in(page)
    page.goto(f"{episode}chapters/")
    page.get_by_label("Zoom").fill("60")
    page.get_by_label("Snap to").select_option("Whole seconds")
    drag(page, mark(page, 2), 83)
    assert re.fullmatch(r"1:\d\d", times(page)[1])
    page.get_by_label("Snap to").select_option("Pauses in the sound")
    mark(page, 2).scroll_into_view_if_needed()
    drag(page, mark(page, 2), 40)
    at = chapters.parse_time(times(page)[1])
    length = int(mark(page, 2).get_attribute("aria-valuemax") or 0)
    assert at is not None
    assert QUIET[at * len(QUIET) // length] == 0.1


def test_rows_typed_out_of_order_are_put_in_order_and_leaving_asks(page: Page, episode: str) -> None:
    log_in(page)
    page.goto(f"{episode}chapters/")
    page.get_by_role("button", name="Add a row").click()
    page.keyboard.type("30,5")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Time of chapter 2")).to_have_value("0:30.500")
    page.get_by_label("Title of chapter 2").fill("Between")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Back to the episode").click(no_wait_after=True)
    expect(page.get_by_label("Title of chapter 2")).to_have_value("Between")
    assert asked == ["beforeunload"]
    page.get_by_label("Time of chapter 2").fill("99:00")
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Time of chapter 3")).to_have_attribute("aria-invalid", "true")


def test_the_table_works_without_a_script(live_site: LiveSite, context: BrowserContext, episode: str) -> None:
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(base_url=live_site.url, java_script_enabled=False)
    page = plain.new_page()
    log_in(page)
    page.goto(f"{episode}chapters/")
    expect(page.get_by_role("slider")).to_have_count(0)
    page.get_by_label("Time of chapter 3").fill("1:30")
    page.get_by_label("Title of chapter 3").fill("Third")
    page.get_by_role("button", name="Add a row").click()
    page.get_by_role("button", name="Remove chapter 2").click()
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_text("The chapters are saved in the draft.")).to_be_visible()
    assert times(page)[:2] == ["0:00", "1:30"]
    plain.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 375)])
def test_both_editors_are_accessible_and_fit_a_phone(
    live_site: LiveSite, context: BrowserContext, episode: str, scheme: Literal["light", "dark"], width: int
) -> None:
    browser = context.browser
    assert browser is not None
    seen = browser.new_context(
        base_url=live_site.url, color_scheme=scheme, viewport={"width": width, "height": 2400}, bypass_csp=True
    )
    page = seen.new_page()
    log_in(page)
    for name, ready in (("chapters", ".mark"), ("transcript", ".cue-row")):
        page.goto(f"{episode}{name}/")
        expect(page.locator(ready).first).to_be_visible()
        page.add_script_tag(path=AXE)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": width, "height": 2400})
    seen.close()
