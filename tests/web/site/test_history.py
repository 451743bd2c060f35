"""What has changed on an article, told to readers."""

from dataclasses import replace
from typing import Any

from flask import Flask

from app.accounts.permissions import Actor
from app.articles.draft import ArticleDraft
from app.articles.models import Article
from app.content import operations as content
from app.content import paths, queries
from app.core import clock
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.conftest import MovableClock
from tests.web.conftest import Visit


def _publish(entry_id: int, by: Actor, *, note: str = "", minor: bool = False, **changes: Any) -> None:
    entry = queries.get_entry(entry_id)
    draft = replace(queries.latest_draft(entry), **changes)
    revision = content.save_draft(entry, draft, expected_version=entry.version, by=by, now=clock.now())
    revision.public_note, revision.minor = note, minor
    content.publish(entry, by=by, now=clock.now())


def _article(app: Flask, editor: Actor, moving: MovableClock) -> int:
    with app.app_context():
        with unit_of_work():
            made = factories.article("Sore hip", by=editor)
            entry_id = made.id
        for days, changes in (
            (40, {"body": "<p>Rest for 6 weeks.</p>", "note": "Rest is six weeks, not four."}),
            (1, {"tags": ("hip",)}),
            (1, {"body": "<p>Rest for 6  full weeks.</p>", "minor": True}),
        ):
            moving.move(days=days)
            with unit_of_work():
                _publish(entry_id, editor, **changes)
        with unit_of_work():
            entry = queries.get_entry(entry_id)
            draft = replace(queries.latest_draft(entry), body="<p>Not yet public.</p>")
            content.save_draft(entry, draft, expected_version=entry.version, by=editor, now=clock.now())
    return entry_id


def test_every_publish_is_told_and_those_of_the_advice_can_be_had_alone(
    app: Flask, editor: Actor, moving: MovableClock, page: Visit
) -> None:
    _article(app, editor, moving)
    assert page("/sore-hip/").all("a", href="/changes/sore-hip/")
    seen = page("/changes/sore-hip/")
    assert seen.text.count("Change of the advice") == 1  # the first text is no change
    for told in ("First published.", "Rest is six weeks, not four.", "Something beside the text was changed"):
        assert told in seen.text
    assert "Not yet public" not in seen.text
    assert seen.all("meta", name="robots", content="noindex")
    clinical = page("/changes/sore-hip/?clinical=1")
    assert "Something beside" not in clinical.text
    assert "Rest is six weeks" in clinical.text
    assert "Show all changes" in clinical.text


def test_the_history_moves_with_its_page_and_goes_with_it(
    app: Flask, editor: Actor, moving: MovableClock, page: Visit
) -> None:
    entry_id = _article(app, editor, moving)
    client = app.test_client()
    with app.app_context(), unit_of_work():
        paths.move(queries.get_entry(entry_id), slug="hip", parent_id=None, by=editor, now=clock.now())
    moved = client.get("/changes/sore-hip/")
    assert (moved.status_code, moved.location) == (301, "/changes/hip/")
    with app.app_context(), unit_of_work():
        content.withdraw(queries.get_entry(entry_id), by=editor, now=clock.now())
    assert client.get("/changes/hip/").status_code == 410
    assert client.get("/changes/nowhere/").status_code == 404


def test_only_articles_have_one(app: Flask, editor: Actor) -> None:
    with app.app_context(), unit_of_work():
        factories.post("News", by=editor)
    assert app.test_client().get("/changes/blog/news/").status_code == 404


def test_nothing_is_told_of_a_draft_or_of_what_is_scheduled(app: Flask, editor: Actor) -> None:
    with app.app_context(), unit_of_work():
        content.create(Article(), ArticleDraft(title="Hidden", summary="Yes."), by=editor, now=clock.now())
    assert app.test_client().get("/changes/hidden/").status_code == 404
