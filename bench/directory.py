"""A search for a physiotherapist among 50,000: in the database, and as a page. On SQLite and on PostgreSQL.

Promised: 10 miles in at most 5 ms (95 of 100 in 25 ms), the free times of the 20 cards in 50 ms, the page in 60 ms.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from app.booking import availability
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.gazetteer import Town
from app.directory.search import Wanted, find_nearest, list_cards, search
from bench.directory_data import fill, origins
from bench.sites import site_in
from tests import databases

Times = tuple[float, float]
"""Milliseconds by the clock on the wall, and of the processor."""
COUNT = 50_000
ORIGINS = 300
PAGES = 40
SEARCHES = {
    "5 miles": Wanted(radius=5),
    "10 miles": Wanted(radius=10),
    "10 miles, female": Wanted(radius=10, female=True),
    "10 miles, neuro": Wanted(radius=10, neuro=True),
    "home visits": Wanted(home_visits=True),
    "home, neuro, female": Wanted(home_visits=True, neuro=True, female=True),
    "25 miles": Wanted(radius=25),
    "50 miles": Wanted(radius=50),
}


@contextmanager
def directory(count: int, *, postgresql: bool) -> Iterator[Flask]:
    """A site with a directory of that size, on a database of its own."""
    databases.use(postgresql=postgresql)
    with tempfile.TemporaryDirectory() as name:
        folder, template = Path(name) / "site", Path(name) / "template"
        for each in (folder, template):
            each.mkdir()
        databases.Blank(template, _migrate).copy_to(folder)
        app = site_in(folder, database_url=databases.url_in(folder))
        with app.app_context():
            with unit_of_work():
                fill(count, now=clock.now())
            if postgresql:  # what its autovacuum does within a minute
                with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.execute(sa.text("VACUUM ANALYZE"))
        yield app
        _close(app)
    databases.drop_copies()


def _migrate(folder: Path) -> None:
    app = site_in(folder, database_url=databases.url_in(folder))
    with app.app_context():
        flask_migrate.upgrade()
    _close(app)


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def measure(count: int = COUNT) -> None:
    """Prints a table for each database: medians and 95th percentiles in milliseconds."""
    for postgresql in (False, True):
        with directory(count, postgresql=postgresql) as app:
            engine = f"{'PostgreSQL' if postgresql else 'SQLite'}, {count:,}, ms"
            print(f"\n{engine:<28}{'median':>12}{'p95':>12}{'cpu median':>12}{'cpu p95':>12}")
            measure_one(app)


def measure_one(app: Flask) -> None:
    places = origins(ORIGINS)
    with app.app_context():
        for name, wanted in SEARCHES.items():
            _print(f"search, {name}", [_timed(partial(search, town.point, wanted)) for town in places])
        female = Wanted(radius=5, female=True)
        _print("the nearest of all", [_timed(partial(find_nearest, town.point, female)) for town in places])
        found = [_cards(town) for town in places[:PAGES]]
        _print("cards of a page", [_timed(partial(_cards, town)) for town in places[:PAGES]])
        now = clock.now()
        _print(
            "free times of 20 cards",
            [_timed(partial(availability.next_free, ids, now=now)) for ids in found if len(ids) == 20],
        )
        db.session.remove()
    client = app.test_client()
    paths = [f"/physiotherapists/?near={town.name},+{town.outcode or town.near}" for town in places[:PAGES]]
    client.get(paths[0])
    _print("page", [_timed(partial(client.get, path)) for path in paths])
    _print("the page without a search", [_timed(partial(client.get, "/physiotherapists/?x=1")) for _ in paths])


def _cards(town: Town) -> list[int]:
    wanted = Wanted(radius=25)
    return [card.location.id for card in list_cards(search(town.point, wanted).items, town.point, wanted)]


def _timed(run: Callable[[], object]) -> Times:
    """By the clock on the wall, and by the processor of this process, which other programs do not lengthen."""
    wall, processor = time.perf_counter(), time.thread_time()
    run()
    return (time.perf_counter() - wall) * 1000, (time.thread_time() - processor) * 1000


def _print(name: str, times: list[Times]) -> None:
    wall, processor = ([each[column] for each in times] for column in (0, 1))
    columns = (statistics.median(wall), _p95(wall), statistics.median(processor), _p95(processor))
    print(f"{name:<28}" + "".join(f"{each:>12.2f}" for each in columns))


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


if __name__ == "__main__":
    measure()
