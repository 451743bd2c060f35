"""Two texts of one page: what differs field by field, and taking theirs for the fields that the person chose."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request

from app.content import queries
from app.content.models import Entry
from app.web.desk.entry_form import EntryForm, with_values
from app.web.desk.nouns import Noun

TAKE = "take-"
"""Before the name of a field: whose text is taken, "mine" or "theirs"."""
BELONGING = {"body": ("body_format",)}
"""Fields that say how another is written go with it."""


@dataclass(frozen=True)
class Differing:
    """A field in which two texts differ; `taken` is whose text was chosen."""

    name: str
    label: str
    theirs: str
    mine: str
    taken: str


def differing(noun: Noun, entry: Entry, mine: EntryForm) -> list[Differing]:
    """Every field in which what was typed differs from the newest text that is saved."""
    theirs = _saved(noun, entry)
    names = [name for _, names in mine.sections for name in names if not name.endswith("_file")]
    pairs = [(name, theirs.in_words(name), mine.in_words(name)) for name in names]
    return [
        Differing(name, mine[name].label.text, one, other, _chosen(name))
        for name, one, other in pairs
        if one.strip() != other.strip()
    ]


def take_theirs(form: EntryForm, noun: Noun, entry: Entry | None) -> None:
    """Put the saved text into the fields for which it was chosen on the page that showed both."""
    take_saved(
        form,
        noun,
        entry,
        [n.removeprefix(TAKE) for n, whose in request.form.items() if _is_choice(n) and whose == "theirs"],
    )


def take_saved(form: EntryForm, noun: Noun, entry: Entry | None, names: Iterable[str]) -> None:
    """Put the text that is saved, if there is one, into these fields."""
    names = list(names)
    if not names or entry is None:
        return
    theirs = _saved(noun, entry)
    for name in names:
        for each in (name, *BELONGING.get(name, ())):
            form.replace(each, theirs)


def is_carried(name: str) -> bool:
    """Whether the page that shows both texts carries this field of the form along as it was typed."""
    return name not in {"version", "do", "apart"} and not _is_choice(name)


def _is_choice(name: str) -> bool:
    return name.startswith(TAKE)


def _chosen(name: str) -> str:
    return "theirs" if request.form.get(f"{TAKE}{name}") == "theirs" else "mine"


def _saved(noun: Noun, entry: Entry) -> EntryForm:
    return with_values(noun.form, noun.form.values_of(queries.latest_draft(entry)))
