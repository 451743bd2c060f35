"""How far the database has been migrated, and whether it is whole."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.core import guards
from app.core.db import db


def missing_guards() -> list[str]:
    """What the database should refuse by itself and does not any more; see `guards`."""
    with db.engine.connect() as connection:
        return guards.missing(connection)


def is_current(scripts: Path) -> bool:
    """Whether the database has had every migration in the folder `scripts`."""
    newest = ScriptDirectory(str(scripts)).get_heads()
    with db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == set(newest)
