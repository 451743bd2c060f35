"""What we used to say and what was put right, as feeds carry it below a text."""

from collections.abc import Iterable
from datetime import date
from html import escape

from app.content.corrections import Correction, Formerly, read_corrections, read_formerly
from app.content.models import Entry
from app.content.printed import Printed


def past(entry: Entry, cited: Iterable[Printed]) -> tuple[str, str]:
    """Both blocks as plain HTML; "" for one that is empty."""
    numbers = {reference.key: reference.number for reference in cited}
    said = "".join(_said(each, numbers) for each in read_formerly(entry.formerly))
    righted = "".join(_righted(each) for each in read_corrections(entry.corrections))
    return (
        f"<h2>What we used to say</h2>\n<ul>{said}</ul>" if said else "",
        f"<h2>Corrections</h2>\n<ul>{righted}</ul>" if righted else "",
    )


def _said(each: Formerly, numbers: dict[str, int]) -> str:
    until = f" (until {_day(each.until)})" if each.until else ""
    number = numbers.get(each.key)
    mark = f" [{number}]" if number else ""
    return f"<li><b>We used to say{until}:</b> {escape(each.said)} <b>Now:</b> {escape(each.instead)}{mark}</li>"


def _righted(each: Correction) -> str:
    return f"<li><b>{_day(each.on)}:</b> {escape(each.text)}</li>"


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
