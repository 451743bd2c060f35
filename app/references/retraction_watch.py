"""The list of Retraction Watch, read row by row: what was retracted or corrected, by DOI and PMID. Pure.

Crossref gives it out as one CSV file of some 70,000 rows; its columns are described at
https://www.crossref.org/documentation/retrieve-metadata/retraction-watch/ and in the README of that repository. Lists in
a cell are separated by semicolons, reasons begin with a plus sign, a number that is not known is 0 or "unavailable", and
dates are written month first.
"""

import csv
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from app.core.errors import Invalid
from app.core.text import one_line
from app.references.numbers import doi_of, pmid_of
from app.references.status import Status

NEEDED = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate")
MOST_ROWS, LONGEST_CELL, LONGEST_REASON = 500_000, 200_000, 300
STEP = 1_000
NATURES = {"retraction": Status.RETRACTED, "correction": Status.CORRECTED}
"""The other two, expressions of concern and reinstatements, are for a person to judge: they are only told."""
_TOLD = {"expression of concern": "Expression of concern", "reinstatement": "Reinstatement"}


@dataclass(frozen=True)
class Notice:
    """What the list says of one source. `status` None: it is told and changes nothing."""

    nature: str
    status: Status | None
    on: date | None
    reason: str = ""
    title: str = ""
    doi: str | None = None
    pmid: str | None = None

    @property
    def note(self) -> str:
        """For readers, beside the status and its date."""
        return f"Reason given: {self.reason}." if self.reason else ""


@dataclass
class Progress:
    """How far the reading is."""

    rows: int = 0
    unreadable: int = 0
    """Rows that have fewer cells than the list has columns."""
    found: dict[int, Notice] = field(default_factory=dict)
    """By the id of the reference of ours."""
    told: dict[int, list[Notice]] = field(default_factory=dict)


def look(
    lines: Iterable[str],
    *,
    dois: dict[str, int],
    pmids: dict[str, int],
    tell: Callable[[int], None] = lambda rows: None,
) -> Progress:
    """Everything that the list says of our references, given by DOI and by PMID with their ids; `tell` hears of the
    progress now and then. Nothing of other rows is kept in memory. Raises Invalid for what is not that list."""
    progress = Progress()
    for notice in _notices(lines, progress, tell):
        ours = dois.get(notice.doi or "") or pmids.get(notice.pmid or "")
        if ours is None:
            continue
        if notice.status is None:
            progress.told.setdefault(ours, []).append(notice)
        else:
            progress.found[ours] = _graver(progress.found.get(ours), notice)
    tell(progress.rows)
    return _without_reinstated(progress)


def _graver(before: Notice | None, after: Notice) -> Notice:
    """A retraction counts before a correction, and of two of a kind the later."""
    if before is None:
        return after
    rank = {Status.CORRECTED: 0, Status.RETRACTED: 1}
    keys = [(rank[n.status or Status.CORRECTED], n.on or date.min) for n in (before, after)]
    return after if keys[1] > keys[0] else before


def _without_reinstated(progress: Progress) -> Progress:
    """What was taken back later than it was retracted is only told."""
    for ours, notices in progress.told.items():
        found = progress.found.get(ours)
        back = [n for n in notices if n.nature == "Reinstatement"]
        if found is not None and any((n.on or date.min) >= (found.on or date.min) for n in back):
            notices.append(replace(progress.found.pop(ours), status=None))
    return progress


def _notices(lines: Iterable[str], progress: Progress, tell: Callable[[int], None]) -> Iterator[Notice]:
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(_without_nul(lines))
    try:
        columns = _columns(next(rows, []))
        for progress.rows, row in enumerate(itertools.islice(rows, MOST_ROWS), start=1):
            if progress.rows % STEP == 0:
                tell(progress.rows)
            if len(row) <= max(columns.values()):
                progress.unreadable += bool(row)
                continue
            notice = _notice({name: row[place] for name, place in columns.items()})
            if notice is not None:
                yield notice
    except csv.Error as error:
        raise Invalid(f"The file cannot be read after row {progress.rows}: {error}.", field="file") from error


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in lines)


def _columns(header: list[str]) -> dict[str, int]:
    """The place of each column that we read, whatever the order."""
    names = {one_line(name).removeprefix("\ufeff").lower(): place for place, name in reversed(list(enumerate(header)))}
    missing = [name for name in NEEDED if name.lower() not in names]
    if missing:
        raise Invalid(
            f"That is not the list of Retraction Watch: its first line has no column {', '.join(missing)}.",
            field="file",
        )
    return {name: names[name.lower()] for name in (*NEEDED, "Reason", "Title") if name.lower() in names}


def _notice(row: dict[str, str]) -> Notice | None:
    """None for a row that names no source, or says nothing that we know."""
    nature = one_line(row["RetractionNature"]).lower()
    doi, pmid = doi_of(row["OriginalPaperDOI"]), pmid_of(row["OriginalPaperPubMedID"])
    if (doi is None and pmid is None) or (nature not in NATURES and nature not in _TOLD):
        return None
    return Notice(
        nature=_TOLD.get(nature, nature.capitalize()),
        status=NATURES.get(nature),
        on=date_of(row["RetractionDate"]),
        reason=_reasons(row.get("Reason", "")),
        title=one_line(row.get("Title", ""))[:300],
        doi=doi,
        pmid=pmid,
    )


def date_of(cell: str) -> date | None:
    """Of "2/28/1998 0:00", month first, or of 1998-02-28."""
    day = one_line(cell).split(" ")[0].split("T")[0]
    try:
        if "/" in day:
            month, number, year = (int(part) for part in day.split("/"))
            return date(year, month, number)
        return date.fromisoformat(day)
    except ValueError:
        return None


def _reasons(cell: str) -> str:
    parts = [one_line(part).lstrip("+").strip() for part in cell.split(";")]
    said = "; ".join(part for part in parts if part)
    return said if len(said) <= LONGEST_REASON else f"{said[: LONGEST_REASON - 1]}…"
