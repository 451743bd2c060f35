"""Whatever editors do in whatever order: what must hold of entries holds after every step."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.accounts.permissions import Actor
from app.articles.models import Article
from app.blog.models import Post
from app.content import operations, paths, queries
from app.content.drafts import EntryDraft
from app.content.lifecycle import State
from app.content.lists import Wanted, list_wanted
from app.content.models import Entry
from app.core.db import Model, db
from app.core.errors import Gone, HouseError
from app.core.unit_of_work import unit_of_work
from tests.conftest import START

SLUGS = st.sampled_from(["a", "b", "c", "blog"])
PICK = st.integers(0, 30)
HOURS = st.none() | st.integers(-1, 4)
KEPT = ("assigned_guids", "users", "alembic_version", "activities")
# A parent's move takes its children along without being a change of theirs.
FOLLOWING = {"path", "changed_at"}


class Entries(RuleBasedStateMachine):
    """Editing at random. `by` does it all."""

    by: ClassVar[Actor]

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.guids: dict[int, str] = {}
        self.rows: dict[int, dict[str, Any]] = {}
        self.public: set[str] = set()
        with unit_of_work():
            db.session.execute(sa.update(Entry).values(parent_id=None))
            for table in reversed(Model.metadata.sorted_tables):
                if table.name not in KEPT:
                    db.session.execute(sa.delete(table))
        db.session.expunge_all()

    def _any(self, pick: int, *, binned: bool = False) -> Entry:
        ids = sorted(id_ for id_, row in self.rows.items() if (row["deleted_at"] is not None) is binned)
        get = queries.get_binned if binned else queries.get_entry
        return get(ids[pick % len(ids)]) if ids else get(0)

    def _at(self, hours: int | None) -> datetime | None:
        return None if hours is None else self.now + timedelta(hours=hours)

    @rule(title=SLUGS, typed=st.booleans(), below=st.none() | PICK, post=st.booleans())
    def create(self, title: str, typed: bool, below: int | None, post: bool) -> None:
        with unit_of_work():
            try:
                parent = None if below is None else self._any(below).id
                entry = Post() if post else Article(parent_id=parent)
                draft = entry.draft_class(title=title, summary="s", tags=(title, title.upper()))
                operations.create(entry, draft, slug=title if typed else "", by=self.by, now=self.now)
            except HouseError:
                db.session.expunge_all()

    @rule(pick=PICK, title=SLUGS)
    def save(self, pick: int, title: str) -> None:
        def saved(entry: Entry) -> None:
            draft: EntryDraft = entry.draft_class(title=title, summary="s", tags=(title,))
            operations.save_draft(entry, draft, expected_version=entry.version, by=self.by, now=self.now)

        self._try(pick, saved)

    @rule(pick=PICK, hours=HOURS)
    def publish(self, pick: int, hours: int | None) -> None:
        def published(entry: Entry) -> None:
            operations.publish(entry, by=self.by, now=self.now, at=self._at(hours))
            assert entry.state(self.now) is (State.LIVE if hours is None else State.SCHEDULED)
            assert not entry.has_changes

        self._try(pick, published)

    @rule(pick=PICK)
    def unschedule(self, pick: int) -> None:
        self._try(pick, lambda entry: operations.unschedule(entry, by=self.by, now=self.now))

    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        self._try(pick, lambda entry: operations.withdraw(entry, by=self.by, now=self.now))

    @rule(pick=PICK, hours=HOURS)
    def expire(self, pick: int, hours: int | None) -> None:
        self._try(pick, lambda entry: operations.set_expiry(entry, self._at(hours), by=self.by, now=self.now))

    @rule(pick=PICK, slug=SLUGS, below=st.none() | PICK)
    def rename(self, pick: int, slug: str, below: int | None) -> None:
        def renamed(entry: Entry) -> None:
            parent = None if below is None else self._any(below).id
            paths.move(entry, slug=slug, parent_id=parent, by=self.by, now=self.now)

        self._try(pick, renamed)

    @rule(pick=PICK)
    def to_the_bin(self, pick: int) -> None:
        self._try(pick, lambda entry: operations.move_to_bin(entry, by=self.by, now=self.now))

    @rule(pick=PICK)
    def restore(self, pick: int) -> None:
        self._try(pick, lambda entry: operations.restore(entry, by=self.by, now=self.now), binned=True)

    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        self._try(pick, lambda entry: operations.delete_for_ever(entry, by=self.by, now=self.now), binned=True)

    @precondition(lambda self: self.rows)
    @rule(hours=st.integers(1, 3))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def _try(self, pick: int, change: Any, *, binned: bool = False) -> None:
        with suppress(HouseError), unit_of_work():
            change(self._any(pick, binned=binned))

    @invariant()
    def what_must_hold(self) -> None:
        db.session.rollback()
        db.session.expunge_all()
        entries = db.session.scalars(sa.select(Entry).options(*queries.whole())).all()
        self._nothing_is_lost(entries)
        rows = {entry.id: {c.key: getattr(entry, c.key) for c in Entry.__table__.columns} for entry in entries}
        for id_, row in rows.items():
            before = self.rows.get(id_, row)
            changed = {name for name in row if row[name] != before[name]}
            assert row["version"] >= before["version"]
            if changed - FOLLOWING:
                assert row["version"] > before["version"], changed
        self.rows = rows
        for entry in entries:
            assert self.guids.setdefault(entry.id, entry.guid) == entry.guid
            self._columns_are_those_of_a_revision(entry)
        assert len(set(self.guids.values())) == len(self.guids)

    def _columns_are_those_of_a_revision(self, entry: Entry) -> None:
        number = entry.live_revision or entry.latest_revision
        draft = entry.draft_class.from_snapshot(queries.get_revision(entry.id, number).snapshot)
        assert {name: getattr(entry, name) for name in draft.columns()} == draft.columns()
        assert len(entry.tags) == 1

    def _nothing_is_lost(self, entries: Any) -> None:
        visible = set(db.session.scalars(sa.select(Entry.path).where(queries.visible(self.now))))
        assert visible == {e.path for e in entries if e.state(self.now) is State.LIVE and e.deleted_at is None}
        for state in State:
            listed = {entry.id for entry in list_wanted(Wanted(state=state), now=self.now, size=1000).items}
            assert listed == {e.id for e in entries if e.state(self.now) is state and e.deleted_at is None}
        self.public |= visible
        for path in self.public - visible:
            with suppress(Gone):
                assert queries.moved_to(path, now=self.now) in visible


@pytest.mark.usefixtures("house")
def test_what_must_hold_of_entries_holds_after_every_step(admin: Actor, house: Flask) -> None:
    Entries.by = admin
    run_state_machine_as_test(
        Entries,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
