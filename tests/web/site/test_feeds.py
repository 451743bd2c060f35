"""The feeds over HTTP: rules 40 and 46 to 50 of docs/feeds.md, and what a person sees."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content import paths
from app.content import queries as entries
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.feeds.strict import strictly_parsed
from app.media.settings import wired
from app.podcast import operations as podcast
from app.podcast import queries as podcasts
from tests import factories
from tests.conftest import MovableClock
from tests.feeds import house as made

SHOW = "/podcast/steady-steps/"
EPISODE = f"{SHOW}walking-again/"
FEEDS = {
    f"{SHOW}feed.xml": "application/rss+xml; charset=utf-8",
    "/blog/feed.xml": "application/rss+xml; charset=utf-8",
    "/blog/atom.xml": "application/atom+xml; charset=utf-8",
    "/blog/feed.json": "application/feed+json; charset=utf-8",
    "/blog/tag/hips/feed.xml": "application/rss+xml; charset=utf-8",
    "/blog/tag/hips/atom.xml": "application/atom+xml; charset=utf-8",
    "/blog/tag/hips/feed.json": "application/feed+json; charset=utf-8",
    "/blog/author/sample-editor/feed.xml": "application/rss+xml; charset=utf-8",
    "/blog/author/sample-editor/atom.xml": "application/atom+xml; charset=utf-8",
    "/blog/author/sample-editor/feed.json": "application/feed+json; charset=utf-8",
}
# What Chromium sends when somebody opens an address.
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
    "Sec-Fetch-Dest": "document",
}


@pytest.fixture(autouse=True)
def filled(app: Flask, admin: Actor) -> None:
    """A show with an episode, and two posts, one of them about hips by the sample editor."""
    with app.app_context():
        with unit_of_work():
            show = made.show(by=admin)
            made.episode(show, by=admin)
            person = factories.person()
            factories.post("Stairs & slopes", by=admin, tags=("Hips", "Stairs"), authors=(person,))
            factories.post("Sleep", by=admin)
        db.session.remove()


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement since the beginning of the test."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(engine, "before_cursor_execute", note)


def titles(client: FlaskClient, path: str) -> list[str]:
    return [entry.title.replace("&amp;", "&") for entry in feedparser.parse(client.get(path).data).entries]


@pytest.mark.parametrize("path", FEEDS)
def test_rule_46_head_and_get_answer_alike(client: FlaskClient, path: str) -> None:
    got, headed = client.get(path), client.head(path)
    assert (got.status_code, headed.status_code) == (200, 200)
    assert headed.data == b""
    assert headed.headers["Content-Length"] == got.headers["Content-Length"] == str(len(got.data))
    assert headed.headers["ETag"] == got.headers["ETag"]


@pytest.mark.parametrize(("path", "content_type"), FEEDS.items())
def test_rule_48_type_validators_and_age(client: FlaskClient, path: str, content_type: str) -> None:
    response = client.get(path)
    assert response.headers["Content-Type"] == content_type
    assert response.headers["ETag"].startswith('"')
    assert response.headers["Last-Modified"] == "Mon, 01 Mar 2027 12:00:00 GMT"
    assert response.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("path", FEEDS)
def test_rule_48_304_on_a_match(client: FlaskClient, path: str) -> None:
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    assert client.head(path, headers={"If-None-Match": etag}).status_code == 304
    date = {"If-Modified-Since": "Mon, 01 Mar 2027 12:00:00 GMT"}
    assert client.get(path, headers=date).status_code == 304
    assert client.get(path, headers=date | {"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", FEEDS)
def test_rule_48_gzip(client: FlaskClient, path: str) -> None:
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gzip"'


def test_rule_48_a_render_of_unchanged_data_is_byte_identical(app: Flask, client: FlaskClient) -> None:
    for path in FEEDS:
        before = client.get(path).data
        app.extensions["page_store"].forget()
        assert client.get(path).data == before


def test_rule_48_a_publish_elsewhere_leaves_the_validators(
    app: Flask, client: FlaskClient, admin: Actor, moving: MovableClock
) -> None:
    quiet = [path for path in FEEDS if path.count("/") > 2]
    before = {path: client.get(path).headers["ETag"] for path in quiet}
    moving.move(hours=1)
    with app.app_context():
        with unit_of_work():
            factories.post("Another", by=admin)
            factories.article(by=admin)
        db.session.remove()
    assert {path: client.get(path).headers["ETag"] for path in quiet} == before
    assert "Another" in titles(client, "/blog/feed.xml")


@pytest.mark.parametrize("path", FEEDS)
def test_no_feed_sets_or_varies_by_a_cookie(client: FlaskClient, path: str) -> None:
    for headers in ({}, BROWSER):
        response = client.get(path, headers=headers)
        assert "Set-Cookie" not in response.headers
        assert response.headers["Vary"] == "Accept-Encoding, Accept, Sec-Fetch-Dest"


def test_every_feed_is_read_by_a_client(client: FlaskClient) -> None:
    assert titles(client, f"{SHOW}feed.xml") == ["Walking again"]
    for name in ("feed.xml", "atom.xml"):
        assert set(titles(client, f"/blog/{name}")) == {"Sleep", "Stairs & slopes"}
        assert titles(client, f"/blog/tag/hips/{name}") == ["Stairs & slopes"]
        assert titles(client, f"/blog/author/sample-editor/{name}") == ["Stairs & slopes"]
        strictly_parsed(client.get(f"/blog/{name}").data)
    found = json.loads(client.get("/blog/tag/hips/feed.json").data)
    assert [item["title"] for item in found["items"]] == ["Stairs & slopes"]
    assert found["feed_url"] == "http://localhost/blog/tag/hips/feed.json"
    assert found["items"][0]["authors"] == [{"name": "Sample editor", "url": "http://localhost/people/sample-editor/"}]


@pytest.mark.parametrize(
    "path",
    [
        "/blog/tag/nothing/feed.xml",
        "/blog/author/nobody/atom.xml",
        "/podcast/nothing/feed.xml",
        f"{SHOW}nothing/chapters.json",
    ],
)
def test_an_unknown_feed_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def once(admin: Actor, *, moving: MovableClock) -> None:
    """A post that was public and is not any more."""
    with unit_of_work():
        found = factories.post("Once", by=admin, tags=("Knees",), authors=(factories.person("Sample guest"),))
        content.withdraw(found, by=admin, now=moving.now)


def test_the_feed_of_a_tag_without_visible_posts_is_valid_and_empty(
    app: Flask, client: FlaskClient, admin: Actor, moving: MovableClock
) -> None:
    with app.app_context():
        once(admin, moving=moving)
        db.session.remove()
    for page in ("/blog/tag/knees/", "/blog/author/sample-guest/"):
        assert strictly_parsed(client.get(f"{page}feed.xml").data).find("channel/item") is None
        assert strictly_parsed(client.get(f"{page}atom.xml").data) is not None
        assert json.loads(client.get(f"{page}feed.json").data)["items"] == []


def test_nobody_learns_of_the_topics_and_people_of_drafts_and_private_shows(
    app: Flask, client: FlaskClient, admin: Actor
) -> None:
    with app.app_context():
        with unit_of_work():
            guest = factories.person("Sample guest")
            factories.post("A draft", by=admin, tags=("Layoffs",), authors=(guest,), live=False)
            show = made.show("For members", by=admin, private=True, image_id=podcasts.list_all_shows()[0].image_id)
            made.episode(show, "Inside", by=admin, audio_id=made.audio("d").id, tags=("Members",))
        db.session.remove()
    for page in ("/blog/tag/layoffs/", "/blog/tag/members/", "/blog/author/sample-guest/"):
        for name in ("", "feed.xml", "atom.xml", "feed.json"):
            assert client.get(page + name).status_code == 404, page + name


@pytest.mark.parametrize("path", FEEDS)
def test_a_person_in_a_browser_sees_a_readable_page(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers=BROWSER)
    page = response.get_data(as_text=True)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f'href="http://localhost{path}"' in page
    assert '<html lang="en-GB">' in page
    assert ("Walking again" if "podcast" in path else "Stairs &amp; slopes") in page
    assert client.get(path, headers=BROWSER | {"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_a_person_is_told_of_an_empty_feed(app: Flask, client: FlaskClient, admin: Actor, moving: MovableClock) -> None:
    with app.app_context():
        once(admin, moving=moving)
        db.session.remove()
    page = client.get("/blog/author/sample-guest/feed.xml", headers=BROWSER).get_data(as_text=True)
    assert "There is nothing here yet." in page


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Accept": "*/*"},
        {"Accept": BROWSER["Accept"]},  # some podcast apps send a browser's
        {"Accept": BROWSER["Accept"], "Sec-Fetch-Dest": "empty"},
        {"Sec-Fetch-Dest": "document"},
        {"Accept": "application/rss+xml, text/html;q=0.5", "Sec-Fetch-Dest": "document"},
    ],
)
def test_nobody_else_is_sent_a_page(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.get(f"{SHOW}feed.xml", headers=headers).data.startswith(b"<?xml")


def test_a_poll_of_what_is_kept_asks_the_database_nothing(client: FlaskClient, statements: list[str]) -> None:
    etag = client.get(f"{SHOW}feed.xml").headers["ETag"]
    statements.clear()
    assert client.get(f"{SHOW}feed.xml", headers={"If-None-Match": etag}).status_code == 304
    assert statements == []


def test_a_scheduled_entry_stands_in_its_feeds_at_its_second(
    app: Flask, client: FlaskClient, admin: Actor, moving: MovableClock
) -> None:
    at = moving.now + timedelta(hours=6)
    with app.app_context():
        with unit_of_work():
            factories.post("Tonight", by=admin, at=at)
            show = podcasts.find_show(SHOW, now=moving.now)
            assert show is not None
            made.episode(show, "Tonight too", by=admin, at=at, number=2, audio_id=made.audio("c").id)
        db.session.remove()
    before = {path: client.get(path) for path in ("/blog/feed.xml", f"{SHOW}feed.xml")}
    moving.now = at - timedelta(seconds=1)
    for path, response in before.items():
        assert client.get(path).data == response.data
    moving.now = at
    assert titles(client, "/blog/feed.xml")[0] == "Tonight"
    assert titles(client, f"{SHOW}feed.xml")[0] == "Tonight too"
    for path, response in before.items():
        assert client.get(path).headers["Last-Modified"] > response.headers["Last-Modified"]
        asked = {"If-Modified-Since": response.headers["Last-Modified"]}
        assert client.get(path, headers=asked).status_code == 200
    moving.move(hours=1)
    assert titles(client, "/blog/feed.xml")[0] == "Tonight"


def test_what_was_withdrawn_has_left_its_feed_at_once(
    app: Flask, client: FlaskClient, admin: Actor, moving: MovableClock
) -> None:
    assert "Sleep" in titles(client, "/blog/feed.xml")
    moving.move(minutes=1)
    with app.app_context():
        with unit_of_work():
            post = entries.find_by_path("/blog/sleep/")
            assert post is not None
            content.withdraw(post, by=admin, now=moving.now)
        db.session.remove()
    assert titles(client, "/blog/feed.xml") == ["Stairs & slopes"]
    assert client.get("/blog/feed.xml").headers["Last-Modified"] == "Mon, 01 Mar 2027 12:01:00 GMT"


def test_rule_50_the_old_address_of_a_show_leads_to_the_new_with_the_same_guids(
    app: Flask, client: FlaskClient, admin: Actor, moving: MovableClock
) -> None:
    before = [entry.id for entry in feedparser.parse(client.get(f"{SHOW}feed.xml").data).entries]
    for slug in ("firm-steps", "steps"):
        with app.app_context():
            with unit_of_work():
                show = podcasts.list_shows(now=moving.now)[0]
                paths.move(show, slug=slug, parent_id=None, by=admin, now=moving.now)
            db.session.remove()
    for old in (SHOW, "/podcast/firm-steps/"):
        response = client.get(f"{old}feed.xml")
        assert (response.status_code, response.headers["Location"]) == (301, "/podcast/steps/feed.xml")
        for name in ("chapters.json", "transcript.vtt"):
            beside = client.get(f"{old}walking-again/{name}")
            assert beside.headers["Location"] == f"/podcast/steps/walking-again/{name}"
    after = client.get("/podcast/steps/feed.xml")
    assert after.status_code == 200
    assert [entry.id for entry in feedparser.parse(after.data).entries] == before


def test_a_show_that_was_taken_down_is_gone(
    app: Flask, client: FlaskClient, admin: Actor, moving: MovableClock
) -> None:
    with app.app_context():
        with unit_of_work():
            content.withdraw(podcasts.list_shows(now=moving.now)[0], by=admin, now=moving.now)
        db.session.remove()
    assert client.get(f"{SHOW}feed.xml").status_code == 410
    assert client.get(f"{EPISODE}chapters.json").status_code == 410


def test_rule_34_chapters_are_served_with_their_type(client: FlaskClient) -> None:
    response = client.get(f"{EPISODE}chapters.json")
    assert response.headers["Content-Type"] == "application/json+chapters"
    assert json.loads(response.data) == {
        "version": "1.2.0",
        "chapters": [{"startTime": 0.0, "title": "Hello"}, {"startTime": 60.5, "title": "Walking"}],
    }


@pytest.mark.parametrize(
    ("ending", "content_type", "words"),
    [
        ("vtt", "text/vtt; charset=utf-8", "<v Sample guest>Thank you &amp; hello."),
        ("srt", "application/x-subrip", "Sample guest: Thank you & hello."),
        ("json", "application/json", '"body": "Thank you & hello."'),
        ("html", "text/html; charset=utf-8", "<cite>Sample guest:</cite>"),
    ],
)
def test_rule_39_transcripts_are_served_with_the_type_the_feed_names(
    client: FlaskClient, ending: str, content_type: str, words: str
) -> None:
    response = client.get(f"{EPISODE}transcript.{ending}")
    assert response.headers["Content-Type"] == content_type
    assert words in response.get_data(as_text=True)
    feed = client.get(f"{SHOW}feed.xml").get_data(as_text=True)
    kind = content_type.split(";", maxsplit=1)[0]
    assert f'<podcast:transcript url="http://localhost{EPISODE}transcript.{ending}" type="{kind}"' in feed


@pytest.mark.parametrize("name", ["chapters.json", "transcript.vtt", "transcript.html"])
def test_rule_40_players_elsewhere_may_read_what_is_beside_an_episode(client: FlaskClient, name: str) -> None:
    response = client.get(f"{EPISODE}{name}")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    asked = {"If-None-Match": response.headers["ETag"]}
    again = client.get(f"{EPISODE}{name}", headers=asked)
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")


def test_an_episode_without_chapters_or_transcript_has_no_such_address(
    app: Flask, client: FlaskClient, admin: Actor, moving: MovableClock
) -> None:
    with app.app_context():
        with unit_of_work():
            show = podcasts.list_shows(now=moving.now)[0]
            made.episode(show, "Bare", by=admin, number=2, chapters=(), transcript=(), audio_id=made.audio("c").id)
        db.session.remove()
    moving.move(seconds=5)
    assert client.get(f"{SHOW}bare/chapters.json").status_code == 404
    assert client.get(f"{SHOW}bare/transcript.vtt").status_code == 404


def test_rule_20_and_21_after_a_change_of_format_the_feed_and_the_old_address_lead_to_the_file(
    app: Flask, client: FlaskClient, admin: Actor, moving: MovableClock
) -> None:
    data = b"made-up sound"
    with app.app_context():
        stored = wired().storage.put(data)
        with unit_of_work():
            episode = podcasts.find_episode(EPISODE, now=moving.now)
            assert episode is not None
            m4a = made.audio(stored.key, extension="m4a", mime="audio/x-m4a", size=len(data))
            draft = replace(podcast.episode_draft(episode), audio_id=m4a.id)
            content.save_draft(episode, draft, expected_version=episode.version, by=admin, now=moving.now)
            factories.publish_episode(episode, by=admin, now=moving.now)
        db.session.remove()
    enclosure = strictly_parsed(client.get(f"{SHOW}feed.xml").data).find("channel/item/enclosure")
    headed = client.head(enclosure.get("url"))
    assert (headed.status_code, headed.headers["Content-Length"]) == (200, enclosure.get("length"))
    assert headed.headers["Content-Type"] == enclosure.get("type") == "audio/x-m4a"
    old = client.get("/media/steady-steps/walking-again.mp3")
    assert (old.status_code, old.headers["Location"]) == (302, "/media/steady-steps/walking-again.m4a")
    for wrong in ("walking-again.ogg", "walking-again", "other.mp3"):
        assert client.get(f"/media/steady-steps/{wrong}").status_code == 404
