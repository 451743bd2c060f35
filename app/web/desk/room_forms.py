"""What articles, posts and resources add to the form of an entry."""

from collections.abc import Callable
from typing import Any, ClassVar

from wtforms import StringField

from app.accounts.permissions import Action, may
from app.articles import queries as articles
from app.articles.draft import ArticleDraft, Subject
from app.content.drafts import EntryDraft
from app.core import clock
from app.media.models import AssetKind
from app.resources.draft import ResourceDraft
from app.web.auth import current_actor
from app.web.desk.entry_form import EntryForm
from app.web.desk.fields import AssetField, ChoiceField

SUBJECTS = {
    Subject.NONE: "Nothing in particular",
    Subject.CONDITION: "A condition",
    Subject.PROCEDURE: "An operation",
    Subject.THERAPY: "A treatment by physiotherapists",
}
Read = Callable[[Callable[[], Any], Any], Any]


def parent_choices(without: str = "") -> list[tuple[str, str]]:
    """The articles that another may lie below: one's own and those that everybody sees, but not those below `without`."""
    actor, now = current_actor(), clock.now()
    return [
        (str(a.id), f"{a.title} ({a.path})")
        for a in articles.list_spots()
        if (a.is_live(now) or may(actor, Action.WRITE, owner_id=a.created_by_id))
        and not (without and a.path.startswith(without))
    ]


class ParentField(ChoiceField):
    """The article above. Nothing is always allowed, and no list is looked up for it: an autosave mostly chooses none."""

    def pre_validate(self, form: object) -> None:
        if self.data:
            super().pre_validate(form)


class ArticleForm(EntryForm):
    parent_id = ParentField(
        "Below",
        choices=lambda: [("", "Nothing: at the top"), *parent_choices()],
        description="The page that this one lies under; it becomes part of the address.",
    )
    subject = ChoiceField(
        "What it is about",
        choices=[(subject.value, words) for subject, words in SUBJECTS.items()],
        default="",
        description="Search engines are told.",
    )
    subject_name = StringField("Its name", description="Such as: Metal-on-metal hip resurfacing.")

    draft_class: ClassVar[type[EntryDraft]] = ArticleDraft
    sections: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("", ("title", "summary", "body")),
        ("Subject", ("subject", "subject_name")),
        *EntryForm.COMMON,
    )

    @classmethod
    def values_of(cls, draft: EntryDraft) -> dict[str, Any]:
        assert isinstance(draft, ArticleDraft)
        return super().values_of(draft) | {"subject": draft.subject.value, "subject_name": draft.subject_name}

    def values(self, read: Read) -> dict[str, Any]:
        subject = self.subject.data if self.subject.data in set(Subject) else ""
        return super().values(read) | {"subject": Subject(subject), "subject_name": self.subject_name.data or ""}


class PostForm(EntryForm):
    sections: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("", ("title", "summary", "body")),
        *EntryForm.COMMON,
    )


class ResourceForm(EntryForm):
    url = StringField("Link", description="Where it is on the web, starting with https://. Either this or a document.")
    document_id = AssetField(
        "Document",
        kind=AssetKind.DOCUMENT,
        nothing="No document",
        description="A PDF from the media library. Either this or a link.",
    )
    topic = StringField("Topic", description="The heading it is listed under, such as: Hip.")
    source_name = StringField(
        "Who stands behind it", description="Such as: the health service or society that wrote it."
    )

    draft_class: ClassVar[type[EntryDraft]] = ResourceDraft
    open_sections: ClassVar[frozenset[str]] = frozenset({"What it is"})
    sections: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("", ("title", "summary")),
        ("What it is", ("url", "document_id", "topic", "source_name")),
        ("Text", ("body",)),
        *EntryForm.COMMON,
    )

    @classmethod
    def values_of(cls, draft: EntryDraft) -> dict[str, Any]:
        assert isinstance(draft, ResourceDraft)
        own = ("url", "document_id", "topic", "source_name")
        return super().values_of(draft) | {name: getattr(draft, name) for name in own}

    def values(self, read: Read) -> dict[str, Any]:
        return super().values(read) | {
            "url": self.url.data or "",
            "document_id": self.document_id.data,
            "topic": self.topic.data or "",
            "source_name": self.source_name.data or "",
        }
