"""A real server, a real worker and a real browser. The server runs in threads of this process, so that the tests can
move its clock, and stops at the end of each test."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import flask_migrate
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from waitress.channel import HTTPChannel

from app import create_app
from app.accounts.permissions import Role
from app.cli.demo.load import load
from app.cli.web_server import web_server
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests import browser_check, factories
from tests.conftest import COMPILED, MovableClock, config_in
from tests.databases import Blank

BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 60_000


@dataclass(frozen=True)
class LiveSite:
    """A site that answers at `url`."""

    app: Flask
    url: str
    clock: MovableClock


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Blank:
    """A site with the starter content and a user of each role, made once and copied for each test."""
    return Blank(tmp_path_factory.mktemp("starter"), _fill)


def _fill(folder: Path) -> None:
    moving = MovableClock()
    clock.set_source(None)
    moving.now = clock.now().replace(microsecond=0)
    app = create_app(config_in(folder, moving))
    with app.app_context():
        flask_migrate.upgrade()
        _add_users()
        load(login_folder=None, now=clock.now())
        db.session.remove()
        db.engine.dispose()


def _add_users() -> None:
    with unit_of_work():
        for role in Role:
            factories.user(role)
    db.session.remove()


@pytest.fixture
def live_site(
    tmp_path: Path, migrated: Blank, moving: MovableClock, request: pytest.FixtureRequest
) -> Iterator[LiveSite]:
    """The application behind waitress on a free port, its worker running, with one user of each role. For tests that ask
    for `sample_site`, with the starter content, and the worker has nothing to do."""
    sample = "sample_site" in request.fixturenames
    (request.getfixturevalue("starter") if sample else migrated).copy_to(tmp_path)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    # The disk's own times say what is old and what is new, so the clock starts where the disk's is.
    clock.set_source(None)
    moving.now = clock.now().replace(microsecond=0)
    app = create_app(config_in(tmp_path, moving, site_url=url))
    app.jinja_env.bytecode_cache = COMPILED
    if not sample:
        with app.app_context():
            _add_users()
    server = web_server(app, listening)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    worker = app.extensions["worker"]
    if not sample:
        worker.start()
    yield LiveSite(app, url, moving)
    worker.stop()
    lines = cast("dict[int, HTTPChannel]", server.active_channels)  # the published types call them one channel
    for channel in list(lines.values()):
        channel.will_close = True  # a browser keeps its lines open, and the server ends with the last one
    server.pull_trigger()
    server.close()
    thread.join(timeout=10)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def sample_site(live_site: LiveSite) -> LiveSite:
    """The live site with the starter content."""
    return live_site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = browser_check.find()
    assert program, "The journeys need a browser: set CHROME, or install chromium."
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(BROWSER_FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser, live_site: LiveSite) -> Iterator[BrowserContext]:
    """A browser profile of its own. Any error in a page's scripts fails the test."""
    opened = browser.new_context(base_url=live_site.url)
    opened.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    opened.on("weberror", lambda error: errors.append(str(error.error)))
    yield opened
    opened.close()
    assert errors == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def log_in(page: Page, role: Role = Role.EDITOR) -> None:
    page.goto("/login")
    page.get_by_label("E-mail address").fill(f"{role.value}@example.org")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/desk/")
