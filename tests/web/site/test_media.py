"""Bytes for everybody: rules 20, 21, 46 and 47 of docs/feeds.md."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor
from app.content import operations as content
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.media import operations as media
from app.media import queries, work
from app.media.intake import examine
from app.media.settings import wired
from app.podcast import operations as podcast
from app.podcast import queries as shows
from app.podcast.draft import EpisodeDraft, ShowDraft
from tests import factories
from tests.conftest import MovableClock
from tests.media import makers
from tests.media.library import added

SOUND = makers.cbr(4)
PATH = "/media/on-walking/first-steps.mp3"


@pytest.fixture
def audio(app: Flask, editor: Actor) -> str:
    """The path of a live episode's audio."""
    with app.app_context():
        cover = added(makers.picture(1400, 1400, extension="jpg"), "cover.jpg", by=editor)
        sound = added(SOUND, "first.mp3", by=editor)
        with unit_of_work():
            draft = ShowDraft(
                title="On walking", summary="About walking.", image_id=cover.id, image_alt="A path",
                author_name="Sample editor", category="Health & Fitness",
            )  # fmt: skip
            show = podcast.create_show(draft, by=editor, now=clock.now())
            podcast.publish_show(show, by=editor, now=clock.now())
            first = EpisodeDraft(title="First steps", summary="The first.", audio_id=sound.id)
            episode = podcast.create_episode(show, first, by=editor, now=clock.now())
            factories.publish_episode(episode, by=editor, now=clock.now())
            path = episode.enclosure_path
        db.session.remove()
    assert path == PATH
    return path


def test_rule_46_an_episodes_audio_is_served_whole_and_offers_ranges(client: FlaskClient, audio: str) -> None:
    response = client.get(audio)
    assert response.status_code == 200
    assert response.data == SOUND
    assert response.headers["Content-Type"] == "audio/mpeg"
    assert response.headers["Content-Length"] == str(len(SOUND))
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.get_etag()[1] is False
    assert "Last-Modified" in response.headers
    assert "Set-Cookie" not in response.headers
    assert "Vary" not in response.headers


def test_rule_47_head_says_the_length_and_ignores_ranges(client: FlaskClient, audio: str) -> None:
    for headers in ({}, {"Range": "bytes=0-1"}):
        response = client.head(audio, headers=headers)
        assert (response.status_code, response.data) == (200, b"")
        assert response.headers["Content-Length"] == str(len(SOUND))
        assert response.headers["Content-Type"] == "audio/mpeg"


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [("bytes=0-1", 0, 2), ("bytes=500-", 500, len(SOUND)), ("bytes=-500", len(SOUND) - 500, len(SOUND))],
)
def test_rule_46_and_47_one_range_is_given(client: FlaskClient, audio: str, header: str, start: int, stop: int) -> None:
    response = client.get(audio, headers={"Range": header})
    assert response.status_code == 206
    assert response.data == SOUND[start:stop]
    assert response.headers["Content-Length"] == str(stop - start)
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(SOUND)}"
    assert response.headers["Content-Type"] == "audio/mpeg"


def test_rule_47_a_range_behind_the_end_is_answered_with_the_size(client: FlaskClient, audio: str) -> None:
    response = client.get(audio, headers={"Range": f"bytes={len(SOUND)}-"})
    assert (response.status_code, response.data) == (416, b"")
    assert response.headers["Content-Range"] == f"bytes */{len(SOUND)}"


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "items=0-1", "bytes=x"])
def test_rule_47_what_is_not_understood_gets_everything(client: FlaskClient, audio: str, header: str) -> None:
    response = client.get(audio, headers={"Range": header})
    assert (response.status_code, response.data) == (200, SOUND)


def test_rule_47_an_old_version_is_not_gone_on_with(client: FlaskClient, audio: str) -> None:
    etag = client.head(audio).headers["ETag"]
    assert client.get(audio, headers={"Range": "bytes=0-1", "If-Range": etag}).status_code == 206
    assert client.get(audio, headers={"Range": "bytes=0-1", "If-Range": '"old"'}).status_code == 200


def test_rule_46_what_is_known_already_is_not_sent_again(client: FlaskClient, audio: str) -> None:
    first = client.head(audio)
    for headers in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        response = client.get(audio, headers=headers)
        assert (response.status_code, response.data) == (304, b"")
        assert response.headers["ETag"] == first.headers["ETag"]
        assert "Content-Length" not in response.headers
        assert response.headers["Cache-Control"] == "public, max-age=86400"


def test_nothing_of_the_database_is_held_while_bytes_go_out(app: Flask, client: FlaskClient, audio: str) -> None:
    response = client.get(audio, buffered=False)
    with app.app_context():
        assert "Current Checked out connections: 0" in db.engine.pool.status()
    assert next(iter(response.response)) == SOUND[: 64 * 1024]
    response.close()


def test_the_audio_of_a_withdrawn_episode_is_gone(app: Flask, client: FlaskClient, audio: str, editor: Actor) -> None:
    with app.app_context():
        with unit_of_work():
            episode = shows.find_episode_by_enclosure(audio, now=clock.now())
            assert episode is not None
            content.withdraw(episode, by=editor, now=clock.now())
        db.session.remove()
    assert client.get(audio).status_code == 410


def test_the_audio_of_a_withdrawn_show_is_gone(app: Flask, client: FlaskClient, audio: str, editor: Actor) -> None:
    with app.app_context():
        with unit_of_work():
            content.withdraw(shows.list_all_shows()[0], by=editor, now=clock.now())
        db.session.remove()
    assert client.get(audio).status_code == 410


def test_the_audio_of_what_was_deleted_for_good_is_gone(
    app: Flask, client: FlaskClient, audio: str, editor: Actor, admin: Actor
) -> None:
    with app.app_context():
        with unit_of_work():
            episode = shows.find_episode_by_enclosure(audio, now=clock.now())
            assert episode is not None
            content.move_to_bin(episode, by=editor, now=clock.now())
            content.delete_for_ever(episode, by=admin, now=clock.now())
        db.session.remove()
    assert client.get(audio).status_code == 410


def test_the_audio_of_a_private_show_was_never_here(app: Flask, client: FlaskClient, audio: str) -> None:
    with app.app_context():
        with unit_of_work():
            show = shows.list_all_shows()[0]
            for entry in (show, *shows.list_every_episode(show.id)):
                entry.private = True
        db.session.remove()
    assert client.get(audio).status_code == 404


def test_rules_20_and_47_a_replaced_file_has_a_new_length_and_validator_at_the_same_address(
    app: Flask, client: FlaskClient, audio: str, editor: Actor
) -> None:
    """A download that was begun before and goes on afterwards gets the whole new file, never a mixture."""
    before = client.head(audio)
    other = makers.cbr(9)
    with app.app_context():
        asset_id = added(other, "second.mp3", by=editor).id
        with unit_of_work():
            found = shows.find_episode_by_enclosure(audio, now=clock.now())
            assert found is not None
            episode = shows.get_episode(found.id)
            draft = replace(podcast.episode_draft(episode), audio_id=asset_id)
            content.save_draft(episode, draft, expected_version=episode.version, by=editor, now=clock.now())
            factories.publish_episode(episode, by=editor, now=clock.now())
        db.session.remove()
    after = client.head(audio)
    assert (before.headers["Content-Length"], after.headers["Content-Length"]) == (str(len(SOUND)), str(len(other)))
    assert before.headers["ETag"] != after.headers["ETag"]
    for validator in (before.headers["ETag"], "Mon, 01 Jan 2001 00:00:00 GMT"):
        response = client.get(audio, headers={"Range": "bytes=1000-", "If-Range": validator})
        assert (response.status_code, response.data) == (200, other)
    assert client.get(audio, headers={"If-None-Match": before.headers["ETag"]}).data == other
    response = client.get(audio, headers={"Range": "bytes=1000-", "If-Range": after.headers["ETag"]})
    assert (response.status_code, response.data) == (206, other[1000:])


def test_rule_22_the_address_of_audio_is_ascii_whatever_the_episode_is_called(
    app: Flask, client: FlaskClient, audio: str, editor: Actor, moving: MovableClock
) -> None:
    moving.move(minutes=1)
    with app.app_context():
        sound = added(makers.cbr(3), "Übung 椅子.mp3", by=editor)
        with unit_of_work():
            draft = EpisodeDraft(title="Übung auf dem Stuhl 椅子 & mehr", summary="s", audio_id=sound.id)
            episode = podcast.create_episode(shows.list_all_shows()[0], draft, by=editor, now=clock.now())
            factories.publish_episode(episode, by=editor, now=clock.now())
            path = episode.enclosure_path
        db.session.remove()
    assert path is not None
    assert path.isascii()
    assert quote(path) == path
    assert path.endswith(".mp3")
    assert client.head(path).status_code == 200


def test_rule_49_audio_is_given_without_any_redirect(client: FlaskClient, audio: str) -> None:
    assert client.get(audio).history == ()
    assert client.get(audio).status_code == 200


def test_a_scheduled_episode_has_none_before_its_second(
    app: Flask, client: FlaskClient, audio: str, editor: Actor
) -> None:
    with app.app_context():
        second = added(makers.cbr(3), by=editor)
        with unit_of_work():
            show = shows.list_all_shows()[0]
            draft = EpisodeDraft(title="Second steps", summary="The second.", audio_id=second.id)
            episode = podcast.create_episode(show, draft, by=editor, now=clock.now())
            factories.publish_episode(episode, by=editor, now=clock.now(), at=clock.now() + timedelta(hours=1))
            path = episode.enclosure_path
        db.session.remove()
    assert path is not None
    assert client.get(path).status_code == 404


def test_other_paths_have_no_audio(client: FlaskClient, audio: str) -> None:
    assert client.get("/media/on-walking/second.mp3").status_code == 404


def test_audio_whose_bytes_are_lost_is_a_404(app: Flask, client: FlaskClient, audio: str) -> None:
    with app.app_context():
        storage = wired().storage
        for key in list(storage.list()):
            storage.delete(key)
    assert client.get(audio).status_code == 404


def test_pictures_and_their_copies_are_kept_for_ever(app: Flask, client: FlaskClient, editor: Actor) -> None:
    data = makers.picture(1000, 500, extension="jpg")
    with app.app_context():
        asset = added(data, by=editor)
        start = f"/images/{asset.sha256[:20]}"
        early = client.get(f"{start}-640.webp")
        work.make_renditions(asset.id)
        db.session.remove()
    assert (early.status_code, early.location) == (302, f"{start}-1000.jpg")
    assert early.headers["Cache-Control"] == "no-store"
    original, copy = client.get(f"{start}-1000.jpg"), client.get(f"{start}-640.webp")
    assert original.data == data
    assert original.headers["Content-Type"] == "image/jpeg"
    assert original.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (copy.status_code, copy.headers["Content-Type"]) == (200, "image/webp")
    assert client.head(f"{start}-640.webp").headers["Content-Length"] == str(len(copy.data))
    assert client.get(f"{start}-641.webp").status_code == 404
    assert client.get("/images/none-640.webp").status_code == 404


def test_a_document_is_saved_under_its_name_and_never_opened_as_a_page(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with app.app_context():
        examined = examine(makers.PDF, 'A "leaflet"\u202e für 膝.pdf', storage=wired().storage)
        with unit_of_work():
            asset = media.add_asset(examined, by=editor, now=clock.now())
            path = queries.document_path(asset)
        db.session.remove()
    response = client.get(path)
    assert (response.status_code, response.data) == (200, makers.PDF)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["Content-Disposition"].isascii()
    assert "filename*=UTF-8''A%20leaflet%20f%C3%BCr%20%E8%86%9D.pdf" in response.headers["Content-Disposition"]
    assert client.get("/documents/00000000000000000000.pdf").status_code == 404
