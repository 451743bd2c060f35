import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.blog.models import Post
from app.content import operations, paths, queries
from app.content.drafts import EntryDraft
from app.content.lifecycle import State
from app.core.errors import Conflict, Gone, Invalid
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.conftest import MovableClock


def test_a_draft_over_a_live_page_changes_nothing_public(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post("First", by=editor)
    with unit_of_work():
        loaded = queries.get_entry(post.id)
        draft = EntryDraft(title="Second", summary="New.", body="<p>New.</p>")
        operations.save_draft(loaded, draft, expected_version=loaded.version, by=editor, now=moving.now)
    again = queries.get_entry(post.id)
    assert (again.title, again.has_changes) == ("First", True)
    with unit_of_work():
        operations.publish(queries.get_entry(post.id), by=editor, now=moving.move(hours=1))
    again = queries.get_entry(post.id)
    assert (again.title, again.has_changes) == ("Second", False)


def test_a_save_against_an_old_version_is_refused(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post(by=editor)
        version = post.version
    with unit_of_work():
        first = queries.get_entry(post.id)
        operations.save_draft(first, EntryDraft(title="Mine"), expected_version=version, by=editor, now=moving.now)
    with pytest.raises(Conflict), unit_of_work():
        second = queries.get_entry(post.id)
        operations.save_draft(second, EntryDraft(title="Yours"), expected_version=version, by=editor, now=moving.now)


def test_a_scheduled_entry_goes_live_at_its_second(house: Flask, editor: Actor, moving: MovableClock) -> None:
    at = moving.now.replace(hour=18)
    with unit_of_work():
        post = factories.post(by=editor, at=at)
    assert post.state(at.replace(hour=17, minute=59, second=59)) is State.SCHEDULED
    assert post.state(at) is State.LIVE


def test_old_paths_of_a_moved_branch_lead_to_the_new_ones(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        top = factories.article("Hips", by=editor)
        child = factories.article("Resurfacing", by=editor, parent=top)
        leaf = factories.article("Exercises", by=editor, parent=child)
    for slug in ("hip", "the-hip", "hips"):
        with unit_of_work():
            paths.move(queries.get_entry(top.id), slug=slug, parent_id=None, by=editor, now=moving.now)
    for old in ("/hip/resurfacing/exercises/", "/the-hip/resurfacing/exercises/"):
        assert queries.moved_to(old, now=moving.now) == "/hips/resurfacing/exercises/"
    assert queries.get_entry(leaf.id).path == "/hips/resurfacing/exercises/"
    with pytest.raises(Invalid, match="below itself"), unit_of_work():
        paths.move(queries.get_entry(top.id), slug="hips", parent_id=leaf.id, by=editor, now=moving.now)


def test_a_page_restored_from_the_bin_is_the_same_page(house: Flask, admin: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post(by=admin)
    before = (post.id, post.path, post.guid)
    with unit_of_work():
        operations.move_to_bin(queries.get_entry(post.id), by=admin, now=moving.now)
    with pytest.raises(Gone):
        queries.moved_to(post.path, now=moving.now)
    with unit_of_work():
        operations.restore(queries.get_binned(post.id), by=admin, now=moving.now)
    again = queries.get_entry(post.id)
    assert (again.id, again.path, again.guid) == before
    assert again.state(moving.now) is State.LIVE


def test_what_was_deleted_for_ever_is_gone_and_its_guid_is_never_given_again(
    house: Flask, admin: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        post = factories.post(by=admin)
    path, guid = post.path, post.guid
    with unit_of_work():
        operations.move_to_bin(queries.get_entry(post.id), by=admin, now=moving.now)
    with unit_of_work():
        operations.delete_for_ever(queries.get_binned(post.id), by=admin, now=moving.now)
    with pytest.raises(Gone):
        queries.moved_to(path, now=moving.now)
    with pytest.raises(Invalid, match="never used twice"), unit_of_work():
        operations.create(Post(), EntryDraft(title="New"), guid=guid, by=admin, now=moving.now)
