"""The form that every kind of entry has; what a kind adds is in `room_forms.py` and `podcast_forms.py`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeVar

import wtforms
from wtforms import BooleanField, FormField, HiddenField, StringField, TextAreaField

from app.content import body as bodies
from app.content.drafts import Citation, Credit, EntryDraft, PersonRole
from app.core.errors import Fault, Invalid
from app.core.text import one_line, without_control_characters
from app.media import queries as media
from app.media.models import AssetKind
from app.web.desk.fields import (
    AssetField,
    ChoiceField,
    MomentField,
    Rows,
    WhichField,
    number_of,
    people_choices,
    problems_of,
)
from app.web.form_base import Form

T = TypeVar("T")
ROWS = ("citations", "credits")


class CitationRow(wtforms.Form):
    key = StringField("Key")
    text = StringField("Text")
    url = StringField("Address")
    note = StringField("Note")

    @property
    def is_blank(self) -> bool:
        return not any(one_line(field.data or "") for field in self)


class CreditRow(wtforms.Form):
    person_id = ChoiceField("Person", choices=people_choices)
    role = ChoiceField("Role", choices=[(r.value, r.value.capitalize()) for r in PersonRole], default="author")

    @property
    def is_blank(self) -> bool:
        return not self.person_id.data


class EntryForm(Form):
    """Reads a draft of `draft_class` out of what was typed, and shows one. Fields are named as the draft's are."""

    version = HiddenField()
    slug = StringField(
        "Address",
        description="The last part of the address, in small letters and hyphens. Leave it empty to have it made from the title.",
    )
    title = StringField("Title", description="What the page is called, everywhere.")
    summary = TextAreaField(
        "Summary", description="A sentence or two. Lists, feeds and search results show it; needed before publishing."
    )
    body = TextAreaField("Text", description="Write in Markdown. The help below shows how.")
    image_id = AssetField(
        "Picture",
        kind=AssetKind.IMAGE,
        nothing="No picture",
        description="From the media library. A new one is uploaded in the box below this form.",
    )
    image_alt = StringField(
        "Description of the picture", description="What it shows, for people who cannot see it. Screen readers say it."
    )
    image_decorative = BooleanField(
        "The picture is decorative", description="It says nothing that the text does not say; screen readers skip it."
    )
    citations = Rows(
        FormField(CitationRow, "Reference"),
        "References",
        description="The text points at one with [^key]. They are numbered by the site, in the order of the text.",
    )
    tags = StringField("Tags", description="Separated by commas, such as: hip, running.")
    credits = Rows(
        FormField(CreditRow, "Person"),
        "People",
        description="Who wrote, reviewed, hosts or is a guest, in the order shown.",
    )
    sample = BooleanField(
        "Sample content",
        description="The page says that it is a sample and not clinically reviewed; search engines skip it.",
    )
    publish_at = MomentField("Publish at", description="In the site's time zone.")
    publish_at_which = WhichField()

    draft_class: ClassVar[type[EntryDraft]] = EntryDraft
    sections: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()
    """Headings with the names of their fields, in the order of the page."""
    open_sections: ClassVar[frozenset[str]] = frozenset()
    """Those that are open from the start."""
    has_files: ClassVar[bool] = False
    COMMON: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("Picture", ("image_id", "image_alt", "image_decorative")),
        ("References", ("citations",)),
        ("Tags and people", ("tags", "credits", "sample")),
    )

    @classmethod
    def values_of(cls, draft: EntryDraft) -> dict[str, Any]:
        """What the fields show of a draft."""
        return {
            "title": draft.title,
            "summary": draft.summary,
            "body": bodies.to_markdown(draft.body),
            "image_id": draft.image_id,
            "image_alt": draft.image_alt,
            "image_decorative": draft.image_decorative,
            "citations": [{"key": c.key, "text": c.text, "url": c.url, "note": c.note} for c in draft.citations],
            "tags": ", ".join(draft.tags),
            "credits": [{"person_id": c.person_id, "role": c.role.value} for c in draft.credits],
            "sample": draft.sample,
        }

    def absorb(self) -> None:
        """Take over what came with the form besides its fields."""

    def draft(self) -> EntryDraft:
        """What was typed. Raises Invalid with everything that cannot be read or kept."""
        faults: list[Fault] = []

        def read(get: Callable[[], T], otherwise: T) -> T:
            try:
                return get()
            except Invalid as refusal:
                faults.extend(refusal.faults)
                return otherwise

        draft = self.draft_class(**self.values(read))
        if faults:
            read(lambda: _refuse(draft.cleaned().faults()), None)
            raise Invalid.of(faults)
        return draft

    def values(self, read: Callable[[Callable[[], Any], Any], Any]) -> dict[str, Any]:
        """The draft's fields; `read(get, otherwise)` collects what `get` refuses."""
        return {
            "title": self.title.data or "",
            "summary": self.summary.data or "",
            "body": read(lambda: bodies.from_markdown(plain(self.body.data)), ""),
            "image_id": self.image_id.data,
            "image_alt": self.image_alt.data or self._usual_alt(),
            "image_decorative": bool(self.image_decorative.data),
            "citations": tuple(_citation(row.form) for row in self.citations if not row.form.is_blank),
            "tags": _tags(self.tags.data),
            "credits": tuple(_credit(row.form) for row in self.credits if not row.form.is_blank),
            "sample": bool(self.sample.data),
        }

    def _usual_alt(self) -> str:
        """How the library describes the picture, where the page says nothing else."""
        if self.image_id.data is None or self.image_decorative.data:
            return ""
        chosen = media.find_asset(self.image_id.data)
        return "" if chosen is None else str(chosen.facts.get("alt", ""))

    def change_rows(self, what: str) -> str:
        """Do what a button for rows says: "add-credits", "remove-citations-2". The name of the rows, "" for no such button."""
        verb, _, rest = what.partition("-")
        name, _, index = rest.partition("-")
        if verb not in {"add", "remove"} or name not in ROWS:
            return ""
        rows: Rows = self[name]
        if verb == "add":
            rows.add()
        else:
            rows.remove(index)
        return name

    def is_wrong(self, names: Iterable[str]) -> bool:
        """Whether one of these fields was refused."""
        return any(list(problems_of(self[name])) for name in names)

    def hint(self, names: Iterable[str]) -> str:
        """What a closed section holds, in a few words."""
        said = []
        for name in names:
            match self[name]:
                case StringField() as text if name == "tags" and (tags := _tags(text.data)):
                    said.append("1 tag" if len(tags) == 1 else f"{len(tags)} tags")
                case Rows() as rows if count := sum(not row.form.is_blank for row in rows):
                    label = (rows[0] if count == 1 else rows).label
                    said.append(f"{count} {label.text.lower()}")
                case AssetField() as chosen:
                    said.append(in_words(chosen))
                case TextAreaField() as text if lines := len(plain(text.data).splitlines()):
                    said.append("1 line" if lines == 1 else f"{lines} lines")
                case _:
                    pass
        return ", ".join(said)

    def shown(self) -> list[tuple[str, str]]:
        """Every field of the draft with its value in words: for putting two texts side by side."""
        names = [name for _, fields in self.sections for name in fields if not name.endswith("_file")]
        return [(self[name].label.text, in_words(self[name])) for name in names]


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
        case _:
            return plain(field.data)


def plain(value: object) -> str:
    """Typed text with \\n for line ends and without control characters."""
    return without_control_characters(str(value or ""))


def with_values(form: type[EntryForm], values: Mapping[str, Any]) -> EntryForm:
    """A form that shows these values, whatever was sent."""
    return form(formdata=None, data=dict(values))


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Invalid.of(faults)


def _tags(text: str | None) -> tuple[str, ...]:
    return tuple(tag for tag in (text or "").split(",") if tag.strip())


def _citation(row: CitationRow) -> Citation:
    return Citation(row.key.data or "", row.text.data or "", row.url.data or "", row.note.data or "")


def _credit(row: CreditRow) -> Credit:
    role = row.role.data if row.role.data in set(PersonRole) else PersonRole.AUTHOR
    return Credit(number_of(row.person_id.data) or 0, PersonRole(role))
