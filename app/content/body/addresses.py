"""Which addresses a body may link to, and how they are written."""

import re
from urllib.parse import quote

_ALLOWED = re.compile(r"(?:https?://[^/?#]|mailto:[^?]|tel:[+0-9(]|/(?!/)|#.)", re.IGNORECASE)
_SAFE = "-._~:/?#[]@!$&'()*+,;=%"
_MAX_LENGTH = 2_000
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_SECONDS = re.compile(r"[0-9]{1,6}")
_ENTRY = "entry:"


def address(href: str) -> str | None:
    """`href` percent-encoded, or None when it is not one that a body may hold.

    Browsers drop tabs and line ends inside an address and read a backslash as a slash, so neither is taken.
    """
    wanted = href.strip(" ")
    if re.search(r"[\x00-\x1f\x7f-\x9f\\]", wanted) or not _ALLOWED.match(wanted):
        return None
    encoded = quote(wanted, safe=_SAFE, errors="replace")
    return encoded if len(encoded) <= _MAX_LENGTH else None


def reference_key(value: str) -> str | None:
    """The key of a citation in small letters, or None."""
    key = value.strip().lower()
    return key if _KEY.fullmatch(key) else None


def number(value: str | None) -> int | None:
    """The id written in an attribute, or None."""
    found = _NUMBER.fullmatch((value or "").strip())
    return int(found[0]) if found else None


def seconds(value: str | None) -> int:
    """The second written in an attribute; 0 when there is none."""
    found = _SECONDS.fullmatch((value or "").strip())
    return int(found[0]) if found else 0


def entry_of(href: str) -> int | None:
    """12 for the Markdown address `entry:12`."""
    return number(href.removeprefix(_ENTRY)) if href.startswith(_ENTRY) else None


def may_link(href: str) -> bool:
    """True when the Markdown may link to `href`."""
    return entry_of(href) is not None or address(href) is not None
