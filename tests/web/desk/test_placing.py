"""When an entry is public and where: off the schedule, withdrawn, its end, its address, the bin and back."""

import pytest
from flask import Flask

from app.content import queries
from app.content.lifecycle import State
from app.core import clock
from tests.conftest import MovableClock
from tests.web.desk.conftest import Desk, entry, house, problems_in

LIVE = {"title": "A post", "summary": "A sentence.", "body": "Words.", "do": "publish"}
LATER = {**LIVE, "do": "schedule", "publish_at": "2027-06-01T18:00"}


def state(app: Flask, entry_id: int) -> State:
    return entry(app, entry_id).state(clock.now())


def test_a_scheduled_post_is_taken_off_the_schedule(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", **LATER)
    assert "Tuesday 1 June 2027, 18:00" in at_desk.get(f"/desk/entries/{post}/").text
    assert at_desk.post(f"/desk/entries/{post}/unschedule").status_code == 303
    assert state(app, post) is State.DRAFT
    again = at_desk.post(f"/desk/entries/{post}/unschedule")
    assert again.status_code == 422
    assert "Only something scheduled" in problems_in(again)[0]


def test_the_address_is_a_link_while_readers_can_open_it(at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", **LIVE)
    link = 'href="/blog/a-post/"'
    for page in (f"/desk/blog/{post}/", f"/desk/entries/{post}/"):
        assert link in at_desk.get(page).text
    at_desk.post(f"/desk/entries/{post}/withdraw")
    for page in (f"/desk/blog/{post}/", f"/desk/entries/{post}/"):
        assert link not in at_desk.get(page).text


def test_a_live_post_is_withdrawn_and_comes_back(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", **LIVE)
    assert at_desk.post(f"/desk/entries/{post}/withdraw").status_code == 303
    assert state(app, post) is State.WITHDRAWN
    assert "Withdrawn on" in at_desk.get(f"/desk/entries/{post}/").text
    assert at_desk.post(f"/desk/entries/{post}/withdraw").status_code == 422
    path = f"/desk/blog/{post}/"
    at_desk.post(path, {**LIVE, "version": at_desk.version(path)})
    assert state(app, post) is State.LIVE


def test_a_post_goes_dark_at_its_end(app: Flask, at_desk: Desk, moving: MovableClock) -> None:
    post = at_desk.write("/desk/blog/new", **LIVE)
    page = f"/desk/entries/{post}/"
    assert at_desk.post(f"{page}expiry", {"expires_at": "2027-03-01T13:00"}).status_code == 303
    text = at_desk.get(page).text
    assert "Monday 1 March 2027, 13:00" in text
    assert 'value="2027-03-01T13:00"' in text
    moving.move(hours=1.5)
    at_desk.log_in()
    assert state(app, post) is State.EXPIRED
    assert "Ended on" in at_desk.get(page).text
    assert at_desk.post(f"{page}expiry", {"expires_at": " "}).status_code == 303
    assert state(app, post) is State.LIVE


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2027-02-01T10:00", "later than now"),
        ("2027-03-28T01:30", "skip"),
        ("2027-10-31T01:30", "twice"),
        ("x", "date"),
    ],
)
def test_an_end_that_cannot_be_is_refused(app: Flask, at_desk: Desk, typed: str, words: str) -> None:
    post = at_desk.write("/desk/blog/new", **LIVE)
    answer = at_desk.post(f"/desk/entries/{post}/expiry", {"expires_at": typed})
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))
    assert f'value="{typed}"' in answer.text
    assert entry(app, post).expires_at is None


def test_a_new_address_says_what_leads_to_it(app: Flask, at_desk: Desk) -> None:
    top = at_desk.write("/desk/articles/new", **{**LIVE, "title": "Hips"})
    at_desk.write("/desk/articles/new", **{**LIVE, "title": "Exercises"}, parent_id=top)
    other = at_desk.write("/desk/articles/new", title="Knees")
    page = at_desk.get(f"/desk/entries/{top}/").text
    assert "<code>/hips/</code>" in page
    assert "<code>/hips/exercises/</code>" in page
    assert f'<option value="{top}">' not in page, "nothing lies below itself"
    moved = at_desk.post(f"/desk/entries/{top}/address", {"slug": "New hips!", "parent_id": other})
    assert moved.status_code == 303
    assert entry(app, top).path == "/knees/new-hips/"
    with house(app):
        assert queries.moved_to("/hips/exercises/", now=clock.now()) == "/knees/new-hips/exercises/"


def test_a_draft_leaves_nothing_behind(at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="A draft")
    assert "No reader knows this address" in at_desk.get(f"/desk/entries/{post}/").text


def test_an_address_that_cannot_be_is_refused(app: Flask, at_desk: Desk) -> None:
    one = at_desk.write("/desk/articles/new", title="One")
    two = at_desk.write("/desk/articles/new", title="Two", parent_id=one)
    for slug, parent, words in (
        ("!!", one, "one letter"),
        ("one", "", "taken"),
        ("desk", "", "taken"),
        ("x", 999, "exist"),
    ):
        answer = at_desk.post(f"/desk/entries/{two}/address", {"slug": slug, "parent_id": parent})
        assert answer.status_code == 422, slug
        assert words in " ".join(problems_in(answer)), slug
    loop = at_desk.post(f"/desk/entries/{one}/address", {"slug": "one", "parent_id": two})
    assert "cannot lie below itself" in " ".join(problems_in(loop))
    assert entry(app, two).path == "/one/two/"


def test_an_author_moves_a_draft_but_not_a_public_page(app: Flask, as_author: Desk, at_desk: Desk) -> None:
    post = as_author.write("/desk/blog/new", title="Mine", summary="A sentence.")
    assert as_author.post(f"/desk/entries/{post}/address", {"slug": "ours"}).status_code == 303
    path = f"/desk/blog/{post}/"
    at_desk.post(path, {**LIVE, "title": "Mine", "version": at_desk.version(path)})
    assert as_author.post(f"/desk/entries/{post}/address", {"slug": "mine"}).status_code == 403
    assert entry(app, post).path == "/blog/ours/"


def test_the_bin_gives_back_what_was_moved_there(app: Flask, at_desk: Desk, as_admin: Desk) -> None:
    top = at_desk.write("/desk/articles/new", **{**LIVE, "title": "Hips"})
    below = at_desk.write("/desk/articles/new", title="Exercises", parent_id=top)
    refused = at_desk.post(f"/desk/entries/{top}/bin")
    assert refused.status_code == 422
    assert "pages below this one" in problems_in(refused)[0]
    assert at_desk.post(f"/desk/entries/{below}/bin").location == "/desk/articles/"
    at_desk.post(f"/desk/entries/{top}/bin")
    bin_page = at_desk.get("/desk/bin/").text
    assert "Exercises" in bin_page
    assert "Delete for ever" not in bin_page
    refused = at_desk.post(f"/desk/bin/{below}/restore")
    assert refused.status_code == 422
    assert "Restore that first" in problems_in(refused)[0]
    at_desk.post(f"/desk/bin/{top}/restore")
    assert state(app, top) is State.LIVE
    assert at_desk.post(f"/desk/bin/{below}/restore").location == f"/desk/articles/{below}/"


def test_deleting_for_ever_asks_first_and_is_for_administrators(app: Flask, at_desk: Desk, as_admin: Desk) -> None:
    top = at_desk.write("/desk/articles/new", title="Hips")
    below = at_desk.write("/desk/articles/new", title="Exercises", parent_id=top)
    for entry_id in (below, top):
        at_desk.post(f"/desk/entries/{entry_id}/bin")
    assert at_desk.post(f"/desk/bin/{below}/delete-for-ever").status_code == 403
    assert "for ever?" in as_admin.get(f"/desk/bin/{below}/delete").text
    refused = as_admin.post(f"/desk/bin/{top}/delete-for-ever")
    assert refused.status_code == 422
    for entry_id in (below, top):
        assert as_admin.post(f"/desk/bin/{entry_id}/delete-for-ever").status_code == 303
    assert "The bin is empty" in as_admin.get("/desk/bin/").text
