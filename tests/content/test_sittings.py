"""Autosaves of one sitting are one revision, and nothing that was acknowledged is lost by that."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.accounts.permissions import Actor, Role
from app.blog.models import Post
from app.content import operations, queries, sittings
from app.content.drafts import EntryDraft
from app.content.models import Entry, Revision
from app.core.db import db
from app.core.errors import Conflict, Gone, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.conftest import START, MovableClock


def newest(**fields: object) -> Revision:
    """An autosaved revision of person 1 that may grow, but for `fields`."""
    given = {"created_at": START, "updated_at": START, "autosaved": True, "created_by_id": 1}
    return Revision(**{"pinned": False, "minor": False, "public_note": "", **given, **fields})


BY = Actor(1, "Sample editor", Role.EDITOR)


@pytest.mark.parametrize(
    ("fields", "minutes", "goes_on"),
    [
        ({}, 0, True),
        ({}, 29, True),
        ({}, 30, False),
        ({"updated_at": None}, 29, True),
        ({"autosaved": False}, 0, False),
        ({"created_by_id": 2}, 0, False),
        ({"published_at": START}, 0, False),
        ({"pinned": True}, 0, False),
        ({"minor": True}, 0, False),
        ({"public_note": "What changed."}, 0, True),
    ],
)
def test_what_may_grow(fields: dict[str, object], minutes: int, goes_on: bool) -> None:
    now = START + timedelta(minutes=minutes)
    assert sittings.goes_on(newest(**fields), by=BY, now=now) is goes_on


def test_what_was_published_is_never_grown_into(house: Flask, editor: Actor, moving: MovableClock) -> None:
    def autosave(title: str) -> Revision:
        with unit_of_work():
            entry = queries.get_entry(post.id)
            draft = EntryDraft(title=title, summary="s")
            return operations.save_draft(
                entry, draft, expected_version=entry.version, by=editor, now=moving.now, autosave=True
            )

    with unit_of_work():
        post = factories.post("First", by=editor, live=False)
    assert [autosave(title).number for title in ("Second", "Third")] == [2, 2]
    with unit_of_work():
        operations.publish(queries.get_entry(post.id), by=editor, now=moving.now)
    assert autosave("Fourth").number == 3
    assert queries.get_entry(post.id).title == "Third"
    assert queries.get_revision(post.id, 2).snapshot["title"] == "Third"


def test_a_birth_key_belongs_to_one_person(house: Flask, editor: Actor, author: Actor, moving: MovableClock) -> None:
    key = "a-form-of-its-own-1"
    with unit_of_work():
        assert sittings.find_born(key, by=editor) is None
        post = factories.post(by=editor, live=False)
        sittings.begin(post, key, autosaved=True)
    with unit_of_work():
        other = factories.post("Other", by=editor, live=False)
        with pytest.raises(Invalid):
            sittings.begin(other, "short", autosaved=True)
    found = sittings.find_born(key, by=editor)
    assert found is not None
    assert found.id == post.id
    with pytest.raises(NotFound):
        sittings.find_born(key, by=author)
    with unit_of_work():
        operations.move_to_bin(queries.get_entry(post.id), by=editor, now=moving.now)
    with pytest.raises(Gone):
        sittings.find_born(key, by=editor)


@dataclass
class Tab:
    """A form that is open in a browser: its person, the version it was made of, and what it last had acknowledged."""

    by: Actor
    version: int
    apart: bool = False
    acknowledged: str = ""


class Evening(RuleBasedStateMachine):
    """Two people with two tabs each write on one page: saving by itself and by hand, merging, publishing, showing it."""

    people: ClassVar[tuple[Actor, Actor]]

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = START
        self.count = 0
        self.kept: dict[int, str] = {}
        self.owed: set[str] = set()
        with unit_of_work():
            post = operations.create(Post(), EntryDraft(title="begun", summary="s"), by=self.people[0], now=self.now)
            self.entry_id = post.id
        self.tabs = [Tab(by, post.version) for by in self.people for _ in range(2)]

    @rule(pick=st.integers(0, 3), by_hand=st.booleans(), lost=st.booleans())
    def save(self, pick: int, by_hand: bool, lost: bool) -> None:
        tab = self.tabs[pick]
        self.count += 1
        text = f"text {self.count}"
        try:
            self._send(tab, text, by_hand=by_hand)
            if lost and not by_hand:
                with_old = Tab(tab.by, tab.version - 1, tab.apart)
                self._send(with_old, text, by_hand=False)  # its answer was lost: the same is sent again
                assert with_old.version == tab.version
        except Conflict:
            tab.version, tab.apart = self._entry().version, True  # the person looks at both and goes on with this one
            return
        if tab.acknowledged and not tab.apart:
            self.owed.discard(tab.acknowledged)  # its successor in the same form is stored now
        tab.acknowledged, tab.apart = text, False
        self.owed.add(text)

    def _send(self, tab: Tab, text: str, *, by_hand: bool) -> None:
        with unit_of_work():
            entry = self._entry()
            operations.save_draft(
                entry,
                EntryDraft(title=text, summary="s"),
                expected_version=tab.version,
                by=tab.by,
                now=self.now,
                autosave=not by_hand,
                apart=tab.apart,
            )
            version = entry.version
        tab.version = version

    @rule()
    def publish(self) -> None:
        with unit_of_work():
            operations.publish(self._entry(), by=self.people[0], now=self.now)
            self._keep()

    @rule()
    def show(self) -> None:
        with unit_of_work():
            entry = self._entry()
            queries.get_revision(entry.id, entry.latest_revision).pinned = True
            self._keep()

    @rule(minutes=st.integers(1, 40))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    def _keep(self) -> None:
        entry = self._entry()
        self.kept[entry.latest_revision] = queries.get_revision(entry.id, entry.latest_revision).content_hash

    def _entry(self) -> Entry:
        return queries.get_entry(self.entry_id)

    @invariant()
    def nothing_is_lost(self) -> None:
        db.session.rollback()
        db.session.expunge_all()
        revisions = queries.list_revisions(self.entry_id)
        assert self.owed <= {revision.snapshot["title"] for revision in revisions}
        hashes = {revision.number: revision.content_hash for revision in revisions}
        assert {number: hashes[number] for number in self.kept} == self.kept
        entry = self._entry()
        assert [revision.number for revision in revisions] == list(range(entry.latest_revision, 0, -1))
        public = queries.get_revision(entry.id, entry.live_revision or entry.latest_revision)
        assert entry.title == public.snapshot["title"]


@pytest.mark.usefixtures("house")
def test_no_acknowledged_text_is_lost_and_what_was_shown_never_changes(editor: Actor, admin: Actor) -> None:
    Evening.people = (editor, admin)
    run_state_machine_as_test(
        Evening,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
