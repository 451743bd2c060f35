"""The days on which the whole practice is closed."""

from datetime import date, timedelta

from flask import url_for
from werkzeug.wrappers import Response

from app.booking.in_the_way import Why
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.directory import hours as operations
from app.directory.models import Practice
from app.web.auth import current_actor
from app.web.hours_forms import ClosedForm
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page
from app.web.practice.fields import today
from app.web.practice.settling import carried_out

AHEAD = timedelta(days=400)


@blueprint.route("/practice/<id:practice_id>/closed/", methods=["GET", "POST"])
@member
def closed(practice: Practice) -> Response:
    form = ClosedForm()
    if not form.is_submitted():
        return _page(practice, form)
    try:
        if not form.validate():
            return _page(practice, form, 422)
        (first, last), remark = form.days(), form.note.data or ""
        practice_id, by, now = practice.id, current_actor(), clock.now()
        asked = carried_out(
            lambda: operations.close_days(practice_id, first, last, remark=remark, by=by, now=now),
            practice,
            Why.HOURS,
            title="Close the practice",
            back=url_for("practice.closed", practice_id=practice_id),
        )
    except Invalid as refusal:
        form.take(refusal)
        return _page(practice, form, 422)
    return asked or back_to("practice.closed", practice, "The practice is closed then.")


@blueprint.post("/practice/<id:practice_id>/closed/<on>/open")
@member
def closed_open(practice: Practice, on: str) -> Response:
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise NotFound("There is no such day.") from None
    practice_id = practice.id
    with unit_of_work():
        operations.open_day(practice_id, day, by=current_actor(), now=clock.now())
    return back_to("practice.closed", practice, "The practice is open that day.")


def _page(practice: Practice, form: ClosedForm, status: int = 200) -> Response:
    first = today(practice)
    days = operations.closed_days(practice, first=first, last=first + AHEAD)
    return page("closed", practice, status, form=form, days=days)
