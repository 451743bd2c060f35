"""Looking numbers up on the register of the Health and Care Professions Council, and whose turn it is."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.unit_of_work import unit_of_work
from app.directory import listing, queries
from app.directory.hcpc import REGISTER
from app.web.auth import current_actor, needs
from app.web.desk.directory import blueprint
from app.web.desk.directory.lists import around
from app.web.desk.directory.practitioners import refused
from app.web.desk.directory.shared import today


@blueprint.get("/desk/directory/register/")
@needs(Action.MANAGE_DIRECTORY)
def register() -> Response:
    """Whose number nobody has found on the register for a year, the longest first."""
    waiting = queries.list_to_check(today=today())
    html = render_template("desk/directory/register.html", waiting=waiting, register=REGISTER, **around())
    return make_response(html)


@blueprint.post("/desk/directory/<id:practitioner_id>/check")
@needs(Action.MANAGE_DIRECTORY)
def check(practitioner_id: int) -> Response:
    found = request.form.get("found", "")
    if found not in {"yes", "no"}:
        return refused(practitioner_id, "Say whether the number is on the register with this name.", 422)
    try:
        with unit_of_work():
            listing.record_check(
                practitioner_id,
                number=request.form.get("number", ""),
                found=found == "yes",
                remark=request.form.get("remark", ""),
                on=today(),
                by=current_actor(),
                now=clock.now(),
            )
    except Invalid as refusal:
        return refused(practitioner_id, refusal.message, 422)
    except Conflict as refusal:
        return refused(practitioner_id, refusal.message, 409)
    flash("Kept: you found the number on the register." if found == "yes" else "Kept: the number was not found.")
    if request.form.get("from") == "register":
        return redirect(url_for("desk_directory.register"), code=303)
    return redirect(url_for("desk_directory.practitioner", practitioner_id=practitioner_id), code=303)
