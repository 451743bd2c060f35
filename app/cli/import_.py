"""`flask import ...`: bring in what was published elsewhere."""

import json
import time
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.accounts import queries as accounts
from app.accounts.permissions import Action, Actor, may
from app.content.queries import find_by_path
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.importing import operations, queries, sources, work
from app.importing.models import ImportRun, ItemState, Plan, RunState
from app.importing.operations import Source, Wishes
from app.importing.podcast_feed import read_feed
from app.media.names import tidy_name
from app.podcast.models import Show

import_ = AppGroup("import", help="Bring in what was published elsewhere.")
WORDS = {Plan.NEW: "new", Plan.HERE: "already here", Plan.CHANGED: "changed", Plan.REFUSED: "refused"}
WAIT_SECONDS = 0.5


@import_.command("podcast")
@click.argument("source")
@click.option("--dry-run", is_flag=True, help="Only say what would happen to each item.")
@click.option("--into", default="", help="The slug of a show that is here already; by default the same or a new one.")
@click.option("--as", "email", default="", help="On whose behalf: an editor's e-mail address; by default the first.")
@click.option("--i-own-it", "owner", default="", help="For a locked show: its owner's e-mail address, as in the feed.")
@click.option("--drafts", is_flag=True, help="Keep everything as drafts instead of publishing with the old dates.")
@click.option("--take-changes", is_flag=True, help="Keep what has changed in the old feed as drafts.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def podcast(source: str, **options: Any) -> None:
    """Bring in a show from the feed at SOURCE, an address or a file.

    One that was begun and not finished goes on where it was. Exit status 1 when an item was set aside.
    """
    by = _editor(options["email"])
    run_id = None if options["dry_run"] else _unfinished(source)
    if run_id is None:
        run_id = _look(source, options["into"], by)
        if options["dry_run"]:
            _print_plan(run_id, as_json=options["as_json"])
            return
        wishes = Wishes(not options["drafts"], options["take_changes"], options["owner"])
        with unit_of_work():
            run = queries.get_run(run_id)
            operations.start(run, read_feed(run.document), wishes, by=by, now=clock.now())
    else:
        with unit_of_work():
            operations.go_on(queries.get_run(run_id), by=by, now=clock.now())
    _work_off(run_id, quiet=options["as_json"])
    _print_end(run_id, as_json=options["as_json"])


def _editor(email: str) -> Actor:
    with unit_of_work():
        users = [user for user in accounts.list_users() if user.active and may(user.actor, Action.PUBLISH)]
    found = [user for user in users if user.email == accounts.account_of(email)] if email else users
    if not found:
        raise click.ClickException(
            f"Nobody who may publish has the address {email}." if email else "There is nobody yet who may publish."
        )
    return min(found, key=lambda user: user.id).actor


def _name(source: str) -> str:
    return source if source.startswith(("http://", "https://")) else tidy_name(source)


def _unfinished(source: str) -> int | None:
    with unit_of_work():
        run = queries.find_unfinished_run(_name(source))
        return None if run is None else run.id


def _look(source: str, into: str, by: Actor) -> int:
    found: Source
    if source.startswith(("http://", "https://")):
        found = sources.from_address(source)
    else:
        found = sources.from_file(Path(source))
    with unit_of_work():
        return operations.look_at(found, into=_show(into), by=by, now=clock.now()).id


def _show(slug: str) -> Show | None:
    if not slug:
        return None
    found = find_by_path(f"/podcast/{slug.strip('/')}/")
    if not isinstance(found, Show) or found.deleted_at is not None:
        raise click.ClickException(f"There is no show at /podcast/{slug}/.")
    return found


def _work_off(run_id: int, *, quiet: bool) -> None:
    """Bring in one item after another; a worker of the running site may do some of them meanwhile."""
    console = Console(stderr=True, quiet=quiet)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Bringing in")
        while True:
            with unit_of_work():
                run, counts = queries.get_run(run_id), queries.counts(run_id)
                waiting, state = queries.next_items(run_id, limit=1), run.state
            progress.update(task, total=counts.all, completed=counts.settled)
            if state is not RunState.RUNNING:
                return
            before = counts.settled
            work.bring_next(run_id, waiting[0] if waiting else 0, now=clock.now)
            with unit_of_work():
                stuck = queries.counts(run_id).settled == before and bool(waiting)
            if stuck:  # another process is at it
                time.sleep(WAIT_SECONDS)


def _rows(run_id: int) -> list[dict[str, Any]]:
    with unit_of_work():
        items = queries.list_items(run_id, size=100_000).items
        return [
            {
                "position": row.position,
                "title": row.title,
                "guid": row.guid,
                "plan": row.plan.value,
                "state": row.state.value,
                "reason": row.reason,
                "bytes": row.bytes_done,
                "sha256": row.sha256,
            }
            for row in items
        ]


def _print_plan(run_id: int, *, as_json: bool) -> None:
    rows = _rows(run_id)
    with unit_of_work():
        run = queries.get_run(run_id)
        title, warnings = run.title, list(run.options.get("warnings", []))
    if as_json:
        click.echo(json.dumps({"run": run_id, "title": title, "warnings": warnings, "items": rows}, indent=2))
        return
    click.echo(f"{title}: {len(rows)} items")
    for warning in warnings:
        click.echo(f"  Mind: {warning}")
    for row in rows:
        click.echo(f"  {WORDS[Plan(row['plan'])]:12}  {row['title']}" + (f": {row['reason']}" if row["reason"] else ""))
    counted = [f"{sum(row['plan'] == plan for row in rows)} {words}" for plan, words in WORDS.items()]
    click.echo(f"{', '.join(counted)}. Nothing was changed.")


def _print_end(run_id: int, *, as_json: bool) -> None:
    rows = _rows(run_id)
    with unit_of_work():
        run: ImportRun = queries.get_run(run_id)
        state, problem = run.state, run.problem
    aside = [row for row in rows if row["state"] == ItemState.SET_ASIDE]
    if as_json:
        click.echo(json.dumps({"run": run_id, "state": state.value, "problem": problem, "items": rows}, indent=2))
    else:
        done = sum(row["state"] == ItemState.DONE for row in rows)
        click.echo(f"{done} brought in, {len(aside)} set aside, {len(rows) - done - len(aside)} left as they are.")
        for row in aside:
            click.echo(f"  {row['title']}: {row['reason']}")
        if problem:
            click.echo(problem)
    if aside or problem or state is not RunState.DONE:
        raise click.exceptions.Exit(1)
