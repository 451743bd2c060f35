"""What an episode adds to the form of an entry."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from wtforms import FileField, FormField, StringField, TextAreaField

from app.content.drafts import EntryDraft
from app.core.errors import Invalid
from app.media.models import AssetKind
from app.podcast import transcript_files, transcript_formats, transcripts
from app.podcast.draft import EpisodeDraft, EpisodeType
from app.web.desk import chapter_lines, choices
from app.web.desk.entry_form import EntryForm, Read, Sections
from app.web.desk.entry_rows import Row
from app.web.desk.field_words import plain
from app.web.desk.fields import AssetField, ChoiceField, OpenChoiceField, Rows, SuggestedField, whole_number
from app.web.desk.part_rows import PlaceRow, SoundbiteRow, SpeakerRow

_EXPLICIT = {"": None, "no": False, "yes": True}
NO_TRANSCRIPT = (
    "It has no speech.",
    "The transcript follows within a week.",
    "It is a trailer; the episode has a transcript.",
    "The full text is in the show notes.",
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
        "Transcript", description="Pasted as WebVTT, SubRip, JSON or HTML: times, speakers and what is said."
    )
    transcript_file = FileField(
        "Transcript from a file", description="A .vtt, .srt, .json or .html file; it replaces the text above."
    )
    transcript_language = StringField(
        "Language of the transcript", description="A code such as en-GB; empty means the show's."
    )
    no_transcript_reason = SuggestedField(
        "Why there is no transcript",
        suggestions=NO_TRANSCRIPT,
        description="Needed before publishing only where there is none. People who cannot hear the episode read it instead.",
    )
    speakers = Rows(
        FormField(SpeakerRow, "Speaker"),
        "Speakers",
        description="Who the names in the transcript are. A name without a person stays as it is written there.",
    )
    soundbites = Rows(
        FormField(SoundbiteRow, "Clip"),
        "Clips worth sharing",
        description="Apps play them as a taste of the episode; 15 to 120 seconds are best.",
    )
    places = Rows(
        FormField(PlaceRow, "Place"), "Places", description="What this episode is about, or where it was made."
    )
    ai_content = OpenChoiceField(
        "Made with AI",
        choices=[("", "As the show says"), *choices.AI[1:]],
        default="",
        description="Whether words, voices or sound of this episode come from AI.",
    )

    draft_class: ClassVar[type[EntryDraft]] = EpisodeDraft
    ROWS: ClassVar[dict[str, type[Row]]] = EntryForm.ROWS | {
        "speakers": SpeakerRow,
        "soundbites": SoundbiteRow,
        "places": PlaceRow,
    }
    has_files: ClassVar[bool] = True
    open_sections: ClassVar[frozenset[str]] = frozenset({"Recording", "Show notes"})
    sections: ClassVar[Sections] = (
        ("", ("title", "summary")),
        ("Recording", ("audio_id", "season", "number", "episode_type", "explicit")),
        ("Show notes", ("body",)),
        ("Chapters", ("chapters",)),
        (
            "Transcript",
            ("transcript", "transcript_file", "transcript_language", "no_transcript_reason", "speakers"),
        ),
        ("Clips", ("soundbites",)),
        *EntryForm.COMMON,
        ("Where", ("places",)),
        ("Use of AI", ("ai_content",)),
    )

    @classmethod
    def values_of(cls, draft: EntryDraft) -> dict[str, Any]:
        assert isinstance(draft, EpisodeDraft)
        cues = transcripts.from_stored(draft.transcript)
        explicit = next(word for word, value in _EXPLICIT.items() if value is draft.explicit)
        values = super().values_of(draft)
        known = {speaker.name for speaker in draft.speakers}
        unknown = [{"name": name, "person_id": ""} for name in transcripts.speakers(cues) if name not in known]
        return values | {
            "season": "" if draft.season is None else str(draft.season),
            "number": "" if draft.number is None else str(draft.number),
            "episode_type": draft.episode_type.value,
            "explicit": explicit,
            "audio_id": draft.audio_id,
            "chapters": chapter_lines.written(draft.chapters),
            "transcript": transcript_formats.to_vtt(cues) if cues else "",
            "transcript_language": draft.transcript_language,
            "no_transcript_reason": draft.no_transcript_reason,
            "speakers": values["speakers"] + unknown,
            "ai_content": draft.ai_content,
        }

    def allow(self, draft: EntryDraft) -> None:
        """Text that nobody touched is kept as it is stored: their own editors know more of chapters than lines say."""
        super().allow(draft)
        assert isinstance(draft, EpisodeDraft)
        shown = self.values_of(draft)
        self._stored = {name: (shown[name], getattr(draft, name)) for name in ("chapters", "transcript")}

    def _untouched(self, name: str) -> tuple[dict[str, Any], ...] | None:
        shown, stored = self._stored.get(name, ("", ()))
        return stored if stored and plain(self[name].data).strip() == shown.strip() else None

    def _chapters(self) -> tuple[dict[str, Any], ...]:
        stored = self._untouched("chapters")
        return chapter_lines.read(plain(self.chapters.data)) if stored is None else stored

    def absorb(self) -> None:
        """A transcript file takes the place of the text, so that the page shows it whatever happens next."""
        file = self.transcript_file.data
        if file:
            try:
                self.transcript.data = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.unreadable = True

    unreadable: bool = False
    _stored: Mapping[str, tuple[str, tuple[dict[str, Any], ...]]] = MappingProxyType({})

    def values(self, read: Read) -> dict[str, Any]:
        kind = self.episode_type.data if self.episode_type.data in set(EpisodeType) else EpisodeType.FULL
        return super().values(read) | {
            "season": read(lambda: whole_number(self.season), None),
            "number": read(lambda: whole_number(self.number), None),
            "episode_type": EpisodeType(kind),
            "explicit": _EXPLICIT.get(self.explicit.data or ""),
            "audio_id": self.audio_id.data,
            "chapters": read(self._chapters, ()),
            "transcript": read(self._cues, ()),
            "transcript_language": (self.transcript_language.data or "").strip(),
            "no_transcript_reason": self.no_transcript_reason.data or "",
            "ai_content": self.ai_content.data or "",
        }

    def _cues(self) -> tuple[dict[str, Any], ...]:
        if self.unreadable:
            raise Invalid("This file is not text in UTF-8. Save it as UTF-8 and try again.", field="transcript_file")
        if (stored := self._untouched("transcript")) is not None:
            return stored
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
