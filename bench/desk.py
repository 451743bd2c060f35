"""The desk with a large site behind it: lists, saving, comparing, and writing in a real browser.

Each figure is the median of several tries, beside the same request to an empty Flask application on the same server.
"""

import json
import re
import statistics
import time
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import OpenerDirector

import sqlalchemy as sa
from playwright.sync_api import Page, sync_playwright
from requests.cookies import create_cookie

from app import create_app
from app.accounts import operations as accounts
from app.accounts.queries import list_users
from app.articles import operations as articles
from app.articles.draft import ArticleDraft
from app.blog.models import Post
from app.content import operations as content
from app.content import queries
from app.content.differences import compare_pages
from app.content.models import AssignedGuid, Entry, Revision
from app.core import clock
from app.core.db import Model, db
from app.core.unit_of_work import unit_of_work
from app.web.auth import COOKIE
from bench.servers import FLASK, empty_app, filled_site, serving
from config import load
from tests import browser_check
from tests.journeys.conftest import BROWSER_FLAGS

ENTRIES, WORDS, TRIES = 10_000, 5_000, 9
SENTENCE = "The hip is a joint that carries the whole of the body when one stands on a single leg. "
OPENED = 5


@dataclass(frozen=True)
class Large:
    """A site with many entries and one long article."""

    base: str
    cookie: str
    article: int
    editor: OpenerDirector

    def ask(self, path: str, fields: dict[str, str] | None = None) -> str:
        """A page, or the answer to a form."""
        data = None if fields is None else urlencode(fields).encode()
        with self.editor.open(f"{self.base}{path}", data, timeout=60) as answer:
            text: str = answer.read().decode()
            return text


def measure(folder: Path) -> None:
    """Prints a line for each thing that an editor waits for."""
    environment = {**filled_site(folder), "RUN_WORKER": "no"}
    app = create_app(load(environment))
    with app.app_context():
        fill(ENTRIES)
        article, cookie = _article(), _session()
        _print_difference()
        db.session.remove()
        db.engine.dispose()
    with serving([*FLASK, "serve"], environment, environment["SITE_URL"]) as base, empty_app() as empty:
        site = Large(base, cookie, article, _logged_in(cookie))
        _print_requests(site, empty)
        _print_browser(site)


def long_body(words: int = WORDS) -> str:
    """HTML of that many words: headings, paragraphs of five sentences, lists and a table."""
    parts: list[str] = []
    written = 0
    while written < words:
        number = len(parts)
        if number % 8 == 0:
            parts.append(f"<h2>Part {number}</h2>")
        elif number % 8 == 5:
            parts.append(f"<ul><li>{SENTENCE}</li><li>{SENTENCE}</li></ul>")
        else:
            parts.append(f"<p>{number}. {SENTENCE * 5}</p>")
        written += len(re.findall(r"\w+", parts[-1]))
    return "".join(parts)


def fill(wanted: int) -> None:
    """That many posts, row by row: copies of one, each with its revision. To write them as an editor takes minutes."""
    by, now = list_users()[0].actor, clock.now()
    with unit_of_work():
        model = content.create(Post(), ArticleDraft(title="Copy 0", summary="One of many."), by=by, now=now)
        content.publish(model, by=by, now=now)
        first = (db.session.scalar(sa.select(sa.func.max(Entry.id))) or 0) + 1
        entry, revision = _row(Entry, model.id), _row(Revision, queries.get_revision(model.id, 1).id)
        revision.pop("id")
        made = [
            {
                **entry,
                "id": first + number,
                "guid": str(uuid.uuid4()),
                "slug": f"copy-{number}",
                "path": f"/blog/copy-{number}/",
                "title": f"Copy {number} of a post",
                "changed_at": now - timedelta(minutes=number),
                "birth_key": None,
            }
            for number in range(1, wanted)
        ]
        db.session.execute(sa.insert(_table(Entry)), made)
        db.session.execute(sa.insert(_table(Post)), [{"id": one["id"]} for one in made])
        db.session.execute(sa.insert(_table(Revision)), [{**revision, "entry_id": one["id"]} for one in made])
        given = [{"guid": one["guid"], "entry_id": one["id"], "assigned_at": now} for one in made]
        db.session.execute(sa.insert(AssignedGuid), given)


def _table(model: type[Model]) -> sa.Table:
    assert isinstance(model.__table__, sa.Table)
    return model.__table__


def _row(model: type[Model], row_id: int) -> dict[str, Any]:
    table = _table(model)
    return dict(db.session.execute(sa.select(table).where(table.c.id == row_id)).mappings().one())


def _article() -> int:
    with unit_of_work():
        draft = ArticleDraft(title="A long article", summary="Long.", body=long_body())
        return articles.create_article(draft, by=list_users()[0].actor, now=clock.now()).id


def _session() -> str:
    with unit_of_work():
        return accounts.start_session(list_users()[0], user_agent="bench", now=clock.now())


def _print_difference() -> None:
    before = long_body()
    after = before.replace("single leg. </li>", "one leg. </li>").replace("3. The hip", "3. The knee")
    took = median(lambda: compare_pages(before, after))
    print(f"{'difference of two texts of 5,000 words':44}{took * 1000:>8.0f} ms   (wanted: 500)")


def _logged_in(cookie: str) -> OpenerDirector:
    """A browser without a window. The desk's cookies are for https, or for loopback, which this jar does not know."""
    jar = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))
    jar.set_cookie(create_cookie(COOKIE, cookie, domain="127.0.0.1"))  # type: ignore[no-untyped-call]  # by its stubs
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))


def _print_requests(site: Large, empty: str) -> None:
    edit = f"/desk/articles/{site.article}/"
    for name, call, wanted in (
        ("list of 10,000 posts", partial(site.ask, "/desk/blog/"), 200),
        ("the same, searched", partial(site.ask, "/desk/blog/?q=copy+99"), 200),
        ("opening 5,000 words (server)", partial(site.ask, edit), 0),
        ("saving 5,000 words", _saver(site, edit), 150),
    ):
        ours, theirs = median(call), median(lambda: _empty(f"{empty}/"))
        said = f"(wanted: {wanted})" if wanted else ""
        print(f"{name:44}{ours * 1000:>8.0f} ms   {ours / theirs:.0f} times an empty request {said}")


def _empty(url: str) -> None:
    with urllib.request.urlopen(url, timeout=60) as answer:
        answer.read()


def _saver(site: Large, edit: str) -> Callable[[], object]:
    """Autosaves one after the other, each a little different, as the browser sends them."""
    page = site.ask(edit)
    sent = {
        "csrf_token": _hidden(page, "csrf_token"),
        "version": _hidden(page, "version"),
        "title": "A long article",
        "summary": "Long.",
        "body_format": "html",
    }
    numbers = count()

    def save() -> None:
        sent["body"] = f"{long_body()}<p>Save {next(numbers)}.</p>"
        answer = json.loads(site.ask(f"/desk/autosave/{site.article}", sent))
        sent["version"] = str(answer["version"])

    return save


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    if found is None:
        raise RuntimeError(f"The form has no field {name}.")
    return found[1]


def median(call: Callable[[], object]) -> float:
    """Seconds; the first try, which fills caches, is not counted."""
    call()
    times = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        call()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _print_browser(site: Large) -> None:
    """The long article in a real browser: how long until what is typed can be seen, and the longest block of typing."""
    program = browser_check.find()
    if program is None:
        print("No browser was found, so writing was not measured.")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(BROWSER_FLAGS))
        context = browser.new_context(base_url=site.base, viewport={"width": 1280, "height": 900})
        context.add_cookies(
            [{"name": COOKIE, "value": site.cookie, "url": site.base.replace("http:", "https:"), "secure": True}]
        )
        page = context.new_page()
        opened = statistics.median(_seconds_to_first_key(page, site) for _ in range(OPENED))
        print(f"{'opening 5,000 words to the first keystroke':44}{opened * 1000:>8.0f} ms   (wanted: 1000)")
        longest = _longest_block(page)
        print(f"{'longest block while typing in it':44}{longest:>8.0f} ms   (wanted: 50)")
        browser.close()


def _seconds_to_first_key(page: Page, site: Large) -> float:
    begun = time.perf_counter()
    page.goto(f"/desk/articles/{site.article}/", wait_until="commit")
    text = page.locator(".ProseMirror")
    text.wait_for()
    text.locator("p").first.click()
    page.keyboard.press("End")
    page.keyboard.type("Q")
    page.wait_for_function("document.querySelector('.ProseMirror').textContent.includes('Q')")
    return time.perf_counter() - begun


def _longest_block(page: Page) -> float:
    """The browser's own count of tasks above 50 ms (Long Tasks, W3C) while 300 signs are typed; 0 when there was none."""
    page.wait_for_timeout(3000)  # what the page does after opening is over
    page.evaluate(
        """() => {
          window.blocks = [];
          new PerformanceObserver((list) => window.blocks.push(...list.getEntries().map((e) => e.duration)))
            .observe({ type: "longtask" });
        }"""
    )
    page.keyboard.type("The hip was sore and then it was less so. " * 7, delay=40)
    page.wait_for_timeout(3000)
    blocks: list[float] = page.evaluate("window.blocks")
    return max(blocks, default=0)
