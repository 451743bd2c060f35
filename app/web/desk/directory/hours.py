"""When somebody works at one place: weekly hours and exceptions."""

from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.booking.in_the_way import Why
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.directory import hours as operations
from app.directory import queries
from app.directory.wall_times import said
from app.web.auth import current_actor, needs
from app.web.desk.directory import blueprint
from app.web.desk.directory.settling import carried_out
from app.web.desk.directory.shared import today
from app.web.desk.words import weekdays
from app.web.hours_forms import KINDS, OTHER, ExceptionForm, WeeklyForm


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
    by, now = current_actor(), clock.now()
    location_id = operations.location_of_weekly(hours_id)
    return _narrow(
        lambda: operations.remove_weekly(hours_id, by=by, now=now),
        location_id,
        "Remove these hours",
        "The hours are removed.",
    )


@blueprint.post("/desk/directory/places/<id:location_id>/hours/exceptions")
@needs(Action.MANAGE_DIRECTORY)
def exception_add(location_id: int) -> Response:
    form = ExceptionForm(prefix=OTHER)
    try:
        if not form.validate():
            return _page(location_id, 422, exception=form)
        wanted, by, now = form.wanted(), current_actor(), clock.now()
        return _narrow(
            lambda: operations.add_exception(location_id, wanted, by=by, now=now),
            location_id,
            "Other hours than usual",
            "The exception is added.",
        )
    except Invalid as refusal:
        form.take(refusal)
        return _page(location_id, 422, exception=form)


@blueprint.post("/desk/directory/exceptions/<id:exception_id>/remove")
@needs(Action.MANAGE_DIRECTORY)
def exception_remove(exception_id: int) -> Response:
    by, now = current_actor(), clock.now()
    location_id = operations.location_of_exception(exception_id)
    return _narrow(
        lambda: operations.remove_exception(exception_id, by=by, now=now),
        location_id,
        "Remove this exception",
        "The exception is removed.",
    )


@blueprint.app_template_filter("wall_time")
def wall_time_said(wall: str) -> str:
    """ "9:00 am"."""
    return said(wall)


def _narrow(change: Callable[[], object], location_id: int, title: str, said: str) -> Response:
    """What may take hours away under appointments."""
    back = url_for("desk_directory.hours", location_id=location_id)
    asked = carried_out(change, Why.HOURS, title=title, back=back)
    return asked or _done(location_id, said)


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
