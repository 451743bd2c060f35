"""Addresses: made from the site's own url_map, with or without a request."""

import pytest
from flask import Flask

from app import links
from app.accounts.permissions import Actor
from app.articles import queries as articles
from app.content.models import Kind
from app.core.unit_of_work import unit_of_work
from app.podcast import operations as podcast
from app.podcast.draft import ShowDraft
from tests import factories
from tests.conftest import START


@pytest.mark.parametrize(
    ("kind", "slug", "parent", "path"),
    [
        (Kind.ARTICLE, "hips", None, "/hips/"),
        (Kind.ARTICLE, "leaf", "/top/branch/", "/top/branch/leaf/"),
        (Kind.POST, "hello", None, "/blog/hello/"),
        (Kind.SHOW, "show", None, "/podcast/show/"),
        (Kind.EPISODE, "one", "/podcast/show/", "/podcast/show/one/"),
        (Kind.RESOURCE, "leaflet", None, "/resources/#leaflet"),
    ],
)
def test_every_kind_has_its_path_and_a_page_that_answers_it(
    app: Flask, kind: Kind, slug: str, parent: str | None, path: str
) -> None:
    assert links.path_of(kind, slug, parent) == path
    assert not links.is_reserved(kind, path)


def test_no_first_segment_of_the_site_is_free_for_an_article(app: Flask) -> None:
    own = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()} - {""}
    for segment in {s for s in own if not s.startswith("<")}:
        assert links.is_reserved(Kind.ARTICLE, f"/{segment}/")
        assert links.is_reserved(Kind.ARTICLE, f"/{segment}/below/")
    assert not links.is_reserved(Kind.ARTICLE, "/desk-exercises/")


def test_what_another_page_answers_is_reserved(app: Flask) -> None:
    assert links.is_reserved(Kind.SHOW, "/blog/")
    assert links.is_reserved(Kind.POST, "/no/such/page")


def test_addresses_are_whole(house: Flask, editor: Actor) -> None:
    with unit_of_work():
        page = factories.article("Hips", by=editor)
        show = podcast.create_show(ShowDraft(title="Show"), by=editor, now=START)
    assert links.link_to(page) == "http://localhost/hips/"
    assert links.feed_of(show) == "http://localhost/podcast/show/feed.xml"
    assert links.absolute("https://elsewhere.example/") == "https://elsewhere.example/"
    assert articles.find_article("/hips/", now=START) is not None
