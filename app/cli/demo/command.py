"""`flask demo ...`: the sample site."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.booking import privacy_notice
from app.cli.demo.load import DIARY_FILE, LOGIN_FILE, load
from app.content import queries
from app.core import clock
from app.core.errors import HouseError
from app.core.unit_of_work import unit_of_work

demo = AppGroup("demo", help="A sample site to look around in.")


@demo.command("load")
@click.option(
    "--if-empty", is_flag=True, help="Do nothing, and succeed, in production or when there is content already."
)
def load_(if_empty: bool) -> None:
    """Fill an empty site with sample articles, posts, a podcast and resources.

    In development two logins are made as well, for the desk and for the diary of a sample practice, and kept in the
    instance folder.
    """
    if if_empty and queries.has_entries():
        return
    folder = Path(current_app.instance_path)
    in_production: bool = current_app.extensions["settings"].is_production
    if if_empty and in_production:  # `make run` must go on to serve, and nobody asked for samples on a public site
        click.echo("In production the site begins empty; `flask demo load` fills it with the sample site.")
        return
    try:
        count = load(login_folder=None if in_production else folder, now=clock.now())
    except HouseError as refusal:
        raise click.ClickException(refusal.message) from refusal
    site = current_app.extensions["site"]
    with unit_of_work():
        privacy_notice.begin(site=site.name, contact=site.contact_email, now=clock.now())
    click.echo(f"Loaded the sample site: {count} pages, each marked as a sample.")
    for name, place in ((LOGIN_FILE, "the desk"), (DIARY_FILE, "a sample practice's diary")):
        if (folder / name).exists() and not in_production:
            click.echo(f"The development login of {place} is in {folder / name}.")
