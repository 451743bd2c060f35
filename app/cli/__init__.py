"""The operator's door: `flask <noun> <verb>`."""

from flask import Flask

from app.cli.database import database
from app.cli.demo.command import demo as demo_group
from app.cli.serve import serve, worker_group
from app.cli.users import users

COMMANDS = (database, demo_group, serve, users, worker_group)


def init_app(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
