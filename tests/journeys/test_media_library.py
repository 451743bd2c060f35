"""An afternoon in the library: five files at once, a focal point by keyboard, another picture in the place of the first."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.clients.running import until
from tests.journeys.conftest import LiveSite, log_in
from tests.journeys.test_accessibility import AXE, RULES
from tests.media import makers

UPLOADS = re.compile(r"/desk/uploads/[0-9a-f]{64}$")

pytestmark = pytest.mark.journey


def files(folder: Path) -> list[Path]:
    """Three new ones, one that is no picture, and one that is there already."""
    given = {
        "knee.jpg": makers.picture(900, 600, extension="jpg"),
        "hip.png": makers.picture(800, 500, mode="RGBA"),
        "leaflet.pdf": makers.PDF,
        "broken.png": makers.picture(500, 500)[:400],
        "the knee again.jpg": makers.picture(640, 480, extension="jpg"),
    }
    for name, data in given.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in given]


def look(page: Page) -> list[str]:
    """What axe holds against the page, and whether it is wider than the screen, at two widths."""
    found = []
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(AXE.read_text(encoding="utf-8"))
        broken = page.evaluate("async (rules) => (await axe.run(document, rules)).violations", RULES)
        found += [f"{page.url} at {width}: {each['id']}: {n['html'][:160]}" for each in broken for n in each["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{page.url} is wider than {width}")
    return found


def bring(page: Page, *paths: Path) -> None:
    page.goto("/desk/media/")
    page.get_by_label("Add a file").set_input_files(paths)
    page.get_by_role("button", name="Upload").click()


def drop_a_note(page: Page) -> None:
    """What is dropped is sent at once, and what is no picture, sound or document is said to be none."""
    page.goto("/desk/media/")
    carried = page.evaluate_handle(
        "() => { const all = new DataTransfer(); all.items.add(new File(['words'], 'note.txt')); return all; }"
    )
    page.dispatch_event("form[data-many]", "drop", {"dataTransfer": carried})
    expect(page.get_by_role("alert")).to_contain_text("although its name ends in .txt")


def three_go_first(page: Page, chosen: list[Path]) -> None:
    """Of five files three are on their way, and two wait until one of these has arrived."""
    held: list[Route] = []
    holding = [True]

    def hold(route: Route) -> None:
        if holding[0] and route.request.method == "PATCH":
            held.append(route)
        else:
            route.continue_()

    page.route(UPLOADS, hold)
    bring(page, *chosen)
    expect(page.get_by_role("listitem").filter(has_text="Waiting for its turn.")).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="5 are on their way.")).to_be_visible()
    assert len(held) <= 3
    holding[0] = False
    for route in held:
        route.continue_()


def bring_five_at_once(page: Page, chosen: list[Path]) -> None:
    """One is there already, one is broken."""
    bring(page, chosen[-1])
    expect(page.get_by_role("heading", name="the knee again.jpg")).to_be_visible()
    three_go_first(page, chosen)
    told = page.get_by_role("status").filter(
        has_text="3 files are in the library, 1 was there already, 1 was not taken."
    )
    expect(told).to_be_visible()
    lines = page.get_by_role("list", name="Files on their way").get_by_role("listitem")
    expect(lines.filter(has_text="knee.jpg").first).to_contain_text("The picture “knee.jpg” is in the library.")
    expect(lines.filter(has_text="broken.png").get_by_role("alert")).to_contain_text("damaged or not complete")
    expect(lines.filter(has_text="broken.png").get_by_role("button")).to_have_count(0)
    again = lines.filter(has_text="the knee again.jpg")
    expect(again).to_contain_text("This file is in the library already:")
    expect(again.get_by_role("link", name="the knee again.jpg")).to_be_visible()


def find_the_knee(page: Page) -> None:
    page.get_by_role("link", name="Show the library as it is now").click()
    expect(page.get_by_text("4 files, newest first")).to_be_visible()
    page.get_by_role("link", name="List", exact=True).click()
    page.get_by_label("Name or description").fill("KNEE")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("2 files, newest first")).to_be_visible()
    expect(page).to_have_url(re.compile(r"view=list"))


def move_the_point(page: Page) -> None:
    page.get_by_role("button", name="The point: 50 % across, 50 % down").focus()
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="The point: 56 % across, 49 % down")).to_be_focused()
    expect(page.get_by_label("Across, in % from the left")).to_have_value("56")
    page.get_by_label("Down, in % from the top").fill("30")
    expect(page.get_by_role("button", name="The point: 56 % across, 30 % down")).to_be_visible()
    page.get_by_role("button", name="Save the point").click()
    expect(page.get_by_text("The focal point is saved.")).to_be_visible()
    cut = page.locator(".cut-1x1 img")

    def is_cut() -> bool:
        page.reload()
        return "-1x1-560-300-320.jpg" in (cut.get_attribute("src") or "")

    until(is_cut, "the cut around the point")


def test_an_afternoon_in_the_library(page: Page, context: BrowserContext, live_site: LiveSite, tmp_path: Path) -> None:
    log_in(page)
    drop_a_note(page)
    bring_five_at_once(page, files(tmp_path))
    assert look(page) == []
    find_the_knee(page)
    assert look(page) == []
    page.get_by_role("link", name="knee.jpg", exact=True).click()
    move_the_point(page)
    assert look(page) == []

    other = tmp_path / "a better knee.png"
    other.write_bytes(makers.picture(700, 700))
    old = page.locator("[data-focal-frame] img").get_attribute("src") or ""
    page.get_by_label("The new picture").set_input_files(other)
    page.get_by_role("button", name="Replace the file").click()
    expect(page.get_by_role("heading", name="a better knee.png")).to_be_visible()
    expect(page.get_by_text("knee.jpg (")).to_contain_text("replaced by")
    answer = context.request.get(old)
    assert answer.ok
    assert answer.headers["content-type"] in {"image/png", "image/jpeg"}
    assert answer.url != f"{live_site.url}{old}"
