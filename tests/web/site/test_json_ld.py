import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from app.articles.queries import get_article
from app.core import clock
from app.core.site import Site
from app.core.unit_of_work import unit_of_work
from app.reviews.models import Outcome, Scope
from app.reviews.signing import Verdict, sign
from app.web.pages import json_ld
from app.web.pages.frames import trail
from app.web.pages.parts import Link
from tests.web.conftest import Ids, Read, Visit


def things(seen: Read) -> dict[str, dict[str, Any]]:
    """What a page says to search engines, by type."""
    (script,) = [s for s in seen.scripts if s.strip()]
    graph = json.loads(script)
    assert graph["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in graph["@graph"]}


def test_an_article_is_a_medical_page_about_something(filled: Ids, page: Visit) -> None:
    found = things(page("/metal-on-metal-hip-resurfacing/"))
    medical = found["MedicalWebPage"]
    assert medical["about"] == {"@type": "SurgicalProcedure", "name": "Hip resurfacing"}
    assert medical["url"] == "http://localhost/metal-on-metal-hip-resurfacing/"
    assert medical["datePublished"] == "2027-03-01T12:00:00Z"
    assert medical["author"] == [
        {
            "@type": "Person",
            "name": "Sample editor",
            "jobTitle": "Editor",
            "url": "http://localhost/people/sample-editor/",
        }
    ]
    assert [c["name"] for c in medical["citation"]][:2] == ["NICE. TA304.", "MHRA. MDA/2017/018."]
    places = found["BreadcrumbList"]["itemListElement"]
    assert [(p["position"], p["name"]) for p in places] == [(1, "Home"), (2, "Metal On Metal Hip Resurfacing")]


def test_without_a_review_no_reviewer_is_claimed(app: Flask, filled: Ids, page: Visit) -> None:
    medical = things(page("/metal-on-metal-hip-resurfacing/"))["MedicalWebPage"]
    assert "reviewedBy" not in medical
    assert "lastReviewed" not in medical
    with app.app_context(), unit_of_work():
        article = get_article(filled.article)
        verdict = Verdict(Outcome.APPROVED, Scope.WHOLE, "Sample editor", "Sample 1", date(2027, 2, 1), None)
        sign(article, verdict, revision_number=1, now=clock.now())
    medical = things(page("/metal-on-metal-hip-resurfacing/"))["MedicalWebPage"]
    assert medical["lastReviewed"] == "2027-02-01"
    assert medical["reviewedBy"][0]["name"] == "Sample editor"


def test_what_nobody_recorded_is_left_out(filled: Ids, page: Visit) -> None:
    medical = things(page("/metal-on-metal-hip-resurfacing/exercises/"))["MedicalWebPage"]
    assert not {"about", "image", "citation", "author"} & medical.keys()


def test_a_post_is_a_blog_posting(filled: Ids, page: Visit) -> None:
    posting = things(page("/blog/precautions/"))["BlogPosting"]
    assert posting["headline"] == "Do I need <precautions>?"
    assert posting["keywords"] == ["Advice", "Hip surgery"]
    assert posting["image"].startswith("http://localhost/images/")


def test_a_show_is_a_series_with_its_feed(filled: Ids, page: Visit) -> None:
    series = things(page("/podcast/hips-explained/"))["PodcastSeries"]
    assert series["webFeed"] == "http://localhost/podcast/hips-explained/feed.xml"


def test_an_episode_says_where_its_audio_is_and_how_long(filled: Ids, page: Visit) -> None:
    episode = things(page("/podcast/hips-explained/rise-and-fall/"))["PodcastEpisode"]
    assert episode["episodeNumber"] == 2
    assert episode["duration"] == "PT2M5S"
    assert episode["partOfSeries"]["url"] == "http://localhost/podcast/hips-explained/"
    assert episode["associatedMedia"] == {
        "@type": "AudioObject",
        "contentUrl": "http://localhost/media/hips-explained/rise-and-fall.mp3",
        "encodingFormat": "audio/mpeg",
        "contentSize": "1400000",
        "duration": "PT2M5S",
        "transcript": "http://localhost/podcast/hips-explained/rise-and-fall/transcript.html",
        "caption": {
            "@type": "MediaObject",
            "contentUrl": "http://localhost/podcast/hips-explained/rise-and-fall/transcript.vtt",
            "encodingFormat": "text/vtt",
        },
    }
    assert episode["partOfSeason"] == {"@type": "PodcastSeason", "seasonNumber": 1}
    assert [(c["name"], c["startOffset"], c["endOffset"], c["url"]) for c in episode["hasPart"]] == [
        ("Welcome", 0, 61, "http://localhost/podcast/hips-explained/rise-and-fall/#t=0"),
        ("The end", 61, 125, "http://localhost/podcast/hips-explained/rise-and-fall/#t=61"),
    ]


def test_a_person_and_the_site_say_who_they_are(filled: Ids, page: Visit) -> None:
    assert things(page("/people/sample-editor/"))["Person"]["name"] == "Sample editor"
    assert things(page("/"))["WebSite"]["url"] == "http://localhost/"


def test_nothing_written_into_it_can_end_the_script() -> None:
    nasty = "</script><script>alert(1)</script><!-- & \u2028"
    text = json_ld.script({"@type": "Thing", "name": nasty})
    assert "<" not in text
    assert ">" not in text
    assert "\u2028" not in text
    assert json.loads(text)["@graph"][0]["name"] == nasty


def test_durations_are_written_as_iso_8601_has_them() -> None:
    assert json_ld.duration(0) == "PT0S"
    assert json_ld.duration(59_600) == "PT1M"
    assert json_ld.duration(3_723_000) == "PT1H2M3S"


def test_the_breadcrumb_ends_with_the_page_itself() -> None:
    site = Site("S", "https://s.example", "", "en", ZoneInfo("UTC"), "", "")
    made = json_ld.trail(trail(Link("A", "/a/"), Link("B", None)), url="https://s.example/a/b/", site=site)
    assert [place["item"] for place in made["itemListElement"]] == [
        "https://s.example/",
        "https://s.example/a/",
        "https://s.example/a/b/",
    ]
