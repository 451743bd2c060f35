"""Alembic's entry: runs the migrations on the application's own engine, in batch mode where SQLite needs it."""

from alembic import context
from flask import current_app

from app.core.db import Model, db, writing


def run() -> None:
    token = writing.set(True)  # the write lock from the first statement on, so that half a migration is never seen
    try:
        with db.engine.connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=Model.metadata,
                render_as_batch=connection.dialect.name == "sqlite",
                transaction_per_migration=True,
                compare_type=True,
            )
            with context.begin_transaction():
                context.run_migrations()
    finally:
        writing.reset(token)


assert current_app, "Run through `flask db ...` or `flask database upgrade`."
run()
