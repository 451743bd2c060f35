"""What every form of the desk shares: a CSRF token, and faults that come back to their fields."""

from flask import request
from flask_wtf import FlaskForm

from app.core.errors import Invalid


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
