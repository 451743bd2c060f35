"""What holds for every public page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from itertools import chain, pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.core.db import db
from app.web import headers
from app.web.headers import POLICY
from tests.web.conftest import Ids, Read, Visit

ENTRIES = (
    "/metal-on-metal-hip-resurfacing/",
    "/metal-on-metal-hip-resurfacing/exercises/",
    "/blog/precautions/",
    "/podcast/hips-explained/rise-and-fall/",
)
PAGES = (
    *ENTRIES,
    "/",
    "/blog/",
    "/blog/tag/hip-surgery/",
    "/blog/author/sample-editor/",
    "/podcast/",
    "/podcast/hips-explained/",
    "/podcast/hips-explained/subscribe/",
    "/resources/",
    "/resources/hip/",
    "/people/sample-editor/",
    "/changes/metal-on-metal-hip-resurfacing/",
    "/physiotherapists/",
    "/physiotherapists/?near=Leeds&neuro=1",
    "/subscribe/",
    "/feedback/",
    "/feedback/thanks/",
    "/about/",
    "/accessibility/",
    "/privacy/",
    "/privacy/booking/",
)
MACHINES = ("/sitemap.xml", "/robots.txt", "/healthz")


@pytest.fixture
def every(filled: Ids, page: Visit) -> dict[str, Read]:
    """Each page by its address."""
    return {path: page(path) for path in PAGES}


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_page_is_there_in_the_sites_language_with_one_main_heading(every: dict[str, Read]) -> None:
    for path, seen in every.items():
        assert seen.status == 200, path
        assert seen.all("html", lang="en-GB")
        assert len(seen.all("h1")) == 1, path
        assert len(seen.all("main", id="main")) == 1
        assert seen.all("a", href="#main"), "the skip link"


def test_reading_sets_no_cookie(filled: Ids, client: FlaskClient) -> None:
    for path in (*PAGES, *MACHINES):
        assert "Set-Cookie" not in client.get(path).headers, path


def test_every_answer_carries_the_safe_headers(filled: Ids, client: FlaskClient) -> None:
    for path in (*PAGES, *MACHINES, "/nowhere/", "/static/css/tokens.css"):
        with client.get(path) as answer:
            sent = answer.headers
        assert sent["Content-Security-Policy"] == POLICY, path
        assert sent["X-Content-Type-Options"] == "nosniff"
        assert sent["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert "Strict-Transport-Security" not in sent, "only over https"


def test_the_policy_lets_nothing_in_but_our_own_files() -> None:
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
    assert "data:" not in POLICY
    assert "frame-ancestors 'none'" in POLICY


def test_over_https_browsers_are_told_to_stay_there() -> None:
    app = Flask(__name__)
    headers.init_app(app, https=True)
    assert app.test_client().get("/").headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_no_page_has_inline_style_or_script(every: dict[str, Read]) -> None:
    for path, seen in every.items():
        for tag, attributes in seen.tags:
            assert tag != "style", path
            assert "style" not in attributes, path
            assert not [name for name in attributes if name.startswith("on")], path
            if tag == "script":
                assert "src" in attributes or attributes["type"] == "application/ld+json"


def test_no_page_loads_anything_from_elsewhere(every: dict[str, Read]) -> None:
    for path, seen in every.items():
        for tag, attributes in seen.tags:
            loaded = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
            if loaded and attributes.get("rel") not in {"canonical", "alternate"}:
                assert loaded.startswith("/"), (path, loaded)


def test_titles_descriptions_and_addresses_for_sharing(every: dict[str, Read]) -> None:
    for path, seen in every.items():
        plain = path.split("?", 1)[0]
        assert seen.all("link", rel="canonical")[0]["href"] == f"http://localhost{plain}"
        assert seen.meta("og:url") == f"http://localhost{plain}"
        assert seen.meta("og:title"), path
        assert seen.meta("description"), path
        assert seen.meta("og:site_name") == "The Physiotherapy Site"


def test_ids_are_unique_and_labels_point_at_something(every: dict[str, Read]) -> None:
    for path, seen in every.items():
        ids = [a["id"] for _, a in seen.tags if a.get("id")]
        assert len(ids) == len(set(ids)), path
        for _, attributes in seen.tags:
            named = [(attributes.get(name) or "").split() for name in ("for", "aria-labelledby", "aria-describedby")]
            href = attributes.get("href") or ""
            for target in [*chain(*named), *([href[1:]] if href.startswith("#") else [])]:
                assert target in ids, (path, target)


def test_headings_go_down_one_level_at_a_time(every: dict[str, Read]) -> None:
    for path, seen in every.items():
        levels = [int(tag[1]) for tag, _ in seen.tags if re.fullmatch("h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in pairwise(levels)), (path, levels)


def test_pictures_have_a_text_and_measures(every: dict[str, Read]) -> None:
    images = [(path, image) for path, seen in every.items() for image in seen.all("img")]
    assert images
    for path, image in images:
        assert image.get("alt") is not None, path
        assert image["width"], path
        assert image["height"], path


class _Balanced(HTMLParser):
    """Every element is closed, in its order."""

    EMPTY = frozenset({"meta", "link", "img", "input", "br", "hr", "path", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_markup_is_balanced(every: dict[str, Read]) -> None:
    for path, seen in every.items():
        parser = _Balanced()
        parser.feed(seen.html)
        parser.close()
        assert parser.open == [], path


def test_a_health_page_says_what_it_is_not_and_where_help_is(every: dict[str, Read]) -> None:
    for path in ENTRIES:
        seen = every[path]
        assert "This is information, not a substitute for advice" in seen.text
        assert "In an emergency call 999." in seen.text
        assert "Last reviewed not yet" in seen.text
        assert seen.all("a", href=f"/feedback/?page={path}")
        assert f"http://localhost{path}" in seen.text, "the address for paper"


def test_the_number_of_statements_is_bounded(filled: Ids, app: Flask, client: FlaskClient) -> None:
    for path in PAGES:
        with counted(app) as sent:
            client.get(path)
        asked = [s for s in sent if not s.startswith(("BEGIN", "PRAGMA"))]
        assert len(asked) <= 20, (path, len(asked))


def test_the_same_page_has_the_same_bytes_and_is_not_sent_twice(filled: Ids, client: FlaskClient) -> None:
    for path in PAGES:
        first = client.get(path)
        assert client.get(path).data == first.data, path
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_head_is_answered_like_get_without_the_text(filled: Ids, client: FlaskClient) -> None:
    answer = client.head("/metal-on-metal-hip-resurfacing/")
    assert (answer.status_code, answer.data) == (200, b"")


def test_an_address_without_its_slash_leads_to_the_one_with_it(filled: Ids, client: FlaskClient) -> None:
    answer = client.get("/metal-on-metal-hip-resurfacing")
    assert answer.status_code == 308
    assert answer.headers["Location"].endswith("/metal-on-metal-hip-resurfacing/")


@pytest.mark.parametrize("path", ["/", "/blog/", "/podcast/", "/resources/", "/subscribe/"])
def test_an_empty_site_says_that_nothing_is_there_yet(path: str, page: Visit) -> None:
    seen = page(path)
    assert seen.status == 200
    assert re.search(r"not|no ", seen.text)
