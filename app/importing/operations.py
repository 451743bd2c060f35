"""What is decided about an import: what it would do, its beginning, its pauses, the fate of each item."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.permissions import Action, Actor, require
from app.accounts.queries import account_of
from app.content import queries as entries
from app.content.models import Entry
from app.core.db import db
from app.core.errors import Fault, Invalid
from app.core.jobs import enqueue
from app.core.text import one_line
from app.importing import queries
from app.importing.drafts import differences
from app.importing.models import ImportItem, ImportRun, ItemState, Plan, RunState
from app.importing.parsed import ParsedFeed, ParsedItem
from app.podcast.draft import EpisodeDraft
from app.podcast.models import Episode, Show

TRIES = 3


@dataclass(frozen=True)
class Source:
    """A feed as it was when it was looked at: its address or the name of its file, its bytes, and what they say."""

    name: str
    document: bytes
    feed: ParsedFeed


def look_at(source: Source, *, into: Show | None, by: Actor, now: datetime) -> ImportRun:
    """The dry run: what would happen to each item. `into` None is a new show, or the one that came from this feed."""
    require(by, Action.PUBLISH)
    show = into or _same_show(source.feed)
    run = ImportRun(
        source=source.name,
        document=source.document,
        title=source.feed.show.title,
        show_id=show.id if show else None,
        options={"warnings": list(source.feed.warnings), "new_show": show is None},
        created_at=now,
        created_by_id=by.user_id,
    )
    db.session.add(run)
    db.session.flush()
    given = queries.entries_of(item.guid for item in source.feed.items if item.guid)
    for item in source.feed.items:
        plan, reason = planned(item, given, show)
        state = ItemState.WAITING if plan is Plan.NEW else ItemState.SKIPPED
        db.session.add(
            ImportItem(
                run_id=run.id,
                position=item.position,
                guid=item.guid,
                title=item.title or f"Item {item.position}",
                plan=plan,
                state=state,
                reason=reason,
                bytes_total=item.audio_bytes,
                entry_id=_here(given.get(item.guid), show),
            )
        )
    return run


def planned(item: ParsedItem, given: dict[str, Entry | None], show: Show | None) -> tuple[Plan, str]:
    """What becomes of an item, and why."""
    if item.refusal:
        return Plan.REFUSED, item.refusal
    if item.guid not in given:
        return Plan.NEW, ""
    entry = given[item.guid]
    if entry is None:
        return Plan.REFUSED, "Its GUID belonged to something that was deleted here. A GUID is never given twice."
    if not isinstance(entry, Episode) or show is None or entry.parent_id != show.id:
        return Plan.REFUSED, f"Its GUID belongs to “{entry.title}” here, which is not an episode of this show."
    if entry.deleted_at is not None:
        return Plan.REFUSED, f"It is here in the bin, as “{entry.title}”. Restore it there."
    ours = entries.latest_draft(entry)
    assert isinstance(ours, EpisodeDraft)
    found = differences(ours, item)
    return (Plan.CHANGED, f"It differs here in: {', '.join(found)}.") if found else (Plan.HERE, "")


def _here(entry: Entry | None, show: Show | None) -> int | None:
    return entry.id if entry is not None and show is not None and entry.parent_id == show.id else None


def _same_show(feed: ParsedFeed) -> Show | None:
    return queries.find_show_by_guid(feed.show.guid) if feed.show.guid else None


@dataclass(frozen=True)
class Wishes:
    """What the editor chose: publish with the old dates or keep drafts; take over changes as drafts; and the address of
    the owner of a locked show, typed as proof that the editor is meant by it."""

    publish: bool = True
    take_changes: bool = False
    owner: str = ""


def start(run: ImportRun, feed: ParsedFeed, wishes: Wishes, *, by: Actor, now: datetime) -> None:
    """Begin to bring in. Raises Invalid for a locked show that the editor does not own."""
    require(by, Action.PUBLISH)
    if run.state is not RunState.LOOKED_AT:
        raise Invalid("This import has begun already.")
    refuse_locked(feed, wishes.owner)
    _refuse_overtaken(run, feed)
    run.state = RunState.RUNNING
    run.options = {**run.options, "publish": wishes.publish, "take_changes": wishes.take_changes}
    if wishes.take_changes:
        for item in queries.list_items(run.id, plan=Plan.CHANGED, size=100_000).items:
            item.state = ItemState.WAITING
    db.session.flush()
    queue_next(run, now=now)


def _refuse_overtaken(run: ImportRun, feed: ParsedFeed) -> None:
    """Two imports of one feed would share its episodes out between two shows; so only the first is begun."""
    if run.show_id is None and _same_show(feed) is not None:
        raise Invalid("The show has arrived here since this list was made. Look at the feed again.")
    new = [item.guid for item in queries.list_items(run.id, plan=Plan.NEW, size=100_000).items]
    if queries.entries_of(new):
        raise Invalid("Some of these episodes have arrived here since this list was made. Look at the feed again.")
    other = queries.find_run_that_brings(new, besides=run.id)
    if other is not None:
        raise Invalid(
            f"Another import is bringing in the same episodes just now, from {other.source}. Let it end first."
        )


def refuse_locked(feed: ParsedFeed, owner: str) -> None:
    """A show says with podcast:locked that it may be moved by its owner only."""
    show = feed.show
    if not show.locked:
        return
    if not show.lock_owner:
        raise Invalid(
            "This show is locked against being moved, and its feed names no owner. Unlock it at the old host first.",
            field="owner",
        )
    if account_of(owner) != account_of(show.lock_owner):
        raise Invalid.of(
            [
                Fault(
                    "owner",
                    f"This show is locked: only its owner may move it. If that is you, type the owner's address from the"
                    f" feed, {show.lock_owner}; if not, ask the owner.",
                )
            ]
        )


def queue_next(run: ImportRun, *, now: datetime) -> None:
    """One job at a time: other work is not kept waiting behind hundreds, nor is the old host asked for all at once."""
    waiting = queries.next_items(run.id, limit=1)
    payload = {"run_id": run.id, "item_id": waiting[0] if waiting else 0}
    enqueue("import_item", payload, now=now, key=f"import-item:{run.id}:{payload['item_id']}")


def pause(run: ImportRun, *, by: Actor) -> None:
    """The item at hand stops where it is; its audio goes on from there later."""
    require(by, Action.PUBLISH)
    if run.state is RunState.RUNNING:
        run.state = RunState.PAUSED


def go_on(run: ImportRun, *, by: Actor, now: datetime) -> None:
    require(by, Action.PUBLISH)
    if run.state is RunState.PAUSED:
        run.state, run.problem = RunState.RUNNING, ""
        queue_next(run, now=now)


def try_again(item: ImportItem, *, by: Actor, now: datetime) -> None:
    """Put an item that was set aside back among those that wait."""
    require(by, Action.PUBLISH)
    if item.state is not ItemState.SET_ASIDE:
        return
    run = queries.get_run(item.run_id)
    item.state, item.reason, item.finished_at = ItemState.WAITING, "", None
    run.state, run.finished_at = RunState.RUNNING, None
    run.options = {**run.options, "interrupted": {}}
    db.session.flush()
    queue_next(run, now=now)


def take_up(*, now: datetime) -> int:
    """At the start of the site: queue what a stopped process was at. Returns for how many runs."""
    runs = queries.list_open_runs()
    for run_id in runs:
        queue_next(queries.get_run(run_id), now=now)
    return len(runs)


def begin_item(item: ImportItem, run: ImportRun, *, now: datetime) -> bool:
    """Take an item in hand. False when it is settled already, or was left in the middle too often."""
    if run.state is not RunState.RUNNING or item.state not in queries.OPEN:
        return False
    if item.state is ItemState.WORKING:
        left = dict(run.options.get("interrupted", {}))
        left[str(item.id)] = left.get(str(item.id), 0) + 1
        run.options = {**run.options, "interrupted": left}
        if left[str(item.id)] >= TRIES:
            set_aside(item, f"The site stopped in the middle of it {TRIES} times.", now=now)
            return False
    item.state = ItemState.WORKING
    return True


def set_aside(item: ImportItem, reason: str, *, now: datetime) -> None:
    """It failed; the rest goes on."""
    item.state, item.reason, item.finished_at = ItemState.SET_ASIDE, one_line(reason)[:1000], now


def settle(item: ImportItem, entry: Entry | None, *, reason: str = "", now: datetime) -> None:
    item.state, item.reason, item.finished_at = ItemState.DONE, reason, now
    item.entry_id = entry.id if entry is not None else item.entry_id


def stop(run: ImportRun, problem: str) -> None:
    """The whole of it cannot go on until somebody has looked."""
    run.state, run.problem = RunState.PAUSED, problem


def finish(run: ImportRun, *, problem: str, now: datetime) -> None:
    run.state, run.problem, run.finished_at = RunState.DONE, problem, now
