"""The tree of articles: steps and orders, purely, and then in the database."""

import pytest
from flask import Flask

from app.accounts.activity_queries import Asked, list_activity
from app.accounts.permissions import Actor
from app.articles import arranging
from app.articles.arranging import Seen
from app.articles.models import Article
from app.articles.queries import get_article, list_children
from app.articles.tree import Node, Place, Step, Tree
from app.content import paths
from app.content.redirect_queries import leads_to
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.conftest import MovableClock

# 1 [ 2 [ 4 ] 3 ] 5
TREE = Tree(
    [
        Node(5, None, 2, "E"),
        Node(1, None, 1, "A"),
        Node(3, 1, 0, "C"),
        Node(2, 1, 0, "B"),
        Node(4, 2, 0, "D"),
        Node(9, 99, 0, "Z"),
    ]
)


def test_the_tree_is_read_by_position_then_title() -> None:
    assert list(TREE.walk()) == [(9, 0), (1, 0), (2, 1), (4, 2), (3, 1), (5, 0)]
    assert 4 in TREE
    assert 99 not in TREE
    assert [TREE.height(node) for node in (1, 2, 3)] == [3, 2, 1]


@pytest.mark.parametrize(
    ("node", "step", "place"),
    [
        (3, Step.UP, Place(1, None)),
        (5, Step.UP, Place(None, 9)),
        (9, Step.UP, None),
        (2, Step.DOWN, Place(1, 3)),
        (3, Step.DOWN, None),
        (3, Step.IN, Place(2, 4)),
        (5, Step.IN, Place(1, 3)),
        (2, Step.IN, None),
        (4, Step.OUT, Place(1, 2)),
        (2, Step.OUT, Place(None, 1)),
        (1, Step.OUT, None),
        (9, Step.OUT, None),
    ],
)
def test_each_step_leads_to_one_place(node: int, step: Step, place: Place | None) -> None:
    assert TREE.after(node, step) == place


def test_an_article_is_put_right_after_a_sibling() -> None:
    assert TREE.order_with(5, Place(1, 2)) == [2, 5, 3]
    assert TREE.order_with(2, Place(1, 3)) == [3, 2]
    assert TREE.order_with(3, Place(1, None)) == [3, 2]
    assert TREE.order_with(5, Place(1, 4)) is None
    assert TREE.order_with(5, Place(3, None)) == [5]


def test_a_seal_is_another_word_for_another_order() -> None:
    turned = Tree([Node(2, 1, 2, "B"), Node(3, 1, 1, "C"), Node(1, None, 0, "A")])
    assert turned.seal(1) != TREE.seal(1)
    assert TREE.seal(1) == TREE.seal(1)
    assert TREE.seal(3) != TREE.seal(4)


def _seen(here: int | None, there: int | None) -> Seen:
    tree = arranging.read_tree()
    return Seen(tree.seal(here), tree.seal(there))


def _three(by: Actor) -> list[Article]:
    with unit_of_work():
        top = factories.article("Top", by=by)
        return [top, *(factories.article(title, by=by, parent=top) for title in ("One", "Two", "Three"))]


def _titles(parent: Article, moving: MovableClock) -> list[str]:
    return [article.title for article in list_children(parent.id, now=moving.now)]


def test_readers_find_the_order_that_was_made_by_hand(house: Flask, editor: Actor, moving: MovableClock) -> None:
    top, one, _two, three = _three(editor)
    assert _titles(top, moving) == ["One", "Three", "Two"]  # nobody has put them in order: by title
    with unit_of_work():
        arranging.step(one.id, Step.DOWN, seen=_seen(top.id, top.id), by=editor, now=moving.now)
    assert _titles(top, moving) == ["Three", "One", "Two"]
    with unit_of_work():
        version = get_article(three.id).version
        arranging.put(three.id, Place(top.id, _two.id), seen=_seen(top.id, top.id), by=editor, now=moving.now)
        factories.article("A new one", by=editor, parent=get_article(top.id))
    assert _titles(top, moving) == ["One", "Two", "Three", "A new one"]
    assert get_article(three.id).version == version  # whoever writes in it meanwhile is not disturbed
    assert [row.what for row in list_activity(Asked(entry_id=three.id)).items] == ["reordered", "published"]


def test_to_where_it_is_changes_nothing(house: Flask, editor: Actor, moving: MovableClock) -> None:
    top, one, *_ = _three(editor)
    with unit_of_work():
        arranging.put(one.id, Place(top.id, None), seen=_seen(top.id, top.id), by=editor, now=moving.now)
    assert get_article(one.id).position == 0
    assert list_activity(Asked(what="reordered")).total == 0


def test_below_another_its_address_and_those_below_it_follow(house: Flask, editor: Actor, moving: MovableClock) -> None:
    top, one, two, _ = _three(editor)
    with unit_of_work():
        leaf = factories.article("Leaf", by=editor, parent=get_article(one.id))
        arranging.put(one.id, Place(two.id, None), seen=_seen(top.id, two.id), by=editor, now=moving.now)
    assert get_article(leaf.id).path == "/top/two/one/leaf/"
    assert leads_to("/top/one/leaf/", now=moving.now) == "/top/two/one/leaf/"
    (row,) = list_activity(Asked(what="moved")).items
    assert row.details == {"from": "/top/one/", "to": "/top/two/one/"}
    assert (row.user_name, row.about, row.entry_id) == (editor.name, "One", one.id)


def test_two_who_reorder_at_once_lose_nothing(house: Flask, editor: Actor, moving: MovableClock) -> None:
    top, one, two, three = _three(editor)
    before = _seen(top.id, top.id)
    with unit_of_work():
        arranging.step(two.id, Step.UP, seen=before, by=editor, now=moving.now)
    after = _titles(top, moving)
    with pytest.raises(Conflict), unit_of_work():
        arranging.step(one.id, Step.DOWN, seen=before, by=editor, now=moving.now)
    with pytest.raises(Conflict), unit_of_work():
        arranging.put(one.id, Place(top.id, three.id), seen=before, by=editor, now=moving.now)
    assert _titles(top, moving) == after == ["One", "Two", "Three"]


def test_what_cannot_be_is_refused(house: Flask, editor: Actor, author: Actor, moving: MovableClock) -> None:
    top, one, two, _ = _three(editor)

    def put(article: Article, place: Place, by: Actor = editor) -> None:
        with unit_of_work():
            seen = _seen(get_article(article.id).parent_id, place.parent_id)
            arranging.put(article.id, place, seen=seen, by=by, now=moving.now)

    with pytest.raises(Invalid, match="below itself"):
        put(top, Place(one.id, None))
    with pytest.raises(Invalid, match="follow itself"):
        put(one, Place(top.id, one.id))
    with pytest.raises(Conflict):
        put(one, Place(top.id, 999))
    with pytest.raises(Forbidden):
        put(one, Place(top.id, two.id), by=author)
    with pytest.raises(Invalid, match="any further"), unit_of_work():
        arranging.step(one.id, Step.UP, seen=_seen(top.id, top.id), by=editor, now=moving.now)


def test_the_tree_has_a_last_level(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        chain = [factories.article("L0", by=editor)]
        for level in range(1, paths.DEEPEST):
            chain.append(factories.article(f"L{level}", by=editor, parent=chain[-1]))
        pair = factories.article("Pair", by=editor)
        factories.article("Below", by=editor, parent=pair)
    with pytest.raises(Invalid, match="below each other"), unit_of_work():
        factories.article("Too deep", by=editor, parent=get_article(chain[-1].id))
    with pytest.raises(Invalid, match="below each other"), unit_of_work():
        arranging.put(pair.id, Place(chain[-2].id, None), seen=_seen(None, chain[-2].id), by=editor, now=moving.now)
    assert get_article(pair.id).path == "/pair/"
