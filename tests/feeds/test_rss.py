"""What every RSS feed of ours keeps, whatever is written into it."""

import subprocess
import sys
from dataclasses import replace
from typing import Any

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.core.text import one_line, without_control_characters
from app.feeds import rss
from app.feeds.documents import NEVER, Author, Enclosure
from app.feeds.rss import blog_rss, podcast_rss
from app.feeds.rules import faults
from app.feeds.strict import strictly_parsed
from app.podcast.chapters import Chapter
from tests.feeds.makers import NS, SITE, blog, item, post, show

ANY_TEXT = st.text(max_size=60)
SOME_TEXT = ANY_TEXT.filter(lambda text: one_line(text) != "")
PRINT = """
import hashlib
from app.feeds.atom import blog_atom
from app.feeds.json_feed import blog_json
from app.feeds import rss
from app.feeds.rss import blog_rss, podcast_rss
from tests.feeds.makers import blog, show
data = podcast_rss(show()) + blog_rss(blog()) + blog_atom(blog()) + blog_json(blog())
print(hashlib.sha256(data).hexdigest())
"""


def prose(text: str) -> str:
    return without_control_characters(text).strip()


def test_the_same_document_gives_the_same_bytes_in_every_process() -> None:
    found = set()
    for seed in ("0", "1", "4711"):
        environment = {"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo" if seed == "1" else "UTC"}
        ran = subprocess.run([sys.executable, "-c", PRINT], env=environment, capture_output=True, text=True, check=True)
        found.add(ran.stdout)
    assert len(found) == 1


def test_last_build_date_is_that_of_the_data_to_the_second() -> None:
    parsed = strictly_parsed(podcast_rss(show()))
    assert parsed.findtext("channel/lastBuildDate") == "Mon, 02 Mar 2026 07:30:05 +0000"


def test_a_feed_that_never_held_anything_is_valid() -> None:
    empty = blog(items=(), updated=NEVER)
    assert faults(empty) == []
    assert strictly_parsed(blog_rss(empty)).find("channel/item") is None
    assert strictly_parsed(podcast_rss(show(items=(), updated=NEVER))).find("channel/item") is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"atom_url": ""}, "atom_url"),
        ({"language": "english"}, "language"),
        ({"items": (post(title=""),)}, "items.0.title"),
        ({"items": (post(guid=""),)}, "items.0.guid"),
        ({"items": (post(2), post(2))}, "items.1.guid"),
        ({"items": (post(url=""),)}, "items.0.url"),
    ],
)
def test_a_blog_that_lacks_something_has_a_fault(change: dict[str, Any], field: str) -> None:
    assert field in {fault.field for fault in faults(blog(**change))}


def test_items_keep_the_documents_order() -> None:
    parsed = strictly_parsed(podcast_rss(show()))
    assert parsed.xpath("channel/item/title/text()") == ["Moving after surgery, part 2", "Moving after surgery, part 1"]


def test_a_podcast_client_reads_the_show() -> None:
    found = feedparser.parse(podcast_rss(show(explicit=True)))
    assert found.bozo is False
    assert found.feed.title == "Steady Steps"
    assert found.feed.link == f"{SITE}/podcast/steady-steps/"
    assert found.feed.image.href == f"{SITE}/images/ab12-3000.jpg"
    assert found.feed.publisher_detail == {"name": "Sample editor", "email": "podcast@physio.example"}
    assert [entry.enclosures[0].length for entry in found.entries] == ["1000002", "1000001"]
    assert found.entries[0].itunes_duration == "125"
    assert found.entries[0].id == item(2).guid


def test_a_feed_reader_reads_the_blog_in_full() -> None:
    found = feedparser.parse(blog_rss(blog()))
    assert found.bozo is False
    first = found.entries[0]
    assert first.title.replace("&amp;", "&") == "Stairs & slopes 2"
    assert first.content[0].value == post().content
    assert first.summary == "Up with the good leg."
    assert first.author == "Sample physiotherapist"
    assert [tag.term for tag in first.tags] == ["Hips", "Exercise"]
    assert first.published_parsed[:6] == (2026, 4, 2, 9, 0, 0)
    assert {link.rel for link in found.feed.links} == {"alternate", "self", "hub"}


def test_a_post_without_summary_keeps_its_content_apart_from_the_description() -> None:
    found = strictly_parsed(blog_rss(blog(items=(post(summary="", tags=(), authors=(Author(" "),)),)))).find(
        "channel/item"
    )
    assert found.findtext("description") == "Stairs & slopes 1"
    assert found.findtext("content:encoded", namespaces=NS) == post().content
    assert found.find("dc:creator", NS) is None


def test_a_blog_without_language_picture_or_name_of_generator_is_still_one() -> None:
    parsed = strictly_parsed(blog_rss(blog(language="", image_url="", generator="")))
    assert parsed.find("channel/image") is None
    assert parsed.find("channel/language") is None


@pytest.mark.parametrize("change", [{"title": "\x00 "}, {"description": ""}, {"url": ""}])
def test_what_rss_requires_is_refused_when_absent(change: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        podcast_rss(show(**change))
    with pytest.raises(Invalid):
        blog_rss(blog(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"guid": ""},
        {"enclosure": Enclosure("", 5, "audio/mpeg")},
        {"enclosure": Enclosure("https://x.example/a.mp3", 0, "audio/mpeg")},
    ],
)
def test_an_episode_that_is_none_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        podcast_rss(show(items=(item(**change),)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=SOME_TEXT, text=SOME_TEXT, other=ANY_TEXT)
def test_any_text_anywhere_in_a_show_is_read_back_as_it_was(title: str, text: str, other: str) -> None:
    document = show(
        title=title,
        description=text,
        author=other,
        owner_name=other,
        copyright_holder=other,
        category=other,
        subcategory=other,
        podcast_guid=other,
        language=other,
        generator=other,
        items=(
            item(title=text, description=other, content=other, guid=title, chapters=(Chapter(0, other, other, other),)),
        ),
    )
    channel = strictly_parsed(podcast_rss(document)).find("channel")
    assert channel.findtext("title") == one_line(title)
    assert channel.findtext("description") == prose(text)
    assert (channel.findtext("itunes:author", namespaces=NS) or "") == prose(other)
    assert (channel.findtext("copyright") or "") == one_line(other)
    found = channel.find("item")
    assert found.findtext("title") == one_line(text)
    assert found.findtext("description") == (prose(other) or one_line(text))
    assert (found.findtext("content:encoded", namespaces=NS) or "") == prose(other)
    assert found.findtext("guid") == one_line(title)
    assert found.find("psc:chapters/psc:chapter", NS).get("title") == one_line(other)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=SOME_TEXT, text=SOME_TEXT, other=ANY_TEXT)
def test_any_text_anywhere_in_a_blog_is_read_back_as_it_was(title: str, text: str, other: str) -> None:
    one = replace(post(), title=text, summary=other, content=other, guid=title, tags=(other,), authors=(Author(other),))
    found = strictly_parsed(blog_rss(blog(title=title, description=text, language=other, items=(one,)))).find("channel")
    assert found.findtext("title") == one_line(title)
    assert found.findtext("description") == prose(text)
    assert found.findtext("item/title") == one_line(text)
    assert (found.findtext("item/content:encoded", namespaces=NS) or "") == prose(other)
    assert (found.findtext("item/category") or "") == one_line(other)
    assert (found.findtext("item/dc:creator", namespaces=NS) or "") == prose(other)


def test_items_that_are_kept_are_printed_as_they_would_be_anew() -> None:
    document = show()
    before = podcast_rss(document)
    for change in ({"title": "Another"}, {"duration_ms": 1_000}, {"content": "<p>Other</p>"}, {"number": 7}):
        assert podcast_rss(show(items=(item(2, **change), item(1)))) != before
    assert podcast_rss(document) == before
    rss._kept_item.cache_clear()
    assert podcast_rss(document) == before


def test_very_long_notes_are_printed_and_not_kept() -> None:
    rss._kept_item.cache_clear()
    words = f"<p>{'word ' * 5_000}</p>"
    found = strictly_parsed(podcast_rss(show(items=(item(content=words),)))).find("channel/item")
    assert found.findtext("content:encoded", namespaces=NS) == words
    assert rss._kept_item.cache_info().currsize == 0


def test_an_item_declares_no_namespace_again() -> None:
    data = podcast_rss(show())
    assert data.count(b"xmlns:itunes=") == data.count(b"xmlns:podcast=") == 1
    assert data.count(b"<item>") == 2
