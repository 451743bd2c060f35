"""Slugs, parents, and what becomes of paths that were left."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.permissions import Actor
from app.articles import operations as articles
from app.articles.draft import ArticleDraft
from app.blog.models import Post
from app.content import operations, paths, queries
from app.content.drafts import EntryDraft
from app.content.models import Entry, PathRedirect
from app.core.db import db
from app.core.errors import Forbidden, Gone, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.podcast import operations as podcast
from app.podcast.draft import EpisodeDraft, ShowDraft
from tests import factories
from tests.conftest import MovableClock


def _move(entry: Entry, slug: str, by: Actor, moving: MovableClock, parent_id: int | None = None) -> None:
    with unit_of_work():
        paths.move(queries.get_entry(entry.id), slug=slug, parent_id=parent_id, by=by, now=moving.now)


def test_a_draft_at_a_path_that_redirects_does_not_break_the_redirect(
    house: Flask, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        old = factories.article("Old", by=editor)
        new = factories.article("New", by=editor, live=False)
    _move(old, "moved", editor, moving)
    _move(new, "old", editor, moving)
    assert queries.moved_to("/old/", now=moving.now) == "/moved/"
    with unit_of_work():
        operations.publish(queries.get_entry(new.id), by=editor, now=moving.now)
        operations.withdraw(queries.get_entry(new.id), by=editor, now=moving.now)
    with pytest.raises(Gone):
        queries.moved_to("/old/", now=moving.now)
    _move(new, "newer", editor, moving)
    with pytest.raises(Gone):
        queries.moved_to("/old/", now=moving.now)


def test_moving_back_and_forth_leaves_one_redirect(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        page = factories.article("A", by=editor)
    for slug in ("b", "a", "b", "a"):
        _move(page, slug, editor, moving)
    assert db.session.scalars(sa.select(PathRedirect.path)).all() == ["/b/"]
    assert queries.moved_to("/b/", now=moving.now) == "/a/"


def test_to_the_same_place_is_no_move(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        page = factories.article("A", by=editor)
    _move(page, "A", editor, moving)
    assert queries.get_entry(page.id).version == page.version


def test_a_draft_leaves_no_redirect(house: Flask, author: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        page = factories.article("A", by=author, live=False)
    _move(page, "b", author, moving)
    with pytest.raises(NotFound):
        queries.moved_to("/a/", now=moving.now)


def test_an_author_moves_no_public_page_nor_one_above_it(
    house: Flask, author: Actor, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        top = factories.article("Top", by=author, live=False)
        factories.article("Public", by=editor, parent=top)
    with pytest.raises(Forbidden):
        _move(top, "other", author, moving)
    with unit_of_work():
        foreign = factories.article("Foreign", by=editor, live=False)
    with pytest.raises(Forbidden):
        _move(foreign, "other", author, moving)


@pytest.mark.parametrize("slug", ["", "!!!", "—"])
def test_an_address_needs_a_letter_or_digit(house: Flask, editor: Actor, moving: MovableClock, slug: str) -> None:
    with unit_of_work():
        page = factories.article("A", by=editor)
    with pytest.raises(Invalid, match="letter or digit"):
        _move(page, slug, editor, moving)
    if slug:
        with pytest.raises(Invalid, match="letter or digit"), unit_of_work():
            operations.create(Post(), EntryDraft(title="x"), slug=slug, by=editor, now=moving.now)


def test_a_typed_address_must_be_free_and_another_is_numbered(
    house: Flask, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        first = factories.article("Hip", by=editor)
        second = factories.article("Hip", by=editor)
        other = factories.article("Other", by=editor)
    assert (first.path, second.path) == ("/hip/", "/hip-2/")
    with pytest.raises(Invalid, match="taken"), unit_of_work():
        articles.create_article(ArticleDraft(title="x"), slug="hip", by=editor, now=moving.now)
    with pytest.raises(Invalid, match="taken"):
        _move(other, "hip", editor, moving)


@pytest.mark.parametrize("slug", ["blog", "podcast", "login", "static", "desk", "physiotherapists", "api", "search"])
def test_no_article_takes_an_address_of_the_sites_own(
    house: Flask, editor: Actor, moving: MovableClock, slug: str
) -> None:
    with pytest.raises(Invalid, match="taken"), unit_of_work():
        articles.create_article(ArticleDraft(title="x"), slug=slug, by=editor, now=moving.now)
    with unit_of_work():
        page = articles.create_article(ArticleDraft(title=slug), by=editor, now=moving.now)
    assert page.path == f"/{slug}-2/"
    with pytest.raises(Invalid, match="taken"):
        _move(page, slug, editor, moving)


def test_only_articles_lie_below_articles_and_episodes_below_shows(
    house: Flask, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        post = factories.post(by=editor)
        page = factories.article("A", by=editor)
        show = podcast.create_show(ShowDraft(title="Show"), by=editor, now=moving.now)
        episode = podcast.create_episode(show, EpisodeDraft(title="Episode"), by=editor, now=moving.now)
    for parent in (post, show, episode):
        with pytest.raises(Invalid, match="cannot lie below"):
            _move(page, "x", editor, moving, parent.id)
        with pytest.raises(Invalid, match="cannot lie below"), unit_of_work():
            articles.create_article(ArticleDraft(title="x"), parent_id=parent.id, by=editor, now=moving.now)
    with pytest.raises(Invalid, match="cannot lie below"):
        _move(post, "x", editor, moving, page.id)
    with pytest.raises(Invalid, match="needs a show"):
        _move(episode, "x", editor, moving)
    with pytest.raises(Invalid, match="does not exist"):
        _move(page, "x", editor, moving, 999)
    with pytest.raises(Invalid, match="below itself"):
        _move(page, "x", editor, moving, page.id)


def test_the_episodes_of_a_renamed_show_are_found_again(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        show = podcast.create_show(ShowDraft(title="Show", summary="s"), by=editor, now=moving.now)
        operations.publish(show, by=editor, now=moving.now)
        episode = podcast.create_episode(show, EpisodeDraft(title="One", summary="s"), by=editor, now=moving.now)
        operations.publish(episode, by=editor, now=moving.now)
    _move(show, "talk", editor, moving)
    assert queries.moved_to("/podcast/show/one/", now=moving.now) == "/podcast/talk/one/"
    with unit_of_work():
        operations.withdraw(queries.get_entry(show.id), by=editor, now=moving.now)
    assert queries.find_entries(frozenset({show.id, episode.id}), now=moving.now) == {}
    assert queries.list_visible_paths(now=moving.now) == []
