"""Not merely forbidden: the database itself refuses to change a GUID or to give one again."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.permissions import Actor
from app.content.models import AssignedGuid, Entry
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.podcast import operations as podcast
from app.podcast.draft import ShowDraft
from app.podcast.models import Show
from tests import factories


def _refused(statement: sa.Executable, saying: str) -> None:
    with pytest.raises(IntegrityError, match=saying), unit_of_work():
        db.session.execute(statement)


@pytest.fixture
def guid(house: Flask, editor: Actor) -> str:
    with unit_of_work():
        return factories.post(by=editor).guid


def test_rule_19_a_guid_cannot_be_changed_by_any_statement(guid: str) -> None:
    _refused(sa.update(Entry).values(guid="another"), "never changed")


def test_rule_19_a_guid_cannot_be_given_twice_even_after_its_entry_is_gone(guid: str, editor: Actor) -> None:
    with unit_of_work():
        db.session.execute(sa.text("DELETE FROM revisions"))
        db.session.execute(sa.text("DELETE FROM posts"))
        db.session.execute(sa.text("DELETE FROM entries"))
    _refused(_inserted(guid), "never given twice")


def _inserted(guid: str, *, entry_id: str = "999", how: str = "INSERT") -> sa.TextClause:
    """Past our own operations, as a careless program would."""
    columns = "id, kind, guid, slug, path, position, title, summary, body, image_alt, image_decorative, citations"
    more = "sample, private, changed_at, created_at, version, latest_revision"
    values = f"{entry_id}, 'post', '{guid}', 'x', '/blog/x/', 0, '', '', '', '', false, '[]', false, false, '2027-01-01', '2027-01-01', 0, 0"
    return sa.text(f"{how} INTO entries ({columns}, {more}) VALUES ({values})")


@pytest.mark.sqlite
def test_rule_19_a_guid_cannot_be_changed_by_replacing_its_row(guid: str) -> None:
    """SQLite then deletes the old row without asking the triggers that guard deletions."""
    _refused(_inserted("another", entry_id="(SELECT max(id) FROM entries)", how="REPLACE"), "never changed")
    _refused(_inserted(guid, how="INSERT OR REPLACE"), "never")
    for how in ("REPLACE", "INSERT OR IGNORE"):
        _refused(sa.text(f"{how} INTO assigned_guids VALUES ('{guid}', 999, '2027-01-01')"), "not rewritten")


def test_rule_19_a_guid_that_never_came_into_the_ledger_cannot_be_lost(guid: str) -> None:
    """Otherwise it could be given again after its entry is gone."""
    with unit_of_work():
        db.session.execute(_inserted("unwritten"))
    _refused(sa.text("DELETE FROM entries WHERE guid = 'unwritten'"), "must stand in the ledger")


def test_the_ledger_is_neither_rewritten_nor_shortened(guid: str) -> None:
    _refused(sa.update(AssignedGuid).values(guid="another"), "not rewritten")
    _refused(sa.update(AssignedGuid).values(entry_id=999), "not rewritten")
    _refused(sa.delete(AssignedGuid), "forgets nothing")


def test_rule_11_a_settled_podcast_guid_cannot_be_changed(house: Flask, editor: Actor) -> None:
    kept = "9b024349-ccf0-5f69-a609-6b82873eab3c"
    with unit_of_work():
        podcast.create_show(ShowDraft(title="A show"), guid=kept, by=editor, now=clock.now())
    _refused(sa.update(Show).values(podcast_guid="another"), "never changed")
    _refused(sa.update(Show).values(guid_is_provisional=True), "never changed")
    if db.engine.dialect.name == "sqlite":
        _refused(sa.text("REPLACE INTO shows SELECT * FROM shows"), "never changed")
