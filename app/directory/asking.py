"""What somebody may have meant who typed a place: a postcode, the first half of one, or a name. Pure."""

import re
import unicodedata
from dataclasses import dataclass

OUTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?|GIR")
_INCODE = re.compile(r"\d[ABD-HJLNP-UW-Z]{2}")  # the letters C, I, K, M, O and V are not used there
_SECTOR = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s+\d[A-Z]?")
_NOT_CODE = re.compile(r"[^A-Z0-9]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount"}
_MINOR = frozenset({"the"})
FOLLOWED_BY = ("upon", "on", "under", "in", "by", "le", "next", "super", "cum")
"""Words that lead to the second half of a name: "Newcastle" is asked for by many who mean "Newcastle upon Tyne"."""
UNKNOWN_AREAS = {
    "BT": "Postcodes of Northern Ireland are not known to this site.",
    "IM": "Postcodes of the Isle of Man are not known to this site.",
    "JE": "Postcodes of Jersey are not known to this site.",
    "GY": "Postcodes of Guernsey are not known to this site.",
}


@dataclass(frozen=True)
class Code:
    """A postcode that was typed, in capitals; `incode` is empty for the first half alone."""

    outcode: str
    incode: str = ""

    @property
    def compact(self) -> str:
        return self.outcode + self.incode

    def __str__(self) -> str:
        return f"{self.outcode} {self.incode}".rstrip()

    @property
    def area(self) -> str:
        """The letters that it begins with."""
        return self.outcode.rstrip("0123456789") if self.outcode[-1].isdigit() else re.split(r"\d", self.outcode)[0]


def read_code(text: str) -> Code | None:
    """The postcode that `text` is, however it is spaced and written; None when it cannot be one.

    A first half is tried before a whole one ("E12" is the outcode, and no "E 12"), then what the blank says ("LS6 2" is
    LS6), then the last three characters as the second half.
    """
    upper = unicodedata.normalize("NFKC", text).upper().strip()
    compact = _NOT_CODE.sub("", upper)
    if not 2 <= len(compact) <= 7:
        return None
    if sector := _SECTOR.fullmatch(upper):
        return Code(sector[1])
    if OUTCODE.fullmatch(compact):
        return Code(compact)
    outcode, incode = compact[:-3], compact[-3:]
    incode = incode.replace("O", "0", 1) if incode[0] == "O" else incode  # a letter O typed for the digit
    if OUTCODE.fullmatch(outcode) and _INCODE.fullmatch(incode):
        return Code(outcode, incode)
    return None


def folded(name: str) -> str:
    """What names are compared by: no capitals, accents, hyphens or apostrophes; "St." is "saint", "&" is "and"."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _NOT_WORD.sub(" ", plain.replace("'", "").replace("’", "")).split()
    return " ".join(_SHORT.get(word, word) for word in words if len(words) == 1 or word not in _MINOR)


@dataclass(frozen=True)
class Named:
    """A name that was typed, folded, with what was said after a comma to tell it from others."""

    name: str
    told_by: tuple[str, ...] = ()


def read_name(text: str) -> Named:
    """The name that was typed: "Newport, Wales" is Newport, told from others by "wales"."""
    name, *rest = text.split(",")
    return Named(folded(name), tuple(part for part in map(folded, rest) if part))


def edits(one: str, other: str, most: int) -> int | None:
    """How many letters must be put in, taken out, changed or swapped with their neighbour; None for more than `most`."""
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
