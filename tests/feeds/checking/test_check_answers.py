"""What the site answers, spoilt in one point, is found under its rule."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.feeds.check import Outcome
from app.feeds.checking.probe import Reply
from tests.feeds.checking.world import AUDIO_SIZE, FEED, World, of_rule, picture, with_answers, with_feed
from tests.feeds.makers import COVER, SITE

Headers = Mapping[str, str]


def spoilt(ending: str, *, method: str = "", asked: str = "", **change: object) -> World:
    """Answers at addresses with this ending changed: `status`, `body`, or headers by their name with underscores."""

    def change_it(sent: str, headers: Headers, reply: Reply) -> Reply:
        fits = reply.url.endswith(ending) and sent.startswith(method) and asked in headers.get("Range", "")
        if not fits:
            return reply
        said = dict(reply.headers)
        body, status = reply.body, reply.status
        for name, value in change.items():
            if name == "body":
                body = value if isinstance(value, bytes) else b""
            elif name == "status":
                status = int(str(value))
            elif value is None:
                said.pop(name.replace("_", "-"), None)
            else:
                said[name.replace("_", "-")] = str(value)
        return replace(reply, status=status, body=body, headers=said)

    return with_answers(change_it)


BAD_VTT = b"WEBVTT\n\n00:15:00.000 --> 00:15:04.000\n<v A>Too late\n\n00:00:01.000 --> 00:00:02.000\nToo early\n"
LONG_VTT = f"WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n{'word ' * 20}\n".encode()
LATE = json.dumps({"version": "1.2.0", "chapters": [{"startTime": 0, "title": "a"}, {"startTime": 900, "title": "b"}]})


@pytest.mark.parametrize(
    ("rule", "world"),
    [
        (20, spoilt(".mp3", method="HEAD", content_length=4_999)),
        (20, spoilt(".mp3", method="HEAD", status=404)),
        (21, spoilt(".mp3", method="HEAD", content_type="application/octet-stream")),
        (34, spoilt("chapters.json", content_type="application/json")),
        (34, spoilt("chapters.json", status=404)),
        (34, spoilt("chapters.json", body=b"{}")),
        (34, spoilt("chapters.json", body=b'{"version":"1.2.0","chapters":[]}')),
        (35, spoilt("chapters.json", body=LATE.encode())),
        (35, spoilt("chapters.json", body=b'{"chapters":[{"startTime":5,"title":"Late"}]}')),
        (38, spoilt("chapters.json", body=LATE.encode())),
        (39, spoilt("transcript.srt", content_type="application/srt")),
        (39, spoilt("transcript.vtt", status=500)),
        (40, spoilt("transcript.vtt", access_control_allow_origin=None)),
        (40, spoilt("chapters.json", access_control_allow_origin="https://physio.example")),
        (41, spoilt("transcript.vtt", body=b"1\n00:00:00,000 --> 00:00:01,000\nNo.\n")),
        (41, spoilt("transcript.vtt", body=LONG_VTT)),
        (42, spoilt("transcript.srt", body=f"1\n00:00:00,000 --> 00:00:01,000\n{'x' * 33}\n".encode())),
        (42, spoilt("transcript.json", body=b"{}")),
        (43, spoilt("transcript.vtt", body=BAD_VTT)),
        (43, spoilt("transcript.srt", body=b"nothing of the kind")),
        (44, spoilt(".jpg", body=b"no picture")),
        (44, spoilt(".jpg", status=404)),
        (44, spoilt(".jpg", body=picture(900, 900))),
        (44, spoilt(".jpg", body=picture(1400, 1500))),
        (44, spoilt(".jpg", body=picture(mode="CMYK"))),
        (44, spoilt(".jpg", body=picture(kind="PNG"))),
        (44, spoilt(".jpg", body=picture(kind="GIF", mode="P"))),
        (45, spoilt(".jpg", method="HEAD", status=405)),
        (45, spoilt(".jpg", method="HEAD", content_length="x")),
        (46, spoilt("feed.xml", method="HEAD", status=405)),
        (46, spoilt(".jpg", method="GET", status=403)),
        (46, spoilt(".mp3", accept_ranges=None)),
        (46, spoilt(".mp3", asked="bytes=0-1", status=200, content_length=AUDIO_SIZE)),
        (47, spoilt(".mp3", asked="bytes=-500", status=416)),
        (47, spoilt(".mp3", asked=f"bytes={AUDIO_SIZE}-", status=200)),
        (47, spoilt(".mp3", asked="pages=1-2", status=416)),
        (47, spoilt(".mp3", asked="bytes=0-1", status=206)),
        (48, spoilt("feed.xml", content_type="text/xml")),
        (48, spoilt("feed.xml", etag=None)),
        (48, spoilt("feed.xml", etag='W/"abc"')),
        (48, spoilt("feed.xml", last_modified=None)),
        (48, spoilt("feed.xml", cache_control="no-cache")),
        (48, spoilt("feed.xml", content_encoding=None)),
        (58, spoilt("/moving-2/", body=b'<audio src="x.mp3" preload="metadata"></audio>')),
    ],
)
def test_a_wrong_answer_is_found_under_its_rule(rule: int, world: World) -> None:
    found = of_rule(rule, world)
    assert found.outcome is Outcome.FAIL, found


def test_rule_48_a_feed_that_changes_from_one_request_to_the_next_is_found() -> None:
    def restless(method: str, headers: Headers, reply: Reply) -> Reply:
        return replace(reply, body=b"not gzip") if "gzip" in headers.get("Accept-Encoding", "") else reply

    assert of_rule(48, with_answers(restless)).reasons == ("Fetched twice, once compressed, the feed is not the same.",)


def test_rule_48_a_feed_that_never_answers_304_is_found() -> None:
    def forgetful(method: str, headers: Headers, reply: Reply) -> Reply:
        return replace(reply, status=200) if reply.status == 304 else reply

    assert of_rule(48, with_answers(forgetful)).outcome is Outcome.FAIL


def through(*stations: str, status: int = 302, of: str = ".mp3") -> World:
    """What ends in `of` is reached by way of these addresses."""

    def redirect(method: str, headers: Headers, reply: Reply) -> Reply:
        if not reply.url.endswith(of) and reply.url not in stations:
            return reply
        left = stations[stations.index(reply.url) + 1 :] if reply.url in stations else stations
        return Reply(reply.url, status, {"location": left[0]}) if left else Reply(reply.url, 200, {}, b"")

    return with_answers(redirect)


def test_rule_49_six_prefixes_before_the_audio_are_taken_and_seven_are_not() -> None:
    six = [f"https://p{n}.example/x" for n in range(6)]
    assert of_rule(49, through(*six)).outcome is Outcome.PASS
    assert of_rule(49, through(*six, "https://p7.example/x")).outcome is Outcome.FAIL


def test_rule_49_nothing_leads_away_from_https() -> None:
    found = of_rule(49, through("http://plain.example/x"))
    assert found.outcome is Outcome.FAIL
    assert "leads from https to http" in found.reasons[0]


def test_rule_50_an_old_address_sends_on_for_good() -> None:
    old = f"{SITE}/podcast/old/feed.xml"
    for status, outcome in ((301, Outcome.PASS), (308, Outcome.PASS), (302, Outcome.FAIL)):

        def moved(method: str, headers: Headers, reply: Reply, status: int = status) -> Reply:
            return Reply(old, status, {"location": FEED}) if reply.url == old else reply

        assert of_rule(50, with_answers(moved), old).outcome is outcome


def test_rule_50_a_circle_of_addresses_is_found() -> None:
    old = f"{SITE}/podcast/old/feed.xml"

    def moved(method: str, headers: Headers, reply: Reply) -> Reply:
        return Reply(reply.url, 301, {"location": old})

    assert "answers 301" in of_rule(2, with_answers(moved), old).reasons[0]


def test_rule_47_a_file_of_a_few_bytes_is_not_asked_for_parts() -> None:
    assert of_rule(47, spoilt(".mp3", method="HEAD", content_length=900)).outcome is Outcome.PASS


def test_rule_48_a_small_feed_need_not_be_compressed() -> None:
    short = b"<rss version='2.0'><channel><title>A</title></channel></rss>"

    def plain(method: str, headers: Headers, reply: Reply) -> Reply:
        said = {name: value for name, value in reply.headers.items() if name != "content-encoding"}
        return replace(reply, headers=said, body=short) if reply.status == 200 and reply.url == FEED else reply

    assert of_rule(48, with_answers(plain)).outcome is Outcome.PASS


def test_rule_52_hubs_in_the_headers_count_too() -> None:
    world = with_feed(('rel="hub"', 'rel="alternate"'))
    link = f'<https://hub.example/>; rel="hub", <{SITE}/other.xml>; rel="self"'

    def linked(method: str, headers: Headers, reply: Reply) -> Reply:
        return replace(reply, headers={**reply.headers, "link": link}) if reply.url == FEED else reply

    assert of_rule(52, world).outcome is Outcome.NOT_CHECKED
    world.changes.append(linked)
    assert of_rule(52, world).outcome is Outcome.FAIL


def test_rule_58_a_page_without_a_player_is_not_checked() -> None:
    assert of_rule(58, spoilt("/moving-2/", body=b"<h1>Moving</h1>")).outcome is Outcome.NOT_CHECKED


def test_pictures_of_an_episode_are_looked_at_too() -> None:
    other = f"{SITE}/images/small.jpg"
    world = with_feed(("<itunes:episodeType>", f'<itunes:image href="{other}"/><itunes:episodeType>'))
    small = picture(300, 300)

    def paint(method: str, headers: Headers, reply: Reply) -> Reply:
        return Reply(other, 200, {"content-type": "image/jpeg"}, small) if reply.url == other else reply

    world.changes.append(paint)
    found = of_rule(44, world)
    assert COVER.url not in " ".join(found.reasons)
    assert "300 by 300" in found.reasons[0]
