"""Why something was saved, and what readers are told of it."""

import pytest
from flask import Flask

from app.content.models import Revision
from app.core.db import db
from tests.web.desk.conftest import Desk, entry, house, problems_in

WORDS = {"title": "Stretching", "summary": "A summary.", "body": "Some words."}
SURE = {"override_reason": "A test."}


def newest(app: Flask, entry_id: int) -> Revision:
    with house(app):
        found = db.session.query(Revision).filter_by(entry_id=entry_id).order_by(Revision.number.desc()).first()
        assert found is not None
        return found


@pytest.fixture
def live(at_desk: Desk) -> int:
    return at_desk.write("/desk/articles/new", **WORDS, do="publish", **SURE)


def _edit(at_desk: Desk, live: int, **fields: str) -> str:
    """Send the form of the live article; its address."""
    path = f"/desk/articles/{live}/"
    at_desk.write(path, **{**WORDS, **SURE, "version": at_desk.version(path), **fields})
    return path


def test_a_reason_stands_in_the_list_of_revisions(app: Flask, at_desk: Desk, live: int) -> None:
    path = _edit(at_desk, live, body="Other words.", revision_note=" The dose\nwas unclear ", do="save")
    assert newest(app, live).note == "The dose was unclear"
    assert "The dose was unclear" in at_desk.get(f"/desk/entries/{live}/revisions/").text
    assert '<details class="actions notes">' in at_desk.get(path).text  # said once, and done


def test_readers_are_told_once_it_is_published(app: Flask, at_desk: Desk, live: int) -> None:
    told = "The exercise was taken out."
    path = _edit(at_desk, live, body="Other words.", public_note=told, do="save")
    assert told not in app.test_client().get("/changes/stretching/").text
    assert f"to tell readers: “{told}”" in at_desk.get(f"/desk/entries/{live}/revisions/").text
    page = at_desk.get(path).text
    assert '<details class="actions notes" open>' in page
    assert f'value="{told}"' in page
    _edit(at_desk, live, body="Other words.", public_note=told, do="publish")
    assert told in app.test_client().get("/changes/stretching/").text
    assert newest(app, live).public_note == told
    _edit(at_desk, live, body="Other words.", public_note="", do="publish")
    assert newest(app, live).public_note == told  # saying nothing takes nothing back


def test_a_note_added_to_what_is_public_is_seen_at_once(app: Flask, at_desk: Desk, live: int) -> None:
    _edit(at_desk, live, body="Other words.", do="publish")
    reader = app.test_client()
    assert "Clearer now." not in reader.get("/changes/stretching/").text
    path = _edit(at_desk, live, body="Other words.", public_note="Clearer now.", do="publish")
    assert (
        "The text is as it was published. Readers see your note in the history of the page." in at_desk.get(path).text
    )
    assert "Clearer now." in reader.get("/changes/stretching/").text
    _edit(at_desk, live, body="Other words.", public_note="Clearer now.", do="publish")
    assert "Nothing has changed since it was published." in at_desk.get(path).text


def test_a_schedule_keeps_both_notes(app: Flask, at_desk: Desk) -> None:
    new = at_desk.write("/desk/articles/new", **WORDS, do="save")
    _edit(at_desk, new, do="schedule", publish_at="2027-04-01T10:00", revision_note="For April", public_note="New.")
    revision = newest(app, new)
    assert (revision.note, revision.public_note) == ("For April", "New.")
    assert entry(app, new).live_revision == revision.number


def test_a_note_that_is_too_long_is_kept_and_refused_in_words(at_desk: Desk, live: int) -> None:
    path = f"/desk/articles/{live}/"
    long = "x" * 201
    answer = at_desk.post(path, {**WORDS, "version": at_desk.version(path), "public_note": long, "do": "save"})
    assert answer.status_code == 422
    assert any("It has 201 characters; 200 is the most." in said for said in problems_in(answer))
    assert long in answer.text
    assert '<details class="actions notes" open>' in answer.text


def test_readers_are_told_nothing_of_what_was_never_public(at_desk: Desk) -> None:
    assert 'name="revision_note"' in at_desk.get("/desk/articles/new").text
    assert 'name="public_note"' not in at_desk.get("/desk/articles/new").text


def test_an_author_gives_reasons_and_tells_readers_nothing(app: Flask, as_author: Desk) -> None:
    mine = as_author.write("/desk/blog/new", **WORDS, revision_note="First try")
    assert newest(app, mine).note == "First try"
    assert 'name="public_note"' not in as_author.get(f"/desk/blog/{mine}/").text


def test_an_autosave_keeps_what_was_typed_and_lets_it_go_again(app: Flask, at_desk: Desk, live: int) -> None:
    path, address = f"/desk/articles/{live}/", f"/desk/autosave/{live}"

    def autosave(**fields: str) -> None:
        sent = {**WORDS, "version": at_desk.version(path), **fields}
        assert at_desk.post(address, sent).status_code == 200

    autosave(revision_note="Why", public_note="Told too early")  # the text is as it is public: nothing is noted there
    assert (newest(app, live).note, newest(app, live).public_note) == ("Created", "")
    autosave(body="Other", revision_note="Why", public_note="Told")
    number = newest(app, live).number
    page = at_desk.get(path).text
    assert 'value="Why"' in page
    assert 'value="Told"' in page
    autosave(body="Other words", revision_note="", public_note="x" * 201)
    revision = newest(app, live)
    assert (revision.number, revision.note, revision.public_note) == (number, "", "Told")
