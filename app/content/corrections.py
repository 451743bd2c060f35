"""What was wrong and has been put right, and what we used to say: kept on the page for good. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.core.errors import Fault
from app.core.text import one_line

ROWS_MAX, TEXT_MAX = 100, 2_000


@dataclass(frozen=True)
class Correction:
    """Something that was wrong and has been put right: said on the page for good."""

    on: date
    text: str


@dataclass(frozen=True)
class Formerly:
    """What we used to say, what is true instead, and until when it stood; `key` is the reference that changed it."""

    said: str
    instead: str
    until: date | None = None
    key: str = ""


def read_corrections(rows: Iterable[dict[str, Any]]) -> tuple[Correction, ...]:
    """From their JSON form."""
    return tuple(Correction(date.fromisoformat(row["on"]), row["text"]) for row in rows)


def read_formerly(rows: Iterable[dict[str, Any]]) -> tuple[Formerly, ...]:
    """From their JSON form."""
    return tuple(
        Formerly(
            row["said"],
            row["instead"],
            date.fromisoformat(row["until"]) if row.get("until") else None,
            row.get("key", ""),
        )
        for row in rows
    )


def cleaned_corrections(given: Iterable[Correction]) -> tuple[Correction, ...]:
    return tuple(replace(each, text=one_line(each.text)) for each in given)


def cleaned_formerly(given: Iterable[Formerly]) -> tuple[Formerly, ...]:
    return tuple(
        replace(each, said=one_line(each.said), instead=one_line(each.instead), key=each.key.strip().lower())
        for each in given
    )


def faults_of(corrections: Sequence[Correction], formerly: Sequence[Formerly]) -> list[Fault]:
    """Why they cannot be kept; a fault's field is the name of the rows, the row from 0 and its part."""
    found = []
    if len(corrections) > ROWS_MAX:
        found.append(Fault("corrections", f"At most {ROWS_MAX} corrections."))
    if len(formerly) > ROWS_MAX:
        found.append(Fault("formerly", f"At most {ROWS_MAX} rows of what you used to say."))
    for row, correction in enumerate(corrections):
        found += _text_faults(f"corrections-{row}-text", correction.text, "Say what was wrong and what it says now")
    for row, each in enumerate(formerly):
        found += _text_faults(f"formerly-{row}-said", each.said, "Write what the page used to say")
        found += _text_faults(f"formerly-{row}-instead", each.instead, "Write what is true instead")
    return found


def _text_faults(place: str, text: str, wanted: str) -> list[Fault]:
    return [] if text and len(text) <= TEXT_MAX else [Fault(place, f"{wanted}, in at most {TEXT_MAX:,} characters.")]


def publishing_faults(formerly: Iterable[Formerly], keys: Iterable[str]) -> list[Fault]:
    """What was changed by a reference names one of the page's own."""
    known = set(keys)
    return [
        Fault(f"formerly-{row}-key", f"There is no reference with the key {each.key} on this page.")
        for row, each in enumerate(formerly)
        if each.key and each.key not in known
    ]


def taken_back(public: Iterable[Correction], wanted: Iterable[Correction]) -> list[Fault]:
    """A correction that readers have seen stays as it is: one that is wrong itself is put right by another."""
    kept = set(wanted)
    return [
        Fault(
            "corrections",
            f"The correction of {each.on.day} {each.on:%B %Y} has been public, so it stays word for word: "
            f"“{_short(each.text)}”. Put it back; if it is wrong, add another one that says so.",
        )
        for each in public
        if each not in kept
    ]


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199]}…"
