"""The operator's door: `flask <noun> <verb>`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask

from app.cli.bookings import bookings
from app.cli.database import database
from app.cli.demo.command import demo as demo_group
from app.cli.import_ import import_
from app.cli.media import media
from app.cli.places import places
from app.cli.podcast import podcast
from app.cli.references import references
from app.cli.serve import serve, worker_group
from app.cli.users import users
from app.core.errors import HouseError
from app.core.reachable import in_plain_words


def _plainly(command: click.Command) -> click.Command:
    """Refusals of the house, of the database and of the disk become one line and an exit status of 1."""
    if isinstance(command, click.Group):
        command.commands = {name: _plainly(below) for name, below in command.commands.items()}
    elif command.callback is not None:
        command.callback = _in_one_line(command.callback)
    return command


def _in_one_line(run: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(run)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            with in_plain_words():
                return run(*args, **kwargs)
        except HouseError as refusal:
            raise click.ClickException(refusal.message) from refusal
        except OSError as error:
            raise click.ClickException(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")) from error

    return told


COMMANDS = tuple(
    _plainly(command)
    for command in (
        bookings,
        database,
        demo_group,
        import_,
        media,
        places,
        podcast,
        references,
        serve,
        users,
        worker_group,
    )
)


def init_app(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
