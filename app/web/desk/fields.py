"""Fields that forms of the desk share."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from wtforms import Field, FieldList, FormField, RadioField, SelectField, StringField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from app.accounts import queries as accounts
from app.content.dates import Ends
from app.content.lifecycle import comes_twice, instant_from_wall_time
from app.core.errors import Fault, Invalid
from app.media import listing
from app.media import queries as media
from app.media.facts import as_clock
from app.media.models import Asset, AssetKind
from app.web.desk import LARGEST_ID

NEWEST = 200
Choices = Iterable[tuple[str, str]] | Callable[[], list[tuple[str, str]]]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a form: the field's id for the link, its name, and what to do."""

    field_id: str
    label: str
    message: str
    block: int | None = None
    """In the text: the outermost block that it is about, the words there, and which check says so."""
    quote: str = ""
    check: str = ""


def problems(form: BaseForm) -> list[Problem]:
    """Everything that is wrong with a form, in the order of its fields, rows included."""
    found = [Problem("", "", str(message)) for message in form.form_errors]
    for field in form:
        found += problems_of(field)
    places = getattr(form, "found_at", {})
    return [replace(each, **places.get((each.field_id, each.message), {})) for each in found]


def messages(field: Field) -> list[str]:
    """What is wrong with the field itself; what is wrong in a row stands in the row."""
    return [message for message in field.errors if isinstance(message, str)]


def problems_of(field: Field) -> Iterator[Problem]:
    if isinstance(field, FormField):
        for part in field.form:
            yield from problems_of(part)
        return
    for message in messages(field):
        yield Problem(field.id, field.label.text, message)
    if isinstance(field, FieldList):
        for row in field:
            yield from problems_of(row)


class ChoiceField(SelectField):
    """A choice from a list of (value, words), or of what a function gives. What is not in it is refused with a sentence."""

    def __init__(self, label: str = "", *, choices: Choices = (), **more: Any) -> None:
        super().__init__(label, **more)
        self.choices = choices if callable(choices) else list(choices)  # type: ignore[assignment]  # stubs know no functions

    def process_data(self, value: Any) -> None:
        super().process_data(value)
        if self.data is None and self.coerce is str:
            self.data = ""

    def pre_validate(self, form: object) -> None:
        if not any(selected for _, _, selected, _ in self.iter_choices()):
            raise ValidationError("Choose one from the list.")


class OpenChoiceField(ChoiceField):
    """A choice, and besides what an entry has already: an import brings values that no list of ours knows."""

    def process(self, formdata: Any, *data: Any, **more: Any) -> None:
        super().process(formdata, *data, **more)
        if self.object_data == self.data:
            self.allow(self.data)

    def allow(self, value: Any) -> None:
        """Take this value, too."""
        known = {each for each, *_ in self.iter_choices()}
        if value and value not in known:
            given: Any = self.choices() if callable(self.choices) else self.choices
            self.choices = [*given, (value, value)]


class SuggestedField(StringField):
    """Free words, with some to choose from."""

    def __init__(self, label: str, *, suggestions: Iterable[str], **more: Any) -> None:
        super().__init__(label, **more)
        self.suggestions = tuple(suggestions)


class WhichField(RadioField):
    """Which of two times is meant, asked only on the night when the clocks go back."""

    def __init__(self, **more: Any) -> None:
        super().__init__("Which of the two", validate_choice=False, **more)
        self.choices = [("first", "The first"), ("second", "The second")]


class AssetField(ChoiceField):
    """A file of the library, by its id: the newest ones, and the one that is chosen already."""

    def __init__(self, label: str, *, kind: AssetKind, nothing: str, **more: Any) -> None:
        super().__init__(label, coerce=_id_or_none, **more)
        self._kind = kind
        self.kind_word = kind.value
        self._nothing = nothing

    def process(self, formdata: Any, *data: Any, **more: Any) -> None:
        super().process(formdata, *data, **more)
        choices = [("", self._nothing), *asset_choices(self._kind)]
        if self.data is not None and str(self.data) not in {value for value, _ in choices}:
            chosen = media.find_asset(self.data)
            if chosen is not None and chosen.kind is self._kind:
                choices.append((str(chosen.id), _said(chosen)))
        self.choices = choices


class Rows(FieldList):  # type: ignore[type-arg]  # generic in its stubs only
    """Repeated rows. Only names that a page of ours sends are rows, and no more than anybody could mean."""

    MOST = 250
    left_out = False

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        found = set()
        for name in formdata:
            index = name.removeprefix(f"{prefix}-").split("-", 1)[0] if name.startswith(f"{prefix}-") else ""
            if index.isascii() and index.isdigit() and len(index) <= 4:
                found.add(int(index))
        self.left_out = len(found) > self.MOST
        yield from sorted(found)[: self.MOST]

    def validate(self, form: BaseForm, extra_validators: tuple[Any, ...] | list[Any] = ()) -> bool:
        """Rows are never left out in silence."""
        good = super().validate(form, extra_validators)
        if self.left_out:
            self.errors = [*self.errors, f"At most {self.MOST} rows can be read; some of what was sent is not here."]
        return good and not self.left_out

    def add(self) -> None:
        """One more empty row, unless there are too many."""
        if len(self.entries) < self.MOST:
            self.append_entry()

    def remove(self, index: str) -> None:
        """Take out the row with this number, if it is there."""
        if index.isascii() and index.isdigit() and len(index) <= 4 and int(index) < len(self.entries):
            self.pop_entry(int(index))  # type: ignore[call-arg]  # newer than its stubs


class MomentField(StringField):
    """A date and a time as the browser's own control gives them; kept as typed."""

    widget = TextInput(input_type="datetime-local")

    def instant(self, zone: ZoneInfo, which: str | None) -> datetime:
        """The instant in `zone`. A time that comes twice needs `which`, "first" or "second". Raises Invalid."""
        name = self.short_name
        instant = instant_from_wall_time(self.data or "", zone, field=name, later=which == "second")
        if comes_twice(instant, zone) and which not in {"first", "second"}:
            raise Invalid(
                "The clocks go back that night, so this time comes twice. Say which of the two you mean.", field=name
            )
        return instant

    def end(self, zone: ZoneInfo, which: str | None) -> Ends:
        """The instant; None for an empty field; `...` where the form that was sent has no such field. Raises Invalid."""
        if not self.raw_data:
            return ...
        return self.instant(zone, which) if (self.data or "").strip() else None

    def comes_twice(self, zone: ZoneInfo) -> bool:
        """Whether the form must ask which of two times is meant."""
        try:
            return comes_twice(instant_from_wall_time(self.data or "", zone, field=self.short_name), zone)
        except Invalid:
            return False


def whole_number(field: StringField) -> int | None:
    """The number typed, None for nothing. Raises Invalid for anything else."""
    text = (field.data or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise Invalid.of([Fault(field.short_name, "A whole number from 1, or nothing.")])


def number_of(value: object) -> int | None:
    """An id from a form, or None for what is none."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 and int(text) <= LARGEST_ID else None


def people_choices() -> list[tuple[str, str]]:
    """Everybody who can be named on a page; looked up once a request."""
    if "desk_people" not in g:
        g.desk_people = [("", "Nobody"), *((str(p.id), p.name) for p in accounts.list_people())]
    choices: list[tuple[str, str]] = g.desk_people
    return choices


def asset_choices(kind: AssetKind) -> list[tuple[str, str]]:
    """The newest files of one kind."""
    return [(str(a.id), _said(a)) for a in listing.list_assets(listing.Wanted(kind), size=NEWEST).items]


def _said(asset: Asset) -> str:
    measure = as_clock(asset.duration_ms) if asset.duration_ms else ""
    if asset.kind is AssetKind.IMAGE:
        measure = f"{asset.width} × {asset.height}"
    return " · ".join(part for part in (asset.original_name, measure) if part)


def _id_or_none(value: object) -> int | None:
    """None for nothing, and 0, which is nobody's id, for what is none."""
    return None if value in {None, "", "None"} else number_of(value) or 0
