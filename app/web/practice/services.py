"""What is offered: the practice says itself that something is offered no more, or is again."""

from flask import url_for
from werkzeug.wrappers import Response

from app.booking.in_the_way import Why
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.directory import offering
from app.directory.models import Practice
from app.web.auth import current_actor
from app.web.pages.physiotherapist import pounds
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page
from app.web.practice.settling import carried_out


@blueprint.get("/practice/<id:practice_id>/services/")
@member
def services(practice: Practice) -> Response:
    rows = [(who, each, pounds(each.price_pence)) for who, each in offering.list_services(practice.id)]
    return page("services", practice, rows=rows)


@blueprint.post("/practice/<id:practice_id>/services/<id:service_id>/end")
@member
def service_end(practice: Practice, service_id: int) -> Response:
    practice_id, by, now = practice.id, current_actor(), clock.now()
    asked = carried_out(
        lambda: offering.set_offered(practice_id, service_id, offered=False, by=by, now=now),
        practice,
        Why.SERVICE,
        title="Offer this no more",
        back=url_for("practice.services", practice_id=practice_id),
    )
    return asked or back_to("practice.services", practice, "It is not offered any more.")


@blueprint.post("/practice/<id:practice_id>/services/<id:service_id>/again")
@member
def service_again(practice: Practice, service_id: int) -> Response:
    practice_id = practice.id
    with unit_of_work():
        offering.set_offered(practice_id, service_id, offered=True, by=current_actor(), now=clock.now())
    return back_to("practice.services", practice, "It is offered again.")
