"""Pages that cite what has changed are flagged until somebody looks."""

from dataclasses import replace

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.blog.models import Post
from app.content import citing
from app.content import operations as content
from app.content.drafts import Citation, EntryDraft
from app.content.gate import Source as CitedSource
from app.content.gatekeeping import context_of
from app.content.models import Entry, Kind
from app.content.printed import Printed, printed, remark_html
from app.content.queries import latest_draft
from app.core.cache import generation
from app.core.db import db
from app.core.errors import Forbidden
from app.core.unit_of_work import unit_of_work
from app.references import operations
from app.references.models import Reference, Status
from app.references.operations import Wanted, wanted_of
from app.references.queries import get_reference
from app.references.status import Piece, Source
from tests.conftest import MovableClock

BY_HAND = Citation("hand", "By hand.", "https://hand.example/", "Replaced.")


def a_post(reference_id: int, *, by: Actor, moving: MovableClock, live: bool = True) -> Entry:
    draft = EntryDraft(title="Hips", summary="s", citations=(Citation("a", "Old", reference_id=reference_id),))
    post = content.create(Post(), draft, by=by, now=moving.now)
    if live:
        content.publish(post, by=by, now=moving.now)
    return post


def a_reference(by: Actor, moving: MovableClock, text: str = "A source.") -> Reference:
    return operations.add(Wanted(text=text, status=Status.CURRENT), by=by, now=moving.now)


def change(reference_id: int, *, by: Actor, moving: MovableClock, **changes: object) -> None:
    with unit_of_work():
        found = get_reference(reference_id)
        operations.change(found, replace(wanted_of(found), **changes), by=by, now=moving.now)  # type: ignore[arg-type]  # its fields


def test_a_page_is_flagged_from_a_change_until_somebody_has_looked(
    house: Flask, editor: Actor, author: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        source = a_reference(editor, moving)
        live = a_post(source.id, by=editor, moving=moving)
        draft = a_post(source.id, by=author, moving=moving, live=False)
    assert citing.list_flagged() == []
    before = generation()
    moving.move(hours=1)
    change(source.id, by=editor, moving=moving, status=Status.RETRACTED)
    assert generation() > before
    assert [(f.entry.id, f.live, f.status_changed) for f in citing.list_flagged()] == [
        (live.id, True, True),
        (draft.id, False, True),
    ]
    assert citing.count_flagged() == 2
    changed = {e.id: e.changed_at for e in db.session.query(Entry)}
    assert (changed[live.id] == moving.now, changed[draft.id] == moving.now) == (True, False)
    moving.move(hours=1)
    with unit_of_work():
        citing.may_stand(db.session.get_one(Entry, live.id), source, note="Said.", by=editor, now=moving.now)
        with pytest.raises(Forbidden):
            citing.may_stand(db.session.get_one(Entry, live.id), source, by=author, now=moving.now)
    assert [f.entry.id for f in citing.list_flagged()] == [draft.id]
    moving.move(hours=1)
    change(source.id, by=editor, moving=moving, text="A better text.")
    assert [(f.entry.id, f.status_changed) for f in citing.list_flagged()] == [(live.id, False), (draft.id, True)]
    with unit_of_work():
        content.move_to_bin(db.session.get_one(Entry, draft.id), by=editor, now=moving.now)
    assert citing.count_flagged() == 1


def test_who_cites_something_withdrawn_has_seen_that_it_is(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        source = a_reference(editor, moving)
    moving.move(hours=1)
    change(source.id, by=editor, moving=moving, status=Status.WITHDRAWN)
    with unit_of_work():
        a_post(source.id, by=editor, moving=moving)
    assert citing.list_flagged() == []
    change(source.id, by=editor, moving=moving, key="another-key")
    assert citing.list_flagged() == []  # nothing that readers see


def test_what_names_a_replacement_changes_with_it(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        new = a_reference(editor, moving, "New")
        old = a_reference(editor, moving, "Old")
        operations.change(
            old,
            replace(wanted_of(old), status=Status.SUPERSEDED, superseded_by_id=new.id),
            by=editor,
            now=moving.now,
        )
        post = a_post(old.id, by=editor, moving=moving)
    moving.move(hours=1)
    change(new.id, by=editor, moving=moving, title="A title")
    assert db.session.get_one(Entry, post.id).changed_at == moving.now
    assert citing.list_flagged() == []


def test_after_a_merge_the_pages_of_the_one_that_went_are_flagged(
    house: Flask, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        kept, twin = a_reference(editor, moving, "Kept"), a_reference(editor, moving, "Twin")
        stays = a_post(kept.id, by=editor, moving=moving)
        follows = a_post(twin.id, by=editor, moving=moving)
        operations.merge(kept, twin, by=editor, now=moving.now)
    assert [f.entry.id for f in citing.list_flagged()] == [follows.id]
    assert sorted(citing.places_of_reference(kept.id)) == ["Hips", "Hips"]
    with unit_of_work():
        again = db.session.get_one(Entry, stays.id)
        both = (Citation("a", "x", reference_id=kept.id), Citation("b", "y", reference_id=twin.id))
        draft = EntryDraft(title="Hips", summary="s", citations=both)
        content.save_draft(again, draft, expected_version=again.version, by=editor, now=moving.now)
    assert citing.places_of_reference(twin.id) == []


def test_references_are_numbered_by_the_text_and_printed_from_the_library() -> None:
    source = Source(
        7, "ta44", "NICE <TA44>", "", Status.SUPERSEDED, replacement=Piece("TA304", "https://x.example/?a&b")
    )
    cited = (BY_HAND, Citation("old", "As written", reference_id=7), Citation("gone", "Kept text", reference_id=9))
    found = printed(["old", "unknown", "old"], cited, {7: source})
    assert found == (
        Printed(1, "old", "NICE <TA44>", "", source.remark(), Status.SUPERSEDED),
        Printed(2, "hand", "By hand.", "https://hand.example/", (Piece("Replaced"),)),
        Printed(3, "gone", "Kept text"),
    )
    assert [each.troubled for each in found] == [True, False, False]
    assert found[0].note == "Superseded by TA304"
    assert remark_html(found[0].remark) == (
        'Superseded by <a href="https://x.example/?a&amp;b" rel="noopener noreferrer">TA304</a>'
    )


def test_the_gate_knows_what_became_of_a_merged_source(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        kept, twin = a_reference(editor, moving, "Kept"), a_reference(editor, moving, "Twin")
        post = a_post(twin.id, by=editor, moving=moving)
        operations.merge(kept, twin, by=editor, now=moving.now)
    moving.move(minutes=5)
    change(kept.id, by=editor, moving=moving, status=Status.RETRACTED, status_note="Made up.")
    found = context_of(Kind.POST, post, latest_draft(post), now=moving.now)
    assert found.sources == {twin.id: CitedSource("retracted", "Made up.")}
