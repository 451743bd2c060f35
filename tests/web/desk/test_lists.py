"""The dashboard and the lists: what is due, what is scheduled, what is wrong, and empty ones that say what to do."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.permissions import Role
from app.content.feedback import leave_feedback
from app.content.models import Entry
from app.core import clock
from app.core.db import db
from app.core.jobs import Job, JobState, enqueue
from app.media.models import AssetKind
from tests.web.desk.conftest import Desk, asset, work

POST = {"summary": "A sentence.", "body": "Words."}


def test_an_empty_desk_says_what_to_do_next(as_admin: Desk) -> None:
    assert "You have no drafts." in as_admin.get("/desk/").text
    assert "Nothing is scheduled." in as_admin.get("/desk/").text
    for path, words in {
        "articles": "Write the first one.",
        "blog": "Write the first one;",
        "podcast": "A podcast begins with a show",
        "resources": "Add the first one.",
        "feedback": "No reader is waiting",
        "people": "Nobody yet.",
        "mail": "No mail has been written yet.",
        "bin": "The bin is empty.",
        "media": "There is nothing here yet.",
    }.items():
        assert words in as_admin.get(f"/desk/{path}/").text, path


def test_the_dashboard_shows_what_is_to_be_done(app: Flask, as_admin: Desk, at_desk: Desk) -> None:
    as_admin.write("/desk/blog/new", title="My draft")
    for day in range(10):
        as_admin.write("/desk/blog/new", title=f"Draft {day}")
    later = {**POST, "do": "schedule", "publish_at": "2027-06-01T18:00"}
    at_desk.write("/desk/blog/new", title="Later still", **{**later, "publish_at": "2027-07-01T18:00"})
    at_desk.write("/desk/blog/new", title="Later", **later)
    live = at_desk.write("/desk/blog/new", title="Live", **POST, do="publish")
    path = f"/desk/blog/{live}/"
    at_desk.post(path, {"title": "Live", "summary": "Another.", "version": at_desk.version(path)})
    at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    with work(app):
        leave_feedback(path="/blog/live/", message="The dose is wrong.", email="", now=clock.now())
        enqueue("encode_master", {"asset_id": 1}, now=clock.now())
        db.session.flush()
        job = db.session.query(Job).filter_by(name="encode_master").one()
        job.state, job.attempts, job.last_error = JobState.DEAD, 5, "ffmpeg is gone"
        entry = db.session.get(Entry, live)
        assert entry is not None
        entry.next_review_on = clock.now().date()
    page = as_admin.get("/desk/").text
    for words in (
        "And 3 more",
        "Tuesday 1 June 2027, 18:00",
        "Live with changes",
        "The show has no cover and no episode yet",
        "The dose is wrong.",
        "1 job failed and waits for you:",
    ):
        assert words in page, words
    assert page.index("Later") < page.index("Later still")
    assert "ffmpeg is gone" in as_admin.get("/desk/jobs/").text


def test_everybody_sees_what_concerns_them(desk: Callable[[Role], Desk]) -> None:
    author, reviewer, practice = desk(Role.AUTHOR), desk(Role.REVIEWER), desk(Role.PRACTICE)
    page = author.get("/desk/").text
    assert all(f">{name}</a>" in page for name in ("Articles", "Blog", "Podcast", "Resources", "Media"))
    assert not any(f">{name}</a>" in page for name in ("Feedback", "People", "Logins", "Mail", "Bin", "Jobs"))
    assert "Sample author" in page
    assert ">Articles</a>" not in reviewer.get("/desk/").text
    refused = practice.get("/desk/")
    assert refused.status_code == 403
    assert "You may not open the desk" in refused.text


@pytest.mark.parametrize("state", ["draft", "scheduled", "live", "changes", "withdrawn", "expired"])
def test_a_list_is_filtered_by_state_and_by_text(at_desk: Desk, state: str) -> None:
    made = {
        "draft": at_desk.write("/desk/blog/new", title="Is draft"),
        "scheduled": at_desk.write(
            "/desk/blog/new", title="Is scheduled", **POST, do="schedule", publish_at="2027-06-01T18:00"
        ),
        "live": at_desk.write("/desk/blog/new", title="Is live", **POST, do="publish"),
        "changes": at_desk.write("/desk/blog/new", title="Is changes", **POST, do="publish"),
        "withdrawn": at_desk.write("/desk/blog/new", title="Is withdrawn", **POST, do="publish"),
    }
    path = f"/desk/blog/{made['changes']}/"
    at_desk.post(path, {"title": "Is changes", "summary": "Another.", "version": at_desk.version(path)})
    at_desk.post(f"/desk/entries/{made['withdrawn']}/withdraw")
    page = at_desk.get(f"/desk/blog/?state={state}").text
    if state == "expired":
        assert "Nothing fits." in page
    else:
        assert f">Is {state}</a>" in page
        assert (">Is draft</a>" in page) == (state == "draft")
    found = at_desk.get("/desk/blog/?q=IS+D&state=nonsense").text
    assert ">Is draft</a>" in found
    assert ">Is live</a>" not in found


def test_long_lists_have_pages(at_desk: Desk) -> None:
    for number in range(31):
        at_desk.write("/desk/blog/new", title=f"Post {number}")
    first, second = at_desk.get("/desk/blog/?q=Post"), at_desk.get("/desk/blog/?q=Post&page=2")
    assert "Page 1 of 2" in first.text
    assert "q=Post" in first.text[first.text.index('class="pager"') :]
    assert ">Post 0</a>" in second.text
    assert 'rel="prev"' in second.text


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=" + "9" * 30, "page=" + "9" * 5000, "q=%00%ff", "q=%25_"]
)
def test_odd_questions_get_a_list(at_desk: Desk, query: str) -> None:
    for path in ("articles", "blog", "resources", "media"):
        assert at_desk.get(f"/desk/{path}/?{query}").status_code == 200


def test_a_very_long_text_filter_is_cut(at_desk: Desk) -> None:
    assert at_desk.get("/desk/blog/?q=" + "x" * 60_000).status_code == 200


def test_articles_are_listed_as_a_tree(at_desk: Desk) -> None:
    top = at_desk.write("/desk/articles/new", title="Hips")
    at_desk.write("/desk/articles/new", title="Ankles")
    at_desk.write("/desk/articles/new", title="After the operation", parent_id=top)
    page = at_desk.get("/desk/articles/").text
    assert page.index(">Ankles<") < page.index(">Hips<") < page.index(">After the operation<")
    assert "depth-1" in page


def test_shows_are_listed_with_their_episodes(app: Flask, at_desk: Desk, as_author: Desk) -> None:
    cover = {"image_id": asset(app, AssetKind.IMAGE), "image_alt": "x"}
    show = at_desk.write(
        "/desk/podcast/new",
        title="Hips",
        summary="On hips.",
        author_name="Us",
        category="Science",
        language="en-GB",
        **cover,
        do="publish",
    )
    hidden = at_desk.write("/desk/podcast/new", title="Not ready", language="en-GB")
    for number in range(7):
        at_desk.write(f"/desk/podcast/{show}/episodes/new", title=f"Episode {number}")
    page = at_desk.get("/desk/podcast/").text
    assert "Episode 6" in page
    assert "All episodes (2 more)" in page
    assert "It has no cover yet" in page
    assert "Episode 0" in at_desk.get(f"/desk/podcast/{show}/episodes/").text
    assert as_author.get(f"/desk/podcast/{hidden}/episodes/").status_code == 404
    theirs = as_author.get("/desk/podcast/").text
    assert "Hips" in theirs
    assert "Not ready" not in theirs
    assert "Episode 6" not in theirs
    own = as_author.write(f"/desk/podcast/{show}/episodes/new", title="By an author")
    assert as_author.get(f"/desk/episodes/{own}/").status_code == 200
