"""The database handle, the base of every table, and how SQLite is opened.

The figures behind the SQLite settings: docs/decisions/002-sqlite.md.
"""

import enum
import sqlite3
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine, ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from app.core.errors import NotFound
from app.core.sqlite_maths import lacks_maths, teach_maths

BUSY_TIMEOUT_SECONDS = 15
_REPEATABLE_READ = 3
"""As psycopg numbers the levels of isolation."""
WRITE_LOCK = 20_270_301
"""The number of the lock that a writer holds on PostgreSQL: any, if only no other program uses it in this database."""

# True inside a unit of work: a transaction that will write takes the write lock at its start. A deferred one that
# upgrades later fails at once with "database is locked", whatever the busy timeout.
writing: ContextVar[bool] = ContextVar("writing", default=False)


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. SQLite forgets the zone without converting, so it is converted to UTC on the way in."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored instant needs a time zone.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime(),
        str: sa.Text(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
    }


def enum_of(members: type[enum.StrEnum]) -> sa.Enum:
    """A column type for a closed set, stored as its value in plain text on every database."""
    return sa.Enum(
        members, native_enum=False, create_constraint=False, length=32, values_callable=lambda e: [m.value for m in e]
    )


Id = Annotated[int, mapped_column(primary_key=True)]

# For tables whose ids are written down elsewhere (texts, the ledger, old revisions): SQLite gives the id of a deleted
# last row to the next one, unless it is told not to.
NEVER_AGAIN = {"sqlite_autoincrement": True}

db = SQLAlchemy(
    metadata=Model.metadata,
    session_options={"expire_on_commit": False, "autoflush": True},
)


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can corrupt a WAL database: 3.7.0 to 3.51.2, but for the backports (sqlite.org/changes)."""
    if version >= (3, 51, 3):
        return False
    backports = {(3, 44): 6, (3, 50): 7}
    fixed_in = backports.get((version[0], version[1]))
    return fixed_in is None or version[2] < fixed_in


def journal_mode() -> str:
    """WAL where it is safe, the rollback journal elsewhere (1,300 commits a second, which is plenty here)."""
    return "DELETE" if has_wal_reset_bug(sqlite3.sqlite_version_info) else "WAL"


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}",
        f"journal_mode={journal_mode()}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is erased is overwritten in the file, whatever this library was built with
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    if lacks_maths(connection):
        teach_maths(connection)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Both engines give the same promise: one writer at a time, who sees everything that was saved before, and readers
    for whom the database stands still. What is written for one is right on the other."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")
        return
    postgresql: Any = connection.connection.dbapi_connection
    # Sent with the BEGIN, so that it costs no way to the server and back. None is what the database has by itself.
    postgresql.isolation_level = None if writing.get() else _REPEATABLE_READ
    postgresql.read_only = None if writing.get() else True
    if writing.get():
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_TIMEOUT_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")


# What PostgreSQL says when another transaction is in the way: lock_timeout, deadlock, serialization failure.
_BUSY_STATES = {"55P03", "40P01", "40001"}


def is_busy(error: OperationalError) -> bool:
    """Whether the database could not take the work just now, and trying again is right."""
    return "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) in _BUSY_STATES


@event.listens_for(Engine, "handle_error", retval=True)
def _refuse_nul(context: ExceptionContext) -> BaseException | None:
    """PostgreSQL stores no character 0, which no text of ours has: whoever sent one asks for what is not there."""
    return NotFound("There is nothing of this name.") if "NUL (0x00)" in str(context.original_exception) else None


@event.listens_for(Session, "before_flush")
def _no_flush_outside(_session: Session, _context: Any, _instances: Any) -> None:
    _require_a_unit_of_work()


@event.listens_for(Session, "do_orm_execute")
def _no_statement_outside(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _require_a_unit_of_work()


def _require_a_unit_of_work() -> None:
    if not writing.get():
        raise RuntimeError("Writing happens inside a unit of work only.")
