"""`flask serve`: the site on waitress, with the worker in the same process unless RUN_WORKER says no. `flask worker run`: only that."""

import signal
import socket
import sys
from types import FrameType
from typing import Protocol

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.accounts import queries as accounts
from app.booking import restoring
from app.cli.database import is_current
from app.cli.web_server import web_server
from app.core import clock, migrations
from app.core.unit_of_work import unit_of_work
from app.importing import operations as importing
from app.media import settings as media
from app.podcast import operations as podcast
from config import Config


class Worker(Protocol):
    """The worker that `create_app` made; the doors do not know each other."""

    def start(self) -> None: ...
    def join(self) -> None: ...
    def stop(self) -> None: ...


LOGINS = (("desk", "dev-login.txt"), ("diary", "dev-login-diary.txt"))
"""Where `flask demo load` keeps the logins of the sample site, in development."""


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve the site on PORT."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the application itself, for threads
    settings: Config = app.extensions["settings"]
    listening = _listen(settings)
    try:
        prepare(app)
        with app.app_context():  # one of its own: an open read transaction here would keep every writer waiting
            _greet(settings)
    except BaseException:
        listening.close()
        raise
    worker: Worker = app.extensions["worker"]
    if settings.run_worker:
        worker.start()
    server = web_server(app, listening)
    _stop_on_signals()
    try:
        server.run()
    finally:
        worker.stop()
        server.close()


worker_group = AppGroup("worker", help="The worker that runs jobs.")


@worker_group.command("run")
def run_worker() -> None:
    """Run jobs until stopped: for sites whose web processes have RUN_WORKER=no."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - as above
    worker: Worker = app.extensions["worker"]
    prepare(app)
    worker.start()
    _stop_on_signals()
    try:
        worker.join()
    finally:
        worker.stop()  # the job at hand is finished


def prepare(app: Flask) -> None:
    """What every start looks at first, whichever way the site is served."""
    with app.app_context():
        if not is_current():
            raise click.ClickException("The database is not up to date. Run `flask database upgrade` first.")
        if migrations.missing_guards():
            raise click.ClickException(
                "The database has lost rules that it keeps itself, such as that nobody is booked twice at once. Run"
                " `flask database upgrade`: it makes them anew."
            )
        try:
            media.wired().storage.make_ready()
        except OSError as error:
            raise click.ClickException(f"Media cannot be kept: {error}. Look at MEDIA_URL.") from error
    with app.app_context(), unit_of_work():
        podcast.settle_guids()
        importing.take_up(now=clock.now())
    with app.app_context():
        restoring.catch_up(now=clock.now())


def _listen(settings: Config) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.listen else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.listen, settings.port))
    except OSError as error:
        listening.close()
        raise click.ClickException(
            f"Port {settings.port} cannot be used ({error.strerror}). Choose another: make run PORT=8001"
        ) from error
    return listening


def _greet(settings: Config) -> None:
    click.echo(f"\n  {settings.site_name}: {settings.site_url}/")
    click.echo(f"  The desk:  {settings.site_url}/desk/")
    click.echo(f"  A diary:   {settings.site_url}/practice/")
    kept = [] if settings.is_production else [each for each in LOGINS if (settings.instance_path / each[1]).exists()]
    for place, name in kept:
        email, _, password = (settings.instance_path / name).read_text(encoding="utf-8").strip().partition(" ")
        click.echo(
            f"  Log in to the {place}:  {email}  {password}   (development only; kept in {name} in the instance folder)"
        )
    if not kept and not accounts.list_users():
        click.echo("  Nobody can log in yet. Make the first admin: flask --app wsgi users create you@example.org")
    click.echo("  Stop with Ctrl+C.\n")
    sys.stdout.flush()


def _stop_on_signals() -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
