"""A copy of the SQLite database, taken while it is in use. A file copy of a live database loses committed rows."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from app.core.db import db

COPIES = "copies"
"""The folder in the instance folder for those that are made before an upgrade."""
_STAMP = "%Y%m%dT%H%M%SZ"


def database_file() -> Path | None:
    """The file of the SQLite database; None for one in memory or on another engine."""
    url = db.engine.url
    return (
        Path(url.database)
        if url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
        else None
    )


def copy_database(folder: Path, *, now: datetime) -> Path | None:
    """Copy the database into `folder`; the copy's path, or None when there is no file to copy."""
    source = database_file()
    if source is None or not source.exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{source.stem}-{now:{_STAMP}}.db"
    beside = target.with_name(f".{target.name}")
    beside.unlink(missing_ok=True)
    try:
        beside.touch(mode=0o600)  # it holds everything that the database holds
        with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(beside)) as writing:
            reading.backup(writing)
        beside.rename(target)  # half a copy never looks like a whole one
    finally:
        beside.unlink(missing_ok=True)
    return target


def forget_copies(folder: Path, *, before: datetime) -> int:
    """Delete the copies in `folder` that were made before then, by the time in their names; how many. Whatever else lies
    there stays."""
    count = 0
    for path in sorted(folder.glob("*.db")) if folder.is_dir() else ():
        made = _made_at(path)
        if made is not None and made < before:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _made_at(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.stem.rpartition("-")[2], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
