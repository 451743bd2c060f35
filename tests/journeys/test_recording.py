"""A recording's page while jobs run, and a file that is replaced while somebody downloads it."""

from dataclasses import replace

import pytest
import requests
from playwright.sync_api import Page, expect

from app.accounts.permissions import Actor
from app.accounts.queries import list_users
from app.content import operations as content
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.media import work
from app.podcast import operations, queries, tagging
from app.podcast.draft import EpisodeDraft, ShowDraft
from tests.journeys.conftest import LiveSite, log_in
from tests.media import makers
from tests.media.library import added

pytestmark = pytest.mark.journey

LONG = makers.cbr(400)


def editor_of(live_site: LiveSite) -> Actor:
    return next(user.actor for user in list_users() if user.email.startswith("editor"))


def test_the_page_shows_what_was_found_as_soon_as_it_is_there(page: Page, live_site: LiveSite) -> None:
    live_site.app.extensions["worker"].stop()
    with live_site.app.app_context():
        asset_id = added(makers.vbr(20, table=False), "Interview.mp3", by=editor_of(live_site)).id
        db.session.remove()
    log_in(page)
    page.goto(f"/desk/media/{asset_id}/")
    expect(page.get_by_text("Mending the recording …", exact=True)).to_be_visible()
    with live_site.app.app_context():
        work.mend(asset_id, now=clock.now())
        db.session.remove()
    expect(page.get_by_text("Listening to the recording …").first).to_be_visible()
    expect(page.get_by_text("was missing")).to_be_visible()
    with live_site.app.app_context():
        work.listen(asset_id)
        db.session.remove()
    expect(page.get_by_role("button", name="Listen again")).to_be_visible()
    expect(page.locator("[data-recording-said]")).to_have_text("What was found in the recording is here now.")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the original").click()
    assert started.value.suggested_filename == "Interview.mp3"
    assert started.value.path().read_bytes() == makers.vbr(20, table=False)


def live_episode(by: Actor) -> int:
    cover = added(makers.picture(1400, 1400, extension="jpg"), "cover.jpg", by=by)
    sound = added(LONG, "first.mp3", by=by)
    with unit_of_work():
        show_draft = ShowDraft(
            title="On walking", summary="s", image_id=cover.id, image_alt="A path", author_name="Sample editor"
        )
        show = operations.create_show(show_draft, by=by, now=clock.now())
        operations.publish_show(show, by=by, now=clock.now())
        draft = EpisodeDraft(title="First steps", summary="s", audio_id=sound.id, no_transcript_reason="Music only.")
        episode = operations.create_episode(show, draft, by=by, now=clock.now())
    publish(episode.id, by)
    return episode.id


def publish(episode_id: int, by: Actor) -> None:
    episode = queries.get_episode(episode_id)
    show, draft = queries.get_show(episode.parent_id or 0), operations.episode_draft(episode)
    tagged = tagging.prepare(episode, show, draft, at=clock.now())
    with unit_of_work():
        operations.publish_episode(queries.get_episode(episode_id), tagged=tagged, by=by, now=clock.now())


def test_a_download_begun_before_a_file_is_replaced_never_gets_a_mixture(live_site: LiveSite) -> None:
    with live_site.app.app_context():
        by = editor_of(live_site)
        episode_id = live_episode(by)
        path = queries.get_episode(episode_id).enclosure_path
        db.session.remove()
    address = f"{live_site.url}{path}"
    whole = requests.get(address, timeout=30)
    assert whole.content.endswith(LONG)
    going_on = requests.get(address, stream=True, timeout=30)
    first = going_on.raw.read(100_000)

    other = makers.cbr(30)
    with live_site.app.app_context():
        sound_id = added(other, "second.mp3", by=by).id
        with unit_of_work():
            episode = queries.get_episode(episode_id)
            draft = replace(operations.episode_draft(episode), audio_id=sound_id)
            content.save_draft(episode, draft, expected_version=episode.version, by=by, now=clock.now())
        publish(episode_id, by)
        db.session.remove()

    assert first + going_on.raw.read() == whole.content, "who was in the middle gets the old file to its end"
    after = requests.head(address, timeout=30)
    assert after.headers["ETag"] != whole.headers["ETag"]
    assert int(after.headers["Content-Length"]) < len(whole.content)
    broken_off = {"Range": "bytes=100000-", "If-Range": whole.headers["ETag"]}
    resumed = requests.get(address, headers=broken_off, timeout=30)
    assert resumed.status_code == 200
    assert resumed.content.endswith(other)
    assert len(resumed.content) == int(after.headers["Content-Length"])
