"""The rows that every kind of entry has: people, corrections and what we used to say. References: `citation_rows.py`."""

from abc import abstractmethod
from datetime import date
from typing import Any, ClassVar

import wtforms
from wtforms import SelectField, StringField, TextAreaField
from wtforms.widgets import TextInput

from app.content.corrections import Correction, Formerly
from app.content.drafts import Credit, PersonRole
from app.core.errors import Invalid
from app.core.text import one_line
from app.web.desk.fields import ChoiceField, number_of, people_choices


class Row(wtforms.Form):
    """One of several rows of a form: it reads one part of a draft, and shows one. Fields are named as the part's are."""

    KEYS: ClassVar[tuple[str, ...]] = ()
    """The fields without which a row is empty; none named: all that are typed."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed here; such a row is not kept."""
        keys = self.KEYS or [field.short_name for field in self if not isinstance(field, SelectField)]
        return not any(one_line(str(self[name].data or "")) for name in keys)

    @classmethod
    def values_of(cls, part: Any) -> dict[str, Any]:
        """What the fields show of a part."""
        return {name: getattr(part, name) for name in part.__dataclass_fields__}

    @abstractmethod
    def part(self, number: int) -> Any:
        """The part that was typed in row `number`. Raises Invalid when that cannot be read."""

    def typed(self, name: str) -> str:
        """What was typed into a field, on one line."""
        return one_line(self[name].data or "")


class CreditRow(Row):
    KEYS: ClassVar[tuple[str, ...]] = ("person_id",)

    person_id = ChoiceField("Person", choices=people_choices)
    role = ChoiceField("Role", choices=[(r.value, r.value.capitalize()) for r in PersonRole], default="author")

    @classmethod
    def values_of(cls, part: Credit) -> dict[str, Any]:
        return {"person_id": part.person_id, "role": part.role.value}

    def part(self, number: int) -> Credit:
        role = self.role.data if self.role.data in set(PersonRole) else PersonRole.AUTHOR
        return Credit(number_of(self.person_id.data) or 0, PersonRole(role))


DAY = TextInput(input_type="date")


def day_typed(field: StringField, place: str) -> date | None:
    """The day that a browser's own control gives, None for nothing. Raises Invalid at `place` for what is no day."""
    text = one_line(field.data or "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("That is no date. Write it like this: 2027-03-31.", field=place) from None


class CorrectionRow(Row):
    on = StringField("Date", widget=DAY)
    text = TextAreaField("What was wrong, and what it says now", render_kw={"rows": 2})

    @classmethod
    def values_of(cls, part: Correction) -> dict[str, Any]:
        return {"on": part.on.isoformat(), "text": part.text}

    def part(self, number: int) -> Correction:
        place = f"corrections-{number - 1}-on"
        on = day_typed(self.on, place)
        if on is None:
            raise Invalid("Say when it was put right.", field=place)
        return Correction(on, self.typed("text"))


class FormerlyRow(Row):
    said = TextAreaField("We used to say", render_kw={"rows": 2})
    instead = TextAreaField("What is true instead", render_kw={"rows": 2})
    until = StringField("Until", widget=DAY)
    key = StringField("Key of the reference that changed it", render_kw={"autocomplete": "off", "spellcheck": "false"})

    @classmethod
    def values_of(cls, part: Formerly) -> dict[str, Any]:
        return super().values_of(part) | {"until": part.until.isoformat() if part.until else ""}

    def part(self, number: int) -> Formerly:
        until = day_typed(self.until, f"formerly-{number - 1}-until")
        return Formerly(self.typed("said"), self.typed("instead"), until, self.typed("key"))
