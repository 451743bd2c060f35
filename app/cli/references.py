"""`flask references ...`: the library of references."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from app.accounts import queries as accounts
from app.accounts.permissions import Action, Actor, may
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.references import bringing, files, formats, queries, retraction_watch
from app.references.bringing import Line, Mark, Plan
from app.references.files import Opened
from app.references.formats import Format
from app.references.retraction_watch import Progress as Reading

references = AppGroup("references", help="The library of references.")


@references.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--as", "email", default="", help="On whose behalf: an editor's e-mail address; by default the first.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def import_(file: Path, *, dry_run: bool, email: str, as_json: bool) -> None:
    """Bring in FILE: references in BibTeX or RIS, or what the list of Retraction Watch (CSV) says of those that are here.

    Everything is saved together, or nothing. Exit status 1 when something had to be left out.
    """
    by = _editor(email)
    with file.open("rb") as stream:
        found = files.opened(stream)
        if found.format is Format.RETRACTION_WATCH:
            said = _retractions(found, file.stat().st_size, by, dry_run=dry_run, quiet=as_json)
        else:
            said = _references(found, by, dry_run=dry_run)
    click.echo(json.dumps(said, indent=2) if as_json else "\n".join(_told(said, dry_run=dry_run)))
    if said["left_out"]:
        raise SystemExit(1)


def _references(found: Opened, by: Actor, *, dry_run: bool) -> dict[str, Any]:
    read = bringing.refuse_empty(formats.read(found.text()))
    with unit_of_work():
        lines = bringing.plan(read)
        made = [] if dry_run else bringing.bring_in(lines, by=by, now=clock.now())
        keys = [reference.key for reference in made]
    return {
        "new": [line.text for line in lines if line.plan is Plan.NEW],
        "added": keys,
        "here": [_row(line) for line in lines if line.plan is Plan.HERE],
        "left_out": [_row(line) for line in lines if line.plan is Plan.PROBLEM],
    }


def _row(line: Line) -> dict[str, Any]:
    return {"line": line.line, "text": line.text, "why": line.said}


def _retractions(found: Opened, size: int, by: Actor, *, dry_run: bool, quiet: bool) -> dict[str, Any]:
    """The list is read without the database, which then waits for one short write only."""
    with unit_of_work():
        dois, pmids = queries.ids_by_number()
    progress = _read_rows(found, size, dois, pmids, quiet=quiet)
    with unit_of_work():
        marks = bringing.marks(progress)
        if not dry_run:
            bringing.mark(marks, by=by, now=clock.now())
    return {
        "rows": progress.rows,
        "marked": [_marked(mark) for mark in marks if mark.is_new],
        "here": [_marked(mark) for mark in marks if not mark.is_new],
        "to_judge": [
            {"id": ours, "what": notice.nature, "title": notice.title}
            for ours, notices in progress.told.items()
            for notice in notices
        ],
        "left_out": [{"line": 0, "text": f"{progress.unreadable} rows", "why": "They could not be understood."}]
        if progress.unreadable
        else [],
    }


def _read_rows(found: Opened, size: int, dois: dict[str, int], pmids: dict[str, int], *, quiet: bool) -> Reading:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as bar:
        task = bar.add_task("Reading the list", total=size)
        read = 0

        def rows() -> Any:
            nonlocal read
            for row in found.rows():
                read += len(row)
                yield row

        return retraction_watch.look(rows(), dois=dois, pmids=pmids, tell=lambda _: bar.update(task, completed=read))


def _marked(mark: Mark) -> dict[str, Any]:
    on = mark.notice.on
    return {"key": mark.key, "what": mark.notice.nature, "on": on.isoformat() if on else "", "why": mark.notice.reason}


def _told(said: dict[str, Any], *, dry_run: bool) -> list[str]:
    """The same for people."""
    would = "would be " if dry_run else ""
    if "rows" in said:
        lines = [f"{said['rows']:,} rows read."]
        lines += [f"{would}marked: {m['key']}  {m['what']} {m['on']}  {m['why']}" for m in said["marked"]]
        lines += [f"to judge: {j['title']}: {j['what']}" for j in said["to_judge"]]
        lines.append(f"{len(said['marked'])} {would}marked, {len(said['here'])} marked already.")
    else:
        lines = [f"{would}added: {text}" for text in said["new"]]
        lines += [f"here: {row['text']}  {row['why']}" for row in said["here"]]
    return lines + [f"left out, line {row['line']}: {row['text']}  {row['why']}" for row in said["left_out"]]


def _editor(email: str) -> Actor:
    with unit_of_work():
        users = [user for user in accounts.list_users() if user.active and may(user.actor, Action.MANAGE_REFERENCES)]
    found = [user for user in users if user.email == accounts.account_of(email)] if email else users
    if not found:
        raise click.ClickException(
            f"Nobody who may change the library has the address {email}."
            if email
            else "There is nobody yet who may change the library. Add somebody first: flask users create."
        )
    return min(found, key=lambda user: user.id).actor
