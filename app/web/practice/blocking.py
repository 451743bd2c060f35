"""Time that the practice keeps for itself."""

from flask import request
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField

from app.booking import diary, diary_keeping
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.text import one_line
from app.core.unit_of_work import unit_of_work
from app.directory.models import Practice
from app.web.auth import current_actor
from app.web.form_base import DayField, Form, read_all
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page, who
from app.web.practice.fields import asked_day, number, on_day, zone_of

TIME = {"autocomplete": "off", "class": "short", "placeholder": "13:00"}


class BlockForm(Form):
    who = SelectField("Whose time", choices=[])
    day = DayField("Day")
    starts = StringField("From", description="Such as 13:00.", render_kw=TIME)
    ends = StringField("To", description="Such as 14:00.", render_kw=TIME)
    called = StringField("What it is", description="For the diary only, such as: Lunch.", render_kw={"maxlength": 80})


@blueprint.route("/practice/<id:practice_id>/block/", methods=["GET", "POST"])
@member
def block(practice: Practice) -> Response:
    form = BlockForm()
    form.who.choices = [
        (str(each.id), each.practitioner.name) for each in diary.locations_of(practice.id) if each.ended_at is None
    ]
    if not form.is_submitted():
        form.day.data = asked_day(practice).isoformat()
        form.who.data = request.args.get("who", "")
        return page("block", practice, form=form)
    status = 422
    try:
        if form.validate():
            return _blocked(practice, form)
    except Invalid as refusal:
        form.take(refusal)
    except Conflict:
        form.form_errors.append("There is an appointment or another blocked time in it. Move or cancel that first.")
        status = 409
    return page("block", practice, status, form=form)


def _blocked(practice: Practice, form: BlockForm) -> Response:
    zone, practice_id, location_id = zone_of(practice), practice.id, number(form.who.data)
    day = form.day.day()
    if day is None:
        raise Invalid("Say which day.", field="day")
    times = read_all(
        starts=lambda: on_day(day, form.starts.data or "", zone, field="starts"),
        ends=lambda: on_day(day, form.ends.data or "", zone, field="ends", ends=True),
    )
    called = one_line(form.called.data or "")[:80]
    with unit_of_work():
        diary.require_member(practice_id, current_actor())
        location = diary.get_location(practice_id, location_id)
        diary_keeping.block(
            location, times["starts"], times["ends"], called=called, zone=zone.key, by=who(), now=clock.now()
        )
    return back_to("practice.day", practice, "The time is blocked.", day=day.isoformat())
