"""oEmbed 1.0: what other sites are told of an episode."""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content import paths
from app.core import clock
from app.core.cache import raise_generation
from app.core.unit_of_work import unit_of_work
from app.podcast.queries import get_episode, get_show
from tests.web.conftest import Ids

EPISODE = "http://localhost/podcast/hips-explained/rise-and-fall/"


def ask(client: FlaskClient, url: str = EPISODE, more: str = "") -> tuple[int, dict[str, object]]:
    answer = client.get(f"/oembed?url={quote(url, safe='')}{more}")
    return answer.status_code, answer.get_json() if answer.is_json else {}


def test_json_says_all_that_the_specification_asks_for(filled: Ids, client: FlaskClient) -> None:
    answer = client.get(f"/oembed?url={quote(EPISODE, safe='')}")
    assert answer.content_type == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    said = answer.get_json()
    html = said.pop("html")
    assert said == {
        "type": "rich",
        "version": "1.0",
        "title": "Rise and fall",
        "author_name": "The Site",
        "author_url": "http://localhost/podcast/hips-explained/",
        "provider_name": "The Physiotherapy Site",
        "provider_url": "http://localhost/",
        "cache_age": 86_400,
        "thumbnail_url": f"http://localhost/images/{'a' * 20}-1600.jpg",
        "thumbnail_width": 1600,
        "thumbnail_height": 1600,
        "width": 640,
        "height": 240,
    }
    assert html == (
        f'<iframe src="{EPISODE}embed/" title="Player: Rise and fall" width="640" height="240"'
        ' style="max-width:100%;border:0" loading="lazy"'
        ' sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"'
        ' allow="autoplay; clipboard-write"></iframe>'
    )


def test_xml_says_the_same_and_escapes(app: Flask, filled: Ids, client: FlaskClient) -> None:
    with app.app_context(), unit_of_work():
        get_episode(filled.episode).title = 'A "cap" & <stem>'
        raise_generation()
    answer = client.get(f"/oembed?url={quote(EPISODE, safe='')}&format=xml")
    assert answer.content_type == "text/xml; charset=utf-8"
    assert answer.data.startswith(b"<?xml")
    root = etree.fromstring(answer.data)
    assert root.tag == "oembed"
    assert root.findtext("title") == 'A "cap" & <stem>'
    _, said = ask(client)
    assert {each.tag: each.text for each in root} == {name: str(value) for name, value in said.items()}
    assert 'title="Player: A &quot;cap&quot; &amp; &lt;stem&gt;"' in str(said["html"])


@pytest.mark.parametrize(
    "url",
    [
        EPISODE.removesuffix("/"),
        f"{EPISODE}embed/",
        f"{EPISODE}?utm_source=x",
        EPISODE.replace("http://", "https://"),
        EPISODE.replace("localhost", "LOCALHOST"),
    ],
)
def test_the_ways_in_which_people_paste_an_address(filled: Ids, client: FlaskClient, url: str) -> None:
    status, said = ask(client, url)
    assert status == 200
    assert f'src="{EPISODE}embed/"' in str(said["html"])


def test_a_moment_in_the_address_is_kept(filled: Ids, client: FlaskClient) -> None:
    assert f'src="{EPISODE}embed/#t=1:30"' in str(ask(client, f"{EPISODE}#t=1:30")[1]["html"])
    assert f'src="{EPISODE}embed/"' in str(ask(client, f'{EPISODE}#t=1"onload=')[1]["html"])


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/podcast/hips-explained/rise-and-fall/",
        "http://localhost:81/podcast/hips-explained/rise-and-fall/",
        "http://localhost/podcast/hips-explained/",
        "http://localhost/podcast/hips-explained/nowhere/",
        "http://localhost/blog/precautions/",
        "ftp://localhost/podcast/hips-explained/rise-and-fall/",
        "javascript:alert(1)",
        "http://[::1",
        "/podcast/hips-explained/rise-and-fall/",
        "http://user@localhost/podcast/hips-explained/rise-and-fall/",
    ],
)
def test_what_is_not_ours_or_no_episode_is_not_found(filled: Ids, client: FlaskClient, url: str) -> None:
    assert ask(client, url)[0] == 404


def test_what_is_asked_wrongly_is_told_in_a_line(filled: Ids, client: FlaskClient) -> None:
    for query, status in (
        ("", 400),
        ("?url=", 400),
        (f"?url={'x' * 2_001}", 400),
        (f"?url={EPISODE}&format=yaml", 501),
        ("?format=yaml", 501),
        (f"?url={EPISODE}&maxwidth=wide", 400),
        (f"?url={EPISODE}&maxheight=0", 400),
        (f"?url={EPISODE}&maxwidth=-5", 400),
        (f"?url={EPISODE}&maxwidth={'9' * 400}", 400),
    ):
        answer = client.get(f"/oembed{query}")
        assert answer.status_code == status, query
        assert answer.mimetype == "text/plain"
        assert answer.text.count("\n") == 1
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_limits_hold_for_the_frame_and_the_picture(filled: Ids, client: FlaskClient) -> None:
    _, said = ask(client, more="&maxwidth=300&maxheight=160")
    assert (said["width"], said["height"]) == (300, 160)
    assert 'width="300" height="160"' in str(said["html"])
    assert "thumbnail_url" not in said, "there is no copy that small"
    _, said = ask(client, more="&maxwidth=5000")
    assert (said["width"], said["thumbnail_width"]) == (640, 1600)


def test_a_moved_episode_is_found_by_its_old_address(
    app: Flask, filled: Ids, editor: Actor, client: FlaskClient
) -> None:
    with app.app_context(), unit_of_work():
        paths.move(get_show(filled.show), slug="hips", parent_id=None, by=editor, now=clock.now())
    status, said = ask(client)
    assert status == 200
    assert "http://localhost/podcast/hips/rise-and-fall/embed/" in str(said["html"])


def test_private_silent_and_withdrawn_episodes_are_not_given(
    app: Flask, filled: Ids, editor: Actor, client: FlaskClient
) -> None:
    with app.app_context(), unit_of_work():
        get_show(filled.show).private = True
        raise_generation()
    assert ask(client)[0] == 404
    with app.app_context(), unit_of_work():
        get_show(filled.show).private = False
        get_episode(filled.episode).enclosure_sha256 = ""
        raise_generation()
    assert ask(client)[0] == 404
    with app.app_context(), unit_of_work():
        content.withdraw(get_episode(filled.episode), by=editor, now=clock.now())
    assert ask(client)[0] == 404
