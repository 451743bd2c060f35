from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from app import links
from app.content.models import Kind
from app.core import health
from app.web.site import machines
from tests import databases
from tests.web.conftest import Ids

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_sitemap_lists_what_may_be_indexed(filled: Ids, client: FlaskClient) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    found = [loc.text for loc in etree.fromstring(answer.data).iter(f"{SITEMAP}loc")]
    assert "http://localhost/blog/precautions/" in found
    assert "http://localhost/metal-on-metal-hip-resurfacing/" not in found, "nobody has reviewed it"
    assert "http://localhost/" in found
    assert "http://localhost/metal-on-metal-hip-resurfacing/exercises/" not in found, "a sample"
    for address in found:
        assert client.get(str(address).removeprefix("http://localhost")).status_code == 200


def test_robots_are_kept_from_the_desk_and_shown_the_sitemap(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /desk/" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text


def test_the_process_is_up_even_without_a_database(app: Flask, client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"


def test_ready_means_that_database_and_storage_answer(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\n")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.sqlite
def test_a_broken_database_is_not_ready(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "site.db").write_bytes(b"this is no database, however long one looks at it" * 100)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: database\n")


@pytest.mark.postgresql
def test_a_database_that_went_away_is_not_ready(app: Flask, client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 200
    databases.drop_copies()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: database\n")


def test_a_storage_that_cannot_be_read_is_not_ready(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def stat(self, _key: str) -> None:
            raise PermissionError

    class Settings:
        storage = Broken()

    monkeypatch.setattr(machines, "wired", Settings)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: storage\n")


def test_a_database_that_answers_says_so(house: Flask) -> None:
    assert health.database_answers()


def test_no_article_may_take_an_address_of_the_site(app: Flask) -> None:
    """Whatever the url_map answers by itself: a new view reserves its first segment without a list to forget."""
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules() if not rule.rule.startswith("/<")} - {""}
    assert {"blog", "podcast", "resources", "people", "physiotherapists", "feedback", "subscribe", "desk"} <= firsts
    assert {"sitemap.xml", "robots.txt", "healthz", "readyz", "about", "accessibility", "privacy", "static"} <= firsts
    for first in firsts:
        assert links.is_reserved(Kind.ARTICLE, f"/{first}/"), first
        assert links.is_reserved(Kind.ARTICLE, f"/{first}/below/"), first
    assert not links.is_reserved(Kind.ARTICLE, "/metal-on-metal-hip-resurfacing/")
