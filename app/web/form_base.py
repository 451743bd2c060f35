"""What every form of the desk and of the diary shares: a CSRF token, and faults that come back to their fields."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.widgets import TextInput

from app.core.errors import Fault, Invalid


class Form(FlaskForm):
    """A form that can carry the refusals of an operation to the fields they belong to."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: object, formdata: object) -> object:
            """Forms come from browsers as forms. A body of JSON is not looked into: it may hold anything but texts."""
            return super().wrap_formdata(form, None if request.is_json else formdata)

    def take(self, refusal: Invalid) -> None:
        """Show each fault at its field; what has no field here is said above the form."""
        for fault in refusal.faults:
            field = self._fields.get(fault.field)
            if field is None:
                self.form_errors.append(fault.message)
            else:
                field.errors = [*field.errors, fault.message]


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
