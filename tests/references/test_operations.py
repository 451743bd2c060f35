"""The library of references: numbers and keys are one's own, replacements lead somewhere, merging loses nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Activity
from app.accounts.permissions import Actor
from app.content import operations as content
from app.content.drafts import Citation, EntryDraft
from app.content.models import Entry
from app.core.cache import generation
from app.core.db import db
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.references import bringing, operations, queries
from app.references.bringing import Plan
from app.references.formats import read
from app.references.models import Reference, Status
from app.references.numbers import Numbers
from app.references.operations import Wanted, wanted_of
from app.references.retraction_watch import Notice, Progress
from app.references.settings import Citing
from app.references.status import Piece
from tests import factories
from tests.conftest import MovableClock


def add(by: Actor, now: Any, text: str = "A source. 2012.", **more: Any) -> Reference:
    return operations.add(Wanted(text=text, **more), by=by, now=now)


def messages(refused: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {fault.field: fault.message for fault in refused.value.faults}


def test_a_reference_gets_a_key_and_its_number_is_its_own(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        one = add(editor, moving.now, "NICE. Guidance.", numbers=Numbers(nice="TA304", doi="10.1000/a"))
        two = add(editor, moving.now, "Costa ML. Hips.", year=2012)
        three = add(editor, moving.now, "Costa ML. More hips.", year=2012)
    assert [each.key for each in (one, two, three)] == ["ta304", "costa2012", "costa2012-2"]
    with unit_of_work(), pytest.raises(Invalid) as refused:
        add(editor, moving.now, "Again", key="TA304", numbers=Numbers(doi="10.1000/a"))
    assert messages(refused) == {
        "key": "That key belongs to another reference: ta304 (“NICE. Guidance.”).",
        "doi": "That DOI belongs to another reference: ta304 (“NICE. Guidance.”). Merge the two, or mend one.",
    }
    with unit_of_work():
        assert not operations.change(queries.get_reference(one.id), wanted_of(one), by=editor, now=moving.now)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 1001}, "text"),
        ({"key": "Not a key!"}, "key"),
        ({"title": "x" * 501}, "title"),
        ({"url": "nice.org.uk"}, "url"),
        ({"year": 99}, "year"),
        ({"status_note": "x" * 501}, "status_note"),
        ({"status": Status.SUPERSEDED}, "superseded_by"),
        ({"status": Status.SUPERSEDED, "superseded_by_id": 99}, "superseded_by"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    house: Flask, editor: Actor, moving: MovableClock, changes: dict[str, Any], field: str
) -> None:
    with unit_of_work(), pytest.raises(Invalid) as refused:
        operations.add(replace(Wanted(text="Fine"), **changes), by=editor, now=moving.now)
    assert list(messages(refused)) == [field]


def test_an_author_changes_nothing_in_the_library(house: Flask, author: Actor, moving: MovableClock) -> None:
    with unit_of_work(), pytest.raises(Forbidden):
        add(author, moving.now)


def test_what_replaced_something_leads_somewhere(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        a, b, c = (add(editor, moving.now, key=key) for key in "abc")
        for old, new in ((a, b), (b, c)):
            wanted = replace(wanted_of(old), status=Status.SUPERSEDED, superseded_by_id=new.id)
            assert operations.change(old, wanted, by=editor, now=moving.now)
    with unit_of_work(), pytest.raises(Invalid) as refused:
        last = queries.get_reference(c.id)
        operations.change(
            last, replace(wanted_of(last), status=Status.WITHDRAWN, superseded_by_id=a.id), by=editor, now=moving.now
        )
    assert messages(refused) == {"superseded_by": "That would go round in a circle: c → a → b → c."}
    with unit_of_work(), pytest.raises(Invalid, match="It is what replaced b"):
        operations.delete(queries.get_reference(c.id), by=editor, now=moving.now)
    with unit_of_work(), pytest.raises(Invalid, match="row of replacements"):
        operations.merge(queries.get_reference(a.id), queries.get_reference(c.id), by=editor, now=moving.now)
    with unit_of_work(), pytest.raises(Invalid, match="said to have replaced"):
        operations.merge(queries.get_reference(a.id), queries.get_reference(b.id), by=editor, now=moving.now)


def test_what_is_in_order_again_forgets_what_replaced_it(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        new = add(editor, moving.now, "Newer", title="Newer guidance", status=Status.CURRENT, url="https://x.example/")
        old = add(
            editor,
            moving.now,
            status=Status.SUPERSEDED,
            superseded_by_id=new.id,
            status_on=date(2014, 2, 26),
            status_note="All of it.",
        )
        assert queries.sources([old.id])[old.id].remark() == (
            Piece("Superseded by "),
            Piece("Newer guidance", "https://x.example/"),
            Piece(" on 26 February 2014. All of it"),
        )
        operations.change(old, replace(wanted_of(old), status=Status.CURRENT), by=editor, now=moving.now)
        assert (old.superseded_by_id, old.status_on, old.status_at) == (None, None, moving.now)
    lines = [line.what for line in db.session.query(Activity).order_by(Activity.id)]
    assert lines == ["added a reference", "added a reference", "changed the status of a reference"]


def test_merging_leads_everything_to_the_one_that_stays(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        kept = add(editor, moving.now, "Kept", key="kept", numbers=Numbers(doi="10.1000/a"))
        twin = add(editor, moving.now, "Twin", key="twin", numbers=Numbers(pmid="77"))
        older = add(editor, moving.now, "Older", status=Status.SUPERSEDED, superseded_by_id=twin.id)
        entry = factories.post(by=editor)
        draft = EntryDraft(title="P", summary="s", citations=(Citation("a", "T", reference_id=twin.id),))
        content.save_draft(entry, draft, expected_version=entry.version, by=editor, now=moving.now)
        content.publish(entry, by=editor, now=moving.now)
    before = generation()
    moving.move(hours=1)
    with unit_of_work():
        operations.merge(queries.get_reference(kept.id), queries.get_reference(twin.id), by=editor, now=moving.now)
    assert generation() > before
    assert queries.get_reference(twin.id).id == kept.id
    assert wanted_of(queries.get_reference(kept.id)).numbers == Numbers("10.1000/a", "77")
    assert queries.get_reference(older.id).superseded_by_id == kept.id
    assert queries.sources([twin.id])[twin.id].text == "Kept"
    assert [each.key for each in queries.list_references().items] == ["kept", "older"]
    found = db.session.get(Entry, entry.id)
    assert found is not None
    assert found.changed_at == moving.now
    with unit_of_work(), pytest.raises(Invalid, match="This reference is cited, so it stays: P"):
        operations.delete(queries.get_reference(kept.id), by=editor, now=moving.now)


def test_two_sources_are_not_made_one(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        one = add(editor, moving.now, "One", numbers=Numbers(doi="10.1000/a"))
        two = add(editor, moving.now, "Two", numbers=Numbers(doi="10.1000/b"))
        with pytest.raises(Invalid, match="the DOI of one is "):
            operations.merge(one, two, by=editor, now=moving.now)
        with pytest.raises(Invalid, match="two different"):
            operations.merge(one, one, by=editor, now=moving.now)


def test_what_nobody_cites_can_go(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        gone = add(editor, moving.now)
        operations.delete(gone, by=editor, now=moving.now)
    with pytest.raises(NotFound):
        queries.get_reference(gone.id)
    assert queries.sources([gone.id]) == {}


def test_one_is_found_by_key_by_number_and_by_words(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        ta = add(editor, moving.now, "NICE. Hip 100% resurfacing.", key="ta304", numbers=Numbers(nice="TA304"))
        add(editor, moving.now, "Another on resurfacing.", key="another", numbers=Numbers(doi="10.1000/x", pmid="55"))
    for typed in ("ta304", " TA304 ", "NICE ta 304", "https://www.nice.org.uk/guidance/ta304"):
        found = queries.find_typed(typed)
        assert found is not None
        assert found.id == ta.id
    assert queries.find_typed("nothing") is None
    assert [r.key for r in queries.suggest("10.1000/X")] == ["another"]
    assert [r.key for r in queries.suggest("resurf")] == ["another", "ta304"]
    assert [r.key for r in queries.suggest("ta")] == ["ta304"]
    assert [r.key for r in queries.suggest("")] == ["another", "ta304"]
    assert [r.key for r in queries.list_references(text="100% hip").items] == ["ta304"]
    assert [r.key for r in queries.list_references(text="55").items] == ["another"]
    assert queries.list_references(status=Status.RETRACTED).total == 0
    assert queries.counts() == {Status.UNVERIFIED: 2}


FILE = """
@article{here, title = {Here already}, doi = {10.1000/here}}
@article{fresh, title = {Fresh}, doi = {10.1000/fresh}, year = 2020}
@article{twice, title = {Fresh again}, doi = {10.1000/fresh}}
@article{torn, title = {Torn}, doi = {10.1000/here}, pmid = {99}}
@article{none}
"""


def test_a_file_is_looked_at_and_then_brought_in_once(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        add(editor, moving.now, key="here-1", numbers=Numbers(doi="10.1000/here"))
        add(editor, moving.now, key="other", numbers=Numbers(pmid="99"))
        lines = bringing.plan(read(FILE))
        made = bringing.bring_in(lines, by=editor, now=moving.now)
    assert [(line.plan, line.said) for line in lines] == [
        (Plan.HERE, "It is here as here-1."),
        (Plan.NEW, ""),
        (Plan.PROBLEM, "It is the same as in line 3."),
        (Plan.PROBLEM, "Its numbers belong to two references: here-1 and other."),
        (Plan.PROBLEM, "It is not written as name = value."),
    ]
    assert [(each.key, each.status, each.url) for each in made] == [
        ("fresh", Status.UNVERIFIED, "https://doi.org/10.1000/fresh")
    ]
    with unit_of_work():
        assert bringing.bring_in(lines, by=editor, now=moving.now) == []


def test_the_list_of_retractions_marks_what_is_ours_once(house: Flask, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        bad = add(editor, moving.now, "Bad", numbers=Numbers(doi="10.1000/bad"), status=Status.CURRENT)
        mended = add(editor, moving.now, "Mended", numbers=Numbers(pmid="5"))
    gone = Notice("Retraction", Status.RETRACTED, date(2010, 2, 2), "Falsification of Data")
    progress = Progress(2, 0, {bad.id: gone, mended.id: Notice("Correction", Status.CORRECTED, None), 99: gone})
    assert queries.ids_by_number() == ({"10.1000/bad": bad.id}, {"5": mended.id})
    with unit_of_work():
        marks = bringing.marks(progress)
        assert [each.key for each in bringing.mark(marks, by=editor, now=moving.now)] == ["bad", "mended"]
    assert [mark.is_new for mark in marks] == [True, True]
    source = queries.sources([bad.id])[bad.id]
    assert "".join(piece.text for piece in source.remark()) == (
        "Retracted on 2 February 2010. Reason given: Falsification of Data"
    )
    with unit_of_work():
        again = bringing.marks(progress)
        assert [mark.is_new for mark in again] == [False, False]
        assert bringing.mark(again, by=editor, now=moving.now) == []


def test_a_file_without_anything_is_refused() -> None:
    with pytest.raises(Invalid, match="There is no reference in it"):
        bringing.refuse_empty(read("@comment{only words}"))


def test_a_room_that_nobody_wired_cites_nothing() -> None:
    assert Citing().where_cited(1) == []
    assert Citing().follow(1, 2) is None  # type: ignore[func-returns-value]  # that it does nothing is the point
