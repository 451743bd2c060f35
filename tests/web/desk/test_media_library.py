"""The library in the desk without any script: looking for files, bringing several, the focal point, replacing."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from app.accounts.permissions import Actor
from app.blog import operations as blog
from app.content.drafts import EntryDraft
from app.core import clock
from app.core.db import db
from app.core.jobs import JobState, list_jobs
from app.core.unit_of_work import unit_of_work
from app.media import listing, operations, queries
from app.media.listing import Wanted
from app.media.models import Asset, AssetKind
from tests.conftest import MovableClock
from tests.media import makers
from tests.media.library import added
from tests.reviews.pages import Page
from tests.web.desk.signed_in import SignedIn


@pytest.fixture
def desk(app: Flask, editor: Actor, three: tuple[int, int, int]) -> SignedIn:  # after it: sessions end in two days
    return SignedIn(app, editor)


@pytest.fixture
def three(app: Flask, editor: Actor, moving: MovableClock) -> tuple[int, int, int]:
    """A described picture that a draft uses, a day later a picture, then a document."""
    with app.app_context():
        used = added(makers.picture(400, 300), "knee 100%.png", by=editor).id
        with unit_of_work():
            operations.describe_picture(queries.get_asset(used), "A bent joint", by=editor)
            draft = EntryDraft(title="On knees", summary="Knees.", image_id=used, image_alt="A knee")
            blog.create_post(draft, by=editor, now=clock.now())
        moving.move(days=1)
        plain = added(makers.picture(200, 200), "hip.png", by=editor).id
        moving.move(days=1)
        paper = added(makers.PDF, "leaflet.pdf", by=editor).id
        db.session.remove()
    return used, plain, paper


def found(app: Flask, wanted: Wanted) -> list[int]:
    with app.app_context():
        ids = [asset.id for asset in listing.list_assets(wanted).items]
        db.session.remove()
    return ids


def test_files_are_found_by_all_that_is_known_of_them(app: Flask, three: tuple[int, int, int]) -> None:
    used, plain, paper = three
    day = timedelta(days=1)
    with app.app_context():
        start = queries.get_asset(used).created_at
        counts = listing.count_kinds(Wanted(kind=AssetKind.AUDIO))
        db.session.remove()
    assert found(app, Wanted(text="KNEE")) == [used]
    assert found(app, Wanted(text="bent")) == [used]
    assert found(app, Wanted(text="100%")) == [used]
    assert found(app, Wanted(text="%")) == [used]
    assert found(app, Wanted(unused=True)) == [paper, plain]
    assert found(app, Wanted(undescribed=True)) == [plain]
    assert found(app, Wanted(since=start + day)) == [paper, plain]
    assert found(app, Wanted(since=start, until=start + day)) == [used]
    assert found(app, Wanted(AssetKind.IMAGE, unused=True)) == [plain]
    assert counts == {AssetKind.IMAGE: 2, AssetKind.AUDIO: 0, AssetKind.DOCUMENT: 1}


def test_the_address_says_what_is_shown(desk: SignedIn, three: tuple[int, int, int]) -> None:
    page = desk.get("/desk/media/?view=list&q=hip&since=2027-03-02&until=2027-03-02").text
    assert "1 file, newest first" in page
    assert "hip.png" in page
    assert "leaflet.pdf" not in page
    assert "<table" in page
    assert "Recordings (0)" in page
    assert 'href="/desk/media/?q=hip&amp;since=2027-03-02&amp;until=2027-03-02"' in page  # the grid
    grid = desk.get("/desk/media/?only=unused&kind=document").text
    assert "leaflet.pdf" in grid
    assert "<table" not in grid
    assert "knee 100%.png" not in grid


def test_what_cannot_be_meant_is_taken_as_not_asked(desk: SignedIn, three: tuple[int, int, int]) -> None:
    odd = desk.get("/desk/media/?kind=x&only=y&view=z&since=9999-12-31&until=soon&page=-1&q=%00").text
    assert "3 files, newest first" in odd
    assert "Nothing fits." in desk.get("/desk/media/?q=elbow").text
    assert "There is no such page." in desk.get("/desk/media/?page=9").text


def file(data: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def test_several_files_of_a_plain_form_each_get_a_line(desk: SignedIn, three: tuple[int, int, int]) -> None:
    given = [file(makers.picture(50, 60), "new.png"), file(makers.HTML, "talk.mp3"), file(makers.PDF, "again.pdf")]
    response = desk.submit("/desk/media/upload", file=[FileStorage(*each) for each in given])
    assert response.status_code == 200
    assert "2 of 3 files are in the library" in response.text
    assert "This is a web page (HTML)" in response.text
    assert f'<a href="/desk/media/{three[2]}/">again.pdf</a>: This file was in the library already.' in response.text


def test_one_file_that_is_there_already_leads_to_it(desk: SignedIn, three: tuple[int, int, int]) -> None:
    response = desk.submit("/desk/media/upload", file=file(makers.PDF, "again.pdf"))
    assert response.location == f"/desk/media/{three[2]}/"
    assert "This file was in the library already." in desk.get(response.location).text


def test_where_a_file_is_used_is_a_link_to_open_it(desk: SignedIn, three: tuple[int, int, int]) -> None:
    page = desk.get(f"/desk/media/{three[0]}/").text
    assert "the picture of On knees</a>" in page
    assert "Delete this file" not in page


def asset(app: Flask, asset_id: int) -> Asset:
    with app.app_context():
        there = queries.get_asset(asset_id)
        db.session.remove()
    return there


def test_the_focal_point_is_saved_and_its_crops_are_wanted(
    app: Flask, desk: SignedIn, three: tuple[int, int, int]
) -> None:
    response = desk.submit(f"/desk/media/{three[1]}/focal", x="33,3", y=" 100 ")
    assert (response.status_code, response.location) == (303, f"/desk/media/{three[1]}/#focal")
    assert (asset(app, three[1]).focal_x, asset(app, three[1]).focal_y) == (333, 1000)
    with app.app_context():
        assert [job.name for job in list_jobs(JobState.QUEUED)].count("make_renditions") == 3
        db.session.remove()
    assert 'value="33.3"' in desk.get(f"/desk/media/{three[1]}/").text


@pytest.mark.parametrize(
    ("x", "y", "said"), [("left", "1", "“Across”"), ("1", "100.1", "“Down”"), ("inf", "", "“Across”")]
)
def test_a_point_that_is_none_is_said_at_its_field(
    app: Flask, desk: SignedIn, three: tuple[int, int, int], x: str, y: str, said: str
) -> None:
    response = desk.submit(f"/desk/media/{three[1]}/focal", x=x, y=y)
    assert response.status_code == 422
    assert f"{said} is a number from 0 to 100." in response.text
    assert f'value="{x}"' in response.text
    assert asset(app, three[1]).focal_x == 500


def test_a_picture_is_replaced_and_remembers_what_it_was(
    app: Flask, desk: SignedIn, three: tuple[int, int, int]
) -> None:
    address = f"/desk/media/{three[0]}/"
    old = asset(app, three[0]).sha256
    response = desk.submit(f"{address}replace", file=file(makers.picture(90, 90), "better.png"))
    assert (response.status_code, response.location) == (303, address)
    page = desk.get(address).text
    assert "Pages show the new one." in page
    assert "knee 100%.png (" in page
    assert "A bent joint" in page
    answer = desk.get(f"/images/{old[:20]}-400.png")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "no-store")
    assert desk.get(answer.location).status_code == 200


def test_which_pages_lose_their_sign_off_is_said_before_a_picture_is_replaced(
    app: Flask, desk: SignedIn, three: tuple[int, int, int], editor: Actor, moving: MovableClock
) -> None:
    address, told = f"/desk/media/{three[1]}/", "They lose the sign-off until they are reviewed again"
    with app.app_context():
        page = Page(editor, live=False)
        page.write(title="Signed knees", body=f'<figure data-asset="{three[1]}" data-alt="A knee"></figure>')
        page.publish()
        page.sign()
        db.session.remove()
    moving.move(minutes=1)
    before = desk.get(address).text
    assert told in before
    assert f'<a href="/desk/entries/{page.id}/review/">Signed knees</a>' in before
    desk.submit(f"{address}replace", file=file(makers.picture(90, 90), "better.png"))
    after = desk.get(address).text
    assert "1 signed-off page must be reviewed again." in after
    assert told not in after


def test_what_cannot_take_its_place_is_said_there(app: Flask, desk: SignedIn, three: tuple[int, int, int]) -> None:
    address = f"/desk/media/{three[1]}/replace"
    for given, said in (
        ({"file": file(makers.PDF, "a.pdf")}, "only another picture can take its place"),
        (
            {"file": file(makers.picture(400, 300), "a.png")},
            f"in the library already, as “knee 100%.png” (No. {three[0]})",
        ),
        ({"file": file(makers.huge_png(30_000, 10), "a.png")}, "30,000 × 10 pixels"),
        ({}, "Choose a file first."),
    ):
        response = desk.submit(address, **given)
        assert response.status_code == 422
        assert said in response.text


def test_an_author_sees_what_others_brought_and_changes_nothing(
    app: Flask, author: Actor, three: tuple[int, int, int]
) -> None:
    other, address = SignedIn(app, author), f"/desk/media/{three[1]}/"
    page = other.get(address).text
    assert "an editor describes it" in page
    assert "Save the point" not in page
    assert "You may not change what somebody else wrote" in page or "You may not write here" in page
    for name, fields in (("describe", {"alt": "x"}), ("focal", {"x": "1", "y": "1"})):
        assert other.submit(f"{address}{name}", **fields).status_code == 403
    assert other.submit(f"{address}replace", file=file(makers.picture(9, 9), "a.png")).status_code == 403


def test_a_recording_is_said_to_be_replaced_in_its_episode(app: Flask, desk: SignedIn, editor: Actor) -> None:
    with app.app_context():
        sound = added(makers.cbr(2), by=editor).id
        db.session.remove()
    assert "choose it in its episode" in desk.get(f"/desk/media/{sound}/").text
    refused = desk.submit(f"/desk/media/{sound}/replace", file=file(makers.cbr(3), "b.mp3"))
    assert refused.status_code == 422
