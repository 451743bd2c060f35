"""A reader of BibTeX, as reference managers write it. Pure, and it takes whatever comes: what it cannot read it names.

The format is described in the btxdoc manual by Oren Patashnik (1988); exports of today add `doi`, `url` and `pmid`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.text import one_line, without_control_characters
from app.references.keys import year_in
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

DEEPEST = 20
_ENTRY = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_NAME = re.compile(r"\s*([A-Za-z][\w:.+/-]*)\s*=\s*")
_KEY = re.compile(r"\s*([^,\n=]*?)\s*,")
_WORD = re.compile(r"[^\s,{}()\"#=]+")
_NOT_SOURCES = frozenset({"comment", "preamble", "string"})
_MONTHS = {m[:3]: m for m in ("january", "february", "march", "april", "may", "june", "july", "august", "september")}
_MONTHS |= {m[:3]: m for m in ("october", "november", "december")}
_ACCENTS = {"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307"}
_LETTER_ACCENTS = {"u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a"}
_SIGNS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "aa": "å",
    "AA": "Å",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
}
_ACCENT = re.compile(r"\\([`'^~\"=.])\s*\{?\\?([A-Za-z])\}?|\\([uvHckr])\s*(?:\{\\?([A-Za-z])\}|\s([A-Za-z]))")
_SIGN = re.compile(r"\\(" + "|".join(sorted(_SIGNS, key=len, reverse=True)) + r")(?![A-Za-z])\s*")


class _Unreadable(Exception):
    """An entry that does not end, or is no entry."""


@dataclass
class _Reader:
    text: str
    at: int = 0

    def value(self, words: dict[str, str]) -> str:
        """Pieces in braces or quotes, numbers and short names, joined by #."""
        parts = [self._piece(words)]
        while self._skip("#"):
            parts.append(self._piece(words))
        found = "".join(parts)
        if len(found) > LONGEST_FIELD:
            raise _Unreadable(f"A field of it is longer than {LONGEST_FIELD:,} characters.")
        return found

    def _piece(self, words: dict[str, str]) -> str:
        self._skip("")
        sign = self.text[self.at : self.at + 1]
        if sign in ("{", '"') and sign:
            return self._enclosed("}" if sign == "{" else '"')
        found = _WORD.match(self.text, self.at)
        if found is None:
            raise _Unreadable("A field has no value.")
        self.at = found.end()
        return found[0] if found[0].isdigit() else words.get(found[0].lower(), found[0])

    def _enclosed(self, end: str) -> str:
        """From the sign that opens to the one that closes, both left out; braces inside belong together."""
        start, depth, at = self.at + 1, 0, self.at + 1
        while at < len(self.text):
            sign = self.text[at]
            if sign == "\\":
                at += 2
                continue
            if sign == end and depth == 0:
                self.at = at + 1
                return self.text[start:at]
            depth += {"{": 1, "}": -1}.get(sign, 0)
            if depth > DEEPEST or depth < 0:
                raise _Unreadable("Its braces are nested too deeply, or one is missing.")
            at += 1
        raise _Unreadable("A field of it does not end.")

    def _skip(self, sign: str) -> bool:
        """Over white space and, when it follows, `sign`."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        if sign and self.text.startswith(sign, self.at):
            self.at += 1
            return True
        return False

    def fields(self, words: dict[str, str], end: str) -> dict[str, str]:
        """name = value pairs up to the end of the entry; a name that comes twice counts the first time."""
        found: dict[str, str] = {}
        while True:
            while self._skip(","):
                pass
            if self._skip(end):
                return found
            named = _NAME.match(self.text, self.at)
            if named is None:
                raise _Unreadable("It is not written as name = value.")
            self.at = named.end()
            found.setdefault(named[1].lower(), self.value(words))

    def key(self) -> str:
        """What stands before the first comma; some programs put letters of TeX into it."""
        found = _KEY.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return words(found[1])


def read_bibtex(text: str) -> Read:
    """Every entry of `text`. Raises Invalid when it is too large."""
    refuse_too_large(text)
    return limited(_entries(without_control_characters(text)))


def _entries(text: str) -> Iterator[Record | Dropped]:
    reader, words = _Reader(text), dict(_MONTHS)
    lines = _Lines(text)
    while (begin := _ENTRY.search(text, reader.at)) is not None:
        line, kind, end = lines.of(begin.start()), begin[1].lower(), "}" if begin[2] == "{" else ")"
        reader.at = begin.end()
        key = ""
        try:
            if kind == "string":
                words |= reader.fields(words, end)
            elif kind not in _NOT_SOURCES:
                key = reader.key()
                yield _source(key, reader.fields(words, end), line)
        except _Unreadable as why:
            yield Dropped(line, key or f"@{kind}", str(why))
            reader.at = _next_entry(text, begin.end())


class _Lines:
    """Line numbers of ever later places, counted once."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1

    def of(self, place: int) -> int:
        self._line += self._text.count("\n", self._at, place)
        self._at = place
        return self._line


def _next_entry(text: str, at: int) -> int:
    """The next line that begins with @: what is broken ends there."""
    found = re.compile(r"^\s*@", re.MULTILINE).search(text, at)
    return found.start() if found else len(text)


def _source(key: str, found: dict[str, str], line: int) -> Record | Dropped:
    plain = {name: words(value) for name, value in found.items()}
    authors = re.split(r"\s+and\s+", one_line(found.get("author") or found.get("editor") or ""))
    journal = next((plain[name] for name in ("journal", "journaltitle", "booktitle") if plain.get(name)), "")
    publisher = next(
        (plain[name] for name in ("publisher", "institution", "organization", "school") if plain.get(name)), ""
    )
    return record_of(
        Fields(
            authors=tuple(
                initials(words(author)) if not author.startswith("{") else words(author) for author in authors
            ),
            title=plain.get("title", ""),
            journal=journal,
            year=year_in(plain.get("year") or plain.get("date") or ""),
            volume=plain.get("volume", ""),
            issue=plain.get("issue") or plain.get("number", ""),
            pages=plain.get("pages", ""),
            publisher=publisher,
            url=found.get("url", "").replace("\\", ""),
            key=key,
            doi=found.get("doi", "").replace("\\", ""),
            pmid=found.get("pmid", ""),
            number=plain.get("number", "") if not journal else "",
        ),
        line=line,
    )


def words(value: str) -> str:
    """A field's value as it is read aloud: accents made, braces and commands gone."""
    value = _ACCENT.sub(_accented, value)
    value = _SIGN.sub(lambda found: _SIGNS[found[1]], value)
    value = re.sub(r"\\([&%$#_{}])", r"\1", value)
    value = re.sub(r"\\[A-Za-z]+\s*", "", value).replace("~", " ").replace("\\", "")
    value = value.replace("---", "—").replace("--", "–") if "--" in value else value
    return one_line(re.sub(r"[{}]", "", value))


def _accented(found: re.Match[str]) -> str:
    accent = _ACCENTS[found[1]] if found[1] else _LETTER_ACCENTS[found[3]]
    letter = found[2] or found[4] or found[5]
    return unicodedata.normalize("NFC", letter + accent)
