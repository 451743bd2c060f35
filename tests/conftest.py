"""What every test can ask for. Real parts: a migrated SQLite file, the real application, the real worker's code."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from app import create_app
from app.accounts.permissions import Actor, Role
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from config import Config
from tests import databases, factories, quick_routes
from tests.databases import Blank

# Every push tries the same examples, so that no change fails by another's bad luck; `make soak` goes looking for new ones.
settings.register_profile(
    "push", max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "push"))  # noqa: TID251 - the tests' own setting

quick_routes.install()


def pytest_collection_finish() -> None:
    """Every test makes an application with many cycles, and for each the collector would look through everything that was
    ever imported: a third of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(30_000, 10, 10)


START = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


class MovableClock:
    """The time of a test: it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


class CompiledTemplates(BytecodeCache):
    """What templates compile to, for all the applications of a run: each would compile them again, a quarter of the time."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


def config_in(folder: Path, moving: MovableClock, **changes: object) -> Config:
    """Settings of a site that lives in `folder`."""
    values: dict[str, object] = {
        "database_url": databases.url_in(folder),
        "media_url": (folder / "media").as_uri(),
        "instance_path": folder / "instance",
        "secret_key": "a secret for the tests and nothing else",
        "contact_keys": ("a-key-for-the-tests-and-for-nothing-else000=",),
        "site_url": "http://localhost",
        "testing": True,
        "run_worker": False,
        "clock": moving,
    }
    return Config(**{**values, **changes})  # type: ignore[arg-type]  # the names are the settings' own


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Blank:
    """A database with every migration and nothing in it, made once and copied for each test."""
    return Blank(tmp_path_factory.mktemp("migrated"), _migrate)


def _migrate(folder: Path) -> None:
    app = create_app(config_in(folder, MovableClock()))
    with app.app_context():
        flask_migrate.upgrade()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that are about one engine run on that one; the copies that a test made go with it."""
    about = {name for name in ("sqlite", "postgresql") if request.node.get_closest_marker(name)}
    databases.use(postgresql="postgresql" in about or (databases.ON_POSTGRESQL and "sqlite" not in about))
    yield
    databases.drop_copies()
    databases.use(postgresql=databases.ON_POSTGRESQL)


@pytest.fixture
def moving() -> Iterator[MovableClock]:
    yield MovableClock()
    clock.set_source(None)


@pytest.fixture
def app(tmp_path: Path, migrated: Blank, moving: MovableClock) -> Iterator[Flask]:
    """The application on an empty, migrated database. No context is open: use `with app.app_context():`, or `house`."""
    migrated.copy_to(tmp_path)
    made = create_app(config_in(tmp_path, moving))
    made.jinja_env.bytecode_cache = COMPILED
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def house(app: Flask) -> Iterator[Flask]:
    """The application with a context open, for tests of rooms. Not for tests that also send requests."""
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def staff(app: Flask) -> dict[Role, Actor]:
    """One user of each role, with the password factories.PASSWORD."""
    with app.app_context():
        with unit_of_work():
            actors = {role: factories.user(role).actor for role in Role}
        db.session.remove()
    return actors


@pytest.fixture
def editor(staff: dict[Role, Actor]) -> Actor:
    return staff[Role.EDITOR]


@pytest.fixture
def author(staff: dict[Role, Actor]) -> Actor:
    return staff[Role.AUTHOR]


@pytest.fixture
def admin(staff: dict[Role, Actor]) -> Actor:
    return staff[Role.ADMIN]
