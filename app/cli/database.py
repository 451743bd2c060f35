"""`flask database ...`: the tables and copies of them."""

from pathlib import Path

import click
import flask_migrate
from flask import current_app
from flask.cli import AppGroup

from app.booking import restoring
from app.core import clock, migrations
from app.core.database_copy import COPIES, copy_database, database_file

database = AppGroup("database", help="The tables, and copies of them.")


@database.command("upgrade")
def upgrade() -> None:
    """Bring the tables up to date. A SQLite database is copied first when there is anything to change."""
    folder = Path(current_app.instance_path)
    folder.mkdir(parents=True, exist_ok=True)
    if is_current():
        lost = migrations.missing_guards()
        if lost:
            flask_migrate.upgrade()  # makes them anew
            click.echo(f"The database had lost rules that it keeps itself, and has them again: {', '.join(lost)}.")
        click.echo("The database is up to date.")
        _keep_the_erased_away()
        return
    copied = copy_database(folder / COPIES, now=clock.now())
    if copied is not None:
        click.echo(f"Copied the database to {copied} first.")
    elif database_file() is None:
        click.echo("Only SQLite is copied here before a change; pg_dump makes a copy of PostgreSQL.")
    flask_migrate.upgrade()
    click.echo("The database is up to date now.")
    _keep_the_erased_away()


def _keep_the_erased_away() -> None:
    """It may be an older copy that was put back."""
    again = restoring.catch_up(now=clock.now())
    if again.contacts or again.waiting:
        click.echo(f"Erased again whom the list of the erased knows: {again.contacts + again.waiting}.")


@database.command("copy")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def copy(folder: Path) -> None:
    """Copy the SQLite database into FOLDER while it is in use."""
    copied = copy_database(folder, now=clock.now())
    if copied is None:
        raise click.ClickException("Only a SQLite database file can be copied this way.")
    click.echo(str(copied))


def is_current() -> bool:
    """Whether the database has had every migration."""
    source = database_file()
    if source is not None and not source.exists():
        return False
    scripts: Path = current_app.extensions["settings"].migrations_path
    return migrations.is_current(scripts)
