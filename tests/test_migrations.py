"""The migrations make the tables that the models describe, there and back, and delete nothing on the way."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask

from app.accounts.permissions import Actor
from app.content.models import EntryPerson, Revision
from app.core.db import Model, db
from app.core.unit_of_work import unit_of_work
from tests import factories

TABLE_ANEW = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "next", {down!r}


def upgrade() -> None:
    with op.batch_alter_table("entries", recreate="always") as table:
        table.add_column(sa.Column("colour", sa.Text()))
    {more}


def downgrade() -> None:
    pass
"""


@pytest.fixture
def later(house: Flask, tmp_path: Path) -> Iterator[Path]:
    """A copy of the migrations' folder, to which a test adds one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(house.extensions["settings"].migrations_path, folder)
    yield folder / "versions"
    db.session.remove()


def _add(versions: Path, more: str = "") -> None:
    with db.engine.connect() as connection:
        head = MigrationContext.configure(connection).get_current_revision()
    (versions / "next.py").write_text(TABLE_ANEW.format(down=head, more=more))
    flask_migrate.upgrade(directory=str(versions.parent))


def test_the_migrated_tables_are_those_of_the_models(house: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


@pytest.mark.sqlite
def test_ids_that_are_never_given_again_stay_so(house: Flask) -> None:
    wanted = {t.name for t in Model.metadata.sorted_tables if t.dialect_options["sqlite"]["autoincrement"]}
    made = db.session.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    assert {"entries", "assets"} <= wanted <= {name for name, sql in made if "AUTOINCREMENT" in sql}


def test_the_way_back_leads_to_an_empty_database(house: Flask) -> None:
    flask_migrate.downgrade(revision="base")
    assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]
    flask_migrate.upgrade()
    assert "entries" in sa.inspect(db.engine).get_table_names()


@pytest.mark.sqlite
def test_a_table_made_anew_keeps_what_refers_to_its_rows(house: Flask, editor: Actor, later: Path) -> None:
    with unit_of_work():
        who = factories.person()
        factories.post(by=editor, authors=(who,), tags=("Hip",))
    db.session.remove()
    _add(later)
    assert "colour" in {column["name"] for column in sa.inspect(db.engine).get_columns("entries")}
    for table in (Revision, EntryPerson):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 1
    assert db.session.scalar(sa.text("PRAGMA foreign_keys")) == 1
    # Batch mode dropped the table's guards with the table; they are back.
    guards = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'"
    assert db.session.scalar(sa.text(guards)) == 4


@pytest.mark.sqlite
def test_a_migration_that_leaves_a_row_pointing_at_nothing_is_taken_back(
    house: Flask, editor: Actor, later: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with unit_of_work():
        factories.post(by=editor)
    db.session.remove()
    with pytest.raises(SystemExit):
        _add(later, 'op.execute("DELETE FROM entries")')
    assert "would refer to a row of entries that is not there" in caplog.text
    assert "colour" not in {column["name"] for column in sa.inspect(db.engine).get_columns("entries")}
    assert db.session.scalar(sa.text("SELECT count(*) FROM entries")) == 1
