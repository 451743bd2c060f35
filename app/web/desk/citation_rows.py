"""The rows of references: chosen from the library, or written by hand and put into it from here."""

from typing import Any

from flask import g
from wtforms import StringField

from app.accounts.permissions import Action, require
from app.content.drafts import Citation
from app.core import clock
from app.core.errors import HouseError, Invalid
from app.core.text import one_line
from app.core.unit_of_work import unit_of_work
from app.references import operations, queries
from app.references.bringing import wanted_from
from app.references.keys import year_in
from app.references.numbers import numbers_in
from app.references.records import Record
from app.references.status import Source
from app.web.auth import current_actor
from app.web.desk.entry_rows import Row
from app.web.desk.fields import Rows

ALL = "all"


class CitationRow(Row):
    reference_id = StringField(
        "From the library",
        render_kw={
            "autocomplete": "off",
            "spellcheck": "false",
            "placeholder": "Key, DOI, PMID or NICE number",
            "data-library": "",
        },
    )
    key = StringField("Key", render_kw={"autocomplete": "off", "spellcheck": "false"})
    text = StringField("Text")
    url = StringField("Address")
    note = StringField("Note")

    @classmethod
    def values_of(cls, part: Citation) -> dict[str, Any]:
        """The library's key stands for what was chosen; where it is gone, what was written down remains."""
        source = _source(part.reference_id)
        return super().values_of(part) | {"reference_id": source.key if source else ""}

    @property
    def source(self) -> Source | None:
        """What is chosen, as the library has it."""
        typed = self.typed("reference_id")
        found = queries.find_typed(typed) if typed else None
        return None if found is None else _source(found.id)

    def part(self, number: int) -> Citation:
        """Of what is chosen text and address are written down too: they remain should it ever leave the library."""
        source = self.source
        if self.typed("reference_id") and source is None:
            raise Invalid(
                "The library has nothing with this key or number. Write the reference by hand below, or choose another.",
                field=f"citations-{number - 1}-reference_id",
            )
        key, text, url, note = (self.typed(name) for name in ("key", "text", "url", "note"))
        if source is None:
            return Citation(key, text, url, note)
        return Citation(key or source.key, text or source.text, url if text else source.url, note, source.id)


def _source(reference_id: int | None) -> Source | None:
    """Looked up once a request."""
    if reference_id is None:
        return None
    known: dict[int, Source] = g.setdefault("desk_sources", {})
    if reference_id not in known:
        known.update(queries.sources([reference_id]))
    return known.get(reference_id)


def put_into_library(rows: Rows, which: str) -> None:
    """Add what was written by hand in one row, or in all, to the library, and choose it here. One that the library has
    already, by its numbers, is chosen as it is. The page itself is not saved. What is refused is said in its row."""
    require(current_actor(), Action.MANAGE_REFERENCES)
    chosen = [row.form for row in rows if which in {ALL, row.short_name.rpartition("-")[2]}]
    for form in chosen:
        if form.is_blank or form.typed("reference_id"):
            continue
        try:
            form.reference_id.data = _kept(form)
        except HouseError as refusal:
            form.text.errors = [*form.text.errors, refusal.message]


def _kept(form: CitationRow) -> str:
    """The key in the library of what a row says."""
    text, url = form.typed("text"), form.typed("url")
    if not text:
        raise Invalid("Write the reference first, as it is to be printed.")
    record = Record(0, text, year=year_in(text), url=url, key=form.typed("key"), numbers=numbers_in(url, text))
    with unit_of_work():
        same = queries.find_same(record.numbers)
        if same:
            return next(iter(same.values())).key
        made = operations.add(wanted_from(record), by=current_actor(), now=clock.now())
        return made.key


def one_line_of(text: str) -> str:
    """For lists of suggestions: short enough to be read at a glance."""
    short = one_line(text)
    return short if len(short) <= 140 else f"{short[:139]}…"
