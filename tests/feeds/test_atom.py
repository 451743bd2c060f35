"""The blog as Atom."""

from dataclasses import replace

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.core.text import one_line, without_control_characters
from app.feeds.atom import atom_id, blog_atom
from app.feeds.documents import NEVER, Author, FeedLink
from app.feeds.strict import strictly_parsed
from tests.feeds.makers import NS, SITE, blog, post


def test_a_feed_reader_reads_the_blog_in_full() -> None:
    found = feedparser.parse(blog_atom(blog()))
    assert found.bozo is False
    assert found.version == "atom10"
    assert found.feed.id == f"{SITE}/blog/atom.xml"
    assert {(link.rel, link.href) for link in found.feed.links} == {
        ("self", f"{SITE}/blog/atom.xml"),
        ("alternate", f"{SITE}/blog/"),
        ("hub", "https://hub.example/"),
    }
    first = found.entries[0]
    assert first.link == f"{SITE}/blog/stairs-2/"
    assert first.content[0].value == post().content
    assert first.updated == "2026-04-02T10:00:00+00:00"
    assert first.published == "2026-04-02T09:00:00+00:00"
    assert first.author_detail == {"name": "Sample physiotherapist", "href": f"{SITE}/people/sample/"}


def test_content_is_html_and_not_cdata() -> None:
    content = strictly_parsed(blog_atom(blog())).find("atom:entry/atom:content", NS)
    assert content.get("type") == "html"
    assert content.text == post().content


def test_only_the_namespace_of_atom_is_declared() -> None:
    assert strictly_parsed(blog_atom(blog())).nsmap == {None: NS["atom"]}


def test_a_bare_feed_is_valid() -> None:
    bare = blog(items=(), updated=NEVER, authors=(), description="", language="", image_url="")
    parsed = strictly_parsed(blog_atom(bare))
    assert parsed.findtext("atom:author/atom:name", namespaces=NS) == bare.title
    assert parsed.findtext("atom:updated", namespaces=NS) == "1970-01-01T00:00:00+00:00"


def test_a_bare_entry_is_valid() -> None:
    bare = post(summary="", content="", authors=(Author(""),), tags=())
    entry = strictly_parsed(blog_atom(blog(items=(bare,)))).find("atom:entry", NS)
    assert [child.tag.rpartition("}")[2] for child in entry] == ["id", "title", "updated", "link", "published"]


def test_links_of_another_relation_keep_their_type() -> None:
    document = blog(links=(FeedLink("next", f"{SITE}/2.xml", "application/atom+xml"),))
    found = strictly_parsed(blog_atom(document)).findall("atom:link", NS)[-1]
    assert dict(found.attrib) == {"href": f"{SITE}/2.xml", "rel": "next", "type": "application/atom+xml"}


@pytest.mark.parametrize(
    ("guid", "iri"),
    [
        ("7d2c2a54-0000-4000-8000-000000000001", "urn:uuid:7d2c2a54-0000-4000-8000-000000000001"),
        ("https://old.example/?p=12", "https://old.example/?p=12"),
        ("old id/12", "urn:x-guid:old%20id%2F12"),
    ],
)
def test_a_guid_becomes_an_iri(guid: str, iri: str) -> None:
    assert atom_id(guid) == iri


def test_what_atom_requires_is_refused_when_absent() -> None:
    with pytest.raises(Invalid):
        blog_atom(blog(title=" "))
    with pytest.raises(Invalid):
        blog_atom(blog(items=(post(title=""),)))
    with pytest.raises(Invalid):
        blog_atom(blog(items=(post(guid=""),)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=st.text(max_size=60).filter(one_line), other=st.text(max_size=60))
def test_any_text_is_read_back_as_it_was(title: str, other: str) -> None:
    one = replace(
        post(), title=title, summary=other, content=other, guid=title, tags=(other,), authors=(Author(other),)
    )
    found = strictly_parsed(blog_atom(blog(title=title, description=other, items=(one,))))
    assert found.findtext("atom:title", namespaces=NS) == one_line(title)
    assert found.findtext("atom:entry/atom:title", namespaces=NS) == one_line(title)
    expected = without_control_characters(other).strip()
    assert (found.findtext("atom:entry/atom:content", namespaces=NS) or "") == expected
    assert (found.findtext("atom:subtitle", namespaces=NS) or "") == expected
