"""Forms about when somebody works, for the desk and for a practice's own people."""

from datetime import date
from typing import Any

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.errors import Invalid
from app.directory.hours import Exceptional, Stretch
from app.directory.hours_models import ExceptionKind
from app.directory.wall_times import DAYS
from app.web.form_base import DayField, Form, read_all

KINDS = {ExceptionKind.CLOSED: "Does not work", ExceptionKind.OPEN: "Works at other hours than usual"}
OTHER = "exception-"
"""Before the names of the second form of the page, so that no two fields have one id."""
TIME = {"autocomplete": "off", "class": "short", "placeholder": "9:00"}


class DaysField(SelectMultipleField):
    """Days of the week, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, validate_choice=False, **more)
        self.choices = [(str(number), name) for number, name in enumerate(DAYS)]


class KindField(SelectField):
    """What holds on the days of an exception."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, **more)
        self.choices = [(kind.value, words) for kind, words in KINDS.items()]


class WeeklyForm(Form):
    weekdays = DaysField("Days")
    starts = StringField("From", description="Such as 9:00.", render_kw=TIME)
    ends = StringField("To", description="Such as 17:30.", render_kw=TIME)
    valid_from = DayField("First day", description="Empty: at once.")
    valid_until = DayField("Last day", description="Empty: until further notice.")
    every_other_from = DayField(
        "Every other week", description="A day of the first week that is worked. Empty: every week."
    )

    def wanted(self) -> Stretch:
        """What was typed. Raises Invalid."""
        read = read_all(
            valid_from=self.valid_from.day, valid_until=self.valid_until.day, every_other_from=self.every_other_from.day
        )
        days = tuple(int(each) for each in self.weekdays.data or () if each in {"0", "1", "2", "3", "4", "5", "6"})
        return Stretch(weekdays=days, starts=self.starts.data or "", ends=self.ends.data or "", **read)


class ExceptionForm(Form):
    kind = KindField("On these days")
    first = DayField("Day")
    last = DayField("Until", description="The last of several days. Empty: only that day.")
    starts = StringField("From", description="Empty, where they do not work at all on that day.", render_kw=TIME)
    ends = StringField("To", render_kw=TIME)
    note = StringField("Why", description="For colleagues; patients do not see it.")

    def wanted(self) -> Exceptional:
        """What was typed. Raises Invalid."""
        read = read_all(first=self._first, last=self.last.day)
        return Exceptional(
            kind=ExceptionKind(self.kind.data),
            starts=self.starts.data or "",
            ends=self.ends.data or "",
            note=self.note.data or "",
            **read,
        )

    def _first(self) -> date:
        day = self.first.day()
        if day is None:
            raise Invalid("Say which day.", field="first")
        return day


class ClosedForm(Form):
    first = DayField("Day")
    last = DayField("Until", description="The last of several days. Empty: only that day.")
    note = StringField("Why", description="Such as: moving house.")

    def days(self) -> tuple[date, date | None]:
        """What was typed. Raises Invalid."""
        read = read_all(first=self.first.day, last=self.last.day)
        if read["first"] is None:
            raise Invalid("Say which day.", field="first")
        return read["first"], read["last"]
