"""The fields beside the text: what is said of a save or a publish, and when it is public. None of them is in the draft."""

from flask import request
from wtforms import BooleanField, StringField, TextAreaField, ValidationError
from wtforms.fields import Field

from app.content.models import Entry
from app.content.notes import LONGEST, leave_notes, pending
from app.web.desk.fields import MomentField, WhichField
from app.web.form_base import Form


def short_enough(form: Form, field: Field) -> None:
    """A line of the history is a line."""
    length = len((field.data or "").strip())
    if length > LONGEST:
        raise ValidationError(f"It has {length} characters; {LONGEST} is the most.")


class BesideFields(Form):
    """Reasons, notes and dates."""

    minor = BooleanField(
        "Only spelling or layout: the sign-off stays",
        description="Numbers, doses, “not”, references and what the words say must be as they were signed off.",
    )
    minor_reason = StringField("What you put right", description="Needed with the tick; it is kept in the log.")
    revision_note = StringField(
        "Why, for colleagues", description="It stands in the list of revisions.", validators=[short_enough]
    )
    public_note = StringField(
        "What changed, for readers",
        description="One sentence for the page's history of changes, once this is published.",
        validators=[short_enough],
    )
    publish_at = MomentField("Publish at", description="In the site's time zone.")
    publish_at_which = WhichField()
    expires_at = MomentField(
        "Ends at", description="From then on its address says that it was taken down. Empty: never."
    )
    expires_at_which = WhichField()
    override_reason = TextAreaField("Why it should be published all the same")

    def has_notes(self) -> bool:
        """Whether a note is typed, or was refused."""
        return any(field.data or field.errors for field in (self.revision_note, self.public_note))

    def leave_notes(self, entry: Entry, *, autosave: bool = False, publishing: bool = False) -> bool:
        """Inside the unit of work that saved: keep the notes that were asked for and can be kept. Whether readers of a
        public text are told something else now."""
        return leave_notes(
            entry,
            why=_sent(self.revision_note),
            readers=_sent(self.public_note),
            autosave=autosave,
            publishing=publishing,
        )


def notes_of(entry: Entry) -> dict[str, str]:
    """What the fields of the notes show."""
    why, readers = pending(entry)
    return {"revision_note": why, "public_note": readers}


def _sent(field: Field) -> str | None:
    return (field.data or "") if field.name in request.form and not field.errors else None
