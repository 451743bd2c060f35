"""A podcast's feed and its archive over HTTP: rules 48, 51 and 52 of docs/feeds.md."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.accounts.permissions import Actor, Role
from app.content import paths
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.feeds.strict import strictly_parsed
from app.podcast import queries as podcasts
from tests import factories
from tests.conftest import MovableClock, config_in
from tests.databases import Blank
from tests.feeds import house as made

SHOW = "/podcast/steady-steps/"
ARCHIVE = f"{SHOW}archive/1.xml"


@pytest.fixture(autouse=True)
def filled(app: Flask, admin: Actor) -> None:
    with app.app_context():
        with unit_of_work():
            made.episode(made.show(by=admin), by=admin)
        db.session.remove()


@pytest.fixture
def known(tmp_path: Path, migrated: Blank, moving: MovableClock) -> Iterator[FlaskClient]:
    """The same site under a real address, with a hub and Podping."""
    folder = tmp_path / "known"
    folder.mkdir()
    migrated.copy_to(folder)
    hubs = ("https://hub.example/", "https://other.example/")
    config = config_in(
        folder, moving, site_url="https://physio.example", websub_hubs=hubs, podping_url="https://podping.example/"
    )
    site = create_app(config)
    with site.app_context():
        with unit_of_work():
            by = factories.user(Role.ADMIN).actor
            made.episode(made.show(by=by), by=by)
        db.session.remove()
    yield site.test_client()
    with site.app_context():
        db.session.remove()
        db.engine.dispose()


def test_rule_51_the_archive_answers_as_the_feed_does(app: Flask, client: FlaskClient) -> None:
    got, headed = client.get(ARCHIVE), client.head(ARCHIVE)
    assert got.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert headed.headers["Content-Length"] == str(len(got.data))
    for given in ({"If-None-Match": got.headers["ETag"]}, {"If-Modified-Since": got.headers["Last-Modified"]}):
        assert client.get(ARCHIVE, headers=given).status_code == 304
    packed = client.get(ARCHIVE, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == got.data
    app.extensions["page_store"].forget()
    assert client.get(ARCHIVE).data == got.data
    whole = strictly_parsed(client.get(f"{SHOW}feed.xml").data)
    assert strictly_parsed(got.data).xpath("channel/item/guid/text()") == whole.xpath("channel/item/guid/text()")


@pytest.mark.parametrize("number", ["0", "2", "01", "1000000", "-1", "x"])
def test_rule_51_there_is_nothing_beyond_the_last_page_and_no_second_address(client: FlaskClient, number: str) -> None:
    assert client.get(f"{SHOW}archive/{number}.xml", follow_redirects=True).status_code == 404


def test_rule_51_a_person_sees_the_page_of_the_archive(client: FlaskClient) -> None:
    browser = {"Accept": "text/html", "Sec-Fetch-Dest": "document"}
    page = client.get(ARCHIVE, headers=browser)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Walking again" in page.get_data(as_text=True)


def test_rule_50_and_51_the_archive_moves_with_its_show(
    app: Flask, client: FlaskClient, admin: Actor, moving: MovableClock
) -> None:
    with app.app_context():
        with unit_of_work():
            show = podcasts.list_shows(now=moving.now)[0]
            paths.move(show, slug="steps", parent_id=None, by=admin, now=moving.now)
        db.session.remove()
    response = client.get(ARCHIVE)
    assert (response.status_code, response.headers["Location"]) == (301, "/podcast/steps/archive/1.xml")


def test_rule_52_hubs_and_the_feed_itself_stand_in_the_headers_too(known: FlaskClient) -> None:
    response = known.get(f"{SHOW}feed.xml", base_url="https://physio.example")
    address = f"https://physio.example{SHOW}feed.xml"
    assert response.headers.getlist("Link") == [
        '<https://hub.example/>; rel="hub"',
        '<https://other.example/>; rel="hub"',
        f'<{address}>; rel="self"',
    ]
    channel = strictly_parsed(response.data).find("channel")
    links = [(link.get("rel"), link.get("href")) for link in channel.findall("{http://www.w3.org/2005/Atom}link")]
    assert links == [("self", address), ("hub", "https://hub.example/"), ("hub", "https://other.example/")]
    again = known.head(f"{SHOW}feed.xml", base_url="https://physio.example")
    assert again.headers.getlist("Link") == response.headers.getlist("Link")


def test_rule_12_podping_is_claimed_where_it_is_set(known: FlaskClient, client: FlaskClient) -> None:
    promise = b'<podcast:podping usesPodping="true"/>'
    assert promise in known.get(f"{SHOW}feed.xml", base_url="https://physio.example").data
    assert promise not in client.get(f"{SHOW}feed.xml").data


def test_a_feed_without_hubs_has_no_link_headers(client: FlaskClient) -> None:
    assert client.get(f"{SHOW}feed.xml").headers.getlist("Link") == []
