"""axe-core in a page: what it holds against what is shown now, by WCAG 2.2 A and AA and by good practice."""

from typing import Any, cast

from playwright.sync_api import Page

from config import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "rules": {"label-content-name-mismatch": {"enabled": True}, "target-size": {"enabled": True}},
}
"""Two are named because axe itself leaves them out."""
LOOK = """async ({ rules, apart }) => {
    // What sticks to the window lies on something wherever the page is scrolled to; the size of that is not judged by it.
    for (const each of document.querySelectorAll("body *"))
        if (getComputedStyle(each).position === "sticky") each.style.position = "static";
    const found = await axe.run({ exclude: apart }, rules);
    return [found.violations, document.documentElement.scrollWidth <= window.innerWidth];
}"""


def held_against(page: Page, name: str = "", *, apart: tuple[str, ...] = ()) -> list[str]:
    """One line for each element that breaks a rule; `name` says where it was, what is `apart` is not looked at."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    answer = page.evaluate(LOOK, {"rules": RULES, "apart": [[each] for each in apart]})
    found, fits = cast("tuple[list[dict[str, Any]], bool]", answer)
    said = [
        f"{name}: {each['id']}: {node['html'][:160]} {node['failureSummary'][:300]!r}"
        for each in found
        for node in each["nodes"]
    ]
    return said if fits else [*said, f"{name}: wider than the window"]


def held_in_both(page: Page, name: str, *, apart: tuple[str, ...] = ()) -> list[str]:
    """On a wide light screen and on a narrow dark one."""
    found: list[str] = []
    for width, scheme in ((1280, "light"), (375, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark", reduced_motion="reduce")
        found += held_against(page, f"{name} ({width}, {scheme})", apart=apart)
    return found


def wider_than(page: Page, width: int, name: str) -> list[str]:
    """One line when the page has to be scrolled sideways at this width."""
    page.set_viewport_size({"width": width, "height": 900})
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return [] if fits else [f"{name}: wider than {width} px"]
