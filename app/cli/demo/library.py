"""The sources that the sample pages cite, as a library."""

from datetime import date, datetime

from app.accounts.permissions import Actor
from app.cli.demo import read
from app.references import operations
from app.references.models import Status
from app.references.numbers import checked_numbers, numbers_in
from app.references.operations import Wanted


def save_references(*, by: Actor, now: datetime) -> dict[str, int]:
    """Every sample source, by its key. What is said in `numbers` counts; otherwise they are found in the address."""
    ids: dict[str, int] = {}
    for row in read.references():
        given = row.get("numbers", {})
        wanted = Wanted(
            key=row["key"],
            text=row["text"],
            title=row.get("title", ""),
            year=row.get("year"),
            url=row.get("url", ""),
            numbers=checked_numbers(**given) if given else numbers_in(row.get("url", "")),
            status=Status(row.get("status", "current")),
            status_note=row.get("note", ""),
            status_on=date.fromisoformat(row["since"]) if "since" in row else None,
            superseded_by_id=ids[row["replaced_by"]] if "replaced_by" in row else None,
        )
        ids[row["key"]] = operations.add(wanted, by=by, now=now).id
    return ids
