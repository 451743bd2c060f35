"""The days on which a whole practice is closed, the bank holidays of its nation among them."""

from datetime import date, timedelta

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.booking.in_the_way import Why
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.directory import hours as operations
from app.directory import queries
from app.web.auth import current_actor, needs
from app.web.desk.directory import blueprint
from app.web.desk.directory.practices import NATIONS
from app.web.desk.directory.settling import carried_out
from app.web.desk.directory.shared import today
from app.web.hours_forms import ClosedForm

AHEAD = timedelta(days=400)


@blueprint.route("/desk/directory/practices/<id:practice_id>/closed/", methods=["GET", "POST"])
@needs(Action.MANAGE_DIRECTORY)
def closed(practice_id: int) -> Response:
    form = ClosedForm()
    if not form.is_submitted():
        return _page(practice_id, form)
    try:
        if not form.validate():
            return _page(practice_id, form, 422)
        first, last = form.days()
        remark, by, now = form.note.data or "", current_actor(), clock.now()
        asked = carried_out(
            lambda: operations.close_days(practice_id, first, last, remark=remark, by=by, now=now),
            Why.HOURS,
            title="Close the practice",
            back=request.path,
        )
    except Invalid as refusal:
        form.take(refusal)
        return _page(practice_id, form, 422)
    if asked is not None:
        return asked
    flash("The practice is closed then.")
    return redirect(url_for("desk_directory.closed", practice_id=practice_id), code=303)


@blueprint.post("/desk/directory/practices/<id:practice_id>/closed/<on>/open")
@needs(Action.MANAGE_DIRECTORY)
def closed_open(practice_id: int, on: str) -> Response:
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise NotFound("There is no such day.") from None
    with unit_of_work():
        operations.open_day(practice_id, day, by=current_actor(), now=clock.now())
    flash("The practice is open that day.")
    return redirect(url_for("desk_directory.closed", practice_id=practice_id), code=303)


def _page(practice_id: int, form: ClosedForm, status: int = 200) -> Response:
    practice, first = queries.get_practice(practice_id), today()
    html = render_template(
        "desk/directory/closed.html",
        form=form,
        practice=practice,
        nation=NATIONS[practice.nation],
        days=operations.closed_days(practice, first=first, last=first + AHEAD),
    )
    return make_response(html, status)
