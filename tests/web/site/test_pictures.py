"""Pictures on public pages: every format, measures, lazy but for the lead picture, and what happens while copies are missing."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor
from app.articles import operations as articles
from app.articles.draft import ArticleDraft
from app.content import body
from app.content import operations as content
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.media import operations, queries, work
from app.media.focal import Focal
from app.media.intake import examine
from app.media.replacing import replace_file
from app.media.settings import wired
from tests.media import makers
from tests.media.library import added

PAGE = "/on-knees/"
ALT = "A knee seen from the side"


@pytest.fixture
def picture(app: Flask, editor: Actor) -> int:
    """A picture that leads an article and stands in its text; its copies are not made yet."""
    with app.app_context():
        asset = added(makers.picture(1000, 600, extension="jpg"), "knee.jpg", by=editor)
        with unit_of_work():
            draft = ArticleDraft(
                title="On knees",
                summary="Knees.",
                body=body.from_markdown(f'![{ALT}](asset:{asset.id} "It bends")'),
                image_id=asset.id,
                image_alt=ALT,
            )
            article = articles.create_article(draft, by=editor, now=clock.now())
            content.publish(article, by=editor, now=clock.now())
        asset_id = asset.id
        db.session.remove()
    return asset_id


def make(app: Flask, asset_id: int) -> None:
    with app.app_context():
        work.make_renditions(asset_id)
        db.session.remove()


def images(page: str) -> tuple[str, str]:
    """The lead picture and the figure of the text, as HTML."""
    lead = re.search(r"<picture>.*?</picture>|<img class=\"cover\".*?>", page, re.DOTALL)
    figure = re.search(r"<figure>.*?</figure>", page, re.DOTALL)
    assert lead is not None
    assert figure is not None
    return lead[0], figure[0]


def test_before_the_copies_are_made_the_original_is_shown(client: FlaskClient, picture: int) -> None:
    for html in images(client.get(PAGE).text):
        assert "<source" not in html
        assert 'width="1000" height="600"' in html
        (src,) = re.findall(r' src="([^"]+)"', html)
        assert client.get(src).status_code == 200


def test_every_format_is_offered_with_measures_and_only_the_lead_picture_at_once(
    app: Flask, client: FlaskClient, picture: int
) -> None:
    before = client.get(PAGE).text
    make(app, picture)
    page = client.get(PAGE).text
    assert page != before
    lead, figure = images(page)
    for html in (lead, figure):
        assert re.findall(r'type="([^"]+)"', html) == ["image/avif", "image/webp"]
        assert html.count("sizes=") == 3
        assert 'width="1000" height="600"' in html
        assert f'alt="{ALT}"' in html
    assert 'loading="lazy"' not in lead
    assert 'loading="lazy"' in figure
    assert client.get(PAGE).text == page


def test_every_address_of_a_page_is_what_it_says_and_kept_for_ever(
    app: Flask, client: FlaskClient, picture: int
) -> None:
    make(app, picture)
    lead, _ = images(client.get(PAGE).text)
    addresses = re.findall(r"(/images/\S+?\.(\w+)) \d+w", lead)
    assert {extension for _, extension in addresses} == {"avif", "webp", "jpg"}
    for address, extension in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == {"jpg": "image/jpeg"}.get(extension, f"image/{extension}")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_the_picture_for_sharing_is_a_wide_one_that_everything_shows(
    app: Flask, client: FlaskClient, picture: int
) -> None:
    assert re.search(r'property="og:image" content="[^"]+-1000\.jpg"', client.get(PAGE).text), "no copy is made yet"
    make(app, picture)
    shared = re.search(r'property="og:image" content="([^"]+)"', client.get(PAGE).text)
    assert shared is not None
    assert shared[1].endswith("-16x9-500-500-640.jpg")
    assert client.get(shared[1].removeprefix("http://localhost")).mimetype == "image/jpeg"


def test_an_old_crop_leads_to_the_one_in_its_place(
    app: Flask, client: FlaskClient, picture: int, editor: Actor
) -> None:
    make(app, picture)
    with app.app_context():
        short = queries.get_asset(picture).sha256[:20]
        db.session.remove()
    old = f"/images/{short}-1x1-500-500-320.webp"
    assert client.get(old).headers["Content-Type"] == "image/webp"
    with app.app_context():
        with unit_of_work():
            operations.set_focal(queries.get_asset(picture), Focal(100, 100), by=editor)
        db.session.remove()
    assert client.get(old).status_code == 200
    make(app, picture)
    answer = client.get(old)
    assert (answer.status_code, answer.location) == (302, f"/images/{short}-1x1-100-100-320.webp")
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize("end", ["1x1-5-5-320.exe", "2x1-5-5-320.jpg", "1x1-5-320.jpg", "--320.jpg", "640.tiff"])
def test_addresses_that_we_never_give_are_not_there(client: FlaskClient, app: Flask, picture: int, end: str) -> None:
    with app.app_context():
        short = queries.get_asset(picture).sha256[:20]
        db.session.remove()
    assert client.get(f"/images/{short}-{end}").status_code == 404


def test_the_old_address_of_a_document_leads_to_the_new_one(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with app.app_context():
        paper = added(makers.PDF, "a.pdf", by=editor)
        old = queries.document_path(paper)
        examined = examine(makers.PDF + b"\n", "b.pdf", storage=wired().storage)
        with unit_of_work():
            replace_file(queries.get_asset(paper.id), examined, by=editor, now=clock.now())
        db.session.remove()
    answer = client.get(old)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "no-store")
    assert "b.pdf" in client.get(answer.location).headers["Content-Disposition"]
