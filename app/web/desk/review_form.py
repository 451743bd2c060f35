"""The forms of reviews: recording one, and asking for the next."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.widgets import TextInput

from app.core.errors import Fault, Invalid
from app.reviews.models import Outcome, Scope
from app.reviews.signing import Verdict
from app.web.desk.fields import number_of
from app.web.form_base import Form

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DayField(StringField):
    """A day as the browser's own control gives it; kept as typed."""

    widget = TextInput(input_type="date")

    def day(self) -> date | None:
        """The day, None for nothing. Raises Invalid for what is none."""
        typed = (self.data or "").strip()
        if not typed:
            return None
        try:
            found = date.fromisoformat(typed if _DAY.fullmatch(typed) else "")
        except ValueError:
            found = date.min
        if not 2000 <= found.year <= 2100:
            raise Invalid("Give a day such as 2027-01-31.", field=self.short_name)
        return found


class OneOfField(RadioField):
    """One of a few, none of them chosen at first; what is none of them is said by whoever reads the form."""

    def __init__(self, label: str, *, choices: Iterable[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(label, validate_choice=False, **more)
        self.choices = list(choices)


class ReviewForm(Form):
    texts: frozenset[str] = frozenset()
    number = OneOfField("Which text was read")
    outcome = OneOfField(
        "Verdict",
        choices=[
            (Outcome.APPROVED.value, "Approved: it can stand as it is"),
            (Outcome.STILL_ACCURATE.value, "Still accurate: it was reviewed before and is still right"),
            (Outcome.CHANGES_REQUESTED.value, "Changes requested: something is wrong or missing"),
        ],
    )
    scope = OneOfField(
        "What was read",
        description="Only a review of the whole page that finds it right changes the date after “Last reviewed”.",
        choices=[(Scope.WHOLE.value, "The whole page"), (Scope.PART.value, "A part of it")],
    )
    scope_note = StringField("Which part", description="Only for a part, such as: the section on driving.")
    reviewer = StringField("Reviewer", description="The name as it is to stand on the page.")
    registration = StringField("Registration", description="The register and the number there. Readers can look it up.")
    reviewed_on = DayField("Reviewed on", description="The day on which it was read.")
    next_due = DayField("Next review by", description="Leave it empty for the usual")
    note = TextAreaField("Note", description="For the editors; readers do not see it. What should change, and why.")

    def offer(self, texts: list[tuple[str, str]]) -> None:
        """Which texts there are to be reviewed: their numbers, and what they are called."""
        self.number.choices, self.texts = texts, frozenset(number for number, _ in texts)

    def verdict(self) -> tuple[Verdict, int]:
        """What was typed, and the number of the text it is of. Raises Invalid with everything that cannot be read."""
        faults: list[Fault] = []
        days: dict[str, date | None] = {}
        for field in (self.reviewed_on, self.next_due):
            try:
                days[field.short_name] = field.day()
            except Invalid as refusal:
                faults += refusal.faults
        if not (self.reviewed_on.data or "").strip():
            faults.append(Fault("reviewed_on", "Give the day on which it was read."))
        number = number_of(self.number.data) if self.number.data in self.texts else None
        if number is None:
            faults.insert(0, Fault("number", "Say which text was read."))
        if self.outcome.data not in set(Outcome):
            faults.append(Fault("outcome", "Choose a verdict."))
        if self.scope.data not in set(Scope):
            faults.append(Fault("scope", "Say whether the whole page was read or a part of it."))
        on = days.get("reviewed_on")
        if faults or number is None or on is None:
            raise Invalid.of(faults)
        verdict = Verdict(
            outcome=Outcome(self.outcome.data),
            scope=Scope(self.scope.data),
            reviewer=self.reviewer.data or "",
            registration=self.registration.data or "",
            reviewed_on=on,
            next_due=days["next_due"],
            scope_note=self.scope_note.data or "",
            note=self.note.data or "",
        )
        return verdict, number


class DueForm(Form):
    due = DayField("Review it by")
