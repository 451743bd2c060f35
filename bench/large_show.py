"""A show of thousands of episodes in a database: what its feed costs from the rows to the bytes, and what it costs to
publish one more until an app would see it."""

import statistics
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from app import create_app
from app.accounts.queries import list_users
from app.content.events import PublicChange
from app.content.models import AssignedGuid, Entry
from app.core import clock
from app.core.db import Model, db
from app.core.events import record
from app.core.site import Site
from app.core.unit_of_work import unit_of_work
from app.feeds.documents import PodcastDocument
from app.feeds.podcast import podcast_document
from app.feeds.rules import faults
from app.feeds.strict import strictly_parsed
from app.podcast import operations as podcast
from app.podcast import queries as shows
from app.podcast import rehearsal, tagging
from app.podcast.models import Episode, Show
from bench.feeds import printed_new
from bench.servers import FLASK, filled_site, serving
from config import Config, load

T = TypeVar("T")
RUNS = 3
MODEL = "/podcast/hips-explained/twelve-weeks-after-hip-surgery/"


def measure(counts: tuple[int, ...] = (1000, 3000)) -> None:
    """Prints a table, and how long a new episode takes at the last count."""
    with tempfile.TemporaryDirectory() as name:
        environment = {**filled_site(Path(name)), "RUN_WORKER": "no"}
        settings = load(environment)
        app = create_app(settings)
        with app.app_context():
            print(f"{'episodes':>9} {'gather s':>9} {'again s':>9} {'rules s':>9} {'print s':>9} {'parse s':>9}")
            for count in counts:
                _fill(count)
                _print_steps(count, app.extensions["site"])
            db.session.rollback()  # an open read would keep the server from writing
            with serving([*FLASK, "serve"], environment, environment["SITE_URL"]):
                _publish_one(settings)
            db.session.remove()
            db.engine.dispose()


def _print_steps(count: int, site: Site) -> None:
    """How long each step takes. Publishing waits for all of them, an app that asks after a change for gathering and
    printing; gathering is slow once in the life of a server."""

    def gather() -> PodcastDocument:
        return podcast_document(_show(), site=site, now=clock.now())

    _, first = _timed(gather, runs=1)
    document, again = _timed(gather)
    _, check = _timed(lambda: faults(document, now=clock.now()))
    printed, write = _timed(lambda: printed_new(document))
    _, read = _timed(lambda: strictly_parsed(printed))
    print(f"{count:>9} {first:>9.3f} {again:>9.3f} {check:>9.3f} {write:>9.3f} {read:>9.3f}")


def _publish_one(settings: Config) -> None:
    """One more episode, by the operations that the desk calls; a server beside it is asked until it has it."""
    feed = f"{settings.site_url}{_show().path}feed.xml"
    db.session.rollback()  # as above
    first, again = _asked(feed), _asked(feed)
    model, by, now = _model(), list_users()[0].actor, clock.now()
    draft = replace(podcast.episode_draft(model), title="The newest of them all", season=None, number=None)
    begun = time.perf_counter()
    copy = tagging.prepare(None, _show(), draft, at=now)
    tagged = time.perf_counter() - begun
    rehearsed = rehearsal.rehearse(None, _show(), draft, copy, at=now)
    tried, spent = time.perf_counter() - begun, time.process_time()
    with unit_of_work():
        made = podcast.create_episode(_show(), draft, by=by, now=now)
        podcast.publish_episode(made, tagged=copy, rehearsed=rehearsed, by=by, now=now)
    saved, spent = time.perf_counter() - begun, time.process_time() - spent
    while b"The newest of them all" not in _get(feed):
        time.sleep(0.01)
    seen = time.perf_counter() - begun
    print(f"The feed at its first request: {first:.2f} s, then {again:.3f} s.")
    print(
        f"One episode more: tagged after {tagged:.2f} s, tried on the feed after {tried:.2f} s, saved after {saved:.2f} s"
    )
    print(
        f"({spent:.2f} s of the processor with everything locked), in the feed after {seen:.2f} s. These are seconds of the clock: run it on a quiet machine."
    )


def _fill(count: int) -> None:
    """Bring the show to `count` episodes: copies of the starter site's own, row by row, one a day into the past. To
    publish each of them would read the whole feed as often."""
    model, begun = _model(), shows.list_episodes(_show().id, now=clock.now()).total
    entry, episode = _row(Entry, model.id), _row(Episode, model.id)
    with unit_of_work():
        first = (db.session.scalar(sa.select(sa.func.max(Entry.id))) or 0) + 1
        made = [_changes(first + number, model, number) for number in range(begun, count)]
        db.session.execute(sa.insert(_table(Entry)), [{**entry, **_known(Entry, new)} for new in made])
        db.session.execute(sa.insert(_table(Episode)), [{**episode, **_known(Episode, new)} for new in made])
        given = [{"guid": new["guid"], "entry_id": new["id"], "assigned_at": clock.now()} for new in made]
        db.session.execute(sa.insert(AssignedGuid), given)
        record(PublicChange(model.id))


def _table(model: type[Model]) -> sa.Table:
    assert isinstance(model.__table__, sa.Table)
    return model.__table__


def _row(model: type[Model], row_id: int) -> dict[str, Any]:
    table = _table(model)
    return dict(db.session.execute(sa.select(table).where(table.c.id == row_id)).mappings().one())


def _known(model: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in _table(model).c}


def _changes(entry_id: int, model: Episode, number: int) -> dict[str, Any]:
    """In what a copy differs from its model."""
    published = clock.now() - timedelta(days=number)
    return {
        "id": entry_id,
        "guid": str(uuid.uuid4()),
        "slug": f"copy-{number}",
        "path": f"{_show().path}copy-{number}/",
        "title": f"Walking again, talk {number}",
        "published_at": published,
        "first_published_at": published,
        "season": 9,
        "number": number,
        "enclosure_path": f"/media/copies/{number}.mp3",
    }


def _show() -> Show:
    return shows.list_shows(now=clock.now())[0]


def _model() -> Episode:
    """An episode of the starter site, with chapters and a transcript."""
    found = shows.find_episode(MODEL, now=clock.now())
    assert found is not None
    return found


def _asked(url: str) -> float:
    """Seconds until the whole answer was here."""
    begun = time.perf_counter()
    _get(url)
    return time.perf_counter() - begun


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:
        body: bytes = answer.read()
    return body


def _timed(run: Callable[[], T], *, runs: int = RUNS) -> tuple[T, float]:
    """What came out of the last run, and the median of the processor's seconds: what else runs here does not count."""
    seconds = []
    for _ in range(runs):
        begun = time.process_time()
        found = run()
        seconds.append(time.process_time() - begun)
    return found, statistics.median(seconds)
