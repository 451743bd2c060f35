"""The operator's commands: one clear line when something is wrong, and an exit status to match."""

import importlib
import json
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result
from flask import Flask

from app import cli, create_app
from app.accounts import operations, passwords, queries
from app.accounts.permissions import Role
from app.core.db import db
from app.core.errors import Busy
from app.core.unit_of_work import unit_of_work
from app.podcast import operations as podcast
from app.podcast.draft import ShowDraft
from app.podcast.models import Show
from app.podcast.podcast_guid import podcast_guid
from config import ROOT
from tests import factories
from tests.conftest import START, MovableClock, config_in
from tests.databases import Blank

# In the package the command's name stands before the module's.
serve: Any = importlib.import_module("app.cli.serve")


def _run(app: Flask, *words: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=list(words), input=typed)


def _output(app: Flask, *words: str, typed: str = "") -> str:
    result = _run(app, *words, typed=typed)
    assert result.exit_code == 0, result.output
    return result.output


def _refusal(app: Flask, *words: str, typed: str = "") -> str:
    result = _run(app, *words, typed=typed)
    assert result.exit_code != 0
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)
    return result.output


def test_a_user_from_the_first_day_to_the_last(app: Flask) -> None:
    said = _output(app, "users", "create", "One@Example.org")
    assert said.startswith("one@example.org can log in as admin. Password: ")
    made_up = said.rpartition(" ")[2].strip()
    _output(app, "users", "create", "two@example.org", "--role", "author", "--password", factories.PASSWORD)
    listed = json.loads(_output(app, "users", "list", "--json"))
    assert [(u["email"], u["role"], u["active"]) for u in listed] == [
        ("one@example.org", "admin", True),
        ("two@example.org", "author", True),
    ]
    with app.app_context():
        user = queries.find_user("one@example.org")
        assert user is not None
        assert passwords.matches(made_up, user.password_hash)
        with unit_of_work():
            token = operations.start_session(queries.get_user(user.id), user_agent="", now=START)
    new = "another long password"
    _output(app, "users", "set-password", "one@example.org", typed=f"{new}\n{new}\n")
    with app.app_context():
        assert queries.find_session(token, now=START) is None
        changed = queries.find_user("one@example.org")
        assert changed is not None
        assert passwords.matches(new, changed.password_hash)
    refused = _run(app, "users", "disable", "ONE@example.org")
    assert refused.exit_code == 1
    assert "last administrator" in refused.output
    _output(app, "users", "create", "three@example.org", "--password", factories.PASSWORD)
    _output(app, "users", "disable", "ONE@example.org")
    assert "one@example.org  admin  One  (disabled)" in _output(app, "users", "list")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("create", "nobody"), "not an e-mail address"),
        (("create", "a@example.org", "--password", "short"), "at least 12"),
        (("create", "a@example.org", "--role", "king"), "king"),
        (("disable", "a@example.org"), "Nobody has the address"),
        (("set-password", "a@example.org", "--password", "short"), "at least 12"),
        (("set-password", "a@example.org", "--password", factories.PASSWORD), "Nobody has the address"),
    ],
)
def test_what_cannot_be_done_to_a_user_is_said(app: Flask, words: tuple[str, ...], said: str) -> None:
    assert said in _refusal(app, "users", *words)
    assert "Nobody yet." in _output(app, "users", "list")


def test_a_busy_database_is_said_in_one_line(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> None:
        raise Busy("The site is busy.")

    monkeypatch.setattr(queries, "list_users", busy)
    assert _refusal(app, "users", "list").strip() == "Error: The site is busy."


@pytest.fixture
def empty(tmp_path: Path, moving: MovableClock) -> Flask:
    """The application with no database at all."""
    return create_app(config_in(tmp_path, moving, port=0))


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.sqlite
def test_upgrade_makes_the_tables_and_then_has_nothing_to_do(empty: Flask, tmp_path: Path) -> None:
    first = _output(empty, "database", "upgrade")
    assert "up to date now" in first
    assert "Copied" not in first
    assert "is up to date." in _output(empty, "database", "upgrade")
    assert not (tmp_path / "instance" / "copies").exists()
    _close(empty)


@pytest.mark.sqlite
def test_before_anything_changes_the_database_is_copied(app: Flask, tmp_path: Path) -> None:
    _output(app, "users", "create", "one@example.org")
    with app.app_context(), db.engine.begin() as connection:
        for table in ("uploads", "alembic_version"):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
    _close(app)
    result = _run(app, "database", "upgrade")  # fails: the other tables are there
    assert result.exit_code != 0
    (copied,) = (tmp_path / "instance" / "copies").iterdir()
    connection_to_copy = sqlite3.connect(copied)
    assert connection_to_copy.execute("SELECT email FROM users").fetchall() == [("one@example.org",)]
    connection_to_copy.close()


@pytest.mark.sqlite
def test_a_copy_goes_where_it_is_told(app: Flask, tmp_path: Path) -> None:
    said = _output(app, "database", "copy", str(tmp_path / "there")).strip()
    assert Path(said).parent == tmp_path / "there"
    assert Path(said).exists()


def test_a_database_in_memory_cannot_be_copied(tmp_path: Path, moving: MovableClock) -> None:
    app = create_app(config_in(tmp_path, moving, database_url="sqlite://"))
    assert "Only a SQLite database file" in _refusal(app, "database", "copy", str(tmp_path / "there"))
    _close(app)


@pytest.mark.parametrize("words", [("serve",), ("worker", "run")])
def test_nothing_starts_on_a_database_that_is_not_up_to_date(empty: Flask, words: tuple[str, ...]) -> None:
    assert "flask database upgrade" in _refusal(empty, *words)
    assert not empty.extensions["worker"]._thread.is_alive()
    _close(empty)


@pytest.mark.parametrize("words", [("serve",), ("worker", "run")])
def test_nothing_starts_where_media_cannot_be_kept(
    app: Flask, tmp_path: Path, moving: MovableClock, words: tuple[str, ...]
) -> None:
    (tmp_path / "file").touch()
    broken = create_app(config_in(tmp_path, moving, media_url=(tmp_path / "file").as_uri(), port=0))
    assert "MEDIA_URL" in _one_line(_refusal(broken, *words))
    assert not broken.extensions["worker"]._thread.is_alive()
    _close(broken)


def test_a_port_in_use_is_said(tmp_path: Path, moving: MovableClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        app = create_app(config_in(tmp_path, moving, port=port))
        assert f"Port {port} cannot be used" in _refusal(app, "serve")
    _close(app)


class _Waitress:
    """Stands in for the server: what is asked of it is noted, and it stops at once."""

    def __init__(self, app: Flask, listening: socket.socket) -> None:
        self.app, self.socket = app, listening

    def run(self) -> None:
        assert self.app.test_client().get("/", headers={"Host": "localhost"}).status_code == 200

    def close(self) -> None:
        self.socket.close()


@pytest.mark.parametrize(
    ("run_worker", "listen", "login"), [(True, "127.0.0.1", True), (False, "::1", False), (True, "localhost", False)]
)
def test_serving_greets_and_runs_the_worker_if_it_shall(
    tmp_path: Path,
    migrated: Blank,
    moving: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
    run_worker: bool,
    listen: str,
    login: bool,
) -> None:
    migrated.copy_to(tmp_path)
    app = create_app(config_in(tmp_path, moving, port=0, run_worker=run_worker, listen=listen))
    if login:
        (tmp_path / "instance").mkdir()
        (tmp_path / "instance" / "dev-login.txt").write_text("a@example.org secret words")
    begun: list[bool] = []
    monkeypatch.setattr(app.extensions["worker"], "start", lambda: begun.append(True))
    monkeypatch.setattr(serve, "web_server", _Waitress)
    monkeypatch.setattr(serve, "_stop_on_signals", lambda: None)
    said = _output(app, "serve")
    assert "http://localhost/desk/" in said
    assert ("a@example.org  secret words" in said) is login
    assert ("Nobody can log in yet" in said) is not login
    assert begun == [True] * run_worker
    _close(app)


def test_the_worker_alone_runs_until_it_is_stopped(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = app.extensions["worker"]
    monkeypatch.setattr(serve, "_stop_on_signals", worker._stopping.set)
    _output(app, "worker", "run")
    assert not worker._thread.is_alive()


@pytest.mark.parametrize(("site_url", "provisional"), [("http://localhost", True), ("https://physio.example", False)])
def test_the_first_start_under_a_real_address_settles_the_guids(
    app: Flask, tmp_path: Path, moving: MovableClock, monkeypatch: pytest.MonkeyPatch, site_url: str, provisional: bool
) -> None:
    with app.app_context(), unit_of_work():
        by = factories.user(Role.ADMIN).actor
        show = podcast.create_show(ShowDraft(title="Hips", summary="s"), by=by, now=START)
        show.first_published_at = START
    again = create_app(config_in(tmp_path, moving, site_url=site_url))
    monkeypatch.setattr(serve, "_stop_on_signals", again.extensions["worker"]._stopping.set)
    _output(again, "worker", "run")
    with again.app_context():
        found = db.session.get_one(Show, 1)
        assert found.guid_is_provisional is provisional
        expected = podcast_guid("https://physio.example/podcast/hips/feed.xml")
        assert (found.podcast_guid == expected) is not provisional
    _close(again)


def test_a_signal_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers: dict[int, object] = {}
    monkeypatch.setattr("signal.signal", handlers.__setitem__)
    serve._stop_on_signals()
    assert len(handlers) == 2
    for handler in handlers.values():
        assert callable(handler)
        with pytest.raises(SystemExit):
            handler(15, None)


def test_every_command_explains_itself(app: Flask) -> None:
    def commands(group: click.Command, words: tuple[str, ...]) -> list[tuple[str, ...]]:
        if isinstance(group, click.Group):
            return [words] + [w for name, c in group.commands.items() for w in commands(c, (*words, name))]
        return [words]

    for command in cli.COMMANDS:
        for words in commands(command, (str(command.name),)):
            assert "--help" in _output(app, *words, "--help")


def _one_line(said: str) -> str:
    assert "secret" not in said
    assert len(said.strip().splitlines()) == 1
    return said


@pytest.mark.parametrize(
    "words", [("users", "list"), ("users", "create", "a@example.org"), ("database", "upgrade"), ("serve",)]
)
def test_a_database_that_cannot_be_opened_is_one_clear_line(
    tmp_path: Path, moving: MovableClock, words: tuple[str, ...]
) -> None:
    app = create_app(config_in(tmp_path, moving, database_url="sqlite:////dev/null/below/site.db", port=0))
    assert "database" in _one_line(_refusal(app, *words))
    _close(app)


@pytest.mark.parametrize("url", ["nonsense", "nosuch://host/db", "oracle://user:secret@host/db"])
def test_a_database_url_that_cannot_be_read_is_one_clear_line(tmp_path: Path, url: str) -> None:
    assert "DATABASE_URL" in _one_line(_from_outside(tmp_path, url, "users", "list"))


@pytest.mark.sqlite
def test_what_is_no_database_is_one_clear_line(tmp_path: Path, moving: MovableClock) -> None:
    (tmp_path / "site.db").write_bytes(b"something else altogether " * 100)
    app = create_app(config_in(tmp_path, moving))
    assert "not a database" in _one_line(_refusal(app, "users", "list"))
    _close(app)


def test_a_database_without_tables_is_one_clear_line(empty: Flask) -> None:
    assert "flask database upgrade" in _one_line(_refusal(empty, "users", "list"))
    _close(empty)


def _from_outside(tmp_path: Path, url: str, *words: str) -> str:
    environment = {"DATABASE_URL": url, "INSTANCE_PATH": str(tmp_path), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr
    return ran.stderr


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path, moving: MovableClock) -> None:
    (tmp_path / "file").touch()
    app = create_app(config_in(tmp_path, moving, instance_path=tmp_path / "file" / "below"))
    assert "Not a directory" in _refusal(app, "database", "upgrade")
    _close(app)
