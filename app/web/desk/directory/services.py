"""What somebody offers: how long, how much, how it is booked."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField

from app.accounts.permissions import Action
from app.booking.in_the_way import Why
from app.core import clock
from app.core.errors import Invalid
from app.directory import operations, queries
from app.directory.facts import ServiceFacts, price_in_pence
from app.directory.models import BookingMode, Practitioner, Service
from app.web.auth import current_actor, needs
from app.web.desk.directory import blueprint
from app.web.desk.directory.settling import carried_out
from app.web.desk.directory.shared import DECIMAL, MODES, NUMBER, number
from app.web.desk.fields import ChoiceField, number_of
from app.web.form_base import Form, read_all


class ServiceForm(Form):
    name = StringField("Name", description="Such as: First appointment.")
    description = StringField("In a few words", description="What happens, and what to bring.")
    minutes = StringField("Length", description="Minutes.", default="45", render_kw=NUMBER)
    gap_minutes = StringField(
        "Gap after it", description="Minutes in which nobody else is booked.", default="15", render_kw=NUMBER
    )
    step_minutes = StringField(
        "A start every", description="Minutes. Empty: each follows the one before and its gap.", render_kw=NUMBER
    )
    price = StringField("Price", description="In pounds. Empty: not said here.", render_kw=DECIMAL)
    location_id = ChoiceField("Where", choices=[])
    mode = ChoiceField(
        "How it is booked", choices=[("", "As the practice does it"), *((m.value, words) for m, words in MODES.items())]
    )
    at_home = BooleanField("A home visit", description="The address is asked after the booking, not before.")
    active = BooleanField("Offered now", default=True, description="Without it nobody can book it; appointments stay.")
    position = StringField("Place in the list", description="1 is first.", default="1", render_kw=NUMBER)

    def shown(self, service: Service) -> None:
        for name in ("name", "description", "minutes", "gap_minutes", "step_minutes", "position"):
            self[name].data = str(getattr(service, name))
        self.price.data = "" if service.price_pence is None else f"{service.price_pence / 100:.2f}"
        self.location_id.data, self.mode.data = str(service.location_id or ""), str(service.mode or "")
        self.at_home.data, self.active.data = service.at_home, service.active

    def facts(self) -> ServiceFacts:
        """What was typed. Raises Invalid."""
        read = read_all(
            minutes=lambda: number(self.minutes),
            gap_minutes=lambda: number(self.gap_minutes, empty=0),
            step_minutes=lambda: number(self.step_minutes, empty=0),
            position=lambda: number(self.position, empty=0),
            price_pence=lambda: price_in_pence(self.price.data or ""),
        )
        return ServiceFacts(
            name=self.name.data or "",
            description=self.description.data or "",
            location_id=number_of(self.location_id.data),
            mode=BookingMode(self.mode.data) if self.mode.data else None,
            at_home=bool(self.at_home.data),
            active=bool(self.active.data),
            **read,
        )


@blueprint.route("/desk/directory/<id:practitioner_id>/services/new", methods=["GET", "POST"])
@needs(Action.MANAGE_DIRECTORY)
def service_new(practitioner_id: int) -> Response:
    return _answer(ServiceForm(), queries.get_practitioner(practitioner_id), None)


@blueprint.route("/desk/directory/services/<id:service_id>/", methods=["GET", "POST"])
@needs(Action.MANAGE_DIRECTORY)
def service(service_id: int) -> Response:
    found, form = queries.get_service(service_id), ServiceForm()
    if not form.is_submitted():
        form = ServiceForm(formdata=None)
        form.shown(found)
    return _answer(form, queries.get_practitioner(found.practitioner_id), found)


def _answer(form: ServiceForm, owner: Practitioner, found: Service | None) -> Response:
    places = [(str(each.id), f"At {each.practice.name} only") for each in owner.locations]
    form.location_id.choices = [("", "Wherever they work"), *places]
    if not form.is_submitted():
        return _page(form, owner, found)
    try:
        if not form.validate():
            return _page(form, owner, found, 422)
        facts, known, owner_id = form.facts(), None if found is None else found.id, owner.id
        by, now = current_actor(), clock.now()
        asked = carried_out(
            lambda: operations.save_service(owner_id, facts, service_id=known, by=by, now=now),
            Why.SERVICE,
            title=f"Change {facts.name}",
            back=request.path,
        )
    except Invalid as refusal:
        form.take(refusal)
        return _page(form, owner, found, 422)
    if asked is not None:
        return asked
    flash(f"{facts.name} is saved.")
    return redirect(url_for("desk_directory.practitioner", practitioner_id=owner.id), code=303)


def _page(form: ServiceForm, owner: Practitioner, found: Service | None, status: int = 200) -> Response:
    return make_response(
        render_template("desk/directory/service.html", form=form, practitioner=owner, service=found), status
    )
