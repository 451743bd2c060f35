"""The list of Retraction Watch, row by row."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.references.retraction_watch import Notice, date_of, look
from app.references.status import Status

COLUMNS = [
    "Record ID",
    "Title",
    "Subject",
    "Institution",
    "Journal",
    "Publisher",
    "Country",
    "Author",
    "URLS",
    "ArticleType",
    "RetractionDate",
    "RetractionDOI",
    "RetractionPubMedID",
    "OriginalPaperDate",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "Reason",
    "Paywalled",
    "Notes",
]


def row(
    doi: str = "", pmid: str = "0", *, nature: str = "Retraction", on: str = "2/2/2010 0:00", reason: str = ""
) -> list[str]:
    values = {
        "Title": 'A "paper", retracted',
        "RetractionDate": on,
        "OriginalPaperDOI": doi,
        "RetractionNature": nature,
    }
    values |= {"OriginalPaperPubMedID": pmid, "Reason": reason}
    return [values.get(name, "") for name in COLUMNS]


def listed(*rows: list[str]) -> str:
    made = io.StringIO()
    csv.writer(made).writerows([COLUMNS, *rows])
    return made.getvalue()


def looked(text: str, *, tell: list[int] | None = None) -> tuple[dict[int, Notice], dict[int, list[Notice]], int, int]:
    heard = tell if tell is not None else []
    found = look(io.StringIO(text), dois={"10.1000/a": 1, "10.1000/b": 2}, pmids={"77": 3}, tell=heard.append)
    return found.found, found.told, found.rows, found.unreadable


def test_what_is_ours_is_found_by_doi_and_by_pmid() -> None:
    reason = "+Falsification of Data;+Investigation by Journal; ;"
    found, told, rows, _ = looked(
        listed(
            row("10.1000/A", reason=reason),
            row("unavailable", "77", nature="Correction", on="2011-05-01"),
            row("10.9000/z"),
            row("", "0"),
        )
    )
    assert found[1].status is Status.RETRACTED
    assert found[1].on == date(2010, 2, 2)
    assert found[1].note == "Reason given: Falsification of Data; Investigation by Journal."
    assert (found[3].status, found[3].on, found[3].note) == (Status.CORRECTED, date(2011, 5, 1), "")
    assert (set(found), told, rows) == ({1, 3}, {}, 4)


def test_a_retraction_counts_before_a_correction_and_the_later_before_the_earlier() -> None:
    corrected = row("10.1000/a", nature="Correction", on="1/1/2020 0:00")
    assert looked(listed(row("10.1000/a"), corrected))[0][1].status is Status.RETRACTED
    assert looked(listed(corrected, row("10.1000/a")))[0][1].status is Status.RETRACTED
    again = row("10.1000/a", nature="Correction", on="1/1/2021 0:00")
    assert looked(listed(corrected, again))[0][1].on == date(2021, 1, 1)
    assert looked(listed(again, corrected))[0][1].on == date(2021, 1, 1)


def test_concerns_and_reinstatements_are_left_to_a_person() -> None:
    concern = row("10.1000/a", nature="Expression of concern")
    back = row("10.1000/b", nature="Reinstatement", on="1/1/2012 0:00")
    found, told, _, _ = looked(listed(concern, row("10.1000/b"), back))
    assert found == {}
    assert [notice.nature for notice in told[1]] == ["Expression of concern"]
    assert [(notice.nature, notice.status) for notice in told[2]] == [("Reinstatement", None), ("Retraction", None)]
    later = row("10.1000/b", on="1/1/2013 0:00")
    assert looked(listed(back, later))[0][2].on == date(2013, 1, 1)


def test_a_list_of_any_length_is_read_as_it_flows() -> None:
    heard: list[int] = []

    def rows() -> Iterator[str]:
        yield ",".join(COLUMNS) + "\r\n"
        line = listed(row("10.9000/other")).split("\r\n", 1)[1]
        yield from (line for _ in range(60_000))
        yield listed(row("10.1000/a")).split("\r\n", 1)[1]

    found = look(rows(), dois={"10.1000/a": 1}, pmids={}, tell=heard.append)
    assert (found.rows, list(found.found)) == (60_001, [1])
    assert heard == [*range(1_000, 60_001, 1_000), 60_001]


def test_what_is_not_the_list_is_refused() -> None:
    for text in ("", "a,b\n1,2\n", "OriginalPaperDOI,RetractionNature\n"):
        with pytest.raises(Invalid, match="not the list of Retraction Watch"):
            looked(text)
    with pytest.raises(Invalid, match="cannot be read after row 0"):
        looked(",".join(COLUMNS) + '\n"' + "x" * 300_000)


def test_short_rows_and_strange_values_are_passed_over() -> None:
    text = listed(
        row("10.1000/a", nature="Something new"),
        ["1", "2"],
        row("10.1000/b", on="31/31/2010", reason="+" + "long " * 200),
    )
    found, _, rows, unreadable = looked("\ufeff" + text.replace("Title", "Ti\0tle", 1))
    assert (rows, unreadable, list(found), found[2].on) == (3, 1, [2], None)
    assert len(found[2].reason) == 300


@given(st.text(max_size=30))
def test_a_date_is_one_or_none(cell: str) -> None:
    assert date_of(cell) is None or isinstance(date_of(cell), date)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Invalid):
        found, told, rows, _ = looked(",".join(COLUMNS) + "\n" + text)
        assert (found, told) == ({}, {}) or rows
