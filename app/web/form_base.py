"""What every form of the desk shares: a CSRF token, and faults that come back to their fields."""

from flask_wtf import FlaskForm

from app.core.errors import Invalid


class Form(FlaskForm):
    """A form that can carry the refusals of an operation to the fields they belong to."""

    def take(self, refusal: Invalid) -> None:
        """Show each fault at its field; what has no field here is said above the form."""
        for fault in refusal.faults:
            field = self._fields.get(fault.field)
            if field is None:
                self.form_errors.append(fault.message)
            else:
                field.errors = [*field.errors, fault.message]
