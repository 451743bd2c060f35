"""Chapters and transcripts beside an episode: pictures of the library have addresses, speakers the names of people."""

import json

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor
from app.content.drafts import Credit, PersonRole
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.podcast.parts import Speaker
from tests import factories
from tests.feeds import house as made

PATH = "/podcast/steady-steps/walking-again/"


def publish(house: Flask, editor: Actor) -> str:
    """A live episode with a picture of the library in a chapter and known speakers; the picture's address."""
    with unit_of_work():
        picture = made.picture("c")
        host, other = factories.person("Anna Reed"), factories.person("Ben Moor")
        speakers = (Speaker("Sample editor", host.id), Speaker("Sample guest", other.id), Speaker("Nobody", 999))
        chapters = (
            {"start_ms": 0, "title": "A", "image_id": picture.id},
            {"start_ms": 60_500, "title": "B", "image_id": 999},
        )
        show = made.show(by=editor)
        hosts = (Credit(host.id, PersonRole.HOST),)
        made.episode(show, by=editor, chapters=chapters, speakers=speakers, credits=hosts)
        address = f"/images/{picture.sha256[:16]}"
    db.session.remove()
    return address


def test_the_picture_of_a_chapter_is_an_address_in_json_and_feed(
    house: Flask, client: FlaskClient, editor: Actor
) -> None:
    address = publish(house, editor)
    rows = json.loads(client.get(f"{PATH}chapters.json").text)["chapters"]
    assert [row["startTime"] for row in rows] == [0, 60.5]
    assert rows[0]["img"].startswith("http://localhost/images/")
    assert "img" not in rows[1]
    feed = client.get("/podcast/steady-steps/feed.xml").text
    assert f'image="{rows[0]["img"]}"' in feed
    assert address[:12] in rows[0]["img"]


def test_transcripts_and_page_have_the_names_of_people(house: Flask, client: FlaskClient, editor: Actor) -> None:
    publish(house, editor)
    for ending in ("vtt", "srt", "json", "html"):
        text = client.get(f"{PATH}transcript.{ending}").text
        assert "Anna Reed" in text
        assert "Sample editor" not in text
    page = client.get(PATH).text
    assert '<strong><a href="/people/anna-reed/">Anna Reed</a></strong>' in page
    assert "<strong>Ben Moor</strong>" in page  # credited nowhere, so there is no page to lead to
