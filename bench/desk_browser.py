"""A long article in a real browser: how long until what is typed can be seen, and how long typing is ever blocked.

A task's time is the processor time of the page's own thread, in which other programs do not count; beside it stands
what the browser itself counts as long by the wall clock (Long Tasks, W3C), other programs included.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from app.web.auth import COOKIE
from bench.figures import Figure
from tests import browser_check
from tests.journeys.conftest import BROWSER_FLAGS

OPENED, KEYS = 11, 200
SENTENCE = "The hip was sore and then it was less so. "
AWAKE_MS = 1
"""Shorter tasks are the browser's small change, and there are thousands."""
_COUNT_LONG = """() => {
  window.blocks = [];
  new PerformanceObserver((list) => window.blocks.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({ type: "longtask" });
}"""


@dataclass(frozen=True)
class Visit:
    """Who opens what."""

    base: str
    cookie: str
    long: str
    short: str


def figures(visit: Visit) -> Iterator[Figure]:
    """Nothing where there is no browser."""
    program = browser_check.find()
    if program is None:
        print("No browser was found, so writing was not measured.")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(BROWSER_FLAGS))
        page = _page(browser, visit)
        yield _opening(page, visit)
        for a_second in (5, 20):
            yield _typing(browser, page, a_second)
        browser.close()


def _page(browser: Browser, visit: Visit) -> Page:
    context = browser.new_context(base_url=visit.base, viewport={"width": 1280, "height": 900})
    address = visit.base.replace("http:", "https:")
    context.add_cookies([{"name": COOKIE, "value": visit.cookie, "url": address, "secure": True}])
    return context.new_page()


def _opening(page: Page, visit: Visit) -> Figure:
    """From the click on a link until the first key can be seen, beside the same of a short article, in turn."""
    pairs = [(_to_first_key(page, visit.long), _to_first_key(page, visit.short)) for _ in range(OPENED)]
    taken = [one for one, _ in pairs]
    _to_first_key(page, visit.long)  # where typing goes on
    ratio = median(taken) / median(other for _, other in pairs)
    return Figure("opening 5,000 words to the first keystroke", taken, 1000, f"{ratio:.1f} times one of 50 words")


def _to_first_key(page: Page, address: str) -> float:
    page.goto("about:blank")
    begun = time.perf_counter()
    page.goto(address, wait_until="commit")
    text = page.locator(".ProseMirror")
    text.wait_for()
    text.locator("p").first.click()
    page.keyboard.press("End")
    page.keyboard.type("Q")
    page.wait_for_function("document.querySelector('.ProseMirror p').textContent.includes('Q')")
    return (time.perf_counter() - begun) * 1000


def _typing(browser: Browser, page: Page, a_second: int) -> Figure:
    """While so many keys a second are pressed, with autosave on and a few saves on the way."""
    page.wait_for_timeout(3000)  # what the page does after opening, or after the last words, is over
    page.evaluate(_COUNT_LONG)
    browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"])
    page.keyboard.type((SENTENCE * KEYS)[:KEYS], delay=1000 / a_second)
    page.wait_for_timeout(3000)  # and the save after the last word
    blocks: list[float] = page.evaluate("window.blocks")
    tasks = _tasks(json.loads(browser.stop_tracing())["traceEvents"])
    by_the_clock = f"{len(blocks)} above 50 ms by the wall clock" + (f", {max(blocks):.0f} ms" if blocks else "")
    beside = f"longest {max(tasks):.0f} ms; {by_the_clock}"
    return Figure(f"a task while {a_second} keys a second are typed", tasks, 50, beside, judged=max(tasks))


def _tasks(events: list[dict[str, Any]]) -> list[float]:
    """Milliseconds of processor time of each task of the pages' main threads."""
    named = [event for event in events if event.get("name") == "thread_name"]
    main = {(one["pid"], one["tid"]) for one in named if one["args"]["name"] == "CrRendererMain"}
    tasks = [event for event in events if event["name"] in _TASK and (event["pid"], event["tid"]) in main]
    return [one["tdur"] / 1000 for one in tasks if one.get("tdur", 0) >= AWAKE_MS * 1000]


_TASK = {"RunTask", "ThreadControllerImpl::RunTask"}
