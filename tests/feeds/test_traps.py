"""What feedgen and feedparser do to a feed when one is not careful, and that ours is: one test a trap.

The traps were found by trying feedgen 1.0.0 and feedparser 6; app/feeds/extensions.py says how they are gone around.
"""

import hashlib
import locale
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from app.core.errors import Invalid
from app.feeds.atom import blog_atom
from app.feeds.documents import Author, Enclosure, FeedLink
from app.feeds.rss import blog_rss, podcast_rss
from app.feeds.rules import faults
from app.feeds.strict import strictly_parsed
from tests.feeds.makers import COVER, NS, SITE, blog, item, post, show

PRINT = """
import hashlib, locale
for name in ("de_DE.UTF-8", "de_DE.utf8", ""):
    try:
        locale.setlocale(locale.LC_ALL, name)
        break
    except locale.Error:
        pass
from app.feeds.atom import blog_atom
from app.feeds.rss import blog_rss, podcast_rss
from tests.feeds.makers import blog, show
print(hashlib.sha256(podcast_rss(show()) + blog_rss(blog()) + blog_atom(blog())).hexdigest())
"""
HERE = hashlib.sha256(podcast_rss(show()) + blog_rss(blog()) + blog_atom(blog())).hexdigest()


def channel(**changes: Any) -> Any:
    return strictly_parsed(podcast_rss(show(**changes))).find("channel")


def first(**changes: Any) -> Any:
    return channel(items=(item(**changes),)).find("item")


@pytest.mark.parametrize(("value", "word"), [(True, "true"), (False, "false")])
def test_explicit_is_true_or_false_and_never_yes_no_or_clean(value: bool, word: str) -> None:
    assert channel(explicit=value).findtext("itunes:explicit", namespaces=NS) == word
    assert first(explicit=value).findtext("itunes:explicit", namespaces=NS) == word


@pytest.mark.parametrize("name", ["cover.jpeg", "cover.jpg?v=2", "cover.jpeg?v=2", "cover", "cover.PNG"])
def test_art_is_kept_whatever_its_address_ends_in(name: str) -> None:
    cover = replace(COVER, url=f"{SITE}/images/{name}")
    assert channel(cover=cover).find("itunes:image", NS).get("href") == cover.url
    assert channel(cover=cover).findtext("image/url") == cover.url
    assert first(cover=cover).find("itunes:image", NS).get("href") == cover.url


def test_other_links_neither_replace_the_pages_nor_get_lost() -> None:
    links = (FeedLink("hub", "https://hub.example/"), FeedLink("next", f"{SITE}/2.xml"), FeedLink("payment", SITE))
    found = channel(links=links)
    assert [link.text for link in found.findall("link")] == [f"{SITE}/podcast/steady-steps/"]
    assert [(link.get("rel"), link.get("href")) for link in found.findall("atom:link", NS)] == [
        ("self", f"{SITE}/podcast/steady-steps/feed.xml"),
        *((link.rel, link.href) for link in links),
    ]


def test_the_date_of_the_build_is_that_of_the_data_and_not_of_the_poll() -> None:
    assert channel().findtext("lastBuildDate") == "Mon, 02 Mar 2026 07:30:05 +0000"
    assert podcast_rss(show()) == podcast_rss(show())
    assert blog_atom(blog()) == blog_atom(blog())


def test_an_item_has_one_enclosure_and_two_are_refused() -> None:
    data = podcast_rss(show(items=(item(),)))
    assert data.count(b"<enclosure ") == 1
    start = data.index(b"<enclosure ")
    tag = data[start : data.index(b">", start) + 1]
    with pytest.raises(Invalid, match="one enclosure"):
        strictly_parsed(data.replace(tag, tag + tag))


@pytest.mark.parametrize(
    "enclosure", [Enclosure("https://x.example/a.mp3", 0, "audio/mpeg"), Enclosure("", 5, "audio/mpeg")]
)
def test_an_enclosure_never_says_none(enclosure: Enclosure) -> None:
    with pytest.raises(Invalid):
        podcast_rss(show(items=(item(enclosure=enclosure),)))
    assert b'"None"' not in podcast_rss(show())


def test_html_stands_in_cdata_and_the_description_beside_it() -> None:
    data = podcast_rss(show(items=(item(description="Up & <down>", content="<p>Up &amp; down</p>"),)))
    assert b"<description>Up &amp; &lt;down&gt;</description>" in data
    assert b"<content:encoded><![CDATA[<p>Up &amp; down</p>]]></content:encoded>" in data


def test_html_without_a_description_does_not_become_one() -> None:
    found = first(description="", content="<p>Words.</p>")
    assert found.findtext("description") == item().title
    assert found.findtext("content:encoded", namespaces=NS) == "<p>Words.</p>"


@pytest.mark.parametrize("text", ["<p>a]]>b</p>", "]]>", "<p>]]]]>><![CDATA[</p>"])
def test_the_end_of_cdata_inside_the_text_ends_nothing(text: str) -> None:
    assert first(content=text).findtext("content:encoded", namespaces=NS) == text


def test_atom_says_html_and_takes_what_is_no_xml() -> None:
    data = blog_atom(blog(items=(post(content="<p>one<br>two &nbsp;</p>"),)))
    assert b'type="CDATA"' not in data
    assert feedparser.parse(data).entries[0].content[0].type == "text/html"


def test_items_stand_in_the_documents_order_and_not_backwards() -> None:
    guids = [found.findtext("guid") for found in channel(items=(item(3), item(2), item(1))).findall("item")]
    assert guids == [item(3).guid, item(2).guid, item(1).guid]


@pytest.mark.parametrize(("ms", "seconds"), [(61_499, "61"), (61_500, "62"), (999, "1"), (3_600_000, "3600")])
def test_a_duration_is_whole_seconds_and_no_float(ms: int, seconds: str) -> None:
    assert first(duration_ms=ms).findtext("itunes:duration", namespaces=NS) == seconds


@pytest.mark.parametrize("field", ["season", "number"])
def test_a_number_of_zero_is_a_fault_and_not_left_out_in_silence(field: str) -> None:
    assert f"items.0.{field}" in {fault.field for fault in faults(show(items=(item(**{field: 0}),)))}


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_one_bad_character_in_any_field_does_not_kill_the_feed(bad: str) -> None:
    text = f"a{bad}b"
    found = channel(
        title=text,
        description=text,
        author=text,
        category=text,
        owner_name=text,
        copyright_holder=text,
        generator=text,
        items=(item(title=text, description=text, content=text, guid=text),),
    )
    for name in ("title", "description", "copyright", "item/title", "item/description", "item/guid"):
        assert found.findtext(name) == "ab", name
    strictly_parsed(blog_rss(blog(title=text, items=(post(title=text, content=text, tags=(text,)),))))
    strictly_parsed(blog_atom(blog(title=text, items=(post(title=text, content=text, tags=(text,)),))))


def test_an_instant_without_a_zone_is_named_before_anything_is_printed() -> None:
    naive = datetime(2026, 3, 1, 7, 30)  # noqa: DTZ001 - the trap itself
    assert "items.0.published_at" in {fault.field for fault in faults(show(items=(item(published_at=naive),)))}


def test_printing_never_touches_the_locale_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """feedgen sets it back and forth around every date; another thread then prints and reads in the wrong one."""

    def refuse(*_: object) -> str:
        raise AssertionError("The locale was touched.")

    monkeypatch.setattr(locale, "setlocale", refuse)
    assert first().findtext("pubDate") == "Sun, 01 Mar 2026 07:30:00 +0000"
    blog_rss(blog())
    blog_atom(blog())


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_the_bytes_are_the_same_in_any_locale_zone_and_process(seed: str) -> None:
    """In German where the machine has it; sets whose order depends on the seed are not printed."""
    environment = {"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}
    ran = subprocess.run([sys.executable, "-c", PRINT], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == HERE


def test_a_quote_in_a_category_is_a_quote() -> None:
    found = channel(category='Health "and" Fitness', subcategory="Bob's")
    assert found.find("itunes:category", NS).get("text") == 'Health "and" Fitness'
    assert found.find("itunes:category/itunes:category", NS).get("text") == "Bob's"


def test_an_item_without_a_guid_is_refused() -> None:
    with pytest.raises(Invalid):
        podcast_rss(show(items=(item(guid=""),)))


def test_names_need_no_address_to_be_written() -> None:
    found = channel(owner_name="", author="Sample editor")
    assert found.findtext("itunes:author", namespaces=NS) == "Sample editor"
    assert found.findtext("itunes:owner/itunes:name", namespaces=NS) == "Sample editor"
    written = strictly_parsed(blog_rss(blog(items=(post(authors=(Author("Sample physiotherapist"),)),))))
    assert written.findtext("channel/item/dc:creator", namespaces=NS) == "Sample physiotherapist"


def test_no_is_never_written_where_only_yes_has_a_meaning() -> None:
    for name in ("itunes:block", "itunes:complete"):
        assert channel().find(name, NS) is None
    assert channel(complete=True).findtext("itunes:complete", namespaces=NS) == "Yes"


def test_feedgens_own_extension_for_podcasts_is_not_loaded() -> None:
    """It would declare itunes in Atom, too, and write every value a second time in its own way."""
    assert b"itunes" not in blog_atom(blog())
    assert podcast_rss(show()).count(b"<itunes:explicit>") == 1


@pytest.mark.parametrize("name", ["app.feeds.extensions", "app.feeds.rss", "app.feeds.atom"])
def test_any_of_our_modules_may_be_imported_first(name: str) -> None:
    """feedgen.util alone fails where lxml.etree was not imported before."""
    subprocess.run([sys.executable, "-c", f"import {name}"], check=True)


def test_feedparser_reads_every_field_of_ours_from_bytes() -> None:
    found = feedparser.parse(podcast_rss(show(links=(FeedLink("hub", "https://hub.example/"),))))
    assert found.bozo is False
    assert found.feed.title == "Steady Steps"
    assert found.feed.subtitle == "Short talks about getting going again."
    assert found.feed.publisher_detail == {"name": "Sample editor", "email": "podcast@physio.example"}
    assert found.feed.updated_parsed[:6] == (2026, 3, 2, 7, 30, 5)
    assert [tag.term for tag in found.feed.tags] == ["Health & Fitness", "Medicine"]
    newest = found.entries[0]
    assert (newest.itunes_season, newest.itunes_episode, newest.itunes_episodetype) == ("1", "2", "full")
    assert newest.published_parsed[:6] == (2026, 3, 2, 7, 30, 0)
    assert newest.guidislink is False
    assert newest.content[0].value == "<p>What to expect in the <em>first</em> weeks.</p>"


def test_what_feedparser_cannot_tell_about_explicit_a_plain_reader_can() -> None:
    """feedparser turns "false" into None (its issue 524), so nobody may ask it; the element itself is clear."""
    data = podcast_rss(show(explicit=False))
    assert feedparser.parse(data).feed.get("itunes_explicit") is None
    assert strictly_parsed(data).findtext("channel/itunes:explicit", namespaces=NS) == "false"


def test_the_site_itself_never_asks_feedparser() -> None:
    """Given text it opens paths and addresses, its dates and flags guess, and a large feed takes it seconds: an import
    reads the elements themselves."""
    root = Path(__file__).parents[2]
    found = [path for path in (root / "app").rglob("*.py") if "feedparser" in path.read_text(encoding="utf-8")]
    assert found == []
