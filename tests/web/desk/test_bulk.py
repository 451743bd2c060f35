"""The same done to many: each by itself, each told of, whatever becomes of the others."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.accounts.permissions import Role
from app.content import operations, queries
from app.content.lifecycle import State
from app.core import clock
from app.core.errors import Conflict
from app.core.unit_of_work import unit_of_work
from app.media.models import AssetKind
from app.web.desk import bulk as page_of_bulk
from tests import factories
from tests.web.desk.conftest import Desk, asset, draft, entry, house, problems_in, work
from tests.web.desk.test_panels import SHOW

POST = {"summary": "A sentence.", "body": "Words.", "tags": "hip"}


def post(at: Desk, title: str, **more: Any) -> int:
    return at.write("/desk/blog/new", title=title, **{**POST, **more})


def do(at: Desk, what: str, *ids: int, **more: Any) -> TestResponse:
    return at.post("/desk/bulk", {"do": what, "id": list(ids), "back": "/desk/blog/?q=x", **more})


def told(page: TestResponse, which: str) -> str:
    """The words of the section `done` or `refused`."""
    found = re.search(rf'aria-labelledby="{which}-title">.*?</section>', page.text, re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))) if found else ""


def state(app: Flask, entry_id: int) -> State:
    return entry(app, entry_id).state(clock.now())


def test_what_can_be_published_is_and_the_rest_says_why_not(app: Flask, at_desk: Desk) -> None:
    good, empty, bare = (
        post(at_desk, "Good"),
        post(at_desk, "Empty", body=""),
        post(at_desk, "Bare", summary="", body=""),
    )
    live = post(at_desk, "Live", do="publish")
    page = do(at_desk, "publish", good, empty, bare, live, 999, good)
    assert page.status_code == 200
    assert "Good : Published: it is live now." in told(page, "done")
    assert "Live : Nothing has changed since it was published." in told(page, "done")
    refused = told(page, "refused")
    assert "Empty There is no text yet" in refused
    assert re.search(r"Bare Write a summary.*There is no text yet", refused), "every reason"
    assert "Number 999 That page does not exist" in refused
    assert [state(app, each) for each in (good, empty, bare)] == [State.LIVE, State.DRAFT, State.DRAFT]
    assert 'href="/desk/blog/?q=x"' in page.text


def test_many_are_withdrawn(app: Flask, at_desk: Desk) -> None:
    live, other = post(at_desk, "Live", do="publish"), post(at_desk, "Draft")
    page = do(at_desk, "withdraw", live, other)
    assert "Live : Withdrawn." in told(page, "done")
    assert "Draft Only something that is live can be withdrawn." in told(page, "refused")
    assert state(app, live) is State.WITHDRAWN


def test_tags_are_changed_where_they_are_public_and_where_they_are_not(app: Flask, at_desk: Desk) -> None:
    live, draft_id = post(at_desk, "Live", do="publish"), post(at_desk, "Draft")
    both = post(at_desk, "Changed", do="publish")
    path = f"/desk/blog/{both}/"
    at_desk.post(path, {**POST, "title": "Changed", "body": "New.", "version": at_desk.version(path)})
    later = post(at_desk, "Later", do="schedule", publish_at="2027-06-01T18:00")
    was = entry(app, later).published_at
    page = do(at_desk, "retag", live, draft_id, both, later, tags_add="Knee, HIP ,back", tags_remove="Hip")
    done = told(page, "done")
    assert "Live : Tags: Knee, HIP, back." in done
    assert "Draft : Tags of the draft: Knee, HIP, back." in done
    assert "Changed : Tags of the draft: Knee, HIP, back. They are public when its changes are published." in done
    with house(app):
        tags = {each: [tag.slug for tag in queries.get_entry(each).tags] for each in (live, both, later)}
    assert tags == {live: ["back", "hip", "knee"], both: ["hip"], later: ["back", "hip", "knee"]}
    assert draft(app, both).tags == ("Knee", "HIP", "back")
    assert draft(app, both).body == "<p>New.</p>"
    assert (state(app, later), entry(app, later).published_at) == (State.SCHEDULED, was)
    again = do(at_desk, "retag", live, tags_add="knee")
    assert "It had these tags already." in told(again, "done")
    assert "Tags: none." in told(do(at_desk, "retag", live, tags_remove="knee,back,hip"), "done")


def test_too_many_tags_are_refused_for_each(app: Flask, at_desk: Desk) -> None:
    one, two = post(at_desk, "One"), post(at_desk, "Two")
    page = do(at_desk, "retag", one, two, tags_add=",".join(f"t{n}" for n in range(1000)))
    assert told(page, "refused").count("There are 1,001 tags; 40 is the most.") == 2
    assert draft(app, one).tags == ("hip",)


def test_articles_move_below_another_and_each_tells_its_address(app: Flask, at_desk: Desk) -> None:
    hip, knee, below = (
        at_desk.write("/desk/articles/new", title=title, **POST, do="publish") for title in ("Hip", "Knee", "Stairs")
    )
    page = do(at_desk, "move", knee, below, hip, post(at_desk, "A post"), below="hip")
    assert "Knee : Its address is /hip/knee/ now." in told(page, "done")
    assert "Hip A page cannot lie below itself" in told(page, "refused").replace("It cannot", "A page cannot")
    assert "A post has no page above it" in told(page, "refused")
    assert at_desk.get("/knee/").location.endswith("/hip/knee/")
    assert "It is there already." in told(do(at_desk, "move", below, below="/hip/"), "done")
    assert "Its address is /stairs/ now." in told(do(at_desk, "move", below, below=""), "done")
    nowhere = do(at_desk, "move", below, below="/nowhere/")
    assert nowhere.status_code == 422
    assert "There is no page at /nowhere/" in " ".join(problems_in(nowhere))
    wrong = do(at_desk, "move", below, below="/blog/a-post/")
    assert "An article lies below an article, and A post is none." in told(wrong, "refused")


def test_episodes_move_to_another_show(app: Flask, at_desk: Desk, prepared: list[bool]) -> None:
    one = at_desk.write("/desk/podcast/new", **{**SHOW, "title": "One"})
    at_desk.write("/desk/podcast/new", **{**SHOW, "title": "Two"})
    episode = at_desk.write(f"/desk/podcast/{one}/episodes/new", title="Stairs", summary="s")
    assert "Its address is /podcast/two/stairs/ now." in told(
        do(at_desk, "move", episode, below="/podcast/two/"), "done"
    )
    assert "An episode lies below a show. Give" in told(do(at_desk, "move", episode, below=""), "refused")


def test_episodes_are_published_with_their_copies(app: Flask, at_desk: Desk, prepared: list[bool]) -> None:
    show = at_desk.write("/desk/podcast/new", **SHOW, image_id=asset(app, AssetKind.IMAGE), do="publish")
    sent = {"summary": "s", "no_transcript_reason": "It has no speech."}
    path = f"/desk/podcast/{show}/episodes/new"
    with_sound = at_desk.write(path, title="Sound", **sent, audio_id=asset(app, AssetKind.AUDIO))
    without = at_desk.write(path, title="None", **sent)
    page = do(at_desk, "publish", with_sound, without)
    assert "Sound : Published" in told(page, "done")
    assert "None Upload the audio first." in told(page, "refused")
    assert prepared == [False]


def test_what_one_may_not_do_is_refused_for_that_one_only(app: Flask, as_author: Desk, at_desk: Desk) -> None:
    mine, theirs = post(as_author, "Mine"), post(at_desk, "Theirs")
    page = do(as_author, "retag", mine, theirs, tags_add="knee")
    assert "Mine : Tags of the draft: hip, knee." in told(page, "done")
    assert f"Number {theirs} That page does not exist, or it is somebody else's." in told(page, "refused")
    assert "You may not publish or withdraw" in told(do(as_author, "publish", mine), "refused")
    assert "You may not publish or withdraw" in told(do(as_author, "withdraw", mine), "refused")
    assert ">Publish</button>" not in as_author.get("/desk/blog/").text
    live = post(as_author, "Live")
    do(at_desk, "publish", live)
    assert "public when its changes are published" in told(do(as_author, "retag", live, tags_add="knee"), "done")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"do": "publish"}, "Nothing was chosen"),
        ({"do": "", "id": ["1"]}, "Say what is to be done"),
        ({"do": "retag", "id": ["1"], "tags_add": " , "}, "Say which tags"),
        ({"do": "publish", "id": ["x", "", "9" * 40]}, "Nothing was chosen"),
    ],
)
def test_what_cannot_be_meant_is_said(at_desk: Desk, sent: dict[str, Any], words: str) -> None:
    page = at_desk.post("/desk/bulk", sent)
    assert page.status_code == 422
    assert words in " ".join(problems_in(page))


def test_more_than_can_be_done_at_once_is_gone_on_with(
    app: Flask, at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = do(at_desk, "withdraw", *range(1, page_of_bulk.MOST + 11))
    assert "Go on with the other 10</button>" in page.text
    assert page.text.count('name="id"') == 10

    monkeypatch.setattr(page_of_bulk, "SECONDS", 0)  # time for one
    first, second = post(at_desk, "First"), post(at_desk, "Second")
    page = do(at_desk, "retag", first, second, tags_add="knee & leg", tags_remove="hip")
    assert "First : Tags of the draft: knee & leg." in told(page, "done")
    assert "Second" not in page.text
    assert draft(app, second).tags == ("hip",)
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    page = at_desk.post("/desk/bulk", {name: unescape(value) for name, value in carried.items()})
    assert "Second : Tags of the draft: knee & leg." in told(page, "done")
    assert "Go on" not in page.text
    assert 'href="/desk/blog/?q=x"' in page.text


def test_a_refusal_in_the_middle_undoes_that_one_only(
    app: Flask, at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = (post(at_desk, title) for title in ("One", "Two", "Three"))
    saved = operations.save_draft

    def sometimes(entry: Any, *given: Any, **more: Any) -> Any:
        saved(entry, *given, **more)
        if entry.id == two:
            raise Conflict("Somebody else has saved this page.")

    monkeypatch.setattr(operations, "save_draft", sometimes)
    page = do(at_desk, "retag", one, two, three, tags_add="knee")
    assert "Two Somebody else has saved this page." in told(page, "refused")
    assert [draft(app, each).tags for each in (one, two, three)] == [("hip", "knee"), ("hip",), ("hip", "knee")]


def test_all_of_a_page_are_ticked_without_a_script(app: Flask, at_desk: Desk) -> None:
    with work(app):
        by = factories.user(Role.EDITOR, email="other@example.org").actor
        for number in range(31):
            factories.post(f"P{number}", by=by, live=False)
    page = at_desk.get("/desk/blog/?q=P&page=1").text
    assert len(re.findall(r'<input type="checkbox" name="id" value="\d+" aria-label="P\d+">', page)) == 30
    link = re.search(r'<a href="([^"]+)" data-select-all>Tick all 30', page)
    assert link is not None
    page = at_desk.get(unescape(link[1])).text
    assert page.count(" checked>") == 30
    assert 'value="P"' in page


def test_nothing_is_left_open_behind(app: Flask, at_desk: Desk) -> None:
    do(at_desk, "publish", post(at_desk, "One", body=""))
    with app.app_context(), unit_of_work():
        pass
