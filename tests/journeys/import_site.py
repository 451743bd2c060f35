"""A whole site for a process of its own: started as `flask serve` starts one, and there to be killed."""

import socket
from multiprocessing.synchronize import Event
from pathlib import Path

from app import create_app
from app.accounts.permissions import Role
from app.accounts.queries import list_users
from app.cli.serve import prepare
from app.cli.web_server import web_server
from app.core import clock
from app.core.unit_of_work import unit_of_work
from tests import databases, factories
from tests.conftest import MovableClock, config_in


def serve(folder: str, database_url: str, port: int, reachable: str, ready: Event) -> None:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    url, hosts = f"http://127.0.0.1:{port}", frozenset({reachable})
    databases.use(postgresql=False)  # the server is the other process's
    config = config_in(
        Path(folder), MovableClock(), database_url=database_url, site_url=url, reachable_hosts=hosts, clock=None
    )
    app = create_app(config)
    clock.set_source(None)
    with app.app_context():
        if not list_users():
            with unit_of_work():
                factories.user(Role.EDITOR)
    prepare(app)
    app.extensions["worker"].start()
    server = web_server(app, listening)
    ready.set()
    server.run()
