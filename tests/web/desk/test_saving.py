"""Saving over others, publishing and scheduling from the form: all of it or nothing."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from app.accounts.permissions import Role
from app.content.lifecycle import State
from app.core import clock
from app.media.models import AssetKind
from tests.web.desk.conftest import Desk, asset, count, draft, entry, problems_in, token_of


def test_two_editors_never_overwrite_each_other(app: Flask, desk: Callable[[Role], Desk]) -> None:
    mine, theirs = desk(Role.EDITOR), desk(Role.ADMIN)
    post = mine.write("/desk/blog/new", title="Ours", body="First.")
    path = f"/desk/blog/{post}/"
    version = mine.version(path)
    theirs.post(path, {"title": "Ours", "body": "Theirs, saved.", "version": version})
    lost = mine.post(path, {"title": "Ours & mine", "body": "Mine, typed.", "version": version, "tags": "kept"})
    assert lost.status_code == 409
    for text in ("Theirs, saved.", "Mine, typed.", "Ours &amp; mine", "Sample admin saved this post"):
        assert text in lost.text
    assert draft(app, post).body == "<p>Theirs, saved.</p>"

    carried = dict(re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', lost.text, re.DOTALL))
    sent = {name: unescape(value) for name, value in carried.items()}
    sent["version"] = re.search(r'name="version" value="(\d+)"', lost.text)[1]  # type: ignore[index]  # it is there
    writing = mine.client.post(path, data={**sent, "csrf_token": token_of(lost), "do": "edit"})
    assert (writing.status_code, "Mine, typed." in writing.text) == (200, True)
    saved = mine.client.post(path, data={**sent, "csrf_token": token_of(lost), "do": "save"})
    assert saved.status_code == 303
    assert draft(app, post).tags == ("kept",)
    assert entry(app, post).latest_revision == 3


@pytest.mark.parametrize("version", ["", "x", "99", "9" * 40])
def test_a_version_that_is_none_is_a_conflict(app: Flask, at_desk: Desk, version: str) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours")
    answer = at_desk.post(f"/desk/blog/{post}/", {"title": "Ours", "version": version})
    assert answer.status_code == 409
    assert "The two say the same." in answer.text


def test_what_was_typed_on_a_page_that_went_away_is_shown(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours")
    version = at_desk.version(f"/desk/blog/{post}/")
    at_desk.post(f"/desk/entries/{post}/bin")
    answer = at_desk.post(f"/desk/blog/{post}/", {"title": "Typed all evening", "version": version})
    assert answer.status_code == 404
    assert "Typed all evening" in answer.text


def test_publishing_takes_the_typed_text_public(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Now", summary="A sentence.", body="Words.", do="publish")
    assert entry(app, post).state(clock.now()) is State.LIVE
    path = f"/desk/blog/{post}/"
    at_desk.post(path, {"title": "Later", "summary": "A sentence.", "version": at_desk.version(path)})
    assert entry(app, post).title == "Now"
    assert "Live with changes" in at_desk.get(path).text
    sent = {"title": "Later", "summary": "A sentence.", "body": "Words.", "version": at_desk.version(path)}
    sent["do"] = "publish"
    assert at_desk.post(path, sent).status_code == 303
    assert "The changes are published." in at_desk.get(path).text
    assert entry(app, post).title == "Later"


def test_what_cannot_be_published_is_not_half_saved(app: Flask, at_desk: Desk) -> None:
    sent = {"title": "Now", "body": "A mark.[^gone]", "image_id": asset(app, AssetKind.IMAGE), "do": "publish"}
    answer = at_desk.post("/desk/blog/new", sent)
    assert answer.status_code == 422
    said = " ".join(problems_in(answer))
    for words in ("Write a summary", "Describe the picture", "references that are not in the list: gone"):
        assert words in said
    assert count(app) == 0


@pytest.mark.usefixtures("prepared")
def test_an_episode_is_published_when_nothing_is_missing(app: Flask, at_desk: Desk) -> None:
    show = at_desk.post("/desk/podcast/new", {"title": "A show", "language": "en-GB", "do": "publish"})
    assert "A show needs a cover" in " ".join(problems_in(show))
    good = {"title": "A show", "summary": "On hips.", "language": "en-GB", "author_name": "Us", "category": "Science"}
    cover = {"image_id": asset(app, AssetKind.IMAGE), "image_alt": "A hip"}
    show_id = at_desk.write("/desk/podcast/new", **good, **cover, do="publish")
    new = f"/desk/podcast/{show_id}/episodes/new"
    refused = at_desk.post(new, {"title": "One", "summary": "On hips.", "do": "publish"})
    assert "Upload the audio first." in " ".join(problems_in(refused))
    good = {"title": "One", "summary": "On hips.", "audio_id": str(asset(app, AssetKind.AUDIO)), "do": "publish"}
    refused = at_desk.post(new, good)
    assert "Add a transcript, or say why there is none" in " ".join(problems_in(refused))
    episode = at_desk.write(new, **good, no_transcript_reason="It has no speech.")
    assert entry(app, episode).state(clock.now()) is State.LIVE


@pytest.mark.parametrize(
    ("publish_at", "words"),
    [
        ("", "Give a date and a time"),
        ("soon", "Give a date and a time"),
        ("2027-02-28T10:00", "in the past"),
        ("2027-03-28T01:30", "the clocks skip 01:30"),
        ("2027-10-31T01:30", "comes twice"),
        ("2039-01-01T10:00", "more than five years"),
        ("99999-01-01T10:00", "Give a date and a time"),
    ],
)
def test_a_time_that_cannot_be_is_refused(app: Flask, at_desk: Desk, publish_at: str, words: str) -> None:
    sent = {"title": "Later", "summary": "A sentence.", "body": "Words.", "publish_at": publish_at, "do": "schedule"}
    answer = at_desk.post("/desk/blog/new", sent)
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))
    assert f'value="{publish_at}"' in answer.text
    assert count(app) == 0


def test_of_a_time_that_comes_twice_one_is_chosen(app: Flask, at_desk: Desk) -> None:
    times = []
    for which in ("first", "second"):
        sent = {
            "title": which,
            "summary": "A sentence.",
            "body": "Words.",
            "publish_at": "2027-10-31T01:30",
            "do": "schedule",
        }
        assert "The first" in at_desk.post("/desk/blog/new", sent).text
        post = at_desk.write("/desk/blog/new", **sent, publish_at_which=which)
        times.append(entry(app, post).published_at)
        assert ("BST", "GMT")[which == "second"] in at_desk.get("/desk/").text
    assert times[0] is not None
    assert times[1] is not None
    assert (times[1] - times[0]).total_seconds() == 3600


def test_scheduled_in_the_sites_zone(app: Flask, at_desk: Desk) -> None:
    """Summer time: six in the evening in London is five in UTC."""
    sent = {
        "title": "Later",
        "summary": "A sentence.",
        "body": "Words.",
        "publish_at": "2027-06-01T18:00",
        "do": "schedule",
    }
    post = at_desk.write("/desk/blog/new", **sent)
    at = entry(app, post).published_at
    assert at is not None
    assert at.hour == 17
    assert "Tuesday 1 June 2027, 18:00" in at_desk.get(f"/desk/blog/{post}/").text


def test_an_author_writes_their_own_drafts_only(app: Flask, desk: Callable[[Role], Desk]) -> None:
    author, editor = desk(Role.AUTHOR), desk(Role.EDITOR)
    own, other = author.write("/desk/blog/new", title="Mine"), editor.write("/desk/blog/new", title="Somebody else's")
    assert author.get(f"/desk/blog/{own}/").status_code == 200
    assert "Publish now" not in author.get(f"/desk/blog/{own}/").text
    for path in ("", "preview", "page", "revisions/", "revisions/1/"):
        assert author.get(f"/desk/entries/{other}/{path}").status_code == 404
    assert author.get(f"/desk/blog/{other}/").status_code == 404
    assert author.post(f"/desk/entries/{other}/address", {"slug": "x"}).status_code == 404
    assert author.post(f"/desk/entries/{other}/revisions/1/restore").status_code == 404
    assert author.post(f"/desk/blog/{other}/", {"title": "Taken", "version": "1"}).status_code == 404
    assert "Somebody else" not in author.get("/desk/blog/").text


@pytest.mark.parametrize("do", ["publish", "schedule"])
def test_an_author_cannot_publish_and_keeps_what_they_typed(app: Flask, as_author: Desk, do: str) -> None:
    sent = {"title": "Typed", "summary": "A sentence.", "body": "Words.", "publish_at": "2027-06-01T18:00", "do": do}
    answer = as_author.post("/desk/blog/new", sent)
    assert answer.status_code == 403
    assert "You may not publish" in answer.text
    assert 'value="Typed"' in answer.text
    assert count(app) == 0


def test_a_form_that_arrives_without_its_text_takes_no_text_away(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours", body="An evening of work.")
    path = f"/desk/blog/{post}/"
    for missing in ("body", "title"):
        whole = {"title": "Ours", "body": "Typed.", "version": at_desk.version(path), "tags": "kept"}
        torn = {name: value for name, value in whole.items() if name != missing}
        for button in ("save", "publish", "add-citations", "preview"):
            answer = at_desk.send(path, {**torn, "do": button})
            assert answer.status_code == 422
            assert "This did not arrive with the rest, so nothing was saved." in " ".join(problems_in(answer))
            assert ("An evening of work." if missing == "body" else 'value="Ours"') in answer.text
            assert 'value="kept"' in answer.text
    assert draft(app, post).body == "<p>An evening of work.</p>"
    assert at_desk.send("/desk/blog/new", {"title": "Begun"}).status_code == 422
