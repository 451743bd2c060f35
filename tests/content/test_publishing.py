"""Publishing, scheduling, withdrawing, ending, and coming back."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.blog.models import Post
from app.content import boundaries, feedback, known, operations, queries
from app.content.drafts import Citation, Credit, EntryDraft, PersonRole, Target
from app.content.events import EntryPublished, PublicChange
from app.content.lifecycle import State
from app.content.lists import Wanted, list_wanted
from app.content.models import Entry, EntryUse, Tag
from app.core import cache, events
from app.core.db import db
from app.core.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.media.models import Asset, AssetKind
from tests import factories
from tests.conftest import START, MovableClock

HOUR = timedelta(hours=1)


def _asset(name: str = "a.jpg") -> Asset:
    asset = Asset(
        kind=AssetKind.IMAGE,
        sha256=name.ljust(64, "0"),
        bytes=1,
        mime="image/jpeg",
        original_name=name,
        facts={},
        created_at=START,
    )
    db.session.add(asset)
    db.session.flush()
    return asset


def _save(entry: Entry, draft: EntryDraft, by: Actor, moving: MovableClock) -> None:
    loaded = queries.get_entry(entry.id)
    operations.save_draft(loaded, draft, expected_version=loaded.version, by=by, now=moving.now)


def test_what_is_missing_is_told_all_at_once(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = operations.create(Post(), EntryDraft(title="x", image_id=_asset().id), by=editor, now=moving.now)
    with pytest.raises(Invalid) as refused, unit_of_work():
        operations.publish(queries.get_entry(post.id), by=editor, now=moving.now, at=moving.now)
    assert [fault.field for fault in refused.value.faults] == ["summary", "image_alt", "publish_at"]


@pytest.mark.parametrize("ahead", [timedelta(0), -HOUR, timedelta(days=6 * 366)])
def test_a_schedule_lies_ahead_but_not_too_far(
    house: Flask, editor: Actor, moving: MovableClock, ahead: timedelta
) -> None:
    with unit_of_work():
        post = factories.post(by=editor, live=False)
    with pytest.raises(Invalid) as refused, unit_of_work():
        operations.publish(queries.get_entry(post.id), by=editor, now=moving.now, at=moving.now + ahead)
    assert refused.value.faults[0].field == "publish_at"


def test_what_is_live_keeps_its_date_and_cannot_be_scheduled(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post(by=editor)
    moving.move(hours=1)
    with unit_of_work():
        operations.publish(queries.get_entry(post.id), by=editor, now=moving.now)
    assert queries.get_entry(post.id).published_at == START
    with pytest.raises(Invalid, match="live already"), unit_of_work():
        operations.publish(queries.get_entry(post.id), by=editor, now=moving.now, at=moving.now + HOUR)


def test_what_was_withdrawn_comes_back_with_its_date(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post(by=editor)
        operations.set_expiry(post, START + 9 * HOUR, by=editor, now=START)
    with unit_of_work():
        operations.withdraw(queries.get_entry(post.id), by=editor, now=moving.move(hours=1))
    with pytest.raises(Gone):
        queries.moved_to(post.path, now=moving.now)
    with pytest.raises(Invalid, match="live can be withdrawn"), unit_of_work():
        operations.withdraw(queries.get_entry(post.id), by=editor, now=moving.now)
    with unit_of_work():
        operations.publish(queries.get_entry(post.id), by=editor, now=moving.move(hours=1))
    again = queries.get_entry(post.id)
    assert (again.state(moving.now), again.published_at, again.expires_at) == (State.LIVE, START, None)


def test_what_was_public_and_is_scheduled_anew_can_be_published_at_once(
    house: Flask, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        post = factories.post(by=editor)
    for taken_off in (False, True):
        moving.move(hours=1)
        with unit_of_work():
            entry = queries.get_entry(post.id)
            operations.withdraw(entry, by=editor, now=moving.now)
            operations.publish(entry, by=editor, now=moving.now, at=moving.now + HOUR)
            assert entry.state(moving.now) is State.SCHEDULED
            if taken_off:
                operations.unschedule(entry, by=editor, now=moving.now)
                assert entry.state(moving.now) is State.DRAFT
            operations.publish(entry, by=editor, now=moving.now)
        again = queries.get_entry(post.id)
        assert (again.state(moving.now), again.published_at) == (State.LIVE, moving.now)
        assert again.first_published_at == START


def test_what_is_taken_off_the_schedule_is_a_draft_like_any_other(
    house: Flask, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        used = factories.post("Used", by=editor)
        linking = f'<p><a data-entry="{used.id}">x</a></p>'
        post = factories.post("First", by=editor, body=linking, at=moving.now + HOUR)
        _save(post, EntryDraft(title="Second", summary="s"), editor, moving)
    with unit_of_work():
        operations.unschedule(queries.get_entry(post.id), by=editor, now=moving.now)
    again = queries.get_entry(post.id)
    assert (again.title, again.live_revision, again.has_changes) == ("Second", None, False)
    assert (again.published_at, again.first_published_at) == (None, None)
    assert db.session.scalars(sa.select(EntryUse).where(EntryUse.entry_id == post.id)).all() == []
    with pytest.raises(NotFound):
        queries.moved_to(post.path, now=moving.now + 2 * HOUR)
    with pytest.raises(Invalid, match="Only something scheduled"), unit_of_work():
        operations.unschedule(queries.get_entry(post.id), by=editor, now=moving.now)


def test_an_end_lies_after_the_beginning(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post(by=editor, at=moving.now + 2 * HOUR)
        draft = factories.post("Draft", by=editor, live=False)
    for at in (moving.now, moving.now + HOUR, moving.now + 2 * HOUR):
        with pytest.raises(Invalid) as refused, unit_of_work():
            operations.set_expiry(queries.get_entry(post.id), at, by=editor, now=moving.now)
        assert refused.value.faults[0].field == "expires_at"
    with unit_of_work():
        operations.set_expiry(queries.get_entry(draft.id), moving.now + HOUR, by=editor, now=moving.now)
    with pytest.raises(Invalid, match="end before it begins"), unit_of_work():
        operations.publish(queries.get_entry(draft.id), by=editor, now=moving.now, at=moving.now + HOUR)
    with unit_of_work():
        operations.publish(queries.get_entry(draft.id), by=editor, now=moving.now)
    assert queries.get_entry(draft.id).state(moving.move(hours=1)) is State.EXPIRED
    with pytest.raises(Gone):
        queries.moved_to(draft.path, now=moving.now)
    with unit_of_work():
        operations.publish(queries.get_entry(draft.id), by=editor, now=moving.now)
    assert queries.get_entry(draft.id).expires_at is None


def test_an_end_that_passed_while_it_was_a_draft_does_not_count(
    house: Flask, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        post = factories.post(by=editor, live=False)
        operations.set_expiry(post, moving.now + HOUR, by=editor, now=moving.now)
    moving.move(hours=2)
    with unit_of_work():
        operations.publish(queries.get_entry(post.id), by=editor, now=moving.now)
    assert queries.get_entry(post.id).state(moving.now) is State.LIVE


def test_a_new_end_is_a_public_change_but_no_publishing(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post(by=editor)
    before = cache.generation()
    with unit_of_work():
        entry = queries.get_entry(post.id)
        operations.set_expiry(entry, moving.now + HOUR, by=editor, now=moving.now)
        said = events.recorded.get() or []
    assert [type(event) for event in said] == [PublicChange]
    assert cache.generation() == before + 1
    assert boundaries.next_boundary(moving.now) == moving.now + HOUR
    with unit_of_work():
        operations.set_expiry(queries.get_entry(post.id), None, by=editor, now=moving.now)
        operations.publish(queries.get_entry(post.id), by=editor, now=moving.now)
        assert EntryPublished(post.id) in (events.recorded.get() or [])
    assert boundaries.next_boundary(moving.now) is None


def test_publishing_against_an_old_version_is_refused(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post(by=editor, live=False)
    with pytest.raises(Conflict), unit_of_work():
        operations.publish(queries.get_entry(post.id), by=editor, now=moving.now, expected_version=post.version - 1)


def test_the_same_text_again_makes_no_revision(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post(by=editor)
        before = (post.version, post.latest_revision)
        _save(post, queries.latest_draft(post), editor, moving)
    again = queries.get_entry(post.id)
    assert (again.version, again.latest_revision) == before


def test_an_old_revision_comes_back_as_a_draft(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post("First", by=editor)
        _save(post, EntryDraft(title="Second", summary="s"), editor, moving)
    with unit_of_work():
        entry = queries.get_entry(post.id)
        operations.restore_revision(entry, 1, expected_version=entry.version, by=editor, now=moving.now)
    revisions = queries.list_revisions(post.id)
    assert [(r.number, r.note) for r in revisions] == [(3, "Restored revision 1"), (2, ""), (1, "Created")]
    assert (queries.get_entry(post.id).title, queries.latest_draft(post).title) == ("First", "First")
    with pytest.raises(NotFound):
        queries.get_revision(post.id, 9)


def test_what_was_deleted_does_not_come_back_with_an_old_revision(
    house: Flask, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        asset = _asset()
        who = factories.person()
        draft = EntryDraft(title="x", summary="s", image_id=asset.id, image_alt="A", credits=(Credit(who.id),))
        post = operations.create(Post(), draft, by=editor, now=moving.now)
        operations.publish(post, by=editor, now=moving.now)
        _save(post, EntryDraft(title="y", summary="s"), editor, moving)
        operations.publish(post, by=editor, now=moving.now)
        db.session.delete(db.session.get_one(Asset, asset.id))
        db.session.delete(who)
    with pytest.raises(Invalid) as refused, unit_of_work():
        entry = queries.get_entry(post.id)
        operations.restore_revision(entry, 1, expected_version=entry.version, by=editor, now=moving.now)
    assert [fault.field for fault in refused.value.faults] == ["image_id", "credits"]


def test_use_is_noted_for_what_is_live_and_for_the_draft(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        first, second = _asset("first"), _asset("second")
        draft = EntryDraft(title="A page", summary="s", image_id=first.id, image_alt="A")
        post = operations.create(Post(), draft, by=editor, now=moving.now)
        operations.publish(post, by=editor, now=moving.now)
        _save(post, EntryDraft(title="B", summary="s", image_id=second.id, image_alt="A"), editor, moving)
    for asset in (first, second):
        assert queries.places_of_asset(asset.id) == ["the picture of A page"]
    with unit_of_work():
        operations.publish(queries.get_entry(post.id), by=editor, now=moving.now)
    assert (queries.places_of_asset(first.id), queries.places_of_asset(second.id)) == ([], ["the picture of B"])


def test_what_others_use_or_what_has_pages_below_is_not_deleted(
    house: Flask, admin: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        top = factories.article("Top", by=admin)
        below = factories.article("Below", by=admin, parent=top)
        linked = factories.post("Linked", by=admin)
        body = f'<p><a data-entry="{linked.id}">x</a></p>'
        user = factories.post("User", by=admin, body=body)
        _save(linked, EntryDraft(title="Linked", summary="s", body=body), admin, moving)

    def bin_(entry: Entry) -> None:
        with unit_of_work():
            operations.move_to_bin(queries.get_entry(entry.id), by=admin, now=moving.now)

    with pytest.raises(Invalid, match="below this one"):
        bin_(top)
    with pytest.raises(Invalid, match="used by: User"):
        bin_(linked)
    bin_(user)
    bin_(linked)  # that it links to itself is nobody's loss
    bin_(below)
    bin_(top)
    assert len(queries.list_bin()) == 4
    with pytest.raises(Invalid, match="in the bin"), unit_of_work():
        operations.restore(queries.get_binned(below.id), by=admin, now=moving.now)
    with pytest.raises(Invalid, match="below this one"), unit_of_work():
        operations.delete_for_ever(queries.get_binned(top.id), by=admin, now=moving.now)
    with pytest.raises(NotFound):
        queries.get_entry(top.id)
    with pytest.raises(Invalid, match="bin first"), unit_of_work():
        operations.restore(queries.get_binned(top.id), by=admin, now=moving.now)
        operations.delete_for_ever(queries.get_entry(top.id), by=admin, now=moving.now)
    with pytest.raises(NotFound):
        queries.get_binned(0)


def test_a_draft_deleted_for_ever_leaves_no_path(house: Flask, admin: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        post = factories.post(by=admin, live=False)
        operations.move_to_bin(post, by=admin, now=moving.now)
        operations.delete_for_ever(queries.get_binned(post.id), by=admin, now=moving.now)
    with pytest.raises(NotFound):
        queries.moved_to(post.path, now=moving.now)
    assert queries.find_by_path(post.path) is None
    assert not queries.has_entries()


def test_two_names_of_one_slug_are_one_tag(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        first = factories.post("A", by=editor, tags=("Hip pain", "hip-pain", "Knee"))
    with unit_of_work():
        second = factories.post("B", by=editor, tags=("HIP PAIN",))
    assert [tag.name for tag in queries.get_entry(first.id).tags] == ["Hip pain", "Knee"]
    assert [tag.name for tag in queries.get_entry(second.id).tags] == ["Hip pain"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Tag)) == 2
    counts = [(tag.slug, n) for tag, n in queries.list_tags(now=moving.now, kind=first.kind)]
    assert counts == [("hip-pain", 2), ("knee", 1)]
    found = known.find_tag("knee", now=moving.now)
    assert found is not None
    assert found.name == "Knee"


def test_people_keep_their_order_and_roles(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        one, two = factories.person("One"), factories.person("Two")
    reviewer, author = Credit(two.id, PersonRole.REVIEWER), Credit(two.id)
    for credits_ in ((reviewer, Credit(one.id), author), (Credit(one.id), reviewer, reviewer), ()):
        with unit_of_work():
            draft = EntryDraft(title="x", summary="s", credits=credits_)
            if queries.has_entries():
                saved = queries.get_entry(1)
                operations.save_draft(saved, draft, expected_version=saved.version, by=editor, now=moving.now)
            else:
                operations.create(Post(), draft, by=editor, now=moving.now)
        db.session.expire_all()
        people = queries.get_entry(1).people
        assert [Credit(p.person_id, p.role) for p in people] == list(dict.fromkeys(credits_))


def test_missing_people_and_files_are_refused_at_their_field(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with pytest.raises(Invalid) as refused, unit_of_work():
        draft = EntryDraft(title="x", credits=(Credit(99),), image_id=98)
        operations.create(Post(), draft, by=editor, now=moving.now)
    assert [fault.field for fault in refused.value.faults] == ["image_id", "credits"]


def test_who_may_do_what_to_an_entry(house: Flask, staff: dict[Role, Actor], moving: MovableClock) -> None:
    author, editor = staff[Role.AUTHOR], staff[Role.EDITOR]
    with unit_of_work():
        mine = factories.post("Mine", by=author, live=False)
        foreign = factories.post("Foreign", by=editor)
        nobodys = factories.post("Nobody's", by=editor)
        nobodys.created_by_id = None
    new = EntryDraft(title="New", summary="s")
    with unit_of_work():
        _save(mine, new, author, moving)
    for theirs in (foreign, nobodys):
        with pytest.raises(Forbidden), unit_of_work():
            _save(theirs, new, author, moving)
    for role in (Role.AUTHOR, Role.REVIEWER, Role.PRACTICE):
        with unit_of_work():
            entry = queries.get_entry(mine.id)
            for change in (operations.publish, operations.withdraw, operations.unschedule, operations.move_to_bin):
                with pytest.raises(Forbidden):
                    change(entry, by=staff[role], now=moving.now)
            with pytest.raises(Forbidden):
                operations.set_expiry(entry, None, by=staff[role], now=moving.now)
            with pytest.raises(Forbidden):
                operations.restore(entry, by=staff[role], now=moving.now)
    with pytest.raises(Forbidden), unit_of_work():
        operations.delete_for_ever(queries.get_entry(mine.id), by=editor, now=moving.now)
    with pytest.raises(Forbidden), unit_of_work():
        operations.create(Post(), new, by=staff[Role.REVIEWER], now=moving.now)


def test_an_import_keeps_its_guid_but_for_what_no_feed_can_carry(
    house: Flask, admin: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        importer = Actor(0, "Import", Role.ADMIN)
        post = operations.create(Post(), EntryDraft(title="x"), guid=" tag:a\x00,1 ", by=importer, now=START)
    assert (post.guid, post.created_by_id) == ("tag:a,1", None)


def test_readers_words_are_kept_and_told(house: Flask, editor: Actor, author: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        left = feedback.leave_feedback(path="/a/\n", message=" Unclear.\x00 ", email="a@example.org", now=START)
    assert (left.path, left.message) == ("/a/", "Unclear.")
    assert feedback.list_feedback() == [left]
    with pytest.raises(Forbidden), unit_of_work():
        feedback.settle_feedback(feedback.get_feedback(left.id), by=author, now=START)
    with unit_of_work():
        feedback.settle_feedback(feedback.get_feedback(left.id), by=editor, now=START)
    assert (feedback.list_feedback(), len(feedback.list_feedback(handled=True))) == ([], 1)
    with pytest.raises(NotFound):
        feedback.get_feedback(99)
    for message, email, field in (("", "", "message"), ("x" * 4001, "", "message"), ("x", "nobody", "email")):
        with pytest.raises(Invalid) as refused, unit_of_work():
            feedback.leave_feedback(path="/", message=message, email=email, now=START)
        assert [fault.field for fault in refused.value.faults] == [field]


def test_lists_of_the_desk(house: Flask, editor: Actor, author: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        top = factories.article("Top", by=editor)
        child = factories.article("100% hip", by=author, parent=top, live=False)
        post = factories.post("Post", by=editor)
        _save(post, EntryDraft(title="Newer", summary="s", citations=(Citation("a", "b"),)), editor, moving)
    now = moving.now

    def ids(page: int = 1, size: int = 20, **wanted: Any) -> list[int]:
        return [entry.id for entry in list_wanted(Wanted(**wanted), now=now, page=page, size=size).items]

    assert ids(text="100%") == ids(made_by=author.user_id) == ids(parent_id=top.id) == [child.id]
    assert ids(text="_") == []
    assert ids(kind=post.kind) == [post.id]
    assert ids(page=2, size=2) == [top.id]
    assert queries.get_entry(post.id).state_in_words(now) == "Live with changes"
    with pytest.raises(NotFound):
        queries.get_entry(post.id, kind=top.kind)
    assert queries.find_entries(frozenset(), now=now) == {}
    assert set(queries.find_entries(frozenset({top.id, child.id}), now=now)) == {top.id}
    assert queries.list_users_of(Target.ASSET, 1) == []
