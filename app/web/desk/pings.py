"""Who is told when a show's feed changes, and what they answered last."""

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action, may
from app.content.models import Kind
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.podcast import pings as told
from app.podcast.models import Show
from app.podcast.queries import get_show
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.editing import find_mine
from app.web.desk.podcast import PODCAST


@blueprint.get("/desk/podcast/<id:show_id>/pings/")
@needs(Action.WRITE)
def pings(show_id: int) -> Response:
    return _page(show_id)


@blueprint.post("/desk/podcast/<id:show_id>/pings/again")
@needs(Action.PUBLISH)
def pings_again(show_id: int) -> Response:
    try:
        with unit_of_work():
            told.ask_again(get_show(show_id), by=current_actor(), now=clock.now())
    except Invalid as refusal:
        return _page(show_id, problem=refusal.message)
    flash("They are being told. Look again in a moment for their answers.")
    return redirect(url_for("desk.pings", show_id=show_id), code=303)


def _page(show_id: int, *, problem: str = "") -> Response:
    show = find_mine(show_id, Kind.SHOW)
    assert isinstance(show, Show)
    html = render_template(
        "desk/podcast/pings.html",
        show=show,
        podcast=PODCAST,
        why_nobody=told.why_nobody(show, now=clock.now()),
        pings=told.list_pings(show),
        may_publish=may(current_actor(), Action.PUBLISH),
        problem=problem,
    )
    return make_response(html, 422 if problem else 200)
