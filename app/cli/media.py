"""`flask media ...`: the library."""

import json

import click
from flask.cli import AppGroup

from app.core import clock, jobs
from app.core.unit_of_work import unit_of_work
from app.media import queries

media = AppGroup("media", help="Pictures, recordings and documents.")


@media.command("renditions")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def renditions(as_json: bool) -> None:
    """Have the copies and crops made that pictures do not have yet.

    For pictures that were brought before a new format came. The worker makes them, one picture after the other; what is
    there already stays, so the command may be given again at any time.
    """
    with unit_of_work():
        wanting = queries.list_without_renditions()
        for asset_id in wanting:
            jobs.enqueue("make_renditions", {"asset_id": asset_id}, now=clock.now(), key=f"renditions:{asset_id}")
    if as_json:
        click.echo(json.dumps({"pictures": wanting}))
    else:
        what = "picture gets" if len(wanting) == 1 else "pictures get"
        click.echo(f"{len(wanting)} {what} what is missing; the worker makes it." if wanting else "Nothing is missing.")
