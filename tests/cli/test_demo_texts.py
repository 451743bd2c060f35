"""What the sample site says: every number beside its reference, nobody invented, nothing left over."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from app.cli.demo import read
from app.cli.demo.read import Page
from app.content import body as bodies
from app.core.slugs import slug_of

PAGES = read.pages()
BY_SLUG = {page.slug: page for page in PAGES}
NOW = datetime(2027, 3, 1, 5, 30, tzinfo=UTC)
_MARK = re.compile(r"\[\^([a-z0-9-]+)\]")


def each(*kinds: str) -> pytest.MarkDecorator:
    chosen = [page for page in PAGES if page.kind in kinds or not kinds]
    return pytest.mark.parametrize("page", chosen, ids=lambda page: page.slug)


def test_the_sample_site_has_what_was_promised() -> None:
    kinds = Counter(page.kind for page in PAGES)
    assert kinds == {"article": 2, "post": 3, "show": 1, "episode": 2, "resource": 10}
    assert BY_SLUG["metal-on-metal-hip-resurfacing"].title == "Metal On Metal Hip Resurfacing"
    assert BY_SLUG["exercises-after-hip-resurfacing"].parent == "metal-on-metal-hip-resurfacing"


@each("article", "post", "episode", "show")
def test_every_mark_has_its_reference_and_every_reference_a_mark(page: Page) -> None:
    keys = [citation["key"] for citation in page.citations]
    assert len(keys) == len(set(keys))
    assert set(_MARK.findall(page.body)) == set(keys)


@each("article", "post", "episode")
def test_a_table_row_or_sentence_with_a_proportion_has_a_reference_in_its_paragraph(page: Page) -> None:
    paragraphs = [text for text in page.body.split("\n\n") if re.search(r"\b\d+ in (every )?\d+", text)]
    without = [text for text in paragraphs if not _MARK.search(text) and "How many of these" not in text]
    assert [text for text in without if not text.lstrip().startswith(":::table")] == []


@each()
def test_a_page_has_a_title_a_summary_and_known_people(page: Page) -> None:
    known = {person.slug for person in read.people()}
    assert page.title
    assert 20 <= len(page.summary) <= 200
    assert {slug for slug, _ in page.people} <= known
    assert "reviewer" not in {role for _, role in page.people}
    assert page.kind == "resource" or page.people


@each("article", "post", "episode", "show")
def test_links_and_pictures_lead_somewhere(page: Page) -> None:
    assert read.links_in(page.body) <= BY_SLUG.keys()
    assert read.pictures_in(page.body) <= read.PICTURES.keys()
    assert not page.picture or page.picture in read.PICTURES
    assert not page.picture or page.picture_alt
    assert not page.audio or page.audio in read.RECORDINGS
    assert not page.parent or page.parent in BY_SLUG


@each("article", "post", "episode", "show")
def test_a_body_becomes_html_with_all_that_it_shows(page: Page) -> None:
    assets = {name: number for number, name in enumerate(read.PICTURES, start=1)}
    entries = {slug: number for number, slug in enumerate(BY_SLUG, start=1)}
    html = bodies.from_markdown(read.with_ids(page.body, assets=assets, entries=entries))
    uses = bodies.uses(html)
    assert uses.assets == {assets[name] for name in read.pictures_in(page.body)}
    assert uses.entries == {entries[slug] for slug in read.links_in(page.body)}
    assert set(uses.references) == {citation["key"] for citation in page.citations}
    assert html.count("<aside") == len(re.findall(r"^:::(?:non-urgent|urgent|emergency) ", page.body, re.MULTILINE))
    assert html.count("<section") == len(re.findall(r"^:::exercise ", page.body, re.MULTILINE))
    assert html.count("<table") == page.body.count("| --- |\n")
    assert ":::" not in bodies.plain_text(html)
    anchors = {heading.anchor for heading in bodies.outline(html)}
    assert set(re.findall(r"\]\(#([^)]+)\)", page.body)) <= anchors


def test_a_link_to_a_page_that_does_not_exist_yet_is_plain_words() -> None:
    assert read.with_ids("See [this](entry:a) and [that](entry:b).", assets={}, entries={"b": 7}) == (
        "See this and [that](entry:7)."
    )
    with pytest.raises(KeyError):
        read.with_ids("![x](asset:nowhere)", assets={}, entries={})


def test_people_are_roles_and_not_persons() -> None:
    for person in read.people():
        assert person.name.startswith("Sample ")
        assert person.slug == slug_of(person.name)
        assert "(sample)" in person.role_title
        assert not re.search(r"\d", person.bio)


@each("resource")
def test_a_resource_leads_to_a_publisher_under_a_topic(page: Page) -> None:
    assert page.more.keys() == {"url", "topic", "source_name"}
    assert page.more["url"].startswith("https://")


def test_pages_came_out_in_the_past_at_different_times_parents_first() -> None:
    dates = [page.published_at(NOW) for page in PAGES]
    assert len(set(dates)) == len(dates)
    assert max(dates) < NOW
    slugs = [page.slug for page in PAGES]
    for page in PAGES:
        if page.parent:
            assert slugs.index(page.parent) < slugs.index(page.slug)
            assert BY_SLUG[page.parent].published_at(NOW) < page.published_at(NOW)


@each()
def test_the_sample_says_so_and_names_no_telephone_number_but_for_help(page: Page) -> None:
    assert not re.search(r"\b0\d{3,4}[ -]?\d{5,7}\b", page.body)
    if page.kind == "episode":
        assert "computer voices" in page.body
        assert "No clinician has reviewed it." in page.body
