"""The rows that every kind of entry has: references and people."""

from abc import abstractmethod
from typing import Any, ClassVar

import wtforms
from wtforms import SelectField, StringField

from app.content.drafts import Citation, Credit, PersonRole
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


class CitationRow(Row):
    key = StringField("Key")
    text = StringField("Text")
    url = StringField("Address")
    note = StringField("Note")

    def part(self, number: int) -> Citation:
        return Citation(self.key.data or "", self.text.data or "", self.url.data or "", self.note.data or "")


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
