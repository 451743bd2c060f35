"""What holds for every public page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.core.db import db
from app.web.headers import POLICY
from tests.web.site.conftest import Ids, Visit

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
    "/resources/",
    "/resources/hip/",
    "/people/sample-editor/",
    "/physiotherapists/",
    "/physiotherapists/?near=Leeds&neuro=1",
    "/subscribe/",
    "/feedback/",
    "/feedback/thanks/",
    "/about/",
    "/accessibility/",
    "/privacy/",
)
MACHINES = ("/sitemap.xml", "/robots.txt", "/healthz")


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


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_in_the_sites_language_with_one_main_heading(path: str, filled: Ids, page: Visit) -> None:
    seen = page(path)
    assert seen.status == 200
    assert seen.all("html", lang="en-GB")
    assert len(seen.all("h1")) == 1
    assert len(seen.all("main", id="main")) == 1
    assert seen.all("a", href="#main"), "the skip link"


@pytest.mark.parametrize("path", (*PAGES, *MACHINES))
def test_reading_sets_no_cookie(path: str, filled: Ids, client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get(path).headers


@pytest.mark.parametrize("path", (*PAGES, *MACHINES, "/nowhere/"))
def test_every_answer_carries_the_safe_headers(path: str, filled: Ids, client: FlaskClient) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_the_policy_lets_nothing_in_but_our_own_files() -> None:
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
    assert "data:" not in POLICY
    assert "frame-ancestors 'none'" in POLICY


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_style_or_script(path: str, filled: Ids, page: Visit) -> None:
    seen = page(path)
    for tag, attributes in seen.tags:
        assert tag != "style"
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "script":
            assert "src" in attributes or attributes["type"] == "application/ld+json"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_loads_anything_from_elsewhere(path: str, filled: Ids, page: Visit) -> None:
    for tag, attributes in page(path).tags:
        loaded = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
        if loaded and attributes.get("rel") not in {"canonical", "alternate"}:
            assert loaded.startswith("/"), loaded


@pytest.mark.parametrize("path", PAGES)
def test_titles_descriptions_and_addresses_for_sharing(path: str, filled: Ids, page: Visit) -> None:
    seen = page(path)
    plain = path.split("?", 1)[0]
    assert seen.all("link", rel="canonical")[0]["href"] == f"http://localhost{plain}"
    assert seen.meta("og:url") == f"http://localhost{plain}"
    assert seen.meta("og:title")
    assert seen.meta("description")
    assert seen.meta("og:site_name") == "The Physiotherapy Site"


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_labels_point_at_something(path: str, filled: Ids, page: Visit) -> None:
    tags = page(path).tags
    ids = [a["id"] for _, a in tags if a.get("id")]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for target in (attributes.get(name) or "").split():
                assert target in ids, f"{name} {target}"
        href = attributes.get("href") or ""
        if href.startswith("#"):
            assert href[1:] in ids, href


@pytest.mark.parametrize("path", PAGES)
def test_headings_go_down_one_level_at_a_time(path: str, filled: Ids, page: Visit) -> None:
    levels = [int(tag[1]) for tag, _ in page(path).tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), levels


@pytest.mark.parametrize("path", PAGES)
def test_pictures_have_a_text_and_measures(path: str, filled: Ids, page: Visit) -> None:
    for image in page(path).all("img"):
        assert image.get("alt") is not None
        assert image["width"]
        assert image["height"]


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


@pytest.mark.parametrize("path", PAGES)
def test_the_markup_is_balanced(path: str, filled: Ids, page: Visit) -> None:
    parser = _Balanced()
    parser.feed(page(path).html)
    parser.close()
    assert parser.open == []


@pytest.mark.parametrize("path", ENTRIES)
def test_a_health_page_says_what_it_is_not_and_where_help_is(path: str, filled: Ids, page: Visit) -> None:
    seen = page(path)
    assert "This is information, not a substitute for advice" in seen.text
    assert "In an emergency call 999." in seen.text
    assert "Last reviewed not yet" in seen.text
    assert any((a.get("href") or "").startswith("/feedback/?page=/") for a in seen.all("a"))
    assert f"http://localhost{path}" in seen.text, "the address for paper"


@pytest.mark.parametrize("path", PAGES)
def test_the_number_of_statements_is_bounded(path: str, filled: Ids, app: Flask, client: FlaskClient) -> None:
    with counted(app) as sent:
        client.get(path)
    assert len([s for s in sent if not s.startswith(("BEGIN", "PRAGMA"))]) <= 22


@pytest.mark.parametrize("path", PAGES)
def test_the_same_page_has_the_same_bytes_and_is_not_sent_twice(path: str, filled: Ids, client: FlaskClient) -> None:
    first = client.get(path)
    assert client.get(path).data == first.data
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_head_is_answered_like_get_without_the_text(filled: Ids, client: FlaskClient) -> None:
    answer = client.head("/metal-on-metal-hip-resurfacing/")
    assert (answer.status_code, answer.data) == (200, b"")


def test_an_address_without_its_slash_leads_to_the_one_with_it(filled: Ids, client: FlaskClient) -> None:
    answer = client.get("/metal-on-metal-hip-resurfacing")
    assert answer.status_code == 308
    assert answer.headers["Location"].endswith("/metal-on-metal-hip-resurfacing/")


@pytest.mark.parametrize("path", ("/", "/blog/", "/podcast/", "/resources/", "/subscribe/"))
def test_an_empty_site_says_that_nothing_is_there_yet(path: str, page: Visit) -> None:
    seen = page(path)
    assert seen.status == 200
    assert re.search(r"not|no ", seen.text)
