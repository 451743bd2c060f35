"""What the forms of the directory share."""

from collections.abc import Callable
from datetime import date
from typing import Any

from wtforms import Field, StringField
from wtforms.widgets import TextInput

from app.core import clock
from app.core.errors import Fault, Invalid
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


class DayField(StringField):
    """A day by the browser's own control; kept as typed."""

    widget = TextInput(input_type="date")

    def day(self) -> date | None:
        """The day, None for nothing. Raises Invalid."""
        text = (self.data or "").strip()
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise Invalid("Type a day, such as 2027-03-08.", field=self.short_name) from None


def today() -> date:
    """By the site's clock."""
    return clock.now().astimezone(zone()).date()


def read_all(**readers: Callable[[], Any]) -> dict[str, Any]:
    """What each reader gives, by name. Raises Invalid with the faults of all of them."""
    values, faults = {}, list[Fault]()
    for name, reader in readers.items():
        try:
            values[name] = reader()
        except Invalid as refusal:
            faults += refusal.faults
    if faults:
        raise Invalid.of(faults)
    return values


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
