from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import defer

from app.content.models import AssignedGuid, Entry
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page
from app.importing.models import ImportItem, ImportRun, ItemState, Plan, RunState
from app.podcast.models import Episode, Show

PAGE_SIZE = 100
OPEN = (ItemState.WAITING, ItemState.WORKING)


def get_run(run_id: int) -> ImportRun:
    found = db.session.get(ImportRun, run_id)
    if found is None:
        raise NotFound("There is no such import.")
    return found


def get_item(item_id: int, *, run_id: int | None = None) -> ImportItem:
    """With `run_id`, one of that run."""
    found = db.session.get(ImportItem, item_id)
    if found is None or run_id not in {None, found.run_id}:
        raise NotFound("There is no such item.")
    return found


def list_runs(limit: int = 50) -> list[ImportRun]:
    """The newest first, without their documents."""
    newest = sa.select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)
    return list(db.session.scalars(newest.options(defer(ImportRun.document, raiseload=True))))


def list_open_runs() -> list[int]:
    return list(db.session.scalars(sa.select(ImportRun.id).where(ImportRun.state == RunState.RUNNING)))


def find_unfinished_run(source: str) -> ImportRun | None:
    """The newest run of a source that was begun and is not done."""
    begun = (RunState.RUNNING, RunState.PAUSED)
    mine = sa.select(ImportRun).where(ImportRun.source == source, ImportRun.state.in_(begun))
    return db.session.scalar(mine.order_by(ImportRun.id.desc()).limit(1))


def find_run_that_brings(guids: Iterable[str], *, besides: int) -> ImportRun | None:
    """Another run that was begun, is not done, and still has one of these GUIDs to bring in."""
    begun = sa.select(ImportRun.id).where(
        ImportRun.id != besides, ImportRun.state.in_((RunState.RUNNING, RunState.PAUSED))
    )
    wanted = set(guids)
    waiting = sa.select(ImportItem.run_id, ImportItem.guid).where(
        ImportItem.run_id.in_(begun), ImportItem.plan == Plan.NEW, ImportItem.state.in_(OPEN)
    )
    return next((get_run(run_id) for run_id, guid in db.session.execute(waiting) if guid in wanted), None)


def find_show_by_guid(guid: str) -> Show | None:
    """The show that has this podcast:guid and is not in the bin."""
    return db.session.scalar(sa.select(Show).where(Show.podcast_guid == guid, Show.deleted_at.is_(None)))


def list_items(
    run_id: int, *, plan: Plan | None = None, state: ItemState | None = None, page: int = 1, size: int = PAGE_SIZE
) -> Page[ImportItem]:
    """The items of a run in the feed's order."""
    wanted = [ImportItem.run_id == run_id]
    wanted += [ImportItem.plan == plan] if plan is not None else []
    wanted += [ImportItem.state == state] if state is not None else []
    total = db.session.scalar(sa.select(sa.func.count()).select_from(ImportItem).where(*wanted)) or 0
    rows = sa.select(ImportItem).where(*wanted).order_by(ImportItem.position).limit(size).offset((page - 1) * size)
    return Page(list(db.session.scalars(rows)), page, size, total)


def next_items(run_id: int, *, limit: int = 20) -> list[int]:
    """The ids of what is still to be done, in the feed's order."""
    waiting = sa.select(ImportItem.id).where(ImportItem.run_id == run_id, ImportItem.state.in_(OPEN))
    return list(db.session.scalars(waiting.order_by(ImportItem.position).limit(limit)))


@dataclass(frozen=True)
class Counts:
    """How far a run has come."""

    plans: dict[Plan, int]
    states: dict[ItemState, int]
    bytes_done: int
    current: ImportItem | None

    @property
    def all(self) -> int:
        """What is to be brought in, done or not."""
        return sum(count for state, count in self.states.items() if state is not ItemState.SKIPPED)

    @property
    def open(self) -> int:
        return sum(self.states.get(state, 0) for state in OPEN)

    @property
    def settled(self) -> int:
        return self.all - self.open


def counts(run_id: int) -> Counts:
    mine = ImportItem.run_id == run_id
    plans = db.session.execute(sa.select(ImportItem.plan, sa.func.count()).where(mine).group_by(ImportItem.plan))
    states = db.session.execute(sa.select(ImportItem.state, sa.func.count()).where(mine).group_by(ImportItem.state))
    total = db.session.scalar(sa.select(sa.func.sum(ImportItem.bytes_done)).where(mine)) or 0
    working = sa.select(ImportItem).where(mine, ImportItem.state == ItemState.WORKING).limit(1)
    return Counts(
        dict(plans.all()),
        dict(states.all()),
        total,
        db.session.scalar(working),
    )


def list_under_way() -> list[tuple[ImportRun, int, int]]:
    """The runs that were begun and are not done, each with how many of its items are settled, and of how many."""
    begun = ImportRun.state.in_((RunState.RUNNING, RunState.PAUSED))
    settled = sa.func.sum(sa.case((ImportItem.state.in_(OPEN), 0), else_=1))
    items = (
        sa.select(ImportItem.run_id, settled.label("settled"), sa.func.count().label("all"))
        .where(ImportItem.state != ItemState.SKIPPED)
        .group_by(ImportItem.run_id)
        .subquery()
    )
    runs = sa.select(ImportRun, items.c.settled, items.c.all).outerjoin(items, items.c.run_id == ImportRun.id)
    rows = db.session.execute(
        runs.where(begun).order_by(ImportRun.id).options(defer(ImportRun.document, raiseload=True))
    )
    return [(run, done or 0, whole or 0) for run, done, whole in rows]


def entries_of(guids: Iterable[str]) -> dict[str, Episode | Entry | None]:
    """What was given each GUID that was ever given; None where it is gone for ever."""
    wanted, found = list(guids), {}
    for start in range(0, len(wanted), 500):
        ledger = sa.select(AssignedGuid.guid, AssignedGuid.entry_id).where(
            AssignedGuid.guid.in_(wanted[start : start + 500])
        )
        given = dict(db.session.execute(ledger).all())
        entries = db.session.scalars(sa.select(Entry).where(Entry.id.in_(given.values())))
        by_id = {entry.id: entry for entry in entries}
        found.update({guid: by_id.get(entry_id) for guid, entry_id in given.items()})
    return found
