"""A feed that a strict reader could not use never leaves the house."""

import pytest

from app.core.errors import Invalid
from app.feeds.atom import blog_atom
from app.feeds.rss import blog_rss, podcast_rss
from app.feeds.strict import strictly_parsed
from tests.feeds.makers import blog, item, show


@pytest.mark.parametrize("data", [podcast_rss(show()), blog_rss(blog()), blog_atom(blog())])
def test_ours_pass(data: bytes) -> None:
    strictly_parsed(data)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<channel>", b"<channel>&"),
        (b"<channel>", b"<channel>&nbsp;"),
        (b"<rss ", b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss "),
        (b"UTF-8", b"UTF-16"),
        (b"<?xml version='1.0' encoding='UTF-8'?>\n", b""),
        (b"</rss>", b"</rss><!-- made in 3 ms -->"),
        (b'version="2.0"', b'version="0.91"'),
        (b"<title>Steady Steps</title>\n    <link>", b"<title/>\n    <link>"),
        (b'rel="self"', b'rel="other"'),
        (b"000000000002</guid>", b"000000000001</guid>"),
        (b"<pubDate>Mon", b"<pubdate>Mon"),
        (b'length="1000002"', b'length="None"'),
        (b'length="1000002"', b'length="0"'),
        (b'type="audio/mpeg"', b'type=""'),
        (b"<enclosure ", b"<attachment "),
        (b"<channel>", b"<kanal>"),
        (b"rss", b"rdf"),
    ],
)
def test_a_broken_feed_is_refused(before: bytes, after: bytes) -> None:
    data = podcast_rss(show())
    broken = data.replace(before, after)
    for name in (b"pubDate", b"channel"):
        if after.startswith((b"<" + name.lower(), b"<kanal")):
            broken = broken.replace(
                b"</" + name + b">", b"</" + (b"kanal" if name == b"channel" else name.lower()) + b">"
            )
    assert broken != data
    with pytest.raises(Invalid):
        strictly_parsed(broken)


def test_an_atom_feed_needs_ids_of_its_own() -> None:
    data = blog_atom(blog())
    with pytest.raises(Invalid):
        strictly_parsed(data.replace(b"000000000002</id>", b"000000000001</id>"))
    with pytest.raises(Invalid):
        strictly_parsed(data.replace(b"<title>Blog: The Physiotherapy Site</title>", b"<title/>"))


def test_two_items_with_one_guid_are_refused_even_when_nobody_asked_before() -> None:
    with pytest.raises(Invalid, match="GUID"):
        strictly_parsed(podcast_rss(show(items=(item(2, guid=item(1).guid), item(1)))))
