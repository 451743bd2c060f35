"""The operator's door: `flask <noun> <verb>`."""

from flask import Flask

from app.cli.database import database
from app.cli.users import users


def init_app(app: Flask) -> None:
    for group in (database, users):
        app.cli.add_command(group)
