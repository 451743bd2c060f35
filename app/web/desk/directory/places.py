"""Where somebody works: at which practice, whether patients come there, how far they travel."""

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField

from app.accounts.permissions import Action
from app.booking.in_the_way import Why
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.unit_of_work import unit_of_work
from app.directory import operations, queries
from app.directory.facts import LocationFacts
from app.directory.models import Location, Practitioner
from app.web.auth import current_actor, needs
from app.web.desk.directory import blueprint
from app.web.desk.directory.practitioners import refused
from app.web.desk.directory.settling import carried_out
from app.web.desk.directory.shared import DECIMAL, NUMBER, decimal_or_none, number_or_none
from app.web.desk.fields import ChoiceField, number_of
from app.web.form_base import Form, read_all


class LocationForm(Form):
    practice_id = ChoiceField("Practice", choices=lambda: [(str(i), name) for i, name in queries.practice_names()])
    sees_here = BooleanField("Sees patients here", default=True)
    home_miles = StringField(
        "Home visits, up to", description="Miles from here. Empty: they do not visit at home.", render_kw=DECIMAL
    )
    daily_cap = StringField("Most appointments a day", description="Empty: as many as fit.", render_kw=NUMBER)
    latitude = StringField(
        "Latitude", description="Only where they set out from somewhere else than the practice.", render_kw=DECIMAL
    )
    longitude = StringField("Longitude", render_kw=DECIMAL)

    def shown(self, location: Location) -> None:
        self.practice_id.data = str(location.practice_id)
        self.sees_here.data = location.sees_here
        self.home_miles.data = "" if location.home_miles is None else f"{location.home_miles:g}"
        self.daily_cap.data = str(location.daily_cap or "")
        own = (location.latitude, location.longitude)
        if own != (location.practice.latitude, location.practice.longitude):
            self.latitude.data, self.longitude.data = map(str, own)

    def facts(self) -> LocationFacts:
        """What was typed. Raises Invalid."""
        read = read_all(
            home_miles=lambda: decimal_or_none(self.home_miles),
            daily_cap=lambda: number_or_none(self.daily_cap),
            latitude=lambda: decimal_or_none(self.latitude),
            longitude=lambda: decimal_or_none(self.longitude),
        )
        practice_id = number_of(self.practice_id.data) or 0
        return LocationFacts(practice_id=practice_id, sees_here=bool(self.sees_here.data), **read)


@blueprint.route("/desk/directory/<id:practitioner_id>/places/new", methods=["GET", "POST"])
@needs(Action.MANAGE_DIRECTORY)
def place_new(practitioner_id: int) -> Response:
    return _answer(LocationForm(), queries.get_practitioner(practitioner_id), None)


@blueprint.route("/desk/directory/places/<id:location_id>/", methods=["GET", "POST"])
@needs(Action.MANAGE_DIRECTORY)
def place(location_id: int) -> Response:
    location, form = queries.get_location(location_id), LocationForm()
    if not form.is_submitted():
        form = LocationForm(formdata=None)
        form.shown(location)
    return _answer(form, queries.get_practitioner(location.practitioner_id), location)


@blueprint.post("/desk/directory/places/<id:location_id>/remove")
@needs(Action.MANAGE_DIRECTORY)
def place_remove(location_id: int) -> Response:
    location, by, now = queries.get_location(location_id), current_actor(), clock.now()
    owner, name = location.practitioner_id, location.practitioner.name
    try:
        asked = carried_out(
            lambda: operations.remove_location(location_id, by=by, now=now),
            Why.LISTING,
            title=f"{name} does not work at {location.practice.name} any more",
            back=url_for("desk_directory.place", location_id=location_id),
        )
    except Conflict as refusal:
        return refused(owner, refusal.message, 409)
    if asked is not None:
        return asked
    flash(f"{name} does not work there any more.")
    return redirect(url_for("desk_directory.practitioner", practitioner_id=owner), code=303)


def _answer(form: LocationForm, owner: Practitioner, location: Location | None) -> Response:
    if not form.is_submitted():
        return _page(form, owner, location)
    try:
        if not form.validate():
            return _page(form, owner, location, 422)
        facts, known = form.facts(), None if location is None else location.id
        with unit_of_work():
            saved = operations.save_location(owner.id, facts, location_id=known, by=current_actor(), now=clock.now())
            saved_id = saved.id
    except Invalid as refusal:
        form.take(refusal)
        return _page(form, owner, location, 422)
    flash("Saved. Now the hours." if known is None else "Saved.")
    return redirect(url_for("desk_directory.hours", location_id=saved_id), code=303)


def _page(form: LocationForm, owner: Practitioner, location: Location | None, status: int = 200) -> Response:
    html = render_template("desk/directory/place.html", form=form, practitioner=owner, location=location)
    return make_response(html, status)
