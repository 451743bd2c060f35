"""What an operation refuses comes back to the field it belongs to."""

import pytest
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


@pytest.mark.parametrize("body", ['{"title": "x"}', '{"title": {"a": 1}}', "[1, 2]", "NaN", "{", "[" * 100_000])
def test_json_is_no_form(app: Flask, body: str) -> None:
    with app.test_request_context(method="POST", data=body, content_type="application/json"):
        form = _Form()
        assert form.is_submitted()
        assert not form.title.data
        assert not form.validate()
