"""Rules 12 to 16 and 28 to 33 of docs/feeds.md: what the podcast namespace says of a show and of an episode."""

from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from app.feeds.documents import (
    Enclosure,
    FeedLink,
    History,
    Image,
    Licence,
    Participant,
    PodcastDocument,
    Trailer,
    Updates,
)
from app.feeds.lists import countries, licences, person_roles
from app.feeds.rss import podcast_rss
from app.feeds.rules import faults
from app.feeds.strict import strictly_parsed
from app.podcast.parts import Funding, OtherShow, Place, PlaceRole, Soundbite, Txt
from tests.feeds.makers import NS, SITE, item, show

GUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"


def channel(document: PodcastDocument) -> Any:
    return strictly_parsed(podcast_rss(document)).find("channel")


def fields(document: PodcastDocument) -> set[str]:
    return {fault.field for fault in faults(document)}


def said(parent: Any, name: str) -> list[tuple[str | None, dict[str, str]]]:
    """Text and attributes of every such element of the namespace, in order."""
    return [(found.text, dict(found.attrib)) for found in parent.findall(f"podcast:{name}", NS)]


def first_item(**changes: Any) -> Any:
    document = show(items=(item(1, **changes),))
    assert faults(document) == []
    return channel(document).find("item")


def test_rule_12_podping_is_claimed_only_where_pings_are_sent() -> None:
    assert said(channel(show()), "podping") == []
    assert said(channel(show(uses_podping=True)), "podping") == [(None, {"usesPodping": "true"})]


def test_rule_12_how_often_in_words_and_as_a_rule() -> None:
    document = show(updates=Updates("Every Tuesday, ten times", "FREQ=WEEKLY;BYDAY=TU;COUNT=10", "2027-03-02"))
    assert faults(document) == []
    assert said(channel(document), "updateFrequency") == [
        ("Every Tuesday, ten times", {"rrule": "FREQ=WEEKLY;BYDAY=TU;COUNT=10", "dtstart": "2027-03-02"})
    ]
    ended = show(updates=Updates("There will be no more episodes.", complete=True))
    assert said(channel(ended), "updateFrequency") == [("There will be no more episodes.", {"complete": "true"})]
    assert said(channel(show()), "updateFrequency") == []


def test_rule_12_a_rule_with_count_needs_its_date_and_words_have_128_characters() -> None:
    assert fields(show(updates=Updates("Ten times", "FREQ=WEEKLY;COUNT=10"))) == {"update_start"}
    assert fields(show(updates=Updates("x" * 128))) == set()
    assert fields(show(updates=Updates("x" * 129))) == {"update_frequency"}
    assert fields(show(updates=Updates("", "FREQ=WEEKLY"))) == {"update_frequency"}
    timed = Updates("Until Christmas", "FREQ=WEEKLY;UNTIL=20271224T000000Z", "2027-03-02")
    assert fields(show(updates=timed)) == {"update_rule"}
    assert fields(show(updates=replace(timed, rule="FREQ=WEEKLY;UNTIL=20271224"))) == set()


def test_rule_13_funding_has_an_address_and_words() -> None:
    document = show(funding=(Funding("https://give.example/", "Help us & others"), Funding("https://b.example/", "B")))
    assert faults(document) == []
    assert said(channel(document), "funding") == [
        ("Help us & others", {"url": "https://give.example/"}),
        ("B", {"url": "https://b.example/"}),
    ]
    assert fields(show(funding=(Funding("https://give.example/", "x" * 129),))) == {"funding"}
    assert fields(show(funding=(Funding("give.example", "Help"),))) == {"funding"}


def test_rule_13_texts_for_machines_keep_their_purpose() -> None:
    document = show(txts=(Txt("verify", "S6lpp-7ZCn8"), Txt("applepodcastsverify", "05124"), Txt("", "plain")))
    assert faults(document) == []
    assert said(channel(document), "txt") == [
        ("S6lpp-7ZCn8", {"purpose": "verify"}),
        ("05124", {"purpose": "applepodcastsverify"}),
        ("plain", {}),
    ]
    assert fields(show(txts=(Txt("verify", "x" * 4000),))) == set()
    assert fields(show(txts=(Txt("verify", "x" * 4001),))) == {"txts"}
    assert fields(show(txts=(Txt("x" * 129, "y"),))) == {"txts"}


@pytest.mark.parametrize(("used", "word"), [(True, "true"), (False, "false")])
def test_rule_13_ai_content_is_true_or_false_and_said_once(used: bool, word: str) -> None:
    document = show(ai_content=used, txts=(Txt("ai-content", "maybe"),))
    assert said(channel(document), "txt") == [(word, {"purpose": "ai-content"})]
    assert said(first_item(ai_content=used), "txt") == [(word, {"purpose": "ai-content"})]
    assert said(first_item(), "txt") == []


def test_rule_14_a_trailer_names_its_file_date_and_season() -> None:
    at = datetime(2026, 3, 1, 7, 30, 5, 999, tzinfo=UTC)
    file = Enclosure(f"{SITE}/media/steady-steps/soon.mp3", 77, "audio/mpeg")
    document = show(trailers=(Trailer("Coming in May", file, at, season=2), Trailer("All of it", file, at)))
    first, second = said(channel(document), "trailer")
    assert first == (
        "Coming in May",
        {
            "pubdate": "Sun, 01 Mar 2026 07:30:05 +0000",
            "url": file.url,
            "length": "77",
            "type": "audio/mpeg",
            "season": "2",
        },
    )
    assert parsedate_to_datetime(first[1]["pubdate"]) == at.replace(microsecond=0)
    assert "season" not in second[1]
    assert fields(show(trailers=(Trailer("x" * 129, file, at),))) == {"trailers"}
    assert fields(show(items=(item(1, episode_type="trailer", number=None, title="x" * 129),))) == {"items.0.title"}


def test_rule_15_a_licence_is_an_identifier_of_the_list_or_has_an_address() -> None:
    known = show(licence=Licence("CC-BY-4.0"))
    assert faults(known) == []
    assert said(channel(known), "license") == [
        ("cc-by-4.0", {"url": "https://creativecommons.org/licenses/by/4.0/"}),
    ]
    own = show(licence=Licence("Our own terms", f"{SITE}/terms/"))
    assert said(channel(own), "license") == [("Our own terms", {"url": f"{SITE}/terms/"})]
    assert fields(own) == set()
    assert fields(show(licence=Licence("Our own terms"))) == {"licence_url"}
    assert fields(show(licence=Licence("x" * 129, f"{SITE}/terms/"))) == {"licence"}
    assert set(licences()) >= {"arr", "cc-by-4.0", "cc-by-nc-4.0", "cc-by-nc-nd-4.0"}


def test_rule_15_a_location_has_the_form_of_2025() -> None:
    place = Place("Leeds", PlaceRole.CREATOR, "geo:53.7974,-1.5438", "R118362", "GB")
    document = show(places=(place, Place("Knees")))
    assert faults(document) == []
    more = {"rel": "creator", "geo": "geo:53.7974,-1.5438", "osm": "R118362", "country": "GB"}
    assert said(channel(document), "location") == [("Leeds", more), ("Knees", {"rel": "subject"})]
    assert said(first_item(places=(place,)), "location") == [("Leeds", more)]


@pytest.mark.parametrize(
    "change",
    [{"name": ""}, {"name": "x" * 129}, {"geo": "53.8,-1.5"}, {"osm": "X12"}, {"country": "UK"}, {"country": "gb"}],
)
def test_rule_15_a_location_of_another_form_is_a_fault(change: dict[str, str]) -> None:
    place = replace(Place("Leeds"), **change)  # type: ignore[arg-type]  # all are strings
    assert fields(show(places=(place,))) == {"places"}
    assert fields(show(items=(item(1, places=(place,)),))) == {"items.0.places"}


def test_rule_15_the_list_of_countries_is_whole() -> None:
    assert len(countries()) == 249
    assert "GB" in countries()
    assert "UK" not in countries()


def test_rule_16_recommended_shows_are_named_by_their_guid() -> None:
    document = show(podroll=(OtherShow(GUID, "https://x.example/feed.xml", "Another show"), OtherShow(GUID)))
    assert faults(document) == []
    (roll,) = channel(document).findall("podcast:podroll", NS)
    assert said(roll, "remoteItem") == [
        (None, {"feedGuid": GUID, "feedUrl": "https://x.example/feed.xml", "title": "Another show"}),
        (None, {"feedGuid": GUID}),
    ]
    assert fields(show(podroll=(OtherShow("not-a-guid"),))) == {"podroll"}
    assert channel(show()).find("podcast:podroll", NS) is None


def test_rule_16_the_publisher_is_one_remote_item_of_medium_publisher() -> None:
    document = show(publisher=OtherShow(GUID, "https://x.example/publisher.xml"))
    (publisher,) = channel(document).findall("podcast:publisher", NS)
    assert said(publisher, "remoteItem") == [
        (None, {"medium": "publisher", "feedGuid": GUID, "feedUrl": "https://x.example/publisher.xml"})
    ]
    assert fields(document) == set()
    assert fields(show(publisher=OtherShow("x"))) == {"publisher"}


def test_rule_28_seasons_have_names_and_numbers_may_be_shown_otherwise() -> None:
    found = first_item(season=3, season_name="Getting up again", number=7, display="Day 7")
    assert said(found, "season") == [("3", {"name": "Getting up again"})]
    assert said(found, "episode") == [("7", {"display": "Day 7"})]
    assert (found.findtext("itunes:season", namespaces=NS), found.findtext("itunes:episode", namespaces=NS)) == (
        "3",
        "7",
    )
    assert said(first_item(), "season") == [("1", {})]
    assert fields(show(items=(item(1, season_name="x" * 129),))) == {"items.0.season_names"}
    assert fields(show(items=(item(1, display="x" * 33),))) == {"items.0.number"}


def test_rule_29_people_have_a_role_of_the_taxonomy() -> None:
    host = Participant("Sample host", url=f"{SITE}/people/sample-host/", image=f"{SITE}/images/face.jpg")
    checker = Participant("Sample reviewer", "fact checker", "writing")
    document = show(people=(host, checker))
    assert faults(document) == []
    more = {"role": "host", "group": "cast", "img": f"{SITE}/images/face.jpg", "href": f"{SITE}/people/sample-host/"}
    assert said(channel(document), "person") == [
        ("Sample host", more),
        ("Sample reviewer", {"role": "fact checker", "group": "writing"}),
    ]
    assert said(first_item(people=(host,)), "person") == [("Sample host", more)]
    assert fields(show(people=(Participant(""),))) == {"credits"}
    assert fields(show(people=(Participant("x" * 129),))) == {"credits"}
    assert fields(show(people=(Participant("A", "host", "writing"),))) == {"credits"}
    assert fields(show(items=(item(1, people=(Participant("A", "king", "cast"),)),))) == {"items.0.credits"}
    assert sum(map(len, person_roles().values())) == 63


def test_rule_30_a_clip_has_start_and_length_within_the_audio() -> None:
    found = first_item(soundbites=(Soundbite(73_500, 15_000, "Why it helps"), Soundbite(0, 60_042)))
    assert said(found, "soundbite") == [
        ("Why it helps", {"startTime": "73.5", "duration": "15"}),
        (None, {"startTime": "0", "duration": "60.042"}),
    ]
    late = item(1, soundbites=(Soundbite(120_000, 15_000),))
    assert fields(show(items=(late,))) == {"items.0.soundbites"}
    for clip in (Soundbite(-1, 15_000), Soundbite(0, 0), Soundbite(0, 15_000, "x" * 129)):
        assert fields(show(items=(item(1, soundbites=(clip,)),))) == {"items.0.soundbites"}


def test_rule_31_the_enclosure_is_given_again_with_proof_of_its_bytes() -> None:
    sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    file = Enclosure(f"{SITE}/media/steady-steps/a.mp3", 4, "audio/mpeg", sha256)
    (again,) = first_item(enclosure=file).findall("podcast:alternateEnclosure", NS)
    assert dict(again.attrib) == {"type": "audio/mpeg", "length": "4", "default": "true"}
    assert said(again, "source") == [(None, {"uri": file.url})]
    ((_, proof),) = said(again, "integrity")
    assert proof["type"] == "sri"
    method, _, digest = proof["value"].partition("-")
    assert (method, b64decode(digest).hex()) == ("sha256", sha256)
    assert first_item().find("podcast:alternateEnclosure", NS) is None


def test_rule_32_disabled_alone_turns_comments_off() -> None:
    assert said(channel(show(comments_off=True)), "socialInteract") == [(None, {"protocol": "disabled"})]
    assert said(channel(show()), "socialInteract") == []


def test_rule_33_pictures_have_the_form_of_2025() -> None:
    cover = Image(f"{SITE}/images/a-3000.jpg", "artwork", "Two arcs & a line", "image/jpeg", 3000, 3000)
    banner = Image(f"{SITE}/images/b-1920.png", "banner", width=1920, height=1080)
    document = show(images=(cover, banner))
    assert faults(document) == []
    assert said(channel(document), "image") == [
        (
            None,
            {
                "href": cover.url,
                "alt": "Two arcs & a line",
                "aspect-ratio": "1/1",
                "width": "3000",
                "height": "3000",
                "type": "image/jpeg",
                "purpose": "artwork",
            },
        ),
        (
            None,
            {"href": banner.url, "aspect-ratio": "16/9", "width": "1920", "height": "1080", "purpose": "banner"},
        ),
    ]
    assert said(channel(show(images=(Image(banner.url, "banner"),))), "image") == [
        (None, {"href": banner.url, "purpose": "banner"})
    ]
    assert channel(document).find("podcast:images", NS) is None
    assert fields(show(images=(Image("/images/b.png", "banner"),))) == {"image_id"}
    assert fields(show(items=(item(1, images=(Image(cover.url, "x" * 129),)),))) == {"items.0.image_id"}


def test_the_medium_is_always_said() -> None:
    assert said(channel(show()), "medium") == [("podcast", {})]
    assert said(channel(show(medium="course")), "medium") == [("course", {})]


def test_rule_52_hubs_stand_beside_exactly_one_self_link() -> None:
    links = (FeedLink("hub", "https://hub.example/"), FeedLink("hub", "https://other.example/"))
    document = show(links=links)
    found = [(link.get("rel"), link.get("href")) for link in channel(document).findall("atom:link", NS)]
    assert found == [("self", document.self_url), ("hub", links[0].href), ("hub", links[1].href)]
    assert document.hubs == (links[0].href, links[1].href)
    assert fields(document) == set()
    assert fields(show(links=(FeedLink("hub", "hub.example"),))) == {"hubs"}


def test_rule_53_the_feed_promises_podping_by_its_own_address() -> None:
    # The announcement names the feed by an address; it must be the one that the feed calls its own.
    document = show(uses_podping=True)
    found = channel(document)
    assert said(found, "podping") == [(None, {"usesPodping": "true"})]
    assert found.find("atom:link[@rel='self']", NS).get("href") == document.self_url


@pytest.mark.parametrize(
    ("history", "names"), [(History.COMPLETE, ["complete"]), (History.ARCHIVE, ["archive"]), (History.PAGE, [])]
)
def test_rule_51_a_document_says_how_much_of_the_show_it_holds(history: History, names: list[str]) -> None:
    found = channel(show(history=history)).findall("{http://purl.org/syndication/history/1.0}*")
    assert [one.tag.rpartition("}")[2] for one in found] == names
