"""How long a feed of 300 items takes to be brought in as drafts, all of whose audio is one small file: the import's own
work, without that of fetching, measuring and tagging sound. At most 20 seconds are promised."""

import tempfile
import time
from pathlib import Path

import flask_migrate

from app.accounts.permissions import Role
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.importing import operations, queries, sources, work
from app.importing.operations import Wishes
from bench.sites import site_in
from tests import factories
from tests.core.web_server import file_of, web_server
from tests.importing.feeds import feed, items
from tests.media import makers

COUNT = 300


def measure() -> None:
    with tempfile.TemporaryDirectory() as name, web_server() as server:
        folder = Path(name)
        app = site_in(folder, reachable_hosts=frozenset({server.place}))
        document = feed(*items(COUNT, server.serve("/1.mp3", file_of(makers.cbr(2)))))
        with app.app_context():
            flask_migrate.upgrade()
            with unit_of_work():
                by = factories.user(Role.EDITOR).actor
            began = time.perf_counter()
            source = sources.from_bytes("feed.xml", document)
            with unit_of_work():
                run_id = operations.look_at(source, into=None, by=by, now=clock.now()).id
            with unit_of_work():
                run = queries.get_run(run_id)
                operations.start(run, source.feed, Wishes(publish=False), by=by, now=clock.now())
            while waiting := queries.next_items(run_id, limit=1):
                work.bring_next(run_id, waiting[0], now=clock.now)
            print(f"{COUNT} items brought in: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    measure()
