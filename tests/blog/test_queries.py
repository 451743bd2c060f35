from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.blog import queries
from app.content.known import find_tag
from app.core.errors import NotFound
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.conftest import MovableClock


def test_posts_by_date_tag_and_author(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        one, two = factories.person("One"), factories.person("Two")
        first = factories.post("First", by=editor, tags=("Hip",), authors=(one,))
        moving.move(hours=1)
        second = factories.post("Second", by=editor, authors=(one, two))
        factories.post("Later", by=editor, tags=("Hip",), authors=(two,), at=moving.now + timedelta(hours=1))
    now = moving.now
    assert [p.id for p in queries.list_posts(now=now).items] == [second.id, first.id]
    page = queries.list_posts(now=now, page=2, size=1)
    assert ([p.id for p in page.items], page.total, page.last) == ([first.id], 2, 2)
    assert [p.id for p in queries.list_posts(now=now, tag=find_tag("hip", now=now)).items] == [first.id]
    assert [p.id for p in queries.list_posts(now=now, author=two).items] == [second.id]
    assert queries.find_post("/blog/later/", now=now) is None
    assert queries.find_post("/blog/first/", now=now) is not None
    assert queries.get_post(first.id).id == first.id
    with pytest.raises(NotFound):
        queries.get_post(999)
