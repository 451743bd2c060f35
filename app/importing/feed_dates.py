"""Dates as feeds write them, by the standard and otherwise. Pure."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What hosts write in the place of the English three letters: German, French, Spanish, Italian, Dutch, Portuguese.
_WORDS = (
    "januar jänner janvier janv enero ene gennaio gen januari janeiro january",
    "februar février févr fév febrero febbraio februari fevereiro fev february",
    "märz mär mrz maerz mars marzo maart mrt março march",
    "avril avr abril abr aprile april",
    "mai mayo maggio mag mei maio",
    "juni juin junio giugno giu junho june",
    "juli juillet juil julio luglio lug julho july",
    "août aout agosto ago augustus august",
    "september septembre sept septiembre settembre set setembro",
    "oktober okt octobre octubre ottobre ott outubro out october",
    "novembre noviembre novembro november",
    "dezember dez décembre déc diciembre dic dicembre dezembro december",
)
_MONTH_OF = {word: count for count, words in enumerate(_WORDS, start=1) for word in words.split()}
_MONTH_OF |= {word: count for count, word in enumerate(_MONTHS, start=1)}
_ZONES = {"mez": "+0100", "cet": "+0100", "mesz": "+0200", "cest": "+0200", "bst": "+0100", "ist": "+0100"}
_ZONES |= {"wet": "+0000", "west": "+0100", "eet": "+0200", "eest": "+0300", "aest": "+1000", "aedt": "+1100"}
_DAY_MONTH = re.compile(r"(?:[^\d\W]+\.?,?\s+)?(\d{1,2})\.?\s+([^\d\W]+)\.?,?\s+(\d{4})(?:,?\s+(.*))?")
_WRITTEN = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*uhr)?\s*([+-]\d{2}:?\d{2}|[a-z]+)?", re.IGNORECASE)


def read_date(text: str) -> datetime | None:
    """The instant, in UTC, to the second; None when it is no date. Where no zone is written it is UTC."""
    text = " ".join(text.split())[:100]
    found = _iso(text) or _standard(text) or _in_words(text)
    if found is None:
        return None
    try:
        instant = (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return instant.replace(microsecond=0) if 1970 <= instant.year <= 2100 else None


def _iso(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _standard(text: str) -> datetime | None:
    """RFC 2822, when its zone is one of those that it knows; others are looked up below."""
    zone = text.rpartition(" ")[2].lower()
    if zone in _ZONES:
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _in_words(text: str) -> datetime | None:
    """A day, a month in words and a year, in one of the languages above; without a time it is midnight."""
    found = _DAY_MONTH.fullmatch(text)
    if found is None:
        return None
    month = _MONTH_OF.get(found[2].lower())
    written = _WRITTEN.fullmatch(found[4] or "0:00")
    if month is None or written is None:
        return None
    hour, minute, second, zone = written.groups()
    offset = _ZONES.get((zone or "").lower(), zone or "+0000")
    stamp = f"{found[1]} {_MONTHS[month - 1]} {found[3]} {hour}:{minute}:{second or '00'} {offset.replace(':', '')}"
    return _standard(stamp)
