"""Alembic's entry: runs the migrations on the application's own engine, in batch mode where SQLite needs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy.engine import Connection

from app.core import guards
from app.core.db import Model, db, writing


def run() -> None:
    token = writing.set(True)  # the write lock from the first statement on, so that half a migration is never seen
    try:
        with db.engine.connect() as connection, _without_cascades(connection):
            context.configure(
                connection=connection,
                target_metadata=Model.metadata,
                render_as_batch=connection.dialect.name == "sqlite",
                transaction_per_migration=True,
                compare_type=True,
                on_version_apply=(_check_references, _guard_rows),
            )
            with context.begin_transaction():
                context.run_migrations()
            guards.make(connection)  # also where no migration was left to run: a guard may have been lost
            connection.commit()
    finally:
        writing.reset(token)


@contextmanager
def _without_cascades(connection: Connection) -> Iterator[None]:
    """SQLite's batch mode makes a table anew and drops the old one, which would delete all that refers to its rows.

    The setting can only be changed outside a transaction, so not through SQLAlchemy, which begins one.
    """
    raw = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF").close()
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON").close()


def _check_references(*, ctx: MigrationContext, **_: object) -> None:
    """Before a migration is committed: nothing points at what is not there."""
    connection = ctx.connection
    if connection is not None and connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"A row of {broken[0]} would refer to a row of {broken[2]} that is not there.")


def _guard_rows(*, ctx: MigrationContext, **_: object) -> None:
    """Batch mode drops a table's triggers with the table, so they are made anew after every migration."""
    if ctx.connection is not None:
        guards.make(ctx.connection)


assert current_app, "Run through `flask db ...` or `flask database upgrade`."
run()
