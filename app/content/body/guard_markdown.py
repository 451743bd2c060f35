"""Refusing, in time linear in the length, Markdown that would keep its parser busy.

The parser needs about the same time for every bracket that is open at a bracket, for every quotation or list that a line
stands in, and for every cell of a table, typed or filled up. Each is counted as if it came at its dearest; the limits
are where that takes about a second, and more than a long text needs.
"""

import re

from app.core.errors import Invalid

MOST_LINES = 20_000
MOST_SIGNS = 50_000
MOST_CELLS = 30_000
MOST_BRACKETS = 20_000
MOST_IN_BRACKETS = 400_000
MOST_IN_BLOCKS = 150_000
# The parser gives up on what is nested deeper, so that more brackets around a bracket cost no more.
_DEEPEST = 100

_SIGN = re.compile(r"(?<!\\)[*_`]")
_STROKE = re.compile(r"(?<!\\)\|")
_BRACKET = re.compile(r"(?<!\\)[\[\]]")
_BEFORE = re.compile(r"(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*")
_OPENS = re.compile(r">|[-+*](?=[ \t])|[.)]")


def check_markdown(text: str) -> None:
    """Raises Invalid (field "body") for what no text needs and what would take the parser many seconds."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise _too_much(f"has more than {MOST_LINES:,} lines. Please split it into two pages.")
    if len(_SIGN.findall(text)) > MOST_SIGNS:
        raise _too_much(f"has more than {MOST_SIGNS:,} of the signs * _ and `. Take out those that mark nothing.")
    if _cells(lines) > MOST_CELLS:
        raise _too_much("has too large a table. Please split it into several.")
    if text.count("[") - text.count(r"\[") > MOST_BRACKETS:
        raise _too_much(f"has more than {MOST_BRACKETS:,} links, references or pictures. Please split it.")
    if _in_brackets(lines) > MOST_IN_BRACKETS:
        raise _too_much("has too many square brackets that are opened and not closed.")
    if _in_blocks(lines) > MOST_IN_BLOCKS:
        raise _too_much("has too many lines in lists or quotations that are nested deeply.")


def _too_much(what: str) -> Invalid:
    return Invalid(f"The text {what}", field="body")


def _cells(lines: list[str]) -> int:
    """The most cells that tables can have: short rows are filled up to the width of the first."""
    widths = [len(_STROKE.findall(line)) for line in lines if "|" in line]
    return max(widths, default=0) * len(widths)


def _in_brackets(lines: list[str]) -> int:
    """For every bracket that is opened, how many are open there; a paragraph's brackets are its own."""
    found = depth = 0
    for line in lines:
        if not line.strip():
            depth = 0
        for sign in _BRACKET.findall(line):
            depth = max(0, depth + (1 if sign == "[" else -1))
            found += min(depth, _DEEPEST) if sign == "[" else 0
    return found


def _in_blocks(lines: list[str]) -> int:
    """For every line, in how many quotations and lists it stands; those before it go on until an empty line."""
    found = depth = 0
    for line in lines:
        before = _BEFORE.match(line)
        own = len(_OPENS.findall(before[0] + " ")) if before else 0
        depth = max(depth, own) if line.strip() else 0
        found += depth
    return found
