"""The diary in calendar programs, under secret addresses that the practice makes and takes back."""

from flask import make_response
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField

from app import links
from app.booking import calendar_feed, diary
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.directory.models import Practice
from app.directory.wall_times import day_said
from app.web.auth import current_actor
from app.web.form_base import Form
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page
from app.web.practice.fields import number, zone_of


class CalendarForm(Form):
    called = StringField("What it is for", description="Such as: Phone of the reception.", render_kw={"maxlength": 80})
    whose = SelectField("Whose times", choices=[])


@blueprint.route("/practice/<id:practice_id>/calendars/", methods=["GET", "POST"])
@member
def calendars(practice: Practice) -> Response:
    """The address is shown once: only its hash is kept."""
    form = _form(practice)
    if not form.is_submitted():
        return _page(practice, form)
    practice_id, whose = practice.id, number(form.whose.data) or None
    try:
        if not form.validate():
            return _page(practice, form, 422)
        with unit_of_work():
            secret = calendar_feed.make(
                practice_id, practitioner_id=whose, called=form.called.data or "", by=current_actor(), now=clock.now()
            )
    except Invalid as refusal:
        form.take(refusal)
        return _page(practice, form, 422)
    address = links.absolute(links.path_to("practice.calendar", token=secret))
    return _page(practice, _form(practice, empty=True), made=address)


@blueprint.post("/practice/<id:practice_id>/calendars/<id:link_id>/take-back")
@member
def calendar_take_back(practice: Practice, link_id: int) -> Response:
    practice_id = practice.id
    with unit_of_work():
        calendar_feed.take_back(practice_id, link_id, by=current_actor(), now=clock.now())
    return back_to("practice.calendars", practice, "The address is taken back. It answers nothing any more.")


@blueprint.get("/practice/calendar/<token>.ics")
def calendar(token: str) -> Response:
    """For programs, which cannot log in. An address that is wrong gets a line of text: no page would carry it on."""
    try:
        made = calendar_feed.feed(token, now=clock.now())
    except NotFound as refusal:
        return make_response(refusal.message, 404, {"Content-Type": "text/plain; charset=utf-8"})
    response = make_response(made, 200, {"Content-Type": "text/calendar; charset=utf-8"})
    response.headers["Content-Disposition"] = 'inline; filename="diary.ics"'
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _form(practice: Practice, *, empty: bool = False) -> CalendarForm:
    form = CalendarForm(formdata=None) if empty else CalendarForm()
    people = [(str(each.practitioner_id), each.practitioner.name) for each in diary.locations_of(practice.id)]
    form.whose.choices = [("", "Everybody's"), *people]
    return form


def _page(practice: Practice, form: CalendarForm, status: int = 200, *, made: str = "") -> Response:
    zone = zone_of(practice)
    listed = [
        (each, day_said(each.link.made_at.astimezone(zone).date())) for each in calendar_feed.list_links(practice.id)
    ]
    return page("calendars", practice, status, form=form, listed=listed, made=made)
