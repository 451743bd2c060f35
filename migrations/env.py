"""Alembic's entry: runs the migrations on the application's own engine, in batch mode where SQLite needs it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy.engine import Connection

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


_REWRITES = (
    "NEW.user_id IS NOT NULL OR NEW.id <> OLD.id OR NEW.booking_id <> OLD.booking_id OR NEW.at <> OLD.at"
    " OR NEW.party <> OLD.party OR NEW.what <> OLD.what OR CAST(NEW.details AS TEXT) <> CAST(OLD.details AS TEXT)"
)
"""Anything but that it is forgotten who of the practice did something."""

# What no code may do, however wrong it is. Apps know an episode by its GUID for years, so the database itself refuses to change one or to give one again. Batch
# mode drops a table's triggers with the table, so they are made anew after every migration.
_GUARDS = {
    "entries_guid_stays": (
        "UPDATE OF guid ON entries",
        "OLD.guid <> NEW.guid",
        "A GUID is never changed.",
    ),
    "entries_guid_is_new": (
        "INSERT ON entries",
        "EXISTS (SELECT 1 FROM assigned_guids WHERE guid = NEW.guid)",
        "A GUID is never given twice.",
    ),
    "assigned_guids_stay": (
        "UPDATE ON assigned_guids",
        "OLD.guid <> NEW.guid OR OLD.entry_id <> NEW.entry_id",
        "The ledger of GUIDs is not rewritten.",
    ),
    "assigned_guids_are_kept": (
        "DELETE ON assigned_guids",
        "true",
        "The ledger of GUIDs forgets nothing.",
    ),
    # SQLite's INSERT OR REPLACE takes a row away without asking the triggers on UPDATE and DELETE.
    "assigned_guids_are_given_once": (
        "INSERT ON assigned_guids",
        "EXISTS (SELECT 1 FROM assigned_guids WHERE guid = NEW.guid)",
        "The ledger of GUIDs is not rewritten.",
    ),
    "entries_are_not_replaced": (
        "INSERT ON entries",
        "EXISTS (SELECT 1 FROM entries WHERE id = NEW.id OR guid = NEW.guid)",
        "A GUID is never changed.",
    ),
    "entries_leave_their_guid": (
        "DELETE ON entries",
        "NOT EXISTS (SELECT 1 FROM assigned_guids WHERE guid = OLD.guid)",
        "A GUID is forgotten by nobody: it must stand in the ledger first.",
    ),
    "shows_are_not_replaced": (
        "INSERT ON shows",
        "EXISTS (SELECT 1 FROM shows WHERE id = NEW.id OR podcast_guid = NEW.podcast_guid)",
        "A podcast:guid is never changed.",
    ),
    "activities_stay": ("UPDATE ON activities", "true", "What was done is not rewritten."),
    "activities_are_kept": ("DELETE ON activities", "true", "What was done is not forgotten."),
    # But for one thing: who of the practice it was may be forgotten, as it is after a year (app/booking/retention.py).
    "booking_events_stay": (
        "UPDATE ON booking_events",
        _REWRITES,
        "What happened is not rewritten.",
    ),
    "shows_podcast_guid_stays": (
        "UPDATE OF podcast_guid, guid_is_provisional ON shows",
        "NOT OLD.guid_is_provisional AND (OLD.podcast_guid <> NEW.podcast_guid OR NEW.guid_is_provisional)",
        "A podcast:guid is never changed.",
    ),
}

# No practitioner has two occupied times that overlap. PostgreSQL has an exclusion constraint for it, which also holds
# between transactions that do not see each other; SQLite has one writer at a time, so that a trigger sees them all.
_OVERLAPS = (
    "NEW.status IN ('held', 'booked') AND EXISTS (SELECT 1 FROM bookings AS other"
    " WHERE other.practitioner_id = NEW.practitioner_id AND other.id <> NEW.id AND other.status IN ('held', 'booked')"
    " AND other.starts_at < NEW.occupied_until AND NEW.starts_at < other.occupied_until)"
)
_SQLITE_GUARDS = {
    "bookings_one_at_a_time": ("INSERT ON bookings", _OVERLAPS, "ex_bookings_one_at_a_time"),
    "bookings_stay_one_at_a_time": (
        "UPDATE OF practitioner_id, status, starts_at, occupied_until ON bookings",
        _OVERLAPS,
        "ex_bookings_one_at_a_time",
    ),
}


def _guard_rows(*, ctx: MigrationContext, **_: object) -> None:
    connection = ctx.connection
    if connection is None:
        return
    tables = set(sa.inspect(connection).get_table_names())
    if not {"entries", "assigned_guids", "shows"} <= tables:
        return
    guards = _GUARDS | (_SQLITE_GUARDS if connection.dialect.name == "sqlite" else {})
    for name, (event, wrong, message) in guards.items():
        if event.rpartition(" ")[2] not in tables:
            continue  # of a later migration
        for statement in _guard(connection.dialect.name, name, event, wrong, message):
            connection.exec_driver_sql(statement)


def _guard(dialect: str, name: str, event: str, wrong: str, message: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {event} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ]
    raises = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"BEGIN IF {wrong} THEN {raises}; END IF; RETURN coalesce(NEW, OLD); END"
    table = event.rpartition(" ")[2]
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


assert current_app, "Run through `flask db ...` or `flask database upgrade`."
run()
