"""The operator's door: `flask <noun> <verb>`."""

from flask import Flask

from app.cli.database import database
from app.cli.demo.command import demo
from app.cli.users import users


def init_app(app: Flask) -> None:
    for group in (database, demo, users):
        app.cli.add_command(group)
