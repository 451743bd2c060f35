"""What the scripts of an edit form send by themselves, and how they are answered."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.accounts.permissions import Role
from app.articles import queries as articles
from app.content import queries
from app.content.models import Revision
from app.media.models import AssetKind
from tests import factories
from tests.conftest import MovableClock
from tests.web.desk.conftest import Desk, asset, count, draft, entry, house, token_of

KEY = "a-form-of-its-own-1"
JSON = {"Accept": "application/json"}


def save(desk: Desk, path: str, **fields: Any) -> TestResponse:
    return desk.post(path, {"body": "", **fields}, headers=JSON)


def born(desk: Desk, **fields: Any) -> dict[str, Any]:
    """An entry made by the autosave of a new form."""
    answer = save(desk, "/desk/autosave/new/post", birth_key=KEY, **{"title": "Begun", "slug": "", **fields})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.get_json()
    return made


def revisions(app: Flask, entry_id: int) -> list[Revision]:
    with house(app):
        return queries.list_revisions(entry_id)


def id_of(made: dict[str, Any]) -> int:
    return int(made["edit_url"].strip("/").rsplit("/", 1)[-1])


def test_autosaves_of_one_sitting_are_one_revision(app: Flask, at_desk: Desk, moving: MovableClock) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours", body="First.")
    path, version = f"/desk/autosave/{post}", 1
    for minute in range(3):
        moving.move(minutes=1)
        answer = save(at_desk, path, title="Ours", body=f"Text {minute}.", version=version)
        assert answer.json is not None
        assert (answer.status_code, answer.json["version"], answer.json["revision"]) == (200, version + 1, 2)
        assert answer.json["saved_at"]["words"] == f"12:0{minute + 1}"
        version = answer.json["version"]
    assert draft(app, post).body == "<p>Text 2.</p>"
    newest = revisions(app, post)[0]
    assert (newest.number, newest.autosaved, newest.updated_at) == (2, True, moving.now)
    assert "12:03" in at_desk.get(f"/desk/blog/{post}/").text
    at_desk.write(f"/desk/blog/{post}/", title="Ours", body="Text 2.", version=version)
    answer = save(at_desk, path, title="Ours", body="Later.", version=version)
    assert answer.json is not None
    assert answer.json["revision"] == 3, "what was saved by hand grows no more"


def test_an_article_is_saved_without_a_look_at_all_others(
    app: Flask, at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = at_desk.write("/desk/articles/new", title="Above")
    with monkeypatch.context() as patched:
        patched.delattr(articles, "list_spots")
        answer = save(at_desk, f"/desk/autosave/{above}", title="Above", body="More.", version=1)
        assert answer.status_code == 200, "it has its place: no list is needed"
    nowhere = save(at_desk, "/desk/autosave/new/article", birth_key=KEY, title="Lost", slug="", parent_id="99")
    assert nowhere.json is not None
    assert {problem["field"] for problem in nowhere.json["problems"]} == {"parent_id"}
    with house(app):
        assert queries.get_entry(id_of(nowhere.json)).parent_id is None


def test_an_answer_that_was_lost_is_given_again(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours", body="First.")
    sent = {"title": "Ours", "body": "Second.", "version": 1}
    for _ in range(2):
        answer = save(at_desk, f"/desk/autosave/{post}", **sent)
        assert answer.json is not None
        assert (answer.status_code, answer.json["version"]) == (200, 2)


def test_somebody_elses_text_comes_back_by_field(app: Flask, desk: Callable[[Role], Desk]) -> None:
    mine, theirs = desk(Role.EDITOR), desk(Role.ADMIN)
    post = mine.write("/desk/blog/new", title="Ours", body="First.")
    save(theirs, f"/desk/autosave/{post}", title="Ours", body="Theirs.", version=1)
    answer = save(mine, f"/desk/autosave/{post}", title="Mine", body="First.", version=1)
    assert answer.status_code == 409
    assert answer.json is not None
    assert (answer.json["by"], answer.json["version"]) == ("Sample admin", 2)
    told = {each["field"]: (each["theirs"], each["mine"]) for each in answer.json["theirs"]}
    assert told == {"title": ("Ours", "Mine"), "body": ("Theirs.\n", "First.")}
    assert draft(app, post).body == "<p>Theirs.</p>"


def test_two_texts_are_merged_field_by_field(app: Flask, desk: Callable[[Role], Desk]) -> None:
    mine, theirs = desk(Role.EDITOR), desk(Role.ADMIN)
    post = mine.write("/desk/blog/new", title="Ours", body="First.", tags="old")
    path = f"/desk/blog/{post}/"
    cited = {"citations-0-key": "a", "citations-0-text": "A study."}
    theirs.write(path, title="Theirs", body="Theirs.", tags="theirs", version=1, **cited)
    typed = {"title": "Mine", "body": "Mine.", "tags": "mine", "version": "1"}
    page = mine.post(path, typed)
    assert page.status_code == 409
    assert set(re.findall(r'name="take-(\w+)"', page.text)) == {"title", "body", "tags", "citations"}
    chosen = {"take-title": "theirs", "take-citations": "theirs", "take-body": "mine", "take-tags": "mine"}
    mine.write(path, **{**typed, **chosen, "version": "2", "apart": "1"})
    kept = draft(app, post)
    assert (kept.title, kept.body, kept.tags) == ("Theirs", "<p>Mine.</p>", ("mine",))
    assert [citation.key for citation in kept.citations] == ["a"]
    assert len(revisions(app, post)) == 3


def test_ones_own_two_tabs_overwrite_nothing(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours", body="First.")
    path = f"/desk/autosave/{post}"
    assert save(at_desk, path, title="Ours", body="One tab.", version=1).status_code == 200
    assert save(at_desk, path, title="Ours", body="The other.", version=1).status_code == 409
    answer = save(at_desk, path, title="Ours", body="The other.", version=2, apart="1")
    assert answer.status_code == 200
    kept = [revision.snapshot["body"] for revision in revisions(app, post)]
    assert kept == ["<p>The other.</p>", "<p>One tab.</p>", "<p>First.</p>"]


def test_what_cannot_be_kept_does_not_hold_up_the_rest(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours", body="First.", tags="hip")
    wrong = {"title": "", "tags": "!!!", "image_id": "7777", "citations-0-key": "a", "citations-0-text": ""}
    answer = save(at_desk, f"/desk/autosave/{post}", body="Second.", version=1, **wrong)
    assert answer.json is not None
    assert {each["field"] for each in answer.json["problems"]} == {"title", "tags", "image_id", "citations"}
    kept = draft(app, post)
    assert (kept.title, kept.body, kept.tags) == ("Ours", "<p>Second.</p>", ("hip",))


def test_a_draft_over_a_live_page_stays_a_draft(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Live", summary="A sentence.", body="Seen.", do="publish")
    version = at_desk.version(f"/desk/blog/{post}/")
    answer = save(at_desk, f"/desk/autosave/{post}", title="Later", body="Not seen.", version=version)
    assert answer.json is not None
    assert answer.json["title"] == ""
    assert (entry(app, post).title, entry(app, post).body) == ("Live", "<p>Seen.</p>")
    assert draft(app, post).title == "Later"


def test_a_new_form_makes_one_entry_however_often_it_is_sent(app: Flask, at_desk: Desk) -> None:
    first = born(at_desk, body="One.")
    assert born(at_desk, body="One.") == first, "the answer was lost on its way"
    sent = {"title": "Begun", "body": "Two.", "birth_key": KEY, "slug": "", "version": first["version"]}
    for _ in range(2):
        assert id_of({"edit_url": at_desk.post("/desk/blog/new", sent).location}) == id_of(first)
        sent = {"title": "Clicked twice", "birth_key": "another-form-of-its", "slug": ""}
        first = {"edit_url": at_desk.post("/desk/blog/new", sent).location}
    assert count(app) == 2


def test_the_same_new_form_with_another_text_is_a_conflict(app: Flask, at_desk: Desk) -> None:
    """As when somebody goes back in the browser and writes on."""
    at_desk.write("/desk/blog/new", title="Sent", body="One.", birth_key=KEY)
    answer = at_desk.post("/desk/blog/new", {"title": "Sent", "body": "Two.", "birth_key": KEY})
    assert answer.status_code == 409
    assert save(at_desk, "/desk/autosave/new/post", title="Sent", body="2", birth_key=KEY).status_code == 409
    assert count(app) == 1


def test_the_address_follows_the_title_until_somebody_types_one(app: Flask, at_desk: Desk) -> None:
    other = at_desk.write("/desk/blog/new", title="Getting up")
    made = born(at_desk, title="Gett")
    post = id_of(made)
    assert entry(app, post).path == "/blog/gett/"
    for title, slug, path in (
        ("Getting up", "", "/blog/getting-up-2/"),
        ("Getting up", "up", "/blog/up/"),
        ("Getting up", "getting-up", "/blog/up/"),
        ("Getting down", "down", "/blog/down/"),
    ):
        sent = {"title": title, "slug": slug, "birth_key": KEY, "version": made["version"]}
        made = save(at_desk, "/desk/autosave/new/post", **sent).json  # type: ignore[assignment]  # it is there
        assert entry(app, post).path == path
        assert bool(made["problems"]) is (slug == "getting-up")
    taken = {"title": "Getting down", "slug": "getting-up", "birth_key": KEY, "version": made["version"]}
    assert at_desk.post("/desk/blog/new", taken).status_code == 422
    assert entry(app, other).path == "/blog/getting-up/"


def test_a_new_article_goes_below_the_one_that_was_chosen(app: Flask, at_desk: Desk) -> None:
    above = at_desk.write("/desk/articles/new", title="Hips")
    sent = {"title": "Exercises", "slug": "", "birth_key": KEY, "parent_id": ""}
    made = save(at_desk, "/desk/autosave/new/article", **sent, version="").json
    assert made is not None
    sent["parent_id"] = str(above)
    made = save(at_desk, "/desk/autosave/new/article", **sent, version=made["version"]).json
    assert made is not None
    assert entry(app, id_of(made)).path == "/hips/exercises/"
    wrong = {"title": "Nowhere", "parent_id": "4711", "birth_key": "a-third-form-of-its"}
    made = save(at_desk, "/desk/autosave/new/article", **wrong).json
    assert made is not None
    assert [each["field"] for each in made["problems"]] == ["parent_id"]


def test_a_new_episode_needs_a_show_that_one_may_see(app: Flask, at_desk: Desk, as_author: Desk) -> None:
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    address = f"/desk/autosave/new/episode?below={show}"
    assert address in at_desk.get(f"/desk/podcast/{show}/episodes/new").text
    made = save(at_desk, address, title="One", birth_key=KEY)
    assert made.status_code == 200
    assert save(as_author, address, title="One", birth_key="another-form-of-its").status_code == 404


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("/desk/autosave/new/post", {"title": "", "body": "Words.", "birth_key": KEY}, 422),
        ("/desk/autosave/new/post", {"title": "A", "birth_key": "short"}, 422),
        ("/desk/autosave/new/nothing", {"title": "A", "birth_key": KEY}, 404),
        ("/desk/autosave/4711", {"title": "A"}, 404),
        ("/desk/presence/4711", {"tab": "one"}, 404),
    ],
)
def test_what_cannot_be_saved_is_told(app: Flask, at_desk: Desk, path: str, sent: dict[str, str], status: int) -> None:
    answer = save(at_desk, path, **sent)
    assert (answer.status_code, bool(answer.json and answer.json["message"])) == (status, True)
    assert count(app) == 0


def test_what_was_deleted_elsewhere_is_gone_and_others_are_not_shown(
    app: Flask, at_desk: Desk, as_author: Desk
) -> None:
    made = born(at_desk)
    post = id_of(made)
    assert save(as_author, f"/desk/autosave/{post}", title="Taken", version=1).status_code == 404
    assert save(as_author, "/desk/autosave/new/post", title="Taken", birth_key=KEY).status_code == 404
    at_desk.post(f"/desk/entries/{post}/bin")
    assert save(as_author, f"/desk/autosave/{post}", title="Taken", version=1).status_code == 404
    for path in (f"/desk/autosave/{post}", "/desk/autosave/new/post", f"/desk/presence/{post}"):
        assert save(at_desk, path, title="Mine", birth_key=KEY, version=1, tab="one").status_code == 410


def test_only_comparing_saves_nothing(app: Flask, at_desk: Desk) -> None:
    compare = {"birth_key": KEY, "only": "compare"}
    assert save(at_desk, "/desk/autosave/new/post", title="Begun", **compare).json == {"same": False}
    post = id_of(born(at_desk, body="One."))
    for body, same in (("One.", True), ("Two.", False)):
        answer = save(at_desk, "/desk/autosave/new/post", title="Begun", body=body, **compare)
        assert answer.json == {"same": same, "version": 1}
    assert draft(app, post).body == "<p>One.</p>"


def test_a_picture_is_chosen(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours")
    picture = asset(app, AssetKind.IMAGE)
    answer = save(at_desk, f"/desk/autosave/{post}", title="Ours", image_id=picture, version=1)
    assert answer.status_code == 200
    assert draft(app, post).image_id == picture


def test_logging_in_again_in_place_goes_on_with_the_same_form(app: Flask, at_desk: Desk, moving: MovableClock) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours")
    with house(app):
        writer = queries.get_entry(post).created_by_id
    moving.move(minutes=31)
    sent = {"title": "Ours", "body": "Typed.", "version": 1, "writer": writer}
    assert save(at_desk, f"/desk/autosave/{post}", **sent).status_code == 401

    again = at_desk.client.get("/desk/login-again").json
    assert again is not None
    assert again["person"] is None
    at_desk.token = again["csrf_token"]
    who = {"email": "editor@example.org", "password": factories.PASSWORD, "person": writer}
    for change, status in (({"password": "wrong"}, 422), ({"email": "admin@example.org"}, 403), ({"person": ""}, 403)):
        assert save(at_desk, "/desk/login-again", **{**who, **change}).status_code == status
        assert at_desk.client.get("/desk/login-again").json["person"] is None  # type: ignore[index]  # it is there
    in_ = save(at_desk, "/desk/login-again", **who).json
    assert in_ is not None
    assert in_["person"] == writer
    assert in_["csrf_token"] != at_desk.token
    at_desk.token = in_["csrf_token"]
    assert save(at_desk, f"/desk/autosave/{post}", **sent).status_code == 200
    assert save(at_desk, f"/desk/autosave/{post}", **{**sent, "writer": 4711}).status_code == 401


def test_too_many_wrong_passwords_are_too_many_here_too(at_desk: Desk) -> None:
    at_desk.token = token_of(at_desk.get("/desk/account/"))
    wrong = {"email": "editor@example.org", "password": "wrong", "person": "1"}
    statuses = [save(at_desk, "/desk/login-again", **wrong).status_code for _ in range(12)]
    assert (statuses[0], statuses[-1]) == (422, 429)


def test_who_else_has_the_page_open(app: Flask, desk: Callable[[Role], Desk], moving: MovableClock) -> None:
    mine, theirs = desk(Role.EDITOR), desk(Role.ADMIN)
    post = mine.write("/desk/blog/new", title="Ours")
    path = f"/desk/presence/{post}"
    assert save(mine, path, tab="one").json == {"others": [], "version": 1}
    admin = {"name": "Sample admin", "mine": False}
    editor = {"name": "Sample editor", "mine": False}
    assert save(theirs, path, tab="two").json == {"others": [editor], "version": 1}
    assert save(mine, path, tab="three").json == {"others": [admin, {**editor, "mine": True}], "version": 1}
    assert save(mine, path, tab="three", leaving="1").status_code == 200
    assert save(mine, path, tab="one").json == {"others": [admin], "version": 1}
    moving.move(seconds=91)
    assert save(mine, path, tab="one").json == {"others": [], "version": 1}
    assert save(mine, path, tab="x" * 65).status_code == 422


def test_an_open_page_keeps_no_session_alive(app: Flask, at_desk: Desk, moving: MovableClock) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours")
    for _ in range(4):
        assert save(at_desk, f"/desk/presence/{post}", tab="one").status_code == 200
        moving.move(minutes=8)
    assert save(at_desk, f"/desk/presence/{post}", tab="one").status_code == 401


def test_the_answer_is_kept_by_nobody(at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours")
    answer = save(at_desk, f"/desk/autosave/{post}", title="Ours", body="Two.", version=1)
    assert answer.headers["Cache-Control"] == "no-store"
    foreign = at_desk.post(f"/desk/autosave/{post}", {"title": "X"}, headers={**JSON, "Origin": "https://evil.example"})
    assert foreign.status_code == 403


def test_a_form_that_arrives_without_its_text_takes_no_text_away(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours", body="First.")
    answer = at_desk.send(f"/desk/autosave/{post}", {"title": "Ours", "version": 1}, headers=JSON)
    assert answer.status_code == 422
    assert draft(app, post).body == "<p>First.</p>"


def test_a_page_that_was_never_public_goes_on_following_its_title(app: Flask, at_desk: Desk) -> None:
    """The form that made it is closed: what it was called when it was half typed is no address to keep."""
    made = born(at_desk, title="Half a ti")
    path, number = made["edit_url"], id_of(made)
    at_desk.write(path, title="Half a title", version=at_desk.version(path))
    assert entry(app, number).path == "/blog/half-a-title/"
    answer = save(at_desk, f"/desk/autosave/{number}", title="A whole one", version=at_desk.version(path))
    assert answer.status_code == 200
    assert entry(app, number).path == "/blog/a-whole-one/"
    at_desk.send(f"/desk/entries/{number}/address", {"slug": "chosen"})
    at_desk.write(path, title="Yet another", version=at_desk.version(path))
    assert entry(app, number).path == "/blog/chosen/"


def test_what_was_public_keeps_its_address(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Out", summary="A summary.", body="Words.", do="publish")
    path = f"/desk/blog/{post}/"
    at_desk.post(f"/desk/entries/{post}/withdraw")
    at_desk.write(path, title="Other", version=at_desk.version(path))
    assert entry(app, post).path == "/blog/out/"
