"""What the forms of the directory share."""

from datetime import date

from wtforms import Field

from app.core import clock
from app.core.errors import Invalid
from app.directory.models import BookingMode
from app.web.desk.words import zone

MODES = {
    BookingMode.INSTANT: "Booked at once: a free time is theirs when they choose it",
    BookingMode.REQUEST: "Asked for: the time is kept until the practice has answered",
    BookingMode.DETAILS: "Details only: they see how to reach the practice",
    BookingMode.LINK: "Elsewhere: they are led to the practice's own booking page",
}
NUMBER = {"inputmode": "numeric", "autocomplete": "off", "class": "short"}
DECIMAL = {"inputmode": "decimal", "autocomplete": "off", "class": "short"}
QUIET = {"autocomplete": "off", "spellcheck": "false"}


def today() -> date:
    """By the site's clock."""
    return clock.now().astimezone(zone()).date()


def number(field: Field, *, empty: int | None = None) -> int:
    """The whole number typed, `empty` for nothing where that is allowed. Raises Invalid."""
    text = (field.data or "").strip()
    if not text and empty is not None:
        return empty
    if text.isascii() and text.isdigit() and len(text) < 8:
        return int(text)
    raise Invalid("Type a whole number.", field=field.short_name)


def number_or_none(field: Field) -> int | None:
    return number(field) if (field.data or "").strip() else None


def decimal_or_none(field: Field) -> float | None:
    """A number such as 12.5, None for nothing. Raises Invalid."""
    text = (field.data or "").strip().replace("\N{MINUS SIGN}", "-")
    if not text:
        return None
    plain = text.removeprefix("-").replace(".", "", 1)
    if not (plain.isascii() and plain.isdigit() and len(text) < 24):
        raise Invalid("Type a number such as 12.5.", field=field.short_name)
    return float(text)
