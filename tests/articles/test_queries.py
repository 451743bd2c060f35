import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.articles import queries
from app.content import operations
from app.core.errors import NotFound
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.conftest import MovableClock


def test_the_tree_is_read_from_both_ends(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        top = factories.article("Top", by=editor)
        middle = factories.article("Middle", by=editor, parent=top, live=False)
        leaf = factories.article("Leaf", by=editor, parent=middle)
    now = moving.now
    assert [a.title for a in queries.list_ancestors(leaf)] == ["Top", "Middle"]
    assert queries.list_ancestors(top) == []
    assert [a.id for a in queries.list_children(None, now=now)] == [top.id]
    assert queries.list_children(top.id, now=now) == []
    assert [a.id for a in queries.list_children(middle.id, now=now)] == [leaf.id]
    assert [a.path for a in queries.list_all()] == ["/top/", "/top/middle/", "/top/middle/leaf/"]
    assert queries.find_article("/top/middle/", now=now) is None
    with unit_of_work():
        operations.move_to_bin(queries.get_article(leaf.id), by=editor, now=now)
    with pytest.raises(NotFound):
        queries.get_article(leaf.id)


def test_what_can_be_chosen_is_known_without_its_text(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        top = factories.article("Top", by=editor)
        factories.article("Ahead", by=editor, parent=top, live=False)
        gone = factories.article("Gone", by=editor)
        operations.move_to_bin(gone, by=editor, now=moving.now)
    spots = queries.list_spots()
    assert [(spot.path, spot.title, spot.is_live(moving.now)) for spot in spots] == [
        ("/top/", "Top", True),
        ("/top/ahead/", "Ahead", False),
    ]
    assert spots[0].created_by_id == editor.user_id
