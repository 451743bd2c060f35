"""Short names for sources: what a text's marks point with. Pure."""

import re
import unicodedata
from collections.abc import Callable

from app.references.numbers import Numbers

LONGEST = 40
KEY = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST - 1}}}")
_SMALL_WORDS = frozenset({"the", "and", "for", "von", "van", "der", "del", "les", "das"})


def key_for(text: str, *, year: int | None, numbers: Numbers) -> str:
    """Such as ta304, mda-2017-018 or costa2012: of a number that people know, or the first word and the year."""
    if numbers.nice:
        return numbers.nice.lower()
    if numbers.mhra:
        return numbers.mhra.lower().replace("/", "-")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z]+", plain) if len(word) > 2 and word not in _SMALL_WORDS]
    return f"{words[0][:20] if words else 'source'}{year or ''}"


def free_key(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """`wanted`, or the first of wanted-2, wanted-3 ... that is not taken."""
    key, count = wanted[:LONGEST].rstrip("-"), 1
    while is_taken(key):
        count += 1
        key = f"{wanted[: LONGEST - 6].rstrip('-')}-{count}"
    return key


def year_in(text: str) -> int | None:
    """The first year from 1800 to 2199 that stands alone in a printed reference."""
    found = re.search(r"(?<!\d)(1[89]\d\d|2[01]\d\d)(?!\d)", text)
    return int(found[1]) if found else None
