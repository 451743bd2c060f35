"""The check finds a right feed right, and each fault under its own rule."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.feeds.check import RULES, Outcome
from app.feeds.checking.findings import GRAVE, TITLES
from app.feeds.checking.probe import Elsewhere, Reply, Visits
from app.feeds.documents import Image, Licence, Participant, Trailer, Updates
from app.feeds.rss import podcast_rss
from app.podcast.parts import Funding, OtherShow, Place, Soundbite, Txt
from tests.feeds.checking.world import FEED, World, checked, of_rule, right_show, with_answers, with_feed
from tests.feeds.makers import COVER, SITE

GUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"


def whole_show() -> bytes:
    """A feed that uses everything."""
    document = right_show()
    one, two = document.items
    people = (Participant("Sample host"), Participant("Sample guest", "guest"))
    one = replace(
        one,
        season_name="Hips",
        people=people,
        places=(Place("Leeds", geo="geo:53.8,-1.5", osm="R118362", country="GB"),),
        soundbites=(Soundbite(0, 20_000, "Why"),),
        ai_content=False,
        enclosure=replace(one.enclosure, sha256="ab" * 32),
    )
    return podcast_rss(
        replace(
            document,
            items=(one, two),
            new_feed_url=document.self_url,
            funding=(Funding("https://give.example/", "Help"),),
            licence=Licence("cc-by-4.0"),
            txts=(Txt("verify", "abc"),),
            podroll=(OtherShow(GUID),),
            publisher=OtherShow(GUID),
            updates=Updates("Ten times", "FREQ=WEEKLY;COUNT=10", "2026-03-02"),
            uses_podping=True,
            comments_off=True,
            people=people[:1],
            images=(Image(COVER.url, "artwork", "Arcs", "image/jpeg", 3000, 3000),),
            trailers=(Trailer("Soon", one.enclosure, one.published_at, 1),),
        )
    )


def test_a_right_feed_fails_no_rule() -> None:
    report = checked(World())
    assert [finding for finding in report.findings if finding.outcome is Outcome.FAIL] == []
    assert report.passes
    assert len(report.of(Outcome.PASS)) > 35


def test_a_feed_that_uses_everything_passes_every_rule_that_can_be_seen() -> None:
    report = checked(World(feed=whole_show()))
    assert [(found.rule, found.outcome) for found in report.findings if found.outcome is not Outcome.PASS] == [
        (50, Outcome.NOT_CHECKED),
        (53, Outcome.NOT_CHECKED),
    ]


def test_every_rule_of_the_list_is_asked() -> None:
    assert list(RULES) == [*range(1, 54), 58] == list(TITLES)
    assert set(TITLES) > GRAVE


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (1, "encoding='UTF-8'", "encoding='us-ascii'"),
        (1, 'version="2.0"', 'version="0.92"'),
        (1, "http://www.itunes.com/dtds/podcast-1.0.dtd", "http://www.itunes.com/DTDs/Podcast-1.0.dtd"),
        (2, "<channel>", "<channel>&nbsp;"),
        (2, "<rss ", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss "),
        (3, "<title>Steady Steps</title>\n    <link>", "<title> Steady Steps</title>\n    <link>"),
        (3, "What to expect in the first weeks.</description>", f"{'é' * 2001}</description>"),
        (3, "<itunes:author>", f"<itunes:author>{'x' * 256}"),
        (4, "</rss>", "</rss><!-- made in 3 ms -->"),
        (5, "<language>en-gb</language>", "<language>english</language>"),
        (5, "<itunes:explicit>false</itunes:explicit>", "<itunes:explicit>no</itunes:explicit>"),
        (5, 'text="Medicine"', 'text="Wellness"'),
        (5, "Health &amp; Fitness", "Health"),
        (5, "itunes:category", "itunes:kind"),
        (5, "itunes:image", "itunes:picture"),
        (5, 'rel="self"', 'rel="me"'),
        (5, "<link>https://physio.example/podcast/steady-steps/</link>\n    <desc", "<link/>\n    <desc"),
        (6, "itunes:author", "itunes:writer"),
        (6, ' owner="podcast@physio.example"', ""),
        (6, "podcast:locked", "podcast:shut"),
        (7, "<itunes:type>episodic", "<itunes:type>weekly"),
        (8, "<itunes:type>", "<itunes:block>yes</itunes:block><itunes:type>"),
        (9, f"<url>{COVER.url}</url>", "<url>https://physio.example/other.jpg</url>"),
        (9, "<title>Steady Steps</title>\n      <link>", "<title>Other</title>\n      <link>"),
        (9, "<link>https://physio.example/podcast/steady-steps/</link>\n    </image>", "</image>"),
        (10, "<copyright>", "<copyright>© 2026 "),
        (11, "9b024349-ccf0-5f69-a609-6b82873eab3c", "podnews.net/rss"),
        (18, "<title>Moving after surgery, part 2</title>", "<title>Steady Steps: part 2</title>"),
        (18, "<title>Moving after surgery, part 2</title>", "<title/>"),
        (18, "moving-2.mp3", "moving-1.mp3"),
        (18, ' length="5000"', ""),
        (19, "3f1c2a54-0000-4000-8000-000000000002", "3f1c2a54-0000-4000-8000-000000000001"),
        (19, ' isPermaLink="false"', ""),
        (19, '<guid isPermaLink="false">3f1c2a54-0000-4000-8000-000000000002</guid>', ""),
        (20, 'length="5000"', 'length="4999"'),
        (20, 'length="5000"', 'length="many"'),
        (21, 'type="audio/mpeg"', 'type="audio/ogg"'),
        (21, "moving-2.mp3", "moving-2.ogg"),
        (22, f"{SITE}/media/", "http://physio.example/media/"),
        (22, "moving-2.mp3", "möving-2.mp3"),
        (23, "Mon, 02 Mar 2026 07:30:00 +0000</pubDate>", "Mo, 02. März 2026</pubDate>"),
        (23, "Mon, 02 Mar 2026 07:30:00 +0000", "Sun, 01 Mar 2026 07:30:00 +0000"),
        (23, "02 Mar 2026 07:30:00", "02 Mar 2027 07:30:00"),
        (24, "<itunes:duration>125<", "<itunes:duration>2:05<"),
        (24, "<itunes:duration>125<", "<itunes:duration>a while<"),
        (24, "itunes:duration", "itunes:time"),
        (25, "<itunes:season>1<", "<itunes:season>0<"),
        (25, "<itunes:episodeType>full", "<itunes:episodeType>long"),
        (25, "<itunes:episodeType>full", "<itunes:episodeType>trailer"),
        (26, "<itunes:episodeType>", "<itunes:explicit>clean</itunes:explicit><itunes:episodeType>"),
        (26, "<itunes:episodeType>", "<itunes:image/><itunes:episodeType>"),
        (27, "<em>first</em>", "<h2>first</h2>"),
        (27, "<itunes:type>", "<itunes:keywords>a</itunes:keywords><itunes:type>"),
        (28, "<podcast:season>1<", "<podcast:season>one<"),
        (28, "<podcast:episode>", f'<podcast:episode display="{"x" * 33}">'),
        (36, ' type="application/json+chapters"', ""),
        (37, 'title="Hello"', 'title=" "'),
        (38, 'start="00:01:00.500"', 'start="00:01:00.400"'),
        (38, "01:00.500 Walking", "01:00 Walking"),
        (39, 'type="application/x-subrip"', 'type="text/srt"'),
        (39, 'type="text/vtt"', 'type="text/plain"'),
        (51, 'rel="hub"', 'rel="prev"'),
        (51, 'rel="hub"', 'rel="self"'),
        (51, 'rel="hub"', 'rel="next"'),
        (52, 'rel="self"', 'rel="me"'),
    ],
)
def test_a_fault_in_the_feed_is_found_under_its_rule(rule: int, before: str, after: str) -> None:
    found = of_rule(rule, with_feed((before, after)))
    assert found.outcome is Outcome.FAIL, found
    assert found.reasons
    assert all(reason.endswith(".") for reason in found.reasons)


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (12, 'usesPodping="true"', 'usesPodping="yes"'),
        (12, ' dtstart="2026-03-02"', ""),
        (12, ">Ten times<", "> <"),
        (13, ' url="https://give.example/"', ""),
        (13, 'purpose="ai-content">false', 'purpose="ai-content">perhaps'),
        (13, ">abc<", f">{'x' * 4001}<"),
        (14, "pubdate=", "date="),
        (14, ">Soon<", f">{'x' * 129}<"),
        (14, 'type="audio/mpeg" season="1"', 'type="audio/mpeg" season="one"'),
        (15, ' url="https://creativecommons.org/licenses/by/4.0/">cc-by-4.0<', ">our terms<"),
        (15, 'country="GB"', 'country="UK"'),
        (15, "geo:53.8,-1.5", "53.8"),
        (15, "R118362", "118362"),
        (15, 'rel="subject"', 'rel="about"'),
        (15, ">Leeds<", "> <"),
        (16, f'feedGuid="{GUID}"', ""),
        (16, 'medium="publisher"', 'medium="podcast"'),
        (17, "<itunes:new-feed-url>https", "<itunes:new-feed-url>http"),
        (29, 'role="host"', 'role="king"'),
        (29, ">Sample host<", "> <"),
        (30, 'startTime="0"', ""),
        (30, 'duration="20"', 'duration="200"'),
        (30, ">Why<", f">{'x' * 129}<"),
        (31, "podcast:source", "podcast:origin"),
        (31, 'type="sri"', 'type="md5"'),
        (31, '<podcast:alternateEnclosure type="audio/mpeg"', "<podcast:alternateEnclosure"),
        (32, 'protocol="disabled"', 'protocol="activitypub"'),
        (32, 'protocol="disabled"', 'protocol="disabled" uri="https://x.example/"'),
        (33, 'aspect-ratio="1/1"', 'aspect-ratio="square"'),
        (33, 'purpose="artwork"', f'purpose="{"x" * 129}"'),
        (33, "podcast:image", "podcast:images"),
        (33, "<podcast:image href", "<podcast:image src"),
    ],
)
def test_a_fault_in_what_few_feeds_have_is_found_under_its_rule(rule: int, before: str, after: str) -> None:
    text = whole_show().decode()
    assert before in text, before
    found = of_rule(rule, World(feed=text.replace(before, after).encode()))
    assert found.outcome is Outcome.FAIL, found


def test_rule_7_a_serial_show_without_numbers_is_found() -> None:
    world = with_feed((">episodic<", ">serial<"), ("<itunes:episode>2</itunes:episode>", ""))
    assert "needs" in of_rule(7, world).reasons[0]
    assert of_rule(7, with_feed((">episodic<", ">serial<"))).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (9, "image>", "picture>"),
        (10, "copyright>", "holder>"),
        (36, "podcast:chapters", "podcast:parts"),
        (45, "itunes:image", "itunes:picture"),
    ],
)
def test_what_is_left_out_is_not_checked(rule: int, before: str, after: str) -> None:
    changes = [(before, after)] + ([("psc:chapters", "psc:parts")] if rule == 36 else [])
    assert of_rule(rule, with_feed(*changes)).outcome is Outcome.NOT_CHECKED


def test_rule_27_a_summary_that_says_the_description_again_is_found() -> None:
    words = "What to expect in the first weeks."
    world = with_feed(("<itunes:episodeType>", f"<itunes:summary>{words}</itunes:summary><itunes:episodeType>"))
    assert "a copy of the description" in of_rule(27, world).reasons[0]


def test_rule_37_podlove_chapters_stand_once_in_an_item() -> None:
    world = with_feed(("<psc:chapters ", '<psc:chapters version="1.2"/><psc:chapters '))
    assert "more than one list" in of_rule(37, world).reasons[0]


def test_rule_29_an_episode_whose_people_leave_out_the_hosts_is_told() -> None:
    text = whole_show().decode()
    item_host = '<podcast:person role="host" group="cast">Sample host</podcast:person>\n  <podcast:person role="guest"'
    assert item_host in text
    changed = text.replace(item_host, '<podcast:person role="guest"')
    assert "none of the hosts" in of_rule(29, World(feed=changed.encode())).reasons[0]


def test_only_the_reasons_that_fit_are_given_of_a_fault_in_every_episode() -> None:
    document = right_show()
    many = tuple(
        replace(
            document.items[0], guid=f"guid {n}", enclosure=replace(document.items[0].enclosure, url=f"{SITE}/{n}.mp3")
        )
        for n in range(30)
    )
    found = of_rule(23, World(feed=podcast_rss(replace(document, items=many))))
    assert len(found.reasons) == 11
    assert found.reasons[-1] == "And 20 more of this kind."


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"not xml", b"<rss version='2.0'/>", b"\xff\xfe"])
def test_what_is_no_feed_fails_one_rule_and_the_rest_is_not_checked(body: bytes) -> None:
    report = checked(World(feed=body))
    assert [found.rule for found in report.of(Outcome.FAIL)] == [2]
    assert report.of(Outcome.PASS) == ()


def test_a_feed_that_is_not_there_is_said_so() -> None:
    gone = with_answers(lambda method, headers, reply: replace(reply, status=404, body=b""))
    (found,) = checked(gone).of(Outcome.FAIL)
    assert found.reasons == ("The feed’s address answers 404.",)
    unreachable = with_answers(
        lambda method, headers, reply: Reply(reply.url, 0, problem="cannot be reached (Timeout)")
    )
    (found,) = checked(unreachable).of(Outcome.FAIL)
    assert found.reasons == ("The feed’s address cannot be reached (Timeout).",)


def test_an_empty_show_is_checked_too() -> None:
    report = checked(World(feed=podcast_rss(replace(right_show(), items=()))))
    assert report.passes
    assert {20, 34, 39, 47, 49} <= {found.rule for found in report.of(Outcome.NOT_CHECKED)}


def test_nothing_is_asked_twice() -> None:
    world = World()
    checked(world)
    plain = [asked for asked in world.asked if asked[1] != FEED and "mp3" not in asked[1]]
    # Chapters and transcripts are fetched once as an app and once as a player on another site.
    assert max(plain.count(asked) for asked in plain) <= 2


def test_what_is_at_another_site_is_not_checked_rather_than_failed() -> None:
    def elsewhere(method: str, headers: Mapping[str, str], reply: Reply) -> Reply:
        if reply.url.endswith(".mp3"):
            raise Elsewhere("The audio is at another site, which is not asked from here.")
        return reply

    assert of_rule(20, with_answers(elsewhere)).outcome is Outcome.NOT_CHECKED


def test_a_feed_that_leads_to_another_site_is_a_fault_and_no_crash() -> None:
    def elsewhere(method: str, headers: Mapping[str, str], reply: Reply) -> Reply:
        raise Elsewhere("https://new.example/ is at another site, which is not asked from here.")

    report = checked(with_answers(elsewhere))
    assert not report.passes
    (failed,) = report.of(Outcome.FAIL)
    assert "leads away: https://new.example/" in failed.reasons[0]


def test_a_redirect_to_what_is_no_address_ends_the_chain() -> None:
    class Astray:
        def send(self, method: str, url: str, headers: Mapping[str, str], *, limit: int) -> Reply:
            return Reply(url, 302, {"location": "http://[::1"})

    assert [reply.status for reply in Visits(Astray()).chain("GET", "https://x.example/")] == [302]


def test_redirects_are_followed_to_an_end() -> None:
    class Circle:
        def send(self, method: str, url: str, headers: Mapping[str, str], *, limit: int) -> Reply:
            return Reply(url, 302, {"location": "/again"})

    assert len(Visits(Circle()).chain("GET", "https://x.example/")) == 7
