"""Rules 1 to 11 and 17 of docs/feeds.md: the document and the channel of a podcast feed."""

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from app.core.errors import Fault
from app.feeds.categories import apple_categories
from app.feeds.documents import FeedLink, PodcastDocument
from app.feeds.rss import podcast_rss
from app.feeds.rules import faults
from app.feeds.strict import strictly_parsed
from tests.feeds.makers import COVER, NS, SITE, item, show


def channel(document: PodcastDocument) -> Any:
    return strictly_parsed(podcast_rss(document)).find("channel")


def fields(document: PodcastDocument) -> set[str]:
    return {fault.field for fault in faults(document)}


def test_a_right_show_has_no_faults() -> None:
    assert faults(show()) == []


def test_rule_1_utf_8_declaration_version_and_exact_namespaces() -> None:
    data = podcast_rss(show(title="Stärker werden — 走路"))
    assert data.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<rss ")
    assert "Stärker werden — 走路".encode() in data
    root = strictly_parsed(data)
    assert root.get("version") == "2.0"
    assert {key: root.nsmap[key] for key in ("itunes", "podcast", "atom", "content", "psc")} == {
        key: NS[key] for key in ("itunes", "podcast", "atom", "content", "psc")
    }


def test_rule_2_well_formed_escaped_and_without_control_characters() -> None:
    data = podcast_rss(show(title="A\x00B\x0b & C", items=(item(title="D\ufffe\x08E <b>"),)))
    assert b'text="Health &amp; Fitness"' in data
    parsed = strictly_parsed(data)
    assert parsed.findtext("channel/title") == "AB & C"
    assert parsed.findtext("channel/item/title") == "DE <b>"


def test_rule_3_values_have_at_most_255_characters_and_no_outer_blanks() -> None:
    assert fields(show(title="x" * 255, author="y" * 255)) == set()
    assert fields(show(title="x" * 256)) == {"title"}
    assert fields(show(author=" The author")) == {"author"}
    assert fields(show(items=(item(title="x" * 256),))) == {"items.0.title"}
    assert channel(show(title="  Steady  Steps ")).findtext("title") == "Steady Steps"


def test_rule_3_descriptions_have_at_most_4000_bytes_not_characters() -> None:
    assert fields(show(description="é" * 2000)) == set()
    assert fields(show(description="é" * 2001)) == {"description"}
    assert fields(show(items=(item(description="é" * 2001),))) == {"items.0.description"}


def test_rule_4_nothing_stands_after_the_end() -> None:
    assert podcast_rss(show()).endswith(b"</channel>\n</rss>")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"description": ""}, "description"),
        ({"url": ""}, "url"),
        ({"language": ""}, "language"),
        ({"language": "english"}, "language"),
        ({"language": "qq-gb"}, "language"),
        ({"cover": None}, "cover"),
        ({"category": ""}, "category"),
        ({"category": "health & fitness"}, "category"),
        ({"subcategory": "Drama"}, "subcategory"),
        ({"self_url": ""}, "self_url"),
    ],
)
def test_rule_5_required_in_the_channel(change: dict[str, Any], field: str) -> None:
    assert field in fields(show(**change))


def test_rule_5_required_values_are_written() -> None:
    found = channel(show(explicit=True))
    assert found.findtext("language") == "en-gb"
    assert found.findtext("link") == f"{SITE}/podcast/steady-steps/"
    assert found.find("itunes:image", NS).get("href") == COVER.url
    assert found.find("itunes:category", NS).get("text") == "Health & Fitness"
    assert found.find("itunes:category/itunes:category", NS).get("text") == "Medicine"
    assert found.findtext("itunes:explicit", namespaces=NS) == "true"
    assert channel(show()).findtext("itunes:explicit", namespaces=NS) == "false"


def test_rule_5_the_self_link_is_the_canonical_address_and_other_relations_are_kept() -> None:
    document = show(links=(FeedLink("hub", "https://hub.example/"), FeedLink("next", f"{SITE}/2.xml", "text/xml")))
    found = [(link.get("rel"), link.get("href")) for link in channel(document).findall("atom:link", NS)]
    assert found == [("self", document.self_url), ("hub", "https://hub.example/"), ("next", f"{SITE}/2.xml")]


def test_rule_5_art_may_end_in_jpeg() -> None:
    cover = replace(COVER, url=f"{SITE}/images/ab12-3000.jpeg")
    assert faults(show(cover=cover)) == []
    assert channel(show(cover=cover)).find("itunes:image", NS).get("href") == cover.url


def test_rule_5_apples_list_is_whole() -> None:
    assert len(apple_categories()) == 19
    assert "Medicine" in apple_categories()["Health & Fitness"]
    assert apple_categories()["True Crime"] == ()


def test_rule_6_author_guid_locked_and_owner() -> None:
    found = channel(show(locked=True))
    assert found.findtext("itunes:author", namespaces=NS) == "The Physiotherapy Site"
    assert found.findtext("podcast:guid", namespaces=NS) == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    locked = found.find("podcast:locked", NS)
    assert (locked.text, locked.get("owner")) == ("yes", "podcast@physio.example")
    assert found.findtext("itunes:owner/itunes:name", namespaces=NS) == "Sample editor"
    assert found.findtext("itunes:owner/itunes:email", namespaces=NS) == "podcast@physio.example"
    assert channel(show()).findtext("podcast:locked", namespaces=NS) == "no"


def test_rule_6_a_locked_show_needs_its_owners_address() -> None:
    assert fields(show(locked=True, owner_name="", owner_email="")) == {"owner_email"}
    assert fields(show(owner_email="")) == {"owner_email"}
    assert fields(show(owner_email="not an address")) == {"owner_email"}
    assert channel(show(owner_name="", owner_email="")).find("itunes:owner", NS) is None
    nameless = channel(show(owner_name=""))
    assert nameless.findtext("itunes:owner/itunes:name", namespaces=NS) == "The Physiotherapy Site"


def test_rule_7_a_serial_show_needs_a_number_on_every_full_episode() -> None:
    trailer = item(3, episode_type="trailer", number=None)
    assert fields(show(show_type="serial", items=(trailer, item(2), item(1)))) == set()
    assert fields(show(show_type="serial", items=(item(2), item(1, number=None)))) == {"items.1.number"}
    assert fields(show(show_type="weekly")) == {"show_type"}
    assert channel(show(show_type="serial")).findtext("itunes:type", namespaces=NS) == "serial"


def test_rule_8_block_and_complete_are_yes_or_absent() -> None:
    found = channel(show(complete=True, blocked=True))
    assert found.findtext("itunes:complete", namespaces=NS) == "Yes"
    assert found.findtext("itunes:block", namespaces=NS) == "Yes"
    plain = channel(show())
    assert plain.find("itunes:complete", NS) is None
    assert plain.find("itunes:block", NS) is None


def test_rule_9_the_rss_image_agrees_with_the_art() -> None:
    image = channel(show()).find("image")
    assert [(part.tag, part.text) for part in image] == [
        ("url", COVER.url),
        ("title", "Steady Steps"),
        ("link", f"{SITE}/podcast/steady-steps/"),
    ]
    assert channel(show(cover=None)).find("image") is None


@pytest.mark.parametrize("holder", ["Copyright The Site", "© The Site", "The Site 2026", "(c) The Site"])
def test_rule_10_the_copyright_is_the_holders_name_only(holder: str) -> None:
    assert fields(show(copyright_holder=holder)) == {"copyright_holder"}


def test_rule_10_the_holder_is_written_as_it_is() -> None:
    assert channel(show()).findtext("copyright") == "The Physiotherapy Site"
    assert channel(show(copyright_holder="")).find("copyright") is None


def test_rule_11_the_documents_guid_is_written_and_must_be_one() -> None:
    # That it is assigned once and never computed again is tested with the room that keeps it.
    assert fields(show(podcast_guid="podnews.net/rss")) == {"podcast_guid"}
    other = show(self_url=f"{SITE}/podcast/moved/feed.xml")
    assert channel(other).findtext("podcast:guid", namespaces=NS) == show().podcast_guid


def test_rule_17_new_feed_url_names_the_feed_it_stands_in() -> None:
    assert fields(show(new_feed_url=f"{SITE}/elsewhere.xml")) == {"new_feed_url"}
    document = show(new_feed_url=show().self_url)
    assert faults(document) == []
    assert channel(document).findtext("itunes:new-feed-url", namespaces=NS) == document.self_url
    assert channel(show()).find("itunes:new-feed-url", NS) is None


def test_messages_are_sentences_for_an_editor() -> None:
    found = faults(show(title="", cover=None, items=(item(title=""),)))
    assert Fault("cover", "The show needs cover art.") in found
    assert Fault("items.0.title", "“Untitled”: The episode needs a title.") in found
    assert all(fault.message.endswith(".") for fault in found)


def test_the_order_of_elements_is_fixed() -> None:
    names = [etree.QName(child).localname for child in channel(show(locked=True))]
    assert names == [
        *("title", "link", "description", "copyright", "docs", "generator", "image", "language", "lastBuildDate"),
        *("link", "complete", "author", "image", "category", "explicit", "type", "owner", "guid", "locked", "medium"),
        *("item", "item"),
    ]
