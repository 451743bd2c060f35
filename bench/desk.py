"""The desk with a large site behind it: what an editor waits for, by the server and in a real browser.

Each request stands beside one to an empty Flask application on the same server, each in turn, so that a busy machine
slows both.
"""

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from urllib.request import OpenerDirector

from requests.cookies import create_cookie

from app import create_app
from app.accounts import operations as accounts
from app.accounts.queries import list_users
from app.articles import operations as articles
from app.articles import queries
from app.articles.draft import ArticleDraft
from app.content import operations as content
from app.content.differences import compare_pages
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.web.auth import COOKIE
from bench import desk_browser
from bench.desk_lists import fill
from bench.figures import HEAD, Figure, tries
from bench.servers import FLASK, empty_app, filled_site, serving
from bench.texts import long_body, rewritten
from config import load

ENTRIES, WORDS, TRIES = 10_000, 5_000, 21


@dataclass
class Large:
    """A site with many entries, one long article of two revisions, and a short one."""

    base: str
    cookie: str
    article: int
    short: int
    empty: str
    jar: CookieJar
    numbers: "count[int]" = field(default_factory=count)

    @property
    def edit(self) -> str:
        return f"/desk/articles/{self.article}/"

    def ask(self, path: str, fields: dict[str, str] | None = None) -> str:
        """A page, or the answer to a form."""
        data = None if fields is None else urlencode(fields).encode()
        with _opener(self.jar).open(f"{self.base}{path}", data, timeout=60) as answer:
            text: str = answer.read().decode()
            return text

    def form(self) -> dict[str, str]:
        """The fields of the long article's form, as a browser sends them."""
        page = self.ask(self.edit)
        return {
            "csrf_token": _hidden(page, "csrf_token"),
            "version": _hidden(page, "version"),
            "title": "A long article",
            "summary": "Long.",
            "body_format": "html",
        }

    def next_body(self) -> str:
        """Never the same twice: what is known already is not saved."""
        return f"{long_body(WORDS)}<p>Save {next(self.numbers)}.</p>"


def measure(folder: Path) -> None:
    """Prints a line for each thing that an editor waits for."""
    environment = {**filled_site(folder), "RUN_WORKER": "no"}
    app = create_app(load(environment))
    with app.app_context():
        with unit_of_work():
            fill(ENTRIES, by=list_users()[0].actor)
        long, short, cookie = _article(WORDS), _article(50), _session()
        db.session.remove()
        db.engine.dispose()
    with serving([*FLASK, "serve"], environment, environment["SITE_URL"]) as base, empty_app() as empty:
        site = Large(base, cookie, long, short, f"{empty}/", _logged_in(cookie))
        print(HEAD)
        for figure in _of_server(site):
            print(figure.line(), flush=True)
        visit = desk_browser.Visit(base, cookie, site.edit, f"/desk/articles/{short}/")
        for figure in desk_browser.figures(visit):
            print(figure.line(), flush=True)


def _article(words: int) -> int:
    """An article with two revisions that differ in every second sentence."""
    by = list_users()[0].actor
    with unit_of_work():
        draft = ArticleDraft(title=f"An article of {words} words", summary="Long.", body=rewritten(words))
        entry = articles.create_article(draft, by=by, now=clock.now())
    with unit_of_work():
        newer = ArticleDraft(title=f"An article of {words} words", summary="Long.", body=long_body(words))
        entry = queries.get_article(entry.id)
        content.save_draft(entry, newer, expected_version=entry.version, by=by, now=clock.now())
        return entry.id


def _session() -> str:
    with unit_of_work():
        return accounts.start_session(list_users()[0], user_agent="bench", now=clock.now())


def _logged_in(cookie: str) -> CookieJar:
    """A browser without a window. The desk's cookies are for https, or for loopback, which this jar does not know."""
    jar = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))
    jar.set_cookie(create_cookie(COOKIE, cookie, domain="127.0.0.1"))  # type: ignore[no-untyped-call]  # by its stubs
    return jar


def _opener(jar: CookieJar, *handlers: urllib.request.BaseHandler) -> OpenerDirector:
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), *handlers)


def _of_server(site: Large) -> Iterator[Figure]:
    revisions = f"/desk/entries/{site.article}/revisions/1/"
    before, after = rewritten(WORDS), long_body(WORDS)
    yield Figure("difference of two texts of 5,000 words", tries(lambda: compare_pages(before, after), TRIES), 500)
    yield _requested(site, "the same on its page, by field", partial(site.ask, revisions), 500)
    yield _requested(site, "the same on its page, marked in the text", partial(site.ask, f"{revisions}page"), 500)
    yield _requested(site, "list of 10,000 entries", partial(site.ask, "/desk/pages/"), 200)
    yield _requested(site, "the same, searched", partial(site.ask, "/desk/pages/?q=number+77"), 200)
    yield _requested(site, "opening 5,000 words, the server's part", partial(site.ask, site.edit), None)
    yield _requested(site, "saving 5,000 words by itself", _autosaver(site), 150)
    yield _requested(site, "saving 5,000 words by hand", _saver(site), 150)


def _requested(site: Large, name: str, call: Callable[[], object], wanted: float | None) -> Figure:
    ours, theirs = tries(call, TRIES), tries(partial(_get, site.empty), TRIES)
    return Figure(name, ours, wanted, f"{median(ours) / median(theirs):.0f} times an empty request")


def _get(url: str) -> None:
    with urllib.request.urlopen(url, timeout=60) as answer:
        answer.read()


def _autosaver(site: Large) -> Callable[[], object]:
    """One after the other, as the browser sends them."""
    sent = site.form()

    def save() -> None:
        answer = json.loads(site.ask(f"/desk/autosave/{site.article}", {**sent, "body": site.next_body()}))
        sent["version"] = str(answer["version"])

    return save


def _saver(site: Large) -> Callable[[], object]:
    """By the button. The page that follows is not counted: the answer only leads there."""
    sent = {**site.form(), "do": "save"}
    stays = _opener(site.jar, _Stays())

    def save() -> None:
        data = urlencode({**sent, "body": site.next_body()}).encode()
        with stays.open(f"{site.base}{site.edit}", data, timeout=60) as answer:
            if answer.status != 303:
                raise RuntimeError(f"Saving by hand was answered with {answer.status}.")
        sent["version"] = str(int(sent["version"]) + 1)

    return save


class _Stays(urllib.request.HTTPRedirectHandler):
    """Takes a redirect for the answer."""

    def http_error_303(self, req: object, fp: object, code: int, msg: str, headers: object) -> object:
        return fp


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    if found is None:
        raise RuntimeError(f"The form has no field {name}.")
    return found[1]
