"""When somebody works at one place: weekly hours and exceptions."""

from datetime import date
from typing import Any

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.permissions import Action
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.unit_of_work import unit_of_work
from app.directory import hours as operations
from app.directory import queries
from app.directory.hours import Exceptional, Stretch
from app.directory.hours_models import ExceptionKind
from app.directory.wall_times import said
from app.web.auth import current_actor, needs
from app.web.desk.directory import blueprint
from app.web.desk.directory.shared import DayField, read_all, today
from app.web.desk.fields import ChoiceField
from app.web.desk.words import weekdays
from app.web.form_base import Form

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
        self.choices = [(str(number), name) for number, name in enumerate(weekdays())]


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
    kind = ChoiceField("On these days", choices=[(kind.value, words) for kind, words in KINDS.items()])
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


@blueprint.get("/desk/directory/places/<id:location_id>/hours/")
@needs(Action.MANAGE_DIRECTORY)
def hours(location_id: int) -> Response:
    return _page(location_id)


@blueprint.post("/desk/directory/places/<id:location_id>/hours/weekly")
@needs(Action.MANAGE_DIRECTORY)
def hours_add(location_id: int) -> Response:
    form = WeeklyForm()
    try:
        if not form.validate():
            return _page(location_id, 422, weekly=form)
        wanted = form.wanted()
        with unit_of_work():
            operations.add_weekly(location_id, wanted, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        form.take(refusal)
        return _page(location_id, 422, weekly=form)
    return _done(location_id, "The hours are added.")


@blueprint.post("/desk/directory/hours/<id:hours_id>/remove")
@needs(Action.MANAGE_DIRECTORY)
def hours_remove(hours_id: int) -> Response:
    with unit_of_work():
        location_id = operations.remove_weekly(hours_id, by=current_actor(), now=clock.now()).id
    return _done(location_id, "The hours are removed.")


@blueprint.post("/desk/directory/places/<id:location_id>/hours/exceptions")
@needs(Action.MANAGE_DIRECTORY)
def exception_add(location_id: int) -> Response:
    form = ExceptionForm(prefix=OTHER)
    try:
        if not form.validate():
            return _page(location_id, 422, exception=form)
        wanted = form.wanted()
        with unit_of_work():
            operations.add_exception(location_id, wanted, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        form.take(refusal)
        return _page(location_id, 422, exception=form)
    except Conflict as refusal:
        form.form_errors.append(refusal.message)
        return _page(location_id, 409, exception=form)
    return _done(location_id, "The exception is added.")


@blueprint.post("/desk/directory/exceptions/<id:exception_id>/remove")
@needs(Action.MANAGE_DIRECTORY)
def exception_remove(exception_id: int) -> Response:
    with unit_of_work():
        location_id = operations.remove_exception(exception_id, by=current_actor(), now=clock.now()).id
    return _done(location_id, "The exception is removed.")


@blueprint.app_template_filter("wall_time")
def wall_time_said(wall: str) -> str:
    """ "9:00 am"."""
    return said(wall)


def _done(location_id: int, words: str) -> Response:
    flash(words)
    return redirect(url_for("desk_directory.hours", location_id=location_id), code=303)


def _page(
    location_id: int, status: int = 200, *, weekly: WeeklyForm | None = None, exception: ExceptionForm | None = None
) -> Response:
    location = queries.get_location(location_id)
    html = render_template(
        "desk/directory/hours.html",
        location=location,
        hours=operations.hours_of(location_id, today=today()),
        weekdays=weekdays(),
        kinds=KINDS,
        weekly=weekly or WeeklyForm(formdata=None),
        exception=exception or ExceptionForm(formdata=None, prefix=OTHER),
        refused=weekly or exception,
    )
    return make_response(html, status)
