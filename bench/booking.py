"""Two hundred who want one appointment at the same moment, on SQLite and on PostgreSQL: wins, refusals, and how long they wait.

Wanted: exactly one wins, and 99 of 100 have their answer within a second. Beside it, as many at once ask an empty Flask
application on the same server.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from app.core import clock
from bench.figures import p99
from bench.rush import Answer, Browser, all_at_once, rush, starts_on, statuses
from bench.servers import FLASK, empty_app, filled_site, serving
from tests import databases

CLIENTS, ROUNDS, WANTED_MS = 200, 5, 1000
BOOK = "/physiotherapists/sample-physiotherapist-1/book/"


def measure() -> None:
    """Prints a line for each database."""
    print(f"{'':24}{'won':>5}{'refused':>9}{'other':>7}{'p50':>9}{'p99':>9}{'wanted':>9}  {'':15}ratio of the medians")
    for postgresql in (False, True):
        databases.use(postgresql=postgresql)
        with tempfile.TemporaryDirectory() as folder, _starter(Path(folder)) as base, empty_app() as empty:
            print(_line("PostgreSQL" if postgresql else "SQLite", *_rounds(base, empty)))
        databases.drop_copies()


@contextmanager
def _starter(folder: Path) -> Iterator[str]:
    """The starter site behind a proxy, on the database that is asked for."""
    databases.make_empty(folder)
    environment = filled_site(folder, TRUSTED_PROXIES="1", RUN_WORKER="no", DATABASE_URL=databases.url_in(folder))
    with serving([*FLASK, "serve"], environment, environment["SITE_URL"]) as base:
        yield base


def _rounds(base: str, empty: str) -> tuple[list[list[Answer]], list[list[Answer]]]:
    """Another time each round, of those that are free in the next weeks; in turn with the empty application."""
    page = ""
    for week in (1, 2):
        day = (clock.now() + timedelta(weeks=week)).date()
        page += Browser(base, 1).ask(f"{BOOK}?at=1&for=1&week={day}").text
    ours, others = [], []
    for number, start in enumerate(starts_on(page)[:ROUNDS]):
        first = (number + 1) * CLIENTS
        ours.append(rush(base, BOOK, {"at": "1", "for": "1", "start": start}, clients=CLIENTS, first=first))
        others.append(all_at_once([(Browser(empty, each), "/", None) for each in range(CLIENTS)]))
    return ours, others


def _line(name: str, ours: list[list[Answer]], others: list[list[Answer]]) -> str:
    told = [statuses(each) for each in ours]
    won, refused = sorted({each[303] for each in told}), sorted({each[409] for each in told})
    rest = sum(CLIENTS - each[303] - each[409] for each in told)
    times, beside = ([each.milliseconds for answers in side for each in answers] for side in (ours, others))
    worst = p99(times)
    verdict = "holds" if won == [1] and not rest and worst <= WANTED_MS else "DOES NOT HOLD"
    ratio = statistics.median(times) / statistics.median(beside)
    return (
        f"{name:24}{_said(won):>5}{_said(refused):>9}{rest:>7}{statistics.median(times):>6.0f} ms{worst:>6.0f} ms"
        f"{WANTED_MS:>6} ms  {verdict:15}{ratio:.1f}"
    )


def _said(counts: list[int]) -> str:
    return "/".join(str(each) for each in counts)
