"""Redirects as a CSV file: read with a report for each row, and written so that no spreadsheet takes a cell for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.permissions import Actor
from app.content.redirect_queries import Lead
from app.content.redirects import GONE, Judged, Known, judge, known_of, save_redirect
from app.core.errors import Invalid
from app.core.text import one_line, without_control_characters

MOST_ROWS = 2000
MOST_CHARACTERS = 500_000
HEADER = ("from", "to", "made by", "since")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    """One row of a file, and what would become of it: `problem` is empty when it can be taken."""

    number: int
    from_: str
    to: str
    judged: Judged | None = None
    outcome: str = ""
    problem: str = ""


def cell(value: str) -> str:
    """A cell that no spreadsheet reckons with: what looks like a formula is led by an apostrophe."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def written(rows: Iterable[Sequence[str]]) -> str:
    """The text of a CSV file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def export(leads: Iterable[Lead]) -> str:
    """Every redirect, as `read` takes it again."""
    rows = [
        (lead.path, lead.target or GONE, lead.redirect.created_by, f"{lead.redirect.created_at:%Y-%m-%d}")
        for lead in leads
    ]
    return written([HEADER, *rows])


def read(text: str) -> list[tuple[int, str, str]]:
    """(line, from, to) of each row that is not empty. Raises Invalid when it cannot be read as a whole."""
    text = without_control_characters(text)
    if len(text) > MOST_CHARACTERS:
        raise Invalid("The file is too large. Split it into several.", field="sheet")
    first = text.split("\n", 1)[0]
    sign = max(",;\t", key=first.count)
    try:
        rows = [(number, row) for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=sign), start=1)]
    except csv.Error as error:
        raise Invalid("That cannot be read as CSV.", field="sheet") from error
    found = [(number, *_pair(row)) for number, row in rows if any(value.strip() for value in row)]
    if found and found[0][1].lower() in {"from", "path", "old"}:
        found = found[1:]
    if not found:
        raise Invalid("There is no row in it. Each row has a path and where it leads.", field="sheet")
    if len(found) > MOST_ROWS:
        raise Invalid(f"At most {MOST_ROWS} rows at once; this has {len(found)}.", field="sheet")
    return found


def try_out(text: str, *, own: str, now: datetime) -> list[Line]:
    """What would become of each row; nothing is changed."""
    rows = read(text)
    known = known_of(((from_, to) for _, from_, to in rows), own=own, now=now)
    seen: dict[str, int] = {}
    lines = [_line(row, own, known) for row in rows]
    return [_once(line, seen) for line in lines]


def bring(text: str, *, own: str, by: Actor, now: datetime) -> tuple[int, int]:
    """Make the redirects of every row that can be taken; how many were made, and how many rows were left out."""
    lines = try_out(text, own=own, now=now)
    taken = [line.judged for line in lines if line.judged is not None]
    return sum(save_redirect(judged, by=by, now=now) for judged in taken), len(lines) - len(taken)


def _pair(row: list[str]) -> tuple[str, str]:
    """The first two cells, without the apostrophe that `cell` gave them."""
    cells = [one_line(value) for value in (*row, "", "")[:2]]
    from_, to = (value[1:] if value[:1] == "'" and value[1:].startswith(_FORMULA) else value for value in cells)
    return from_, to


def _line(row: tuple[int, str, str], own: str, known: Known) -> Line:
    number, from_, to = row
    try:
        judged = judge(from_, to, own=own, known=known)
    except Invalid as refusal:
        return Line(number, from_, to, problem=refusal.message)
    return Line(number, from_, to, judged, _outcome(judged, known))


def _outcome(judged: Judged, known: Known) -> str:
    lead = known.leads.get(judged.path)
    if lead is None:
        return "New"
    if lead.target == judged.target:
        return "As it is"
    return f"Changes; it leads to {lead.target} now" if lead.target else "Changes; it is taken down now"


def _once(line: Line, seen: dict[str, int]) -> Line:
    """A path that an earlier row has already is refused."""
    if line.judged is None:
        return line
    first = seen.setdefault(line.judged.path, line.number)
    if first != line.number:
        return Line(line.number, line.from_, line.to, problem=f"Row {first} has that path already.")
    return line
