"""Lists kept under a name of one's own."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.accounts import saved_filters
from app.accounts.permissions import Action
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs, safe_next
from app.web.desk import blueprint


@blueprint.post("/desk/filters/save")
@needs(Action.WRITE)
def filter_save() -> Response:
    address = safe_next(request.form.get("address"))
    try:
        with unit_of_work():
            kept = saved_filters.save(request.form.get("name", ""), address, by=current_actor())
            said = f"This list is kept as “{kept.name}”."
    except Invalid as refusal:
        said = f"The list was not kept. {refusal.message}"
    flash(said)
    return redirect(address, code=303)


@blueprint.post("/desk/filters/<id:filter_id>/remove")
@needs(Action.WRITE)
def filter_remove(filter_id: int) -> Response:
    with unit_of_work():
        name = saved_filters.remove(filter_id, by=current_actor()).name
    flash(f"“{name}” is removed from your lists. The pages in it are as they were.")
    return redirect(safe_next(request.form.get("back")) if "back" in request.form else url_for("desk.home"), code=303)
