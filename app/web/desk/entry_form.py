"""The form that every kind of entry has; what a kind adds is in `room_forms.py`, `show_form.py` and `episode_form.py`."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar

import wtforms
from flask import request
from wtforms import BooleanField, FormField, HiddenField, StringField, TextAreaField

from app.content import body as bodies
from app.content.drafts import EntryDraft
from app.core.errors import Fault, Invalid
from app.media import queries as media
from app.media.models import AssetKind
from app.web.desk.beside_fields import BesideFields
from app.web.desk.body_formats import MARKDOWN, read_body, shown_body, start_of
from app.web.desk.citation_rows import CitationRow, put_into_library
from app.web.desk.entry_rows import CorrectionRow, CreditRow, FormerlyRow, Row
from app.web.desk.field_words import hint_of, in_words, plain, tags_of
from app.web.desk.fields import AssetField, OpenChoiceField, Rows, problems_of

T = TypeVar("T")
Read = Callable[[Callable[[], Any], Any], Any]
Section = tuple[str, tuple[str, ...]]
Sections = tuple[Section, ...]


class EntryForm(BesideFields):
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
    body_format = HiddenField(default=MARKDOWN)
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
    corrections = Rows(
        FormField(CorrectionRow, "Correction"),
        "Corrections",
        description="What was wrong on the page and has been put right. Once public, a correction stays.",
    )
    formerly = Rows(
        FormField(FormerlyRow, "Former statement"),
        "What we used to say",
        description="Advice that has changed since: readers who remember the old one see that we know.",
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

    draft_class: ClassVar[type[EntryDraft]] = EntryDraft
    sections: ClassVar[Sections] = ()
    """Headings with the names of their fields, in the order of the page."""
    open_sections: ClassVar[frozenset[str]] = frozenset()
    """Those that are open from the start."""
    has_files: ClassVar[bool] = False
    _saved_body: str | None = None
    found_at: Mapping[tuple[str, str], dict[str, Any]] = MappingProxyType({})
    """Where in the text a fault of a field is: its block and the words there, by the field and the message."""
    ROWS: ClassVar[dict[str, type[Row]]] = {
        "citations": CitationRow,
        "corrections": CorrectionRow,
        "formerly": FormerlyRow,
        "credits": CreditRow,
    }
    """The fields that are rows, with what each row is."""
    PAST: ClassVar[Section] = ("Corrections, and what we used to say", ("corrections", "formerly"))
    COMMON: ClassVar[Sections] = (
        ("Picture", ("image_id", "image_alt", "image_decorative")),
        ("References", ("citations",)),
        PAST,
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
            "tags": ", ".join(draft.tags),
            "sample": draft.sample,
        } | {name: [row.values_of(part) for part in getattr(draft, name)] for name, row in cls.ROWS.items()}

    def allow(self, draft: EntryDraft) -> None:
        """Take what the entry has already, also where no list of ours has it."""
        self._saved_body = draft.body if self.body.raw_data is None else None
        open_fields = {name: field for name, field in self._fields.items() if isinstance(field, OpenChoiceField)}
        values = self.values_of(draft) if open_fields else {}
        for name, field in open_fields.items():
            field.allow(values.get(name))

    def take(self, refusal: Invalid) -> None:
        """Each fault at its field; one of a row, such as corrections-0-on, in the row: empty rows are not counted."""
        for fault in refusal.faults:
            field = self._part_of(fault.field)
            if field is None:
                super().take(Invalid.of([fault]))
            else:
                field.errors = [*field.errors, fault.message]

    def _part_of(self, place: str) -> wtforms.Field | None:
        name, _, rest = place.partition("-")
        index, _, part = rest.partition("-")
        if name not in self.ROWS or not (index.isascii() and index.isdigit()):
            return None
        forms = [row.form for row in self[name] if not row.form.is_blank]
        return forms[int(index)]._fields.get(part) if int(index) < len(forms) else None

    def absorb(self) -> None:
        """Take over what came with the form besides its fields."""

    def missing(self) -> list[str]:
        """What did not arrive: a form without its text is torn, and no form with an empty text."""
        return [name for name in ("title", "body") if name in self and name not in request.form]

    def draft(self) -> EntryDraft:
        """What was typed. Raises Invalid with everything that cannot be read or kept."""
        draft, faults = self.read_draft()
        if faults:
            raise Invalid.of([*faults, *faults_of(draft)])
        return draft

    def as_typed(self) -> EntryDraft:
        """What was typed as far as it can be read: for saying what it lacks, not for keeping it."""
        draft, _ = self.read_draft()
        try:
            return draft.cleaned()
        except Invalid:  # a body that cannot be taken; it is said at its field
            return draft

    def read_draft(self) -> tuple[EntryDraft, list[Fault]]:
        """The draft, and what of it could not be read."""
        faults: list[Fault] = []

        def read(get: Callable[[], T], otherwise: T) -> T:
            try:
                return get()
            except Invalid as refusal:
                faults.extend(refusal.faults)
                return otherwise

        return self.draft_class(**self.values(read)), faults

    def values(self, read: Read) -> dict[str, Any]:
        """The draft's fields; `read(get, otherwise)` collects what `get` refuses."""
        return {
            "title": self.title.data or "",
            "summary": self.summary.data or "",
            "body": read(self._read_text, ""),
            "image_id": self.image_id.data,
            "image_alt": self.image_alt.data or self._usual_alt(),
            "image_decorative": bool(self.image_decorative.data),
            "tags": tags_of(self.tags.data),
            "sample": bool(self.sample.data),
        } | {name: self._parts(name, read) for name in self.ROWS}

    def _read_text(self) -> str:
        """The canonical body; where the field shows the saved text, and nothing was sent, that is known."""
        if self._saved_body is not None:
            return self._saved_body
        return read_body(plain(self.body.data), self.body_format.data)

    def _parts(self, name: str, read: Read) -> tuple[Any, ...]:
        """What the rows of one name say; empty ones are left out."""
        forms = [row.form for row in self[name] if not row.form.is_blank]
        parts = [read(partial(form.part, number), None) for number, form in enumerate(forms, start=1)]
        return tuple(part for part in parts if part is not None)

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
        if verb == "library" and name == "citations" and index:
            put_into_library(self[name], index)
            return name
        if verb not in {"add", "remove"} or name not in self.ROWS:
            return ""
        rows: Rows = self[name]
        if verb == "add":
            rows.add()
        else:
            rows.remove(index)
        return name

    def replace(self, name: str, other: "EntryForm") -> None:
        """Take over what another form of this kind says in a field; a name that is no field is left alone."""
        if name in self and name in other:
            self._fields[name] = other[name]
            setattr(self, name, other[name])

    def is_wrong(self, names: Iterable[str]) -> bool:
        """Whether one of these fields was refused."""
        return any(list(problems_of(self[name])) for name in names)

    def hint(self, names: Iterable[str]) -> str:
        """What a closed section holds, in a few words."""
        return ", ".join(said for name in names if (said := hint_of(self[name])))

    def shown(self) -> list[tuple[str, str]]:
        """Every field of the draft with its value in words: for putting two texts side by side."""
        names = [name for _, fields in self.sections for name in fields if not name.endswith("_file")]
        return [(self[name].label.text, self.in_words(name)) for name in names]

    def in_words(self, name: str) -> str:
        """What a field says, as a person would read it aloud; the text in Markdown, whichever way it was written."""
        said = in_words(self[name])
        return shown_body(said, self.body_format.data) if name == "body" else said

    def start_html(self) -> str | None:
        """What the editor begins with; None when it cannot, or when the field has the editor's own text already."""
        return start_of(plain(self.body.data), self.body_format.data, self._saved_body)


def with_values(form: type[EntryForm], values: Mapping[str, Any]) -> EntryForm:
    """A form that shows these values, whatever was sent."""
    return form(formdata=None, data=dict(values))


def faults_of(draft: EntryDraft) -> list[Fault]:
    """Why this cannot be saved even as a draft, a body that cannot be taken included."""
    try:
        return draft.cleaned().faults()
    except Invalid as refusal:
        return list(refusal.faults)
