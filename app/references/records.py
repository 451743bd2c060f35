"""What a file of references says, whatever its format. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.errors import Invalid
from app.core.text import one_line
from app.references.numbers import Numbers, address_of, numbers_in

MOST_RECORDS, LARGEST_FILE, LONGEST_FIELD, LONGEST_TEXT = 2_000, 1 << 20, 20_000, 1_000
_MOST_NAMES = 3


@dataclass(frozen=True)
class Record:
    """One source as a file has it. `line` is where it begins, from 1."""

    line: int
    text: str
    title: str = ""
    year: int | None = None
    url: str = ""
    key: str = ""
    numbers: Numbers = Numbers()


@dataclass(frozen=True)
class Dropped:
    """Something of a file that is not taken, and why."""

    line: int
    what: str
    why: str


@dataclass(frozen=True)
class Read:
    """A file, read: the sources in their order, and all that was left out."""

    records: tuple[Record, ...] = ()
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True)
class Fields:
    """What a printed reference is made of, in the words of no format."""

    authors: tuple[str, ...] = ()
    title: str = ""
    journal: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    url: str = ""
    key: str = ""
    doi: str = ""
    pmid: str = ""
    number: str = ""
    """A report's own number, such as TA304."""


def refuse_too_large(text: str) -> None:
    if len(text.encode("utf-8", "replace")) > LARGEST_FILE:
        raise Invalid(
            f"That is more than {LARGEST_FILE >> 20} MB. Bring the references in by smaller files.", field="file"
        )


def record_of(fields: Fields, *, line: int) -> Record | Dropped:
    """The source that `fields` describe, or why there is none."""
    title = one_line(fields.title).rstrip(".")
    if not title:
        return Dropped(line, fields.key or "an entry", "It has no title.")
    text = _printed(fields, title)
    if len(text) > LONGEST_TEXT:
        return Dropped(line, fields.key or title[:60], f"It is longer than {LONGEST_TEXT} characters.")
    url = one_line(fields.url)
    found = numbers_in(
        f"doi:{fields.doi}" if fields.doi and "://" not in fields.doi else fields.doi,
        f"PMID {fields.pmid}" if fields.pmid else "",
        f"NICE {one_line(fields.number).upper()}" if fields.number else "",
        fields.number,
        url,
    )
    good = url if url.startswith(("https://", "http://")) and " " not in url else ""
    return Record(line, text, title, fields.year, good or address_of(found), fields.key, found)


def limited(found: Iterable[Record | Dropped]) -> Read:
    """All of `found`, up to what one import may hold."""
    records: list[Record] = []
    dropped: list[Dropped] = []
    for each in found:
        if isinstance(each, Dropped):
            dropped.append(each)
        elif len(records) < MOST_RECORDS:
            records.append(each)
        else:
            dropped.append(Dropped(each.line, each.title, f"A file is read up to its {MOST_RECORDS:,}th reference."))
            break
    return Read(tuple(records), tuple(dropped))


def _printed(fields: Fields, title: str) -> str:
    """As the site prints references: authors, title, where, and when."""
    authors = [one_line(author) for author in fields.authors if one_line(author)]
    said = ", ".join(authors[:_MOST_NAMES]) + (" and others" if len(authors) > _MOST_NAMES else "")
    volume = f"{fields.volume}({fields.issue})" if fields.volume and fields.issue else fields.volume
    place = ":".join(part for part in (volume, fields.pages.replace("--", "–")) if part)
    dated = ";".join(part for part in (str(fields.year or ""), place) if part)
    where = " ".join(part for part in (fields.journal or fields.publisher, dated) if part)
    return one_line(" ".join(f"{part.rstrip('.')}." for part in (said, title, where) if part))


def initials(name: str) -> str:
    """Such as Daniel JP, of "Daniel, Joseph P"; a name without a comma, such as that of a body, stays as it is."""
    name = one_line(name)
    last, comma, first = name.partition(",")
    if not comma:
        return name
    letters = "".join(part[0].upper() for part in first.replace(".", " ").replace("-", " ").split())
    return f"{last.strip()} {letters}".strip()
