"""The dashboard: the most urgent first, only what concerns one, in few statements."""

import re
from datetime import timedelta
from html import unescape

import sqlalchemy as sa
from flask import Flask

from app.accounts import saved_filters
from app.accounts.permissions import Actor, Role
from app.content import operations
from app.content.drafts import EntryDraft
from app.content.feedback import leave_feedback
from app.content.models import Entry
from app.content.upkeep_models import CheckedLink, MissedPath
from app.core import clock
from app.core.db import db
from app.core.jobs import Job, JobState, enqueue
from app.importing.models import ImportItem, ImportRun, ItemState, Plan, RunState
from app.media.models import Upload
from app.podcast import operations as podcast
from app.podcast.draft import ShowDraft
from app.reviews.models import Comment, ShareLink
from tests import factories
from tests.web.desk.conftest import Desk, work

LIMIT = 40
"""Statements of the fullest dashboard; it must not grow with what there is."""


def sections(page: str) -> dict[str, str]:
    """The words of each section, by its heading without the count."""
    found = re.findall(r"<section class=\"panel.*?<h2[^>]*>(.*?)</h2>(.*?)</section>", page, re.DOTALL)
    return {_words(re.sub(r"<span.*", "", title, flags=re.DOTALL)): _words(rest) for title, rest in found}


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_an_empty_site_says_what_to_do(at_desk: Desk) -> None:
    found = sections(at_desk.get("/desk/").text)
    assert list(found) == ["Scheduled", "With changes that are not public yet", "Your drafts"]
    assert "Schedule beside its text" in found["Scheduled"]
    assert "Begin something" in found["Your drafts"]


def test_a_section_has_eight_lines_and_says_where_the_rest_is(app: Flask, at_desk: Desk, editor: Actor) -> None:
    now = clock.now()
    with work(app):
        for number in range(10):
            factories.post(f"Draft {number}", by=editor, live=False)
            factories.post(f"Later {number}", by=editor, at=now + timedelta(days=10 - number))
        changed = factories.post("Live", by=editor)
        operations.save_draft(
            changed, EntryDraft(title="Live, changed"), expected_version=changed.version, by=editor, now=now
        )
    page = at_desk.get("/desk/").text
    found = sections(page)
    drafts, scheduled = found["Your drafts"], found["Scheduled"]
    assert drafts.count("Draft ") == 8
    assert "And 2 more" in drafts
    assert 'href="/desk/pages/?state=draft&amp;mine=1"' in page
    assert "saved " in drafts
    assert scheduled.startswith("Later 9 Post · Goes live on ")
    assert "And 2 more" in scheduled
    assert "Live" in found["With changes that are not public yet"]
    listed = at_desk.get("/desk/pages/?state=draft&mine=1").text
    assert listed.count("Draft ") >= 10


def _much(app: Flask, editor: Actor, times: int) -> None:
    """Something of everything, so many times."""
    now = clock.now()
    with work(app):
        for number in range(times):
            show = podcast.create_show(ShowDraft(title=f"Show {number}"), slug="", by=editor, now=now)
            page = factories.article(f"Hips {number}", by=editor)
            page.last_reviewed_on, page.next_review_on = now.date(), now.date() - timedelta(days=9)
            db.session.add(Comment(entry_id=page.id, revision_number=1, author="A", text="Why?", created_at=now))
            leave_feedback(path=page.path, message=f"Unclear {number} " + "word " * 40, email="", now=now)
            enqueue("sweep", {"n": number}, now=now)
            db.session.add(MissedPath(path=f"/gone-{number}/", count=3, first_at=now, last_at=now))
            db.session.add(
                CheckedLink(
                    url=f"https://example.org/{number}",
                    checked_at=now,
                    status=404,
                    problem="It is not there.",
                    failing_since=now - timedelta(days=30),
                )
            )
            run = ImportRun(
                source=f"s{number}", document=b"", title=f"Run {number}", state=RunState.RUNNING, created_at=now
            )
            run.show_id = show.id
            db.session.add(run)
            db.session.flush()
            for position, state in enumerate((ItemState.DONE, ItemState.WAITING, ItemState.SKIPPED)):
                db.session.add(
                    ImportItem(run_id=run.id, position=position, guid="g", title="T", plan=Plan.NEW, state=state)
                )
            begun = now - timedelta(hours=1)
            db.session.add(
                Upload(
                    token=f"t{number}",
                    owner_id=editor.user_id,
                    length=9,
                    original_name=f"talk-{number}.mp3",
                    created_at=begun,
                    expires_at=now + timedelta(days=1),
                )
            )
            saved_filters.save(f"List {number}", f"/desk/blog/?q={number}", by=editor)
        db.session.execute(sa.update(Job).values(state=JobState.DEAD))


def test_everything_is_told_and_statements_do_not_grow(
    app: Flask, at_desk: Desk, as_admin: Desk, editor: Actor, staff: dict[Role, Actor]
) -> None:
    _much(app, editor, 3)
    few, page = _counted(app, at_desk)
    found = sections(page)
    wrong = found["To see to"]
    for words in (
        "An upload did not finish: talk-0.mp3",
        "3 addresses of this site that readers asked for in vain",
        "links to other sites lead nowhere",
        "The show has no cover and no episode yet: Show 0",
    ):
        assert words in wrong
    assert "failed" not in wrong  # that is the administrator's
    assert "Overdue: Hips 0 Due " in found["Reviews"]
    assert "1 comment on Hips 0 Since " in found["Comments waiting"]
    assert found["Readers wrote"].startswith("Unclear 2 word")
    assert "…" in found["Readers wrote"]
    assert "Run 0 1 of 2 brought in or set aside." in found["Imports under way"]
    assert "List 0" in found["Your lists"]
    assert list(found)[:4] == ["To see to", "Reviews", "Comments waiting", "Readers wrote"]
    assert (
        "3 jobs failed and wait for you: Clear away what is over" in sections(as_admin.get("/desk/").text)["To see to"]
    )
    with work(app):
        _forget(editor)
    _much(app, editor, 9)
    many, page = _counted(app, at_desk)
    assert many <= few + 1 <= LIMIT  # one more to count what readers wrote
    assert "And 4 more" in sections(page)["Readers wrote"]


def _forget(editor: Actor) -> None:
    for table in (MissedPath, CheckedLink, Upload, ImportItem, ImportRun):
        db.session.execute(sa.delete(table))
    for kept in saved_filters.list_saved(editor.user_id):
        db.session.delete(kept)


def _counted(app: Flask, desk: Desk) -> tuple[int, str]:
    """How many statements the page took, and the page."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    desk.get("/desk/")  # what is looked up once in a process
    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        page = desk.get("/desk/").text
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen), page


def test_an_author_sees_only_own_things(app: Flask, as_author: Desk, editor: Actor, staff: dict[Role, Actor]) -> None:
    _much(app, editor, 1)
    with work(app):
        mine = factories.article("Mine", by=staff[Role.EDITOR])
        mine.created_by_id = staff[Role.AUTHOR].user_id
        mine.last_reviewed_on, mine.next_review_on = clock.now().date(), clock.now().date() - timedelta(days=1)
    page = as_author.get("/desk/").text
    found = sections(page)
    assert list(found) == ["Reviews", "Scheduled", "With changes that are not public yet", "Your drafts"]
    assert "Mine" in found["Reviews"]
    assert "Hips" not in page
    assert 'href="/desk/reviews/"' not in page


def test_a_reviewer_sees_what_waits_for_this_person(app: Flask, editor: Actor, staff: dict[Role, Actor]) -> None:
    reviewer = Desk(app, Role.REVIEWER)
    found = sections(reviewer.get("/desk/").text)
    assert list(found) == ["Waits for your review"]
    assert "Nothing waits for your review" in found["Waits for your review"]
    now = clock.now()
    with work(app):
        factories.article("Of somebody else", by=editor)
        asked = factories.post("Please look", by=editor, live=False)
        due = factories.article("Asked and due", by=editor)
        for entry in (asked, due):
            _ask(entry, now)
    words = sections(reviewer.get("/desk/").text)["Waits for your review"]
    assert "Never reviewed: Asked and due You were asked by mail" in words
    assert "Waits for your review: Please look You were asked by mail" in words
    assert "Of somebody else" not in words


def _ask(entry: Entry, now: object) -> None:
    db.session.add(
        ShareLink(
            entry_id=entry.id,
            revision_number=1,
            token_hash=f"hash-{entry.id}",
            label="A reviewer",
            email="reviewer@example.org",
            created_at=now,
            created_by="Sample editor",
            expires_at=clock.now() + timedelta(days=3),
        )
    )


def test_an_upload_that_is_on_its_way_is_no_trouble(app: Flask, at_desk: Desk, editor: Actor) -> None:
    now = clock.now()
    with work(app):
        db.session.add(
            Upload(
                token="t",
                owner_id=editor.user_id,
                length=9,
                original_name="coming.mp3",
                created_at=now,
                expires_at=now + timedelta(days=1),
            )
        )
    assert "coming.mp3" not in at_desk.get("/desk/").text
