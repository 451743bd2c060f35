from dataclasses import replace

import pytest
from flask import Flask, render_template

from app.accounts.permissions import Actor
from app.content import queries as entries
from app.content.drafts import EntryDraft
from app.content.models import Entry
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.resources.queries import list_by_topic
from app.web.pages.preview import preview
from tests import factories
from tests.web.conftest import Ids


def shown(app: Flask, entry_id: int) -> str:
    """The preview of an entry's newest draft under another title."""
    entry = entries.get_entry(entry_id)
    draft = replace(entries.latest_draft(entry), title="The drafted title", summary="The drafted summary.")
    template, page = preview(entry, draft, now=clock.now(), site=app.extensions["site"])
    return render_template(f"site/{template}", page=page)


def test_every_kind_is_previewed_in_its_public_template(app: Flask, filled: Ids) -> None:
    with app.test_request_context():
        resources = [resource.id for _, listed in list_by_topic(now=clock.now()) for resource in listed]
        for entry_id in (filled.article, filled.child, filled.post, filled.show, filled.episode, *resources):
            html = shown(app, entry_id)
            assert "The drafted title" in html
            assert "The drafted summary." in html
        db.session.remove()


def test_what_was_never_published_is_dated_now(app: Flask, editor: Actor) -> None:
    with app.test_request_context():
        with unit_of_work():
            post = factories.post("A draft", by=editor, live=False).id
        html = shown(app, post)
        assert "1 March 2027" in html
        db.session.remove()


def test_the_public_page_stays_as_it_was(app: Flask, filled: Ids) -> None:
    with app.test_request_context():
        shown(app, filled.article)
        db.session.remove()
    assert "The drafted title" not in app.test_client().get("/metal-on-metal-hip-resurfacing/").text


def test_a_kind_that_has_no_page_is_a_mistake_of_ours(house: Flask) -> None:
    with pytest.raises(TypeError):
        preview(Entry(path="/x/"), EntryDraft(), now=clock.now(), site=house.extensions["site"])
