"""A reader of RIS, as PubMed, publishers and reference managers write it. Pure.

A line is a tag of two signs, two blanks, a hyphen and the value; `TY` begins a source and `ER` ends it. The tags are
those of the RIS format specifications (Research Information Systems, 2001), with the variants that are met in the wild.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from app.core.text import one_line, without_control_characters
from app.references.keys import year_in
from app.references.numbers import pmid_of
from app.references.records import (
    LONGEST_FIELD,
    Dropped,
    Fields,
    Read,
    Record,
    initials,
    limited,
    record_of,
    refuse_too_large,
)

_LINE = re.compile(r"\ufeff?([A-Z][A-Z0-9])  ?- ?(.*)")
_MOST_LINES = 500
_AUTHORS, _TITLES = ("AU", "A1"), ("TI", "T1", "CT", "BT")
_JOURNALS = ("JO", "JF", "T2", "JA", "J2")
_YEARS, _PUBLISHERS, _ADDRESSES = ("PY", "Y1", "DA"), ("PB",), ("UR", "LK", "L1")

Values = dict[str, list[str]]


def read_ris(text: str) -> Read:
    """Every source of `text`. Raises Invalid when it is too large."""
    refuse_too_large(text)
    return limited(_sources(without_control_characters(text)))


class _Reading:
    """The source that is being read."""

    def __init__(self) -> None:
        self.begun, self._count, self._last = 0, 0, ""
        self.values: Values = defaultdict(list)

    def begin(self, line: int) -> None:
        self.begun, self._count, self._last = line, 0, ""
        self.values = defaultdict(list)

    def end(self) -> Iterator[Record | Dropped]:
        if self.begun:
            yield _source(self.values, self.begun)
        self.begun = 0

    def take(self, name: str, value: str) -> None:
        if self._count < _MOST_LINES:
            self.values[name].append(value[:LONGEST_FIELD])
            self._count, self._last = self._count + 1, name

    def go_on(self, more: str) -> bool:
        """A long value that goes on in the next line; False when there is none."""
        if not (self.begun and self._last):
            return False
        self.values[self._last][-1] = f"{self.values[self._last][-1]} {more}"[:LONGEST_FIELD]
        return True


def _sources(text: str) -> Iterator[Record | Dropped]:
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), start=1):
        tag = _LINE.match(line)
        name = tag[1] if tag else ""
        if name in {"TY", "ER"}:
            yield from reading.end()
            if name == "TY":
                reading.begin(number)
        elif tag is not None and reading.begun:
            reading.take(name, tag[2].strip())
        elif line.strip() and (tag is not None or not reading.go_on(line.strip())):
            yield Dropped(number, one_line(line)[:60], "It stands outside any reference.")
    yield from reading.end()


def _source(found: Values, line: int) -> Record | Dropped:
    first, last = _first(found, "SP"), _first(found, "EP")
    return record_of(
        Fields(
            authors=tuple(initials(author) for name in _AUTHORS for author in found.get(name, ())),
            title=_first(found, *_TITLES),
            journal=_first(found, *_JOURNALS),
            year=year_in(_first(found, *_YEARS)),
            volume=_first(found, "VL"),
            issue=_first(found, "IS"),
            pages=f"{first}–{last}" if first and last and first != last else first,
            publisher=_first(found, *_PUBLISHERS),
            url=_first(found, *_ADDRESSES).split(" ")[0],
            doi=_first(found, "DO", "M3"),
            pmid=_pmid(found),
            number=_first(found, "M1", "CN"),
        ),
        line=line,
    )


def _pmid(found: Values) -> str:
    """PubMed writes its number as the accession number, others say whose number that is."""
    if "pubmed" in _first(found, "DB").lower() or _first(found, "DP").lower() == "nlm":
        return pmid_of(_first(found, "AN")) or ""
    notes = " ".join((*found.get("N1", ()), *found.get("AN", ()), *found.get("C2", ())))
    return pmid_of(notes) or "" if "pmid" in notes.lower() else ""


def _first(found: Values, *names: str) -> str:
    """The first value that says anything, whatever blanks it has."""
    return next((one_line(value) for name in names for value in found.get(name, ()) if value.strip()), "")
