"""What the database refuses by itself: it is noticed where that is lost, and made anew."""

import click
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cli.serve import prepare
from app.core import migrations
from app.core.db import db, writing


def _run(app: Flask, *statements: str) -> None:
    with app.app_context():
        token = writing.set(True)
        try:
            with db.engine.begin() as connection:
                for statement in statements:
                    connection.exec_driver_sql(statement)
        finally:
            writing.reset(token)
        db.session.remove()


def _lose(app: Flask) -> list[str]:
    """As a table that was made anew by hand, or a part of a dump that was put back."""
    with app.app_context():
        on_sqlite = db.engine.dialect.name == "sqlite"
    if on_sqlite:
        _run(app, "DROP TRIGGER bookings_one_at_a_time", "DROP TRIGGER activities_stay")
        return ["activities_stay", "bookings_one_at_a_time"]
    _run(
        app,
        "ALTER TABLE bookings DROP CONSTRAINT ex_bookings_one_at_a_time",
        "ALTER TABLE activities DISABLE TRIGGER activities_stay",
    )
    return ["activities_stay", "ex_bookings_one_at_a_time"]


def _missing(app: Flask) -> list[str]:
    with app.app_context():
        found = migrations.missing_guards()
        db.session.remove()
    return found


def test_a_lost_guard_stops_the_start_and_is_made_anew_by_an_upgrade(app: Flask, client: FlaskClient) -> None:
    assert _missing(app) == []
    assert client.get("/readyz").status_code == 200
    lost = _lose(app)
    assert _missing(app) == lost
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: rules\n")
    with pytest.raises(click.ClickException, match="nobody is booked twice"):
        prepare(app)
    done = app.test_cli_runner().invoke(args=["database", "upgrade"])
    assert done.exit_code == 0, done.output
    assert f"has them again: {', '.join(lost)}." in done.output
    assert _missing(app) == []
    assert client.get("/readyz").status_code == 200
    again = app.test_cli_runner().invoke(args=["database", "upgrade"])
    assert "lost" not in again.output
