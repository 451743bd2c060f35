"""What shows and episodes add to the form of an entry."""

from collections.abc import Callable
from typing import Any, ClassVar

from wtforms import BooleanField, FileField, StringField, TextAreaField

from app.content.drafts import EntryDraft
from app.core.errors import Invalid
from app.feeds.categories import apple_categories
from app.media.models import AssetKind
from app.podcast import transcript_files, transcript_formats, transcripts
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft, ShowType
from app.web.desk import chapter_lines
from app.web.desk.entry_form import EntryForm, plain
from app.web.desk.fields import AssetField, ChoiceField, whole_number

Read = Callable[[Callable[[], Any], Any], Any]
Sections = tuple[tuple[str, tuple[str, ...]], ...]
_EXPLICIT = {"": None, "no": False, "yes": True}
_ARROW = " › "


class CategoryField(ChoiceField):
    """A category of Apple's list, or whatever an imported show has."""

    def process(self, formdata: Any, *data: Any, **more: Any) -> None:
        super().process(formdata, *data, **more)
        self.choices = category_choices()
        if self.data and self.object_data == self.data and self.data not in {value for value, _ in self.choices}:
            self.choices.append((self.data, self.data))


class ShowForm(EntryForm):
    author_name = StringField("Made by", description="Apps print it below the title.")
    owner_name = StringField("Owner's name", description="Only directories read it: whom they write to.")
    owner_email = StringField(
        "Owner's e-mail address",
        description="Directories send a code there to prove that the show is yours. It is public in the feed.",
    )
    language = StringField("Language", description="A code such as en-GB.")
    category = CategoryField("Category", description="Where directories list the show.")
    explicit = BooleanField("Explicit", description="It has strong language or is for adults only.")
    show_type = ChoiceField(
        "Order",
        choices=[(ShowType.EPISODIC.value, "Newest first"), (ShowType.SERIAL.value, "From the first episode on")],
        default=ShowType.EPISODIC.value,
        description="In a serial every episode has a number.",
    )
    copyright_holder = StringField("Copyright", description="Who holds the rights, such as the publisher's name.")
    locked = BooleanField("Locked", description="Other hosts may not import the show without asking you.")
    complete = BooleanField("Complete", description="No more episodes will come; apps stop asking for new ones.")

    draft_class: ClassVar[type[EntryDraft]] = ShowDraft
    sections: ClassVar[Sections] = (
        ("", ("title", "summary", "body")),
        ("Cover", ("image_id", "image_alt", "image_decorative")),
        ("In podcast apps", ("author_name", "category", "language", "show_type", "explicit", "complete")),
        ("For directories", ("owner_name", "owner_email", "copyright_holder", "locked")),
        ("Tags, people, references", ("tags", "credits", "citations", "sample")),
    )
    open_sections: ClassVar[frozenset[str]] = frozenset({"Cover", "In podcast apps"})
    TEXTS: ClassVar[tuple[str, ...]] = ("author_name", "owner_name", "owner_email", "language", "copyright_holder")
    TICKS: ClassVar[tuple[str, ...]] = ("explicit", "locked", "complete")

    @classmethod
    def values_of(cls, draft: EntryDraft) -> dict[str, Any]:
        assert isinstance(draft, ShowDraft)
        own = {name: getattr(draft, name) for name in cls.TEXTS + cls.TICKS}
        category = _ARROW.join(part for part in (draft.category, draft.subcategory) if part)
        return super().values_of(draft) | own | {"category": category, "show_type": draft.show_type.value}

    def values(self, read: Read) -> dict[str, Any]:
        category, _, subcategory = (self.category.data or "").partition(_ARROW)
        show_type = self.show_type.data if self.show_type.data in set(ShowType) else ShowType.EPISODIC
        return (
            super().values(read)
            | {name: self[name].data or "" for name in self.TEXTS}
            | {name: bool(self[name].data) for name in self.TICKS}
            | {"category": category, "subcategory": subcategory, "show_type": ShowType(show_type)}
        )


class EpisodeForm(EntryForm):
    season = StringField("Season", description="Only where the show has seasons.")
    number = StringField("Number", description="The episode's number in its season, or in the show.")
    episode_type = ChoiceField(
        "Type",
        choices=[(t.value, t.value.capitalize()) for t in EpisodeType],
        default=EpisodeType.FULL.value,
        description="Apps show trailers and bonus episodes apart.",
    )
    explicit = ChoiceField(
        "Explicit",
        choices=[("", "As the show"), ("no", "No"), ("yes", "Yes")],
        default="",
        description="Strong language, or for adults only.",
    )
    audio_id = AssetField(
        "Recording",
        kind=AssetKind.AUDIO,
        nothing="No recording yet",
        description="From the media library. A new one is uploaded in the box below this form.",
    )
    chapters = TextAreaField(
        "Chapters",
        description="One line each: 2:30 First steps | https://example.org/. The first starts at 0:00; the link may be left out.",
    )
    transcript = TextAreaField(
        "Transcript", description="Pasted as WebVTT or SubRip: times, speakers and what is said."
    )
    transcript_file = FileField(
        "Transcript from a file", description="A .vtt or .srt file; it replaces the text above."
    )
    transcript_language = StringField(
        "Language of the transcript", description="A code such as en-GB; empty means the show's."
    )

    draft_class: ClassVar[type[EntryDraft]] = EpisodeDraft
    has_files: ClassVar[bool] = True
    open_sections: ClassVar[frozenset[str]] = frozenset({"Recording", "Show notes"})
    sections: ClassVar[Sections] = (
        ("", ("title", "summary")),
        ("Recording", ("audio_id", "season", "number", "episode_type", "explicit")),
        ("Show notes", ("body",)),
        ("Chapters", ("chapters",)),
        ("Transcript", ("transcript", "transcript_file", "transcript_language")),
        *EntryForm.COMMON,
    )

    @classmethod
    def values_of(cls, draft: EntryDraft) -> dict[str, Any]:
        assert isinstance(draft, EpisodeDraft)
        cues = transcripts.from_stored(draft.transcript)
        explicit = next(word for word, value in _EXPLICIT.items() if value is draft.explicit)
        return super().values_of(draft) | {
            "season": "" if draft.season is None else str(draft.season),
            "number": "" if draft.number is None else str(draft.number),
            "episode_type": draft.episode_type.value,
            "explicit": explicit,
            "audio_id": draft.audio_id,
            "chapters": chapter_lines.written(draft.chapters),
            "transcript": transcript_formats.to_vtt(cues) if cues else "",
            "transcript_language": draft.transcript_language,
        }

    def absorb(self) -> None:
        """A transcript file takes the place of the text, so that the page shows it whatever happens next."""
        file = self.transcript_file.data
        if file:
            try:
                self.transcript.data = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.unreadable = True

    unreadable: bool = False

    def values(self, read: Read) -> dict[str, Any]:
        kind = self.episode_type.data if self.episode_type.data in set(EpisodeType) else EpisodeType.FULL
        return super().values(read) | {
            "season": read(lambda: whole_number(self.season), None),
            "number": read(lambda: whole_number(self.number), None),
            "episode_type": EpisodeType(kind),
            "explicit": _EXPLICIT.get(self.explicit.data or ""),
            "audio_id": self.audio_id.data,
            "chapters": read(lambda: chapter_lines.read(plain(self.chapters.data)), ()),
            "transcript": read(self._cues, ()),
            "transcript_language": (self.transcript_language.data or "").strip(),
        }

    def _cues(self) -> tuple[dict[str, Any], ...]:
        if self.unreadable:
            raise Invalid("This file is not text in UTF-8. Save it as UTF-8 and try again.", field="transcript_file")
        text = plain(self.transcript.data)
        if not text.strip():
            return ()
        cues = transcript_files.parse(text)
        if not cues:
            raise Invalid("There is not one word in it.", field="transcript")
        faults = transcripts.faults(cues)
        if faults:
            raise Invalid.of(faults[:5])
        return tuple(transcripts.to_stored(cues))


def category_choices() -> list[tuple[str, str]]:
    """Each category by itself, and each with its subcategories."""
    found = [("", "Choose a category")]
    for category, below in apple_categories().items():
        names = [category, *(f"{category}{_ARROW}{name}" for name in below)]
        found += [(name, name) for name in names]
    return found
