"""A sign-off is of the pictures in a text, too: another file under the same number is no picture that anybody signed."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Activity
from app.accounts.permissions import Actor
from app.content import queries
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.media import queries as media
from app.media import replacing
from app.media.intake import examine
from app.media.models import Asset
from app.media.settings import wired
from app.reviews import judging
from app.reviews.words import sentences
from tests.conftest import MovableClock
from tests.media import makers
from tests.media.library import added
from tests.reviews.pages import BODY, Page

SIGNED, OTHER = makers.picture(70, 40, extension="jpg"), makers.picture(90, 90)
DAY = date(2027, 3, 1)
Replace = Callable[[Asset, bytes], None]


def _with_picture(asset: Asset) -> str:
    return f'{BODY}<figure data-asset="{asset.id}" data-alt="A bent knee"></figure>'


@pytest.fixture
def replace(editor: Actor, moving: MovableClock) -> Replace:
    def replace_it(asset: Asset, data: bytes) -> None:
        moving.move(hours=1)
        examined = examine(data, "new.png", storage=wired().storage)
        with unit_of_work():
            replacing.replace_file(media.get_asset(asset.id), examined, by=editor, now=clock.now())
        moving.move(hours=1)

    return replace_it


@pytest.fixture
def asset(house: Flask, editor: Actor) -> Asset:
    return added(SIGNED, "knee.jpg", by=editor)


@pytest.fixture
def page(asset: Asset, editor: Actor) -> Page:
    """Signed off and public, with the picture in its text."""
    made = Page(editor, live=False)
    made.write(body=_with_picture(asset))
    made.publish()
    made.sign()
    return made


def test_another_picture_in_the_text_drops_the_sign_off(page: Page, asset: Asset, replace: Replace) -> None:
    assert page.says()[2] is not None
    replace(asset, OTHER)
    assert (page.says()[0], page.says()[2]) == (DAY, None)
    said = " ".join(sentences(judging.known_of(page.entry, now=clock.now())))
    assert "the public text, or a picture in it, was changed after the review of 1 March 2027" in said
    dropped = db.session.scalars(sa.select(Activity).where(Activity.what == "sign-off dropped")).one()
    assert (dropped.user_name, dropped.entry_id) == (page.by.name, page.id)


def test_the_next_publish_does_not_give_it_back(page: Page, asset: Asset, replace: Replace) -> None:
    replace(asset, OTHER)
    page.write(tags=("Hip",))
    assert "covers the page before its change" in judging.sign_off_missing(page.entry, queries.latest_draft(page.entry))
    page.publish()
    assert page.says()[2] is None


def test_the_picture_that_was_signed_brings_it_back(page: Page, asset: Asset, replace: Replace) -> None:
    signed = page.says()
    replace(asset, OTHER)
    replace(asset, SIGNED)
    assert page.says() == signed


def test_of_a_draft_that_waits_for_its_publish_the_sign_off_is_gone_too(
    asset: Asset, editor: Actor, replace: Replace
) -> None:
    page = Page(editor, live=False)
    page.write(body=_with_picture(asset))
    page.sign()
    replace(asset, OTHER)
    page.publish()
    assert page.says()[2] is None


def test_a_picture_beside_the_text_and_one_elsewhere_touch_no_sign_off(
    asset: Asset, editor: Actor, replace: Replace
) -> None:
    page = Page(editor, live=False)
    page.write(image_id=asset.id, image_decorative=True)
    page.publish()
    made = page.sign()
    replace(asset, OTHER)
    page.write(tags=("Hip",))
    page.publish()
    assert page.says()[2] == made


def test_a_review_of_the_page_with_the_new_picture_outlives_the_old_one(
    page: Page, asset: Asset, replace: Replace
) -> None:
    replace(asset, OTHER)
    again = page.sign()
    assert page.says()[2] == again
    page.write(tags=("Hip",))
    page.publish()
    assert page.says()[2] == again
