"""Feeds from elsewhere: what is read, what is refused, and in which words."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from app.content.drafts import PersonRole
from app.core.errors import Invalid
from app.importing.feed_xml import MAX_BYTES
from app.importing.parsed import ParsedPerson, ParsedTranscript
from app.importing.podcast_feed import read_feed
from app.podcast.chapters import Chapter
from app.podcast.draft import EpisodeType, ShowType
from app.podcast.parts import Funding, Medium, OtherShow, Place, PlaceRole, SeasonName, Soundbite, Txt
from tests.importing.feeds import feed, item, items

AUDIO = "https://old.example/1.mp3"
BOMB = b"".join(b'<!ENTITY x%d "%s">' % (n, b"&x%d;" % (n - 1) * 10) for n in range(1, 10))


def refusals(document: bytes) -> list[str]:
    return [found.refusal for found in read_feed(document).items]


def test_the_show_is_read_with_everything_that_it_says() -> None:
    channel = (
        "<copyright>Sample practice</copyright><itunes:type>serial</itunes:type><itunes:complete>Yes</itunes:complete>"
        "<podcast:guid>917393E3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid><podcast:medium>course</podcast:medium>"
        '<podcast:locked owner="owner@example.org">yes</podcast:locked>'
        '<podcast:funding url="https://pay.example/">Support us</podcast:funding><podcast:funding url="x">No</podcast:funding>'
        '<podcast:location geo="geo:51.5,-0.1" osm="R65606" country="gb" rel="creator">London</podcast:location>'
        '<podcast:location geo="nonsense">Leeds</podcast:location><podcast:location/>'
        '<podcast:license url="https://creativecommons.org/licenses/by/4.0/">cc-by-4.0</podcast:license>'
        '<podcast:txt purpose="verify">abc</podcast:txt><podcast:updateFrequency>Weekly</podcast:updateFrequency>'
        '<podcast:podroll><podcast:remoteItem feedGuid="917393e3-1b1e-5cef-ace4-edaa54e1f810"/></podcast:podroll>'
        "<podcast:person>Sample host</podcast:person>"
    )
    season = '<podcast:season name="The beginning">1</podcast:season>'
    show = read_feed(feed(item(extra=season), channel=channel, cover="https://old.example/a b.jpeg?v=2")).show
    assert (show.title, show.summary, show.language, show.author_name) == (
        "Old show",
        "What it is about.",
        "en-GB",
        "Sample host",
    )
    assert (show.category, show.subcategory, show.explicit) == ("Health & Fitness", "Medicine", False)
    assert (show.owner_name, show.owner_email) == ("Sample host", "host@example.org")
    assert (show.show_type, show.complete, show.copyright_holder) == (ShowType.SERIAL, True, "Sample practice")
    assert (show.guid, show.medium) == ("917393e3-1b1e-5cef-ace4-edaa54e1f810", Medium.COURSE)
    assert (show.locked, show.lock_owner) == (True, "owner@example.org")
    assert show.funding == (Funding("https://pay.example/", "Support us"),)
    assert show.places == (
        Place("London", PlaceRole.CREATOR, "geo:51.5,-0.1", "R65606", "GB"),
        Place("Leeds", PlaceRole.SUBJECT),
    )
    assert (show.licence, show.licence_url) == ("cc-by-4.0", "https://creativecommons.org/licenses/by/4.0/")
    assert show.txts == (Txt("verify", "abc"),)
    assert show.podroll == (OtherShow("917393e3-1b1e-5cef-ace4-edaa54e1f810"),)
    assert show.season_names == (SeasonName(1, "The beginning"),)
    assert show.update_frequency == "Weekly"
    assert show.people == (ParsedPerson("Sample host", PersonRole.HOST),)
    assert show.image_url == "https://old.example/a%20b.jpeg?v=2"


def test_a_show_that_says_nothing_is_read_as_well() -> None:
    show = read_feed(
        b"<rss><channel><language>English</language><podcast:medium>x</podcast:medium></channel></rss>"
    ).show
    assert (show.title, show.language, show.image_url, show.locked) == ("Untitled show", "", "", False)


def test_an_item_is_read_with_everything_that_it_says() -> None:
    extra = (
        "<content:encoded><![CDATA[<p>Long.</p>]]></content:encoded><itunes:subtitle>Short.</itunes:subtitle>"
        "<itunes:season>2</itunes:season><podcast:episode>7.0</podcast:episode><itunes:explicit>yes</itunes:explicit>"
        '<itunes:episodeType>bonus</itunes:episodeType><itunes:image href="https://old.example/i.png"/>'
        '<podcast:person role="guest">Sample  guest</podcast:person><podcast:person role="Audio Engineer">N</podcast:person>'
        '<psc:chapters><psc:chapter start="00:10.5" title="Two" href="https://x.example/" image="no"/>'
        '<psc:chapter start="0" title="One"/><psc:chapter start="soon" title="Never"/></psc:chapters>'
        '<podcast:chapters url="https://old.example/c.json" type="application/json+chapters"/>'
        '<podcast:transcript url="https://old.example/t.srt" type="application/srt" language="en"/>'
        '<podcast:transcript url="/t.vtt" type="text/vtt"/><podcast:soundbite startTime="1.5" duration="20">Bit</podcast:soundbite>'
        '<podcast:soundbite startTime="x" duration="1"/><podcast:location>Leeds</podcast:location>'
    )
    (found,) = read_feed(feed(item(audio="https://old.example/ä 1.mp3?x=1&y=2", extra=extra))).items
    assert (found.guid, found.title, found.html, found.summary) == ("guid-1", "Episode 1", "<p>Long.</p>", "Short.")
    assert found.published_at == datetime(2027, 2, 1, 5, 0, 1, tzinfo=UTC)
    assert (found.audio_url, found.audio_bytes) == ("https://old.example/ä%201.mp3?x=1&y=2", 9000)
    assert (found.season, found.number, found.episode_type, found.explicit) == (2, 7, EpisodeType.BONUS, True)
    assert found.image_url == "https://old.example/i.png"
    assert found.people == (ParsedPerson("Sample guest", PersonRole.GUEST),)
    assert found.chapters == (Chapter(0, "One"), Chapter(10_500, "Two", "https://x.example/"))
    assert found.chapters_url == "https://old.example/c.json"
    assert found.transcripts == (ParsedTranscript("https://old.example/t.srt", "application/srt", "en"),)
    assert found.soundbites == (Soundbite(1500, 20_000, "Bit"),)
    assert found.places == (Place("Leeds"),)
    assert found.refusal == ""


def test_a_guid_is_kept_byte_for_byte_but_for_white_space_around_it() -> None:
    assert (
        read_feed(feed(item(guid="\n  HTTP://Old.example/?p=1&x  y \n"))).items[0].guid
        == "HTTP://Old.example/?p=1&x  y"
    )


def test_an_item_without_a_guid_is_refused_by_name() -> None:
    assert "no GUID" in refusals(feed(item(guid="")))[0]
    assert "longer than" in refusals(feed(item(guid="x" * 1001)))[0]


def test_of_two_items_with_one_guid_the_second_is_refused() -> None:
    first, second, third = refusals(feed(item(1, guid="a"), item(2, guid="a"), item(3)))
    assert (first, third) == ("", "")
    assert "same GUID" in second


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (item(audio=""), "no audio"),
        (item(audio="ftp://old.example/1.mp3"), "no audio"),
        (item().replace("audio/mpeg", "video/mp4"), "no audio"),
        (item(date="soon"), "“soon”"),
        (item().replace("pubDate", "when"), "no date"),
        (item().replace("<title>Episode 1</title>", ""), "no title"),
    ],
)
def test_what_cannot_be_brought_in_is_refused_with_the_reason(broken: str, words: str) -> None:
    assert words in refusals(feed(broken))[0]


def test_a_date_in_german_is_read() -> None:
    (found,) = read_feed(feed(item(date="Mo, 01 März 2027 06:30:15 +0100"))).items
    assert found.published_at == datetime(2027, 3, 1, 5, 30, 15, tzinfo=UTC)


def test_two_thousand_items_are_read() -> None:
    found = read_feed(feed(*items(2000, AUDIO))).items
    assert len(found) == 2000
    assert not any(one.refusal for one in found)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"", "nothing at all"),
        (b" \n ", "nothing at all"),
        (b"<!DOCTYPE html><html><body>Hello</body></html>", "web page"),
        (b"  <html lang='en'><p>x</html>", "web page"),
        (b"Hello", "not a feed"),
        (b"\x00\x01\x02", "not a feed"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "not a feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', "Atom"),
        (b"<opml><body/></opml>", "not the feed of a podcast"),
        (b"<rss/>", "not the feed of a podcast"),
        (b'<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd"><rss><channel/></rss>', "document type"),
        (
            b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss><channel><title>&e;</title></channel></rss>',
            "DTD",
        ),
        (b'<!DOCTYPE r [<!ENTITY x0 "ha">' + BOMB + b"]><rss><channel><title>&x9;</title></channel></rss>", "DTD"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r [<!ENTITY e "x">]><rss/>'.encode("utf-16"), "DTD"),
        (b"<rss><channel>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</channel></rss>", "overload"),
        (b"<rss><channel><title>" + b"x" * 12_000_000 + b"</title></channel></rss>", "overload"),
        (b"<rss><channel>" + b" " * MAX_BYTES + b"</channel></rss>", "at most 20,000,000"),
    ],
)
def test_what_is_no_feed_or_no_safe_one_is_refused_with_a_sentence(document: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_feed(document)


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_possible_and_said_so() -> None:
    broken = feed(item(1), item(2)).replace(b"About number 2.", b"R&D <br> &nbsp; more")
    found = read_feed(broken)
    assert [one.guid for one in found.items] == ["guid-1", "guid-2"]
    assert "not well-formed" in found.warnings[0]


def test_prefixes_that_were_never_declared_are_understood() -> None:
    broken = b"<rss><channel><title>x</title><itunes:author>Ann</itunes:author></channel></rss>"
    assert read_feed(broken).show.author_name == "Ann"


@pytest.mark.parametrize(
    ("document", "warned"),
    [
        (feed(title="Café").decode().replace("UTF-8", "ISO-8859-1").encode("latin-1"), False),
        (feed(title="Café").decode().encode("utf-16"), False),
        (feed(title="Café").decode().encode("cp1252"), True),
        (feed(title="Café").decode().encode("cp1252").replace(b"</link>", b"</link><br>"), True),
    ],
)
def test_letters_of_other_encodings_are_read(document: bytes, *, warned: bool) -> None:
    document = document.replace(b'encoding="UTF-8"', b"") if document.startswith((b"\xff", b"\xfe")) else document
    found = read_feed(document)
    assert found.show.title == "Café"
    assert bool(found.warnings) is warned


def test_a_feed_that_begins_with_many_comments_is_read_and_a_page_is_still_known() -> None:
    """In a process of its own, because the search that once took years cannot be stopped from outside it."""
    comments = b"<!---->" * 400
    program = (
        "import sys; from app.importing.podcast_feed import read_feed\n"
        "print(read_feed(sys.stdin.buffer.read()).show.title)"
    )
    document = feed(item(), title="Old show").replace(b"<rss", comments + b"<rss", 1)
    done = subprocess.run([sys.executable, "-c", program], input=document, capture_output=True, timeout=60, check=True)
    assert done.stdout.strip() == b"Old show"
    with pytest.raises(Invalid, match="web page"):
        read_feed(comments + b"\n<!doctype html><title>x</title>")


def test_a_feed_without_items_is_a_feed() -> None:
    assert read_feed(feed()).items == ()


def test_a_feed_of_more_items_than_anybody_has_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.importing.podcast_feed.MAX_ITEMS", 2)
    found = read_feed(feed(*items(3, AUDIO), title="Too many"))
    assert len(found.items) == 2
    assert "first 2" in found.warnings[0]


def test_control_characters_do_not_come_in() -> None:
    assert read_feed(feed(title="A&#x9;b\x0bc")).show.title == "A bc"
