"""What no code may do, however wrong it is: the database itself refuses. Triggers, and on PostgreSQL a constraint, which no
model describes; whoever makes a table anew, or puts part of a dump back, may lose them without a word. So every start looks
whether they are there, and `flask database upgrade` makes them anew.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_REWRITES = (
    "NEW.user_id IS NOT NULL OR NEW.id <> OLD.id OR NEW.booking_id <> OLD.booking_id OR NEW.at <> OLD.at"
    " OR NEW.party <> OLD.party OR NEW.what <> OLD.what OR CAST(NEW.details AS TEXT) <> CAST(OLD.details AS TEXT)"
)
"""Anything but that it is forgotten who of the practice did something."""

# Apps know an episode by its GUID for years, so the database itself refuses to change one or to give one again.
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
_ON_SQLITE = {
    "bookings_one_at_a_time": ("INSERT ON bookings", _OVERLAPS, "ex_bookings_one_at_a_time"),
    "bookings_stay_one_at_a_time": (
        "UPDATE OF practitioner_id, status, starts_at, occupied_until ON bookings",
        _OVERLAPS,
        "ex_bookings_one_at_a_time",
    ),
}
# Without btree_gist, which not every server has: a range of one number is equal where it overlaps.
_NO_TWO_AT_ONCE = """
ALTER TABLE bookings ADD CONSTRAINT ex_bookings_one_at_a_time EXCLUDE USING gist (
    int8range(practitioner_id, practitioner_id, '[]') WITH &&,
    tsrange(starts_at, occupied_until) WITH &&
) WHERE (status IN ('held', 'booked'))
"""
_EXCLUSION = "ex_bookings_one_at_a_time"
# A restore may also leave triggers there, but switched off.
_KNOWN = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    " UNION SELECT conname FROM pg_constraint WHERE contype = 'x' AND conrelid = to_regclass('bookings')",
}


def missing(connection: Connection) -> list[str]:
    """The names of the guards that should be there and are not."""
    known = set(connection.exec_driver_sql(_KNOWN[connection.dialect.name]).scalars())
    wanted = set(_wanted(connection))
    if connection.dialect.name == "postgresql" and _has_bookings(connection):
        wanted.add(_EXCLUSION)
    return sorted(wanted - known)


def make(connection: Connection) -> None:
    """Make all of them anew, of the tables that are there."""
    for name, (event, wrong, message) in _wanted(connection).items():
        for statement in _guard(connection.dialect.name, name, event, wrong, message):
            connection.exec_driver_sql(statement)
    if _EXCLUSION in missing(connection):
        connection.exec_driver_sql(_NO_TWO_AT_ONCE)


def _wanted(connection: Connection) -> dict[str, tuple[str, str, str]]:
    tables = set(sa.inspect(connection).get_table_names())
    if not {"entries", "assigned_guids", "shows"} <= tables:
        return {}
    guards = _GUARDS | (_ON_SQLITE if connection.dialect.name == "sqlite" else {})
    return {name: guard for name, guard in guards.items() if guard[0].rpartition(" ")[2] in tables}


def _has_bookings(connection: Connection) -> bool:
    return sa.inspect(connection).has_table("bookings")


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
