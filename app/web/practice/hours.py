"""When the practice's people work: weekly hours and exceptions, kept by the practice itself."""

from collections.abc import Callable

from flask import url_for
from werkzeug.wrappers import Response

from app.booking import diary
from app.booking.in_the_way import Why
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.directory import hours as operations
from app.directory.models import Practice
from app.directory.wall_times import DAYS
from app.web.auth import current_actor
from app.web.hours_forms import KINDS, OTHER, ExceptionForm, WeeklyForm
from app.web.pages.booking import zone_said
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page
from app.web.practice.fields import today, zone_of
from app.web.practice.settling import carried_out

BASE = "/practice/<id:practice_id>/hours"


@blueprint.get(f"{BASE}/")
@member
def places(practice: Practice) -> Response:
    """Whose hours."""
    here = [each for each in diary.locations_of(practice.id) if each.ended_at is None]
    return page("places", practice, locations=here)


@blueprint.get(f"{BASE}/<id:location_id>/")
@member
def hours(practice: Practice, location_id: int) -> Response:
    return _page(practice, location_id)


@blueprint.post(f"{BASE}/<id:location_id>/weekly")
@member
def hours_add(practice: Practice, location_id: int) -> Response:
    form = WeeklyForm()
    diary.get_location(practice.id, location_id)
    try:
        if not form.validate():
            return _page(practice, location_id, 422, weekly=form)
        wanted = form.wanted()
        with unit_of_work():
            operations.add_weekly(location_id, wanted, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        form.take(refusal)
        return _page(practice, location_id, 422, weekly=form)
    return back_to("practice.hours", practice, "The hours are added.", location_id=location_id)


@blueprint.post(f"{BASE}/<id:location_id>/weekly/<id:hours_id>/remove")
@member
def hours_remove(practice: Practice, location_id: int, hours_id: int) -> Response:
    _require_row(practice, location_id, hours_id, weekly=True)
    by, now = current_actor(), clock.now()
    return _narrow(
        lambda: operations.remove_weekly(hours_id, by=by, now=now),
        practice,
        location_id,
        title="Remove these hours",
        said="The hours are removed.",
    )


@blueprint.post(f"{BASE}/<id:location_id>/exceptions")
@member
def exception_add(practice: Practice, location_id: int) -> Response:
    form = ExceptionForm(prefix=OTHER)
    diary.get_location(practice.id, location_id)
    try:
        if not form.validate():
            return _page(practice, location_id, 422, exception=form)
        wanted, by, now = form.wanted(), current_actor(), clock.now()
        return _narrow(
            lambda: operations.add_exception(location_id, wanted, by=by, now=now),
            practice,
            location_id,
            title="Other hours than usual",
            said="The exception is added.",
        )
    except Invalid as refusal:
        form.take(refusal)
        return _page(practice, location_id, 422, exception=form)


@blueprint.post(f"{BASE}/<id:location_id>/exceptions/<id:exception_id>/remove")
@member
def exception_remove(practice: Practice, location_id: int, exception_id: int) -> Response:
    _require_row(practice, location_id, exception_id, weekly=False)
    by, now = current_actor(), clock.now()
    return _narrow(
        lambda: operations.remove_exception(exception_id, by=by, now=now),
        practice,
        location_id,
        title="Remove this exception",
        said="The exception is removed.",
    )


def _narrow(change: Callable[[], object], practice: Practice, location_id: int, *, title: str, said: str) -> Response:
    """What may take hours away under appointments."""
    back = url_for("practice.hours", practice_id=practice.id, location_id=location_id)
    asked = carried_out(change, practice, Why.HOURS, title=title, back=back)
    return asked or back_to("practice.hours", practice, said, location_id=location_id)


def _require_row(practice: Practice, location_id: int, row_id: int, *, weekly: bool) -> None:
    """Raises NotFound for a row that is another's, or is gone."""
    diary.get_location(practice.id, location_id)
    found = operations.hours_of(location_id, today=today(practice))
    rows = {each.id for each in (found.weekly if weekly else found.exceptions)}
    if row_id not in rows:
        raise NotFound("This is gone already.")


def _page(
    practice: Practice,
    location_id: int,
    status: int = 200,
    *,
    weekly: WeeklyForm | None = None,
    exception: ExceptionForm | None = None,
) -> Response:
    return page(
        "hours",
        practice,
        status,
        location=diary.get_location(practice.id, location_id),
        hours=operations.hours_of(location_id, today=today(practice)),
        weekdays=DAYS,
        kinds=KINDS,
        zone=zone_said(zone_of(practice)),
        weekly=weekly or WeeklyForm(formdata=None),
        exception=exception or ExceptionForm(formdata=None, prefix=OTHER),
        refused=weekly or exception,
    )
