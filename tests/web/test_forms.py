"""What an operation refuses comes back to the field it belongs to."""

from flask import Flask
from wtforms import StringField

from app.core.errors import Fault, Invalid
from app.web.form_base import Form


class _Form(Form):
    title = StringField("Title")


def test_faults_are_told_at_their_field_or_above_the_form(app: Flask) -> None:
    with app.test_request_context():
        form = _Form()
        form.take(
            Invalid.of([Fault("title", "One."), Fault("title", "Two."), Fault("other", "Three."), Fault("", "4.")])
        )
        assert list(form.title.errors) == ["One.", "Two."]
        assert form.form_errors == ["Three.", "4."]
