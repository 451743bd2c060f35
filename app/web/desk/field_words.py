"""What the fields of a form say, in words."""

from datetime import date

import wtforms
from wtforms import BooleanField, StringField, TextAreaField

from app.core.text import without_control_characters
from app.reviews.words import day_in_words
from app.web.desk.fields import AssetField, Rows

_MANY = {"formerly": "former statements"}


def hint_of(field: wtforms.Field) -> str:
    """What a closed section says that this field holds; "" for nothing."""
    said = ""
    match field:
        case Rows():
            if count := sum(not row.form.is_blank for row in field):
                said = _counted(count, field[0].label.text.lower() if count == 1 else _many(field))
        case BooleanField():
            said = field.label.text if field.data else ""
        case TextAreaField():
            if lines := len(plain(field.data).splitlines()):
                said = _counted(lines, "line" if lines == 1 else "lines")
        case StringField() if field.short_name == "tags":
            if tags := tags_of(field.data):
                said = _counted(len(tags), "tag" if len(tags) == 1 else "tags")
        case wtforms.SelectField():
            said = in_words(field) if field.data or isinstance(field, AssetField) else ""
        case StringField():
            said = plain(field.data)[:40]
    return said


def _many(field: Rows) -> str:
    """A heading that is a sentence cannot be counted."""
    return _MANY.get(field.short_name, field.label.text.lower())


def _counted(count: int, word: str) -> str:
    return f"{count} {word}"


def in_words(field: wtforms.Field) -> str:
    """What a field says, as a person would read it aloud."""
    match field:
        case Rows():
            return "\n".join(
                " · ".join(said for part in row.form if (said := in_words(part)))
                for row in field
                if not row.form.is_blank
            )
        case BooleanField():
            return "Yes" if field.data else "No"
        case wtforms.SelectField():
            return next((str(label) for _, label, selected, _ in field.iter_choices() if selected), "")
        case StringField() if getattr(field.widget, "input_type", "") == "date":
            return _day(plain(field.data))
        case _:
            return plain(field.data)


def _day(typed: str) -> str:
    """ "2 March 2027"; what is no day as it was typed."""
    try:
        return day_in_words(date.fromisoformat(typed))
    except ValueError:
        return typed


def plain(value: object) -> str:
    """Typed text with \\n for line ends and without control characters."""
    return without_control_characters(str(value or ""))


def tags_of(text: str | None) -> tuple[str, ...]:
    """The tags of a line, as they were typed between commas."""
    return tuple(tag for tag in (text or "").split(",") if tag.strip())
