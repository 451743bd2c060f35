"""A search for a physiotherapist among 50,000: in the database, and as a page. On SQLite and on PostgreSQL.

Promised: 10 miles in at most 5 ms (95 of 100 in 25 ms), the free times of the 20 cards in 50 ms, 95 of 100 pages in
60 ms. Where that fails by the clock on the wall but not by the processor, it was the neighbours.
"""

import math
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from app.booking.availability import list_offers
from app.booking.soonest import next_free
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.gazetteer import Town
from app.directory.search import Card, Wanted, find_nearest, list_cards, search
from bench.directory_data import fill, origins
from bench.figures import p95
from bench.sites import site_in
from tests import databases

Times = tuple[float, float]
"""Milliseconds by the clock on the wall, and of the processor."""
Limits = tuple[float, float]
"""What the median and the 95th percentile must not be above."""
WANTED: dict[str, Limits] = {
    "search, 10 miles": (5, 25),
    "free times of 20 cards": (50, math.inf),
    "page": (60, 60),
}
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
            measure_one(app, postgresql=postgresql)


def measure_one(app: Flask, *, postgresql: bool) -> None:
    places = origins(ORIGINS)
    with app.app_context():
        timed = partial(_timed, _server() if postgresql else None)
        for name, wanted in SEARCHES.items():
            _print(f"search, {name}", [timed(partial(search, town.point, wanted)) for town in places])
        female = Wanted(radius=5, female=True)
        _print("the nearest of all", [timed(partial(find_nearest, town.point, female)) for town in places])
        found = [_cards(town) for town in places[:PAGES]]
        _print("cards of a page", [timed(partial(_cards, town)) for town in places[:PAGES]])
        now = clock.now()
        _print(
            "free times of 20 cards",
            [timed(partial(_first_times, cards, now)) for cards in found if len(cards) == 20],
        )
        db.session.remove()
    client = app.test_client()
    paths = [f"/physiotherapists/?near={town.name},+{town.outcode or town.near}" for town in places[:PAGES]]
    client.get(paths[0])
    _print("page", [timed(partial(client.get, path)) for path in paths])
    _print("the page without a search", [timed(partial(client.get, "/physiotherapists/?x=1")) for _ in paths])


def _cards(town: Town) -> list[Card]:
    wanted = Wanted(radius=25)
    return list_cards(search(town.point, wanted).items, town.point, wanted)


def _first_times(cards: list[Card], now: datetime) -> None:
    next_free(list_offers([card.location for card in cards]), now=now)


def _timed(server: Path | None, run: Callable[[], object]) -> Times:
    """By the clock on the wall, and by the processor: of this thread and of the server's process that answers it. Other
    programs lengthen the former only."""
    wall, processor = time.perf_counter(), _processor(server)
    run()
    return (time.perf_counter() - wall) * 1000, (_processor(server) - processor) * 1000


def _server() -> Path | None:
    """Where Linux counts the processor of PostgreSQL's process that answers us; elsewhere it is not counted. The pool has
    one connection for us, so whoever answers now answers each time."""
    found = Path(f"/proc/{db.session.scalar(sa.text('SELECT pg_backend_pid()'))}/schedstat")
    return found if found.exists() else None


def _processor(server: Path | None) -> float:
    """Seconds; of the server's as Linux counts them, in nanoseconds."""
    of_server = int(server.read_text(encoding="ascii").split()[0]) / 1e9 if server else 0.0
    return time.thread_time() + of_server


def _print(name: str, times: list[Times]) -> None:
    wall, processor = ([each[column] for each in times] for column in (0, 1))
    by_wall, by_processor = ((statistics.median(each), p95(each)) for each in (wall, processor))
    figures = "".join(f"{each:>12.2f}" for each in (*by_wall, *by_processor))
    print(f"{name:<28}{figures}  {verdict(by_wall, by_processor, WANTED.get(name))}".rstrip())


def verdict(by_wall: Limits, by_processor: Limits, wanted: Limits | None) -> str:
    """Whether the median and the 95th percentile are what was promised, and by which clock."""
    if wanted is None:
        return ""
    if all(figure <= most for figure, most in zip(by_wall, wanted, strict=True)):
        return "holds"
    if all(figure <= most for figure, most in zip(by_processor, wanted, strict=True)):
        return "holds by the processor"
    return "DOES NOT HOLD"


if __name__ == "__main__":
    measure()
