import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.core.errors import Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.resources import operations, queries
from app.resources.draft import ResourceDraft
from app.resources.models import Resource
from tests.conftest import START


def _resource(title: str, topic: str, by: Actor, *, live: bool = True) -> Resource:
    draft = ResourceDraft(title=title, summary="s", topic=topic, url="https://example.org/")
    made = operations.create_resource(draft, by=by, now=START)
    if live:
        operations.publish_resource(made, by=by, now=START)
    return made


def test_topics_are_one_however_they_are_written(house: Flask, editor: Actor) -> None:
    with unit_of_work():
        for title, topic in (("c", "Hip"), ("a", "hip"), ("b", "Hip"), ("d", "Back")):
            _resource(title, topic, editor)
        _resource("draft", "Knee", editor, live=False)
    grouped = [(topic, [r.title for r in found]) for topic, found in queries.list_by_topic(now=START)]
    assert grouped == [("Back", ["d"]), ("Hip", ["a", "b", "c"])]
    of_hip = queries.list_of_topic("hip", now=START)
    assert of_hip is not None
    assert len(of_hip[1]) == 3
    assert queries.list_of_topic("knee", now=START) is None
    assert queries.list_topics() == ["Back", "Hip", "Knee", "hip"]
    with pytest.raises(NotFound):
        queries.get_resource(999)


def test_a_resource_without_address_or_document_is_not_published(house: Flask, editor: Actor) -> None:
    with unit_of_work():
        made = operations.create_resource(ResourceDraft(title="x", summary="s", topic="t"), by=editor, now=START)
    with pytest.raises(Invalid, match="address or a document"), unit_of_work():
        operations.publish_resource(queries.get_resource(made.id), by=editor, now=START)
