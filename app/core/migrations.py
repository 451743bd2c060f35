"""How far the database has been migrated."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.core.db import db


def is_current(scripts: Path) -> bool:
    """Whether the database has had every migration in the folder `scripts`."""
    newest = ScriptDirectory(str(scripts)).get_heads()
    with db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == set(newest)
