"""Which format a text of references is in, and its reader. Pure."""

import re
from enum import StrEnum

from app.core.errors import Invalid
from app.references.bibtex import read_bibtex
from app.references.records import Read
from app.references.ris import read_ris


class Format(StrEnum):
    BIBTEX = "bibtex"
    RIS = "ris"
    RETRACTION_WATCH = "retraction-watch"


_RIS = re.compile(r"^\ufeff?TY  ?- ", re.MULTILINE)
_BIBTEX = re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)
_RETRACTION_WATCH = re.compile(r"\A\ufeff?[^\n]*OriginalPaperDOI[^\n]*RetractionNature", re.IGNORECASE)


def format_of(text: str) -> Format | None:
    """What the beginning of a text looks like, or None."""
    if _RETRACTION_WATCH.search(text):
        return Format.RETRACTION_WATCH
    places = {Format.RIS: _RIS.search(text), Format.BIBTEX: _BIBTEX.search(text)}
    found = {name: place.start() for name, place in places.items() if place is not None}
    return min(found, key=lambda name: found[name]) if found else None


def read(text: str) -> Read:
    """The references of a text in BibTeX or RIS. Raises Invalid for anything else."""
    match format_of(text):
        case Format.BIBTEX:
            return read_bibtex(text)
        case Format.RIS:
            return read_ris(text)
        case _:
            raise Invalid(
                "That is neither BibTeX nor RIS. In BibTeX each reference begins with @article{ or the like, in RIS with TY  - .",
                field="file",
            )
