"""Rules 18 to 27, 37 to 39 and 44 of docs/feeds.md, as far as the document alone can keep them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from app.feeds.documents import Enclosure, PodcastItem, TranscriptLink
from app.feeds.rss import podcast_rss
from app.feeds.rules import faults
from app.feeds.strict import strictly_parsed
from app.podcast.chapters import Chapter
from tests.feeds.makers import COVER, NS, SITE, item, show


def fields(*items: PodcastItem, **changes: Any) -> set[str]:
    return {fault.field.removeprefix("items.") for fault in faults(show(items=items, **changes))}


def written(one: PodcastItem) -> Any:
    return strictly_parsed(podcast_rss(show(items=(one,)))).find("channel/item")


def test_rule_18_title_enclosure_and_guid_are_required() -> None:
    assert fields(item(title="")) == {"0.title"}
    assert fields(item(guid="")) == {"0.guid"}
    assert fields(item(enclosure=Enclosure("", 0, ""))) == {"0.audio"}
    assert fields(item(url="")) == {"0.url"}


@pytest.mark.parametrize(
    "title",
    [
        "S1 E2: Walking",
        "S01E02 Walking",
        "Season 1 Walking",
        "Episode 4 – Walking",
        "Ep. 4 Walking",
        "#12 Walking",
        "E4: W",
    ],
)
def test_rule_18_a_title_has_no_numbers_of_its_own(title: str) -> None:
    assert fields(item(title=title)) == {"0.title"}


def test_rule_18_a_title_has_not_the_shows_name() -> None:
    assert fields(item(title="Steady Steps: Walking")) == {"0.title"}
    assert fields(item(title="steady steps – Walking")) == {"0.title"}


@pytest.mark.parametrize(
    "title", ["Steady steps back to work", "Seasonal advice", "Episodes of pain", "5 ways", "S is for sleep"]
)
def test_rule_18_an_ordinary_title_is_left_alone(title: str) -> None:
    assert fields(item(title=title)) == set()


def test_rule_18_enclosure_addresses_are_unique_in_a_feed() -> None:
    assert fields(item(2, enclosure=item(1).enclosure), item(1)) == {"0.audio", "1.audio"}


def test_rule_19_a_guid_is_unique_and_no_permalink() -> None:
    assert fields(item(2, guid=item(1).guid), item(1)) == {"0.guid", "1.guid"}
    guid = written(item()).find("guid")
    assert (guid.text, guid.get("isPermaLink")) == (item().guid, "false")


def test_rule_19_the_guid_is_written_case_by_case_as_it_is_kept() -> None:
    assert written(item(guid="AbC-Imported?p=12")).findtext("guid") == "AbC-Imported?p=12"


def test_rule_20_enclosure_length_is_the_byte_count() -> None:
    assert written(item()).find("enclosure").get("length") == "1000001"
    assert fields(item(enclosure=replace(item().enclosure, length=0))) == {"0.audio"}


@pytest.mark.parametrize(
    ("ending", "mime", "right"),
    [
        ("mp3", "audio/mpeg", True),
        ("MP3", "audio/mpeg", True),
        ("m4a", "audio/x-m4a", True),
        ("m4a", "audio/mpeg", False),
        ("mp3", "audio/x-m4a", False),
        ("opus", "audio/ogg", False),
        ("", "audio/mpeg", False),
    ],
)
def test_rule_21_enclosure_type_matches_the_ending(ending: str, mime: str, *, right: bool) -> None:
    url = f"{SITE}/media/steady-steps/one" + (f".{ending}" if ending else "")
    assert (fields(item(enclosure=Enclosure(url, 5, mime))) == set()) is right


@pytest.mark.parametrize(
    "url",
    [
        "https://physio.example/médiá/one.mp3",
        "https://physio.example/a b.mp3",
        "http://physio.example/one.mp3",
        "ftp://physio.example/one.mp3",
        "https:///one.mp3",
        "https://[/one.mp3",
        "/media/one.mp3",
    ],
)
def test_rule_22_addresses_are_ascii_and_https(url: str) -> None:
    assert fields(item(enclosure=Enclosure(url, 5, "audio/mpeg"))) == {"0.audio"}


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "site.localhost"])
def test_rule_22_http_is_allowed_on_loopback(host: str) -> None:
    url = f"http://{host}/media/one.mp3"
    assert fields(item(enclosure=Enclosure(url, 5, "audio/mpeg"))) == set()


def test_rule_22_holds_for_every_address_of_the_feed() -> None:
    wrong = "http://physio.example/x"
    transcripts = (TranscriptLink(wrong, "text/vtt"),)
    assert fields(item(url=wrong, chapters_url=wrong, transcripts=transcripts)) == {
        "0.url",
        "0.chapters",
        "0.transcript",
    }
    assert fields(url=wrong, self_url=wrong) == {"url", "self_url"}
    assert fields(cover=replace(COVER, url="http://physio.example/x.jpg")) == {"cover"}


def test_rule_23_the_date_is_rfc_2822_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> str:
        raise AssertionError("The locale of the process may not be touched.")

    monkeypatch.setattr("locale.setlocale", refuse)
    assert written(item()).findtext("pubDate") == "Sun, 01 Mar 2026 07:30:00 +0000"


@pytest.mark.parametrize("hours", range(6))
def test_rule_23_the_date_is_the_same_instant_across_a_change_of_the_clocks(hours: int) -> None:
    london = ZoneInfo("Europe/London")
    instant = datetime(2026, 10, 24, 23, 30, tzinfo=UTC) + timedelta(hours=hours)
    for stored in (instant, instant.astimezone(london)):
        found = written(item(published_at=stored)).findtext("pubDate")
        assert parsedate_to_datetime(found) == instant
        assert found[-5] in "+-"


def test_rule_23_dates_are_distinct_to_the_second() -> None:
    day = item(1).published_at
    assert fields(item(2, published_at=day.replace(microsecond=9)), item(1)) == {"0.published_at", "1.published_at"}
    assert fields(item(2, published_at=day + timedelta(seconds=1)), item(1)) == set()


def test_rule_23_no_visible_item_is_of_the_future() -> None:
    now = item().published_at
    document = show(items=(item(),))
    assert faults(document, now=now) == []
    assert [fault.field for fault in faults(document, now=now - timedelta(seconds=1))] == ["items.0.published_at"]


def test_rule_23_a_date_needs_its_zone() -> None:
    assert fields(item(published_at=datetime(2026, 3, 1))) == {"0.published_at"}  # noqa: DTZ001 - the fault itself


@pytest.mark.parametrize(("ms", "seconds"), [(125_400, "125"), (125_500, "126"), (1_000, "1"), (3_600_000, "3600")])
def test_rule_24_duration_is_whole_seconds_within_one_of_the_audio(ms: int, seconds: str) -> None:
    found = written(item(duration_ms=ms, chapters=())).findtext("itunes:duration", namespaces=NS)
    assert found == seconds
    assert abs(int(found) * 1000 - ms) <= 1000


def test_rule_24_audio_without_a_duration_is_a_fault() -> None:
    assert "0.audio" in fields(item(duration_ms=0, chapters=()))


def test_rule_25_numbers_are_not_zero_and_types_are_apples() -> None:
    assert fields(item(season=0, number=0)) == {"0.season", "0.number"}
    assert fields(item(episode_type="special")) == {"0.episode_type"}
    found = written(item(season=2, number=7, episode_type="bonus"))
    assert found.findtext("itunes:season", namespaces=NS) == "2"
    assert found.findtext("itunes:episode", namespaces=NS) == "7"
    assert found.findtext("podcast:season", namespaces=NS) == "2"
    assert found.findtext("podcast:episode", namespaces=NS) == "7"
    assert found.findtext("itunes:episodeType", namespaces=NS) == "bonus"


def test_rule_25_a_season_trailer_has_a_season_and_no_episode() -> None:
    trailer = item(episode_type="trailer", number=None)
    assert fields(trailer) == set()
    assert fields(replace(trailer, number=1)) == {"0.number"}
    assert written(trailer).find("itunes:episode", NS) is None
    assert written(trailer).findtext("itunes:season", namespaces=NS) == "1"
    assert written(replace(trailer, season=None)).find("podcast:season", NS) is None


def test_rule_26_explicit_is_true_or_false_or_the_shows() -> None:
    assert written(item(explicit=True)).findtext("itunes:explicit", namespaces=NS) == "true"
    assert written(item(explicit=False)).findtext("itunes:explicit", namespaces=NS) == "false"
    assert written(item(explicit=None)).find("itunes:explicit", NS) is None


def test_rule_26_an_episodes_own_art_keeps_the_same_rules() -> None:
    assert written(item(cover=COVER)).find("itunes:image", NS).get("href") == COVER.url
    assert fields(item(cover=replace(COVER, width=1200, height=1200))) == {"0.cover"}


def test_rule_27_html_stands_in_cdata_in_the_tags_that_apps_show() -> None:
    assert b"<content:encoded><![CDATA[<p>What" in podcast_rss(show(items=(item(),)))
    assert fields(item(content="<p>a</p><ul><li><a href='https://x.example/'>b</a></li></ul><b>c</b>")) == set()
    assert fields(item(content="<h2>a</h2><table></table>")) == {"0.content"}


def test_rule_27_cdata_cannot_be_ended_from_inside() -> None:
    notes = "<p>one ]]> two</p>"
    assert written(item(content=notes)).findtext("content:encoded", namespaces=NS) == notes


def test_rule_27_no_summary_keywords_or_google_tags() -> None:
    data = podcast_rss(show())
    for word in (b"itunes:summary", b"itunes:keywords", b"itunes:subtitle", b"googleplay"):
        assert word not in data


def test_rule_34_and_39_chapters_and_transcripts_name_address_and_type() -> None:
    found = written(item())
    assert found.find("podcast:chapters", NS).attrib == {
        "url": f"{SITE}/podcast/steady-steps/moving-1/chapters.json",
        "type": "application/json+chapters",
    }
    assert [dict(one.attrib) for one in found.findall("podcast:transcript", NS)] == [
        {
            "url": f"{SITE}/podcast/steady-steps/moving-1/transcript.vtt",
            "type": "text/vtt",
            "language": "en-gb",
            "rel": "captions",
        },
        {"url": f"{SITE}/podcast/steady-steps/moving-1/transcript.html", "type": "text/html"},
    ]


def test_rule_35_chapters_beyond_the_audio_are_a_fault() -> None:
    assert fields(item(chapters=(Chapter(0, "a"), Chapter(125_400, "b")))) == {"0.chapters"}


def test_rule_37_podlove_chapters_have_a_start_and_a_title() -> None:
    pictured = Chapter(0, "Hello", image=f"{SITE}/images/x.jpg")
    found = written(item(chapters=(pictured, Chapter(60_500, "Walking", url=f"{SITE}/walking/")))).find(
        "psc:chapters", NS
    )
    assert found.get("version") == "1.2"
    assert [dict(one.attrib) for one in found] == [
        {"start": "00:00:00.000", "title": "Hello", "image": f"{SITE}/images/x.jpg"},
        {"start": "00:01:00.500", "title": "Walking", "href": f"{SITE}/walking/"},
    ]


def test_an_episode_without_extras_has_none_of_their_elements() -> None:
    found = written(item(chapters=(), chapters_url="", transcripts=(), content="", season=None, number=None))
    names = [etree.QName(child).localname for child in found]
    assert names == ["title", "link", "description", "guid", "enclosure", "pubDate", "title", "duration", "episodeType"]


@pytest.mark.parametrize(
    "change",
    [
        {"mime": "image/webp", "url": f"{SITE}/a.webp"},
        {"url": f"{SITE}/a.png"},
        {"mime": "image/png"},
        {"height": 2999},
        {"width": 1399, "height": 1399},
        {"width": 3001, "height": 3001},
        {"mode": "CMYK"},
        {"mode": "RGBA"},
    ],
)
def test_rule_44_art_is_square_rgb_jpeg_or_png_of_1400_to_3000_pixels(change: dict[str, Any]) -> None:
    assert fields(cover=replace(COVER, **change)) == {"cover"}


@pytest.mark.parametrize("side", [1400, 3000])
def test_rule_44_the_smallest_and_the_largest_art_pass(side: int) -> None:
    png = replace(COVER, width=side, height=side, mime="image/png", url=f"{SITE}/a.png")
    assert fields(cover=png) == set()
