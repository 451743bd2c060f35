"""Beside the form: whether it is ready to be published, and what apps will do with a change."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.accounts.permissions import Role
from app.core import clock
from app.core.db import db
from app.core.errors import Fault
from app.media.models import Asset, AssetKind
from app.podcast import operations as podcast
from app.podcast import queries, rehearsal, tagging
from tests.web.desk.conftest import Desk, asset, draft, entry, house, problems_in, work
from tests.web.desk.test_editing import fields_of, person

SHOW = {
    "title": "Steady Steps",
    "summary": "On moving.",
    "language": "en-GB",
    "author_name": "Us",
    "category": "Science",
    "image_alt": "A hip",
}


def panel(page: TestResponse, name: str) -> str:
    """The text of the panel `ready` or `impact`."""
    found = re.search(rf'<section class="actions {name}".*?</section>', page.text, re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))) if found else ""


@pytest.fixture
def live(app: Flask, at_desk: Desk, prepared: list[bool]) -> str:
    """The form of a live episode."""
    show = at_desk.write("/desk/podcast/new", **SHOW, image_id=asset(app, AssetKind.IMAGE), do="publish")
    sent = {"title": "One", "summary": "On hips.", "no_transcript_reason": "It has no speech."}
    made = at_desk.write(
        f"/desk/podcast/{show}/episodes/new", **sent, audio_id=asset(app, AssetKind.AUDIO), do="publish"
    )
    return f"/desk/episodes/{made}/"


def sent_to(at: Desk, path: str, **changes: Any) -> TestResponse:
    return at.post(path, fields_of(at.get(path).text) | changes)


def test_a_new_show_says_what_it_lacks_with_links_to_the_fields(at_desk: Desk) -> None:
    page = at_desk.get("/desk/podcast/new")
    said = panel(page, "ready")
    assert "to mend first" in said
    assert "A show needs a cover" in said
    assert "worth adding" in said
    for name in re.findall(r'<a href="#(\w+)" data-opens', page.text):
        assert f'id="{name}"' in page.text, name
    assert "not saved yet" not in said


def test_a_refused_page_is_judged_as_it_was_typed(at_desk: Desk) -> None:
    page = at_desk.post("/desk/podcast/new", {**SHOW, "author_name": "", "locked": "y", "do": "publish"})
    assert page.status_code == 422
    said = panel(page, "ready")
    assert "Say who makes the show" in said
    assert "Choose a category" not in said
    assert "not saved yet" in said


def test_what_cannot_be_read_is_no_reason_to_judge_nothing(at_desk: Desk) -> None:
    sent = {"title": "", "language": "en-GB", "body": "> " * 1000 + "deep", "season_names-0-number": "x"}
    page = at_desk.post("/desk/podcast/new", sent)
    assert page.status_code == 422
    assert "A show needs a cover" in panel(page, "ready")


def test_nothing_is_missing_is_said(app: Flask, at_desk: Desk) -> None:
    more = {"body": "Long.", "copyright_holder": "Us", "owner_name": "A", "owner_email": "a@example.org", "locked": "y"}
    people = {"credits-0-person_id": person(app), "credits-0-role": "host"}
    cover = asset(app, AssetKind.IMAGE)
    with work(app):
        db.session.get_one(Asset, cover).bytes = 400_000
    show = at_desk.write("/desk/podcast/new", **SHOW, **more, **people, image_id=cover, update_choice="FREQ=WEEKLY")
    page = at_desk.get(f"/desk/podcast/{show}/")
    assert panel(page, "ready").strip() == "Ready to publish? Nothing is missing. Check again"
    assert "to mend before publishing" not in page.text


def test_what_apps_will_do_is_said_of_episodes_only(at_desk: Desk) -> None:
    for path in ("/desk/blog/new", "/desk/articles/new"):
        page = at_desk.get(path)
        assert "There is no text yet" in panel(page, "ready")
        assert panel(page, "impact") == ""


def test_a_new_episode_has_nothing_that_apps_could_do(at_desk: Desk) -> None:
    show = at_desk.write("/desk/podcast/new", **SHOW)
    page = at_desk.get(f"/desk/podcast/{show}/episodes/new")
    assert "Upload the audio first" in panel(page, "ready")
    assert panel(page, "impact") == ""
    asked = at_desk.post(f"/desk/podcast/{show}/episodes/new", {"title": "One", "do": "impact"})
    assert (asked.status_code, panel(asked, "impact")) == (200, "")


def test_a_live_episode_without_changes_offers_to_look(at_desk: Desk, live: str) -> None:
    said = panel(at_desk.get(live), "impact")
    assert "Apps have it as it is here" in said
    assert "Write the tags again" in said


def test_what_is_typed_is_looked_at_and_not_saved(app: Flask, at_desk: Desk, live: str, prepared: list[bool]) -> None:
    before = draft(app, int(live.split("/")[3]))
    new = asset(app, AssetKind.AUDIO, name="second")
    page = sent_to(at_desk, live, title="Another title", audio_id=new, do="impact")
    assert page.status_code == 200
    said = panel(page, "impact")
    guid = entry(app, int(live.split("/")[3])).guid
    assert f"It does not change ({guid})" in said
    assert "Apps show “Another title”" in said
    assert "replaced at the same address (/media/steady-steps/one.mp3)" in said
    assert "1,000,002 bytes" in said, "the copy was made to know its length"
    assert "nothing is saved by looking" in said
    assert 'value="Another title"' in page.text
    assert 'data-unsaved="typed"' in page.text
    assert draft(app, int(live.split("/")[3])) == before
    assert prepared == [False, False]


def test_saved_changes_of_a_live_episode_are_looked_at_by_themselves(app: Flask, at_desk: Desk, live: str) -> None:
    new = asset(app, AssetKind.AUDIO, name="second")
    assert sent_to(at_desk, live, audio_id=new, summary="On knees.").status_code == 303
    said = panel(at_desk.get(live), "impact")
    assert "If you publish the changes that are saved" in said
    assert "about 1.4 MB" in said, "the copy is not made for a page that is only opened"
    assert "Description" in said


def test_a_bad_text_is_refused_before_anything_is_looked_at(at_desk: Desk, live: str, prepared: list[bool]) -> None:
    page = sent_to(at_desk, live, title="", chapters="nonsense", do="impact")
    assert page.status_code == 422
    assert "Give it a title" in " ".join(problems_in(page))
    page = sent_to(at_desk, live, chapters="nonsense", do="impact")
    assert page.status_code == 422
    assert prepared == [False]


def test_the_tags_are_written_again_on_purpose_only(app: Flask, at_desk: Desk, live: str, prepared: list[bool]) -> None:
    number = int(live.split("/")[3])
    assert sent_to(at_desk, live, title="Renamed", do="publish").status_code == 303
    assert prepared == [False], "an edited title does not tag again"
    answer = sent_to(at_desk, live, do="retag")
    assert answer.status_code == 303
    assert prepared == [False, True]
    with house(app):
        found = queries.get_episode(number)
        assert (found.enclosure_bytes, found.enclosure_path) == (1_000_002, "/media/steady-steps/one.mp3")
    assert "tags are written anew" in at_desk.get(live).text


def test_what_would_be_refused_is_refused_before_a_copy_is_made(
    app: Flask, at_desk: Desk, live: str, prepared: list[bool]
) -> None:
    new = asset(app, AssetKind.AUDIO, name="second")
    at = f"{clock.now() + timedelta(days=3):%Y-%m-%dT%H:%M}"
    for what in ("publish", "schedule", "retag"):
        page = sent_to(at_desk, live, audio_id=new, title="S1 E2: hips", do=what, publish_at=at)
        assert page.status_code == 422
        assert "Leave the numbers out of the title" in " ".join(problems_in(page))
        assert 'href="#title"' in page.text
    assert prepared == [False]


def test_a_scheduled_episode_says_that_nobody_has_it_yet(app: Flask, at_desk: Desk, live: str) -> None:
    show = _parent_of(app, live)
    at = clock.now() + timedelta(days=3)
    sent = {"title": "Two", "summary": "On hips.", "no_transcript_reason": "None.", "do": "schedule"}
    audio = asset(app, AssetKind.AUDIO, name="second")
    new = f"/desk/podcast/{show}/episodes/new"
    two = at_desk.write(new, **sent, audio_id=audio, publish_at=f"{at:%Y-%m-%dT%H:%M}")
    path = f"/desk/episodes/{two}/"
    later = at + timedelta(days=1)
    said = panel(sent_to(at_desk, path, publish_at=f"{later:%Y-%m-%dT%H:%M}", do="impact"), "impact")
    assert "Nobody has it yet" in said
    assert re.search(r"Date It moves from \w+ \d+ \w+", said)


def _parent_of(app: Flask, path: str) -> int:
    parent = entry(app, int(path.split("/")[3])).parent_id
    assert parent is not None
    return parent


def test_withdrawing_and_coming_back_say_what_apps_do(at_desk: Desk, live: str) -> None:
    number = live.split("/")[3]
    placing = at_desk.get(f"/desk/entries/{number}/").text
    assert "It disappears from apps" in placing
    assert at_desk.post(f"/desk/entries/{number}/withdraw").status_code == 303
    said = panel(sent_to(at_desk, live, do="impact"), "impact")
    assert "It comes back" in said
    assert "It disappears from apps" not in at_desk.get(f"/desk/entries/{_parent_of(at_desk.app, live)}/").text


def test_an_author_may_look_but_makes_no_copy_and_tags_nothing(
    app: Flask, as_author: Desk, prepared: list[bool], staff: dict[Role, Any]
) -> None:
    show = as_author.write("/desk/podcast/new", **SHOW, image_id=asset(app, AssetKind.IMAGE))
    sent = {"title": "One", "summary": "On hips.", "no_transcript_reason": "None."}
    made = as_author.write(f"/desk/podcast/{show}/episodes/new", **sent, audio_id=asset(app, AssetKind.AUDIO))
    with work(app):
        copy = tagging.prepare(None, queries.get_show(show), podcast.episode_draft(queries.get_episode(made)), at=None)  # type: ignore[arg-type]  # the stand-in looks at no date
        podcast.publish_show(queries.get_show(show), by=staff[Role.EDITOR], now=clock.now())
        podcast.publish_episode(queries.get_episode(made), tagged=copy, by=staff[Role.EDITOR], now=clock.now())
    path, new = f"/desk/episodes/{made}/", asset(app, AssetKind.AUDIO, name="second")
    said = panel(sent_to(as_author, path, audio_id=new, do="impact"), "impact")
    assert "about 1.4 MB" in said
    assert "Write the tags again" not in said
    assert prepared == [False]
    refused = sent_to(as_author, path, do="retag")
    assert refused.status_code == 403
    assert prepared == [False]


def test_somebody_elses_episode_is_not_there(desk: Callable[[Role], Desk], live: str) -> None:
    other = desk(Role.AUTHOR)
    assert other.get(live).status_code == 404
    for what in ("impact", "retag"):
        assert other.post(live, {"title": "Mine", "do": what}).status_code == 404


def test_what_the_feed_is_refused_for_lands_at_its_field(
    at_desk: Desk, live: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [Fault("body", "Not these tags."), Fault("number", "No."), Fault("podcast_guid", "No GUID.")]
    monkeypatch.setattr(rehearsal._Wiring, "feed_faults", staticmethod(lambda show, guid, now, candidate: faults))
    page = sent_to(at_desk, live, title="Renamed", do="publish")
    assert page.status_code == 422
    said = problems_in(page)[0]
    assert "Text: Not these tags." in said
    assert "Number: No." in said
    assert "No GUID." in said
    assert re.search(r'<textarea[^>]*aria-invalid="true"[^>]*name="body"', page.text)


def test_the_editors_with_sound_are_offered_where_they_are(app: Flask, at_desk: Desk, live: str) -> None:
    page = at_desk.get(live).text
    for endpoint, words in (("desk.chapters", "Edit on the waveform"), ("desk.transcript", "Edit beside the audio")):
        assert (words in page) is (endpoint in app.view_functions)
