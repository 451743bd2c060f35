"""Public text that practices asked for: shown beside what readers see now, accepted or refused."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.unit_of_work import unit_of_work
from app.directory import changes as operations
from app.directory import queries
from app.web.auth import current_actor, needs
from app.web.desk.directory import blueprint
from app.web.desk.directory.lists import around


@blueprint.get("/desk/directory/changes/")
@needs(Action.MANAGE_DIRECTORY)
def changes() -> str:
    return render_template(
        "desk/directory/changes.html",
        waiting=queries.list_changes(),
        decided=queries.list_changes(waiting=False, limit=20),
        **around(),
    )


@blueprint.get("/desk/directory/changes/<id:change_id>/")
@needs(Action.MANAGE_DIRECTORY)
def change(change_id: int) -> Response:
    return _page(change_id)


@blueprint.post("/desk/directory/changes/<id:change_id>/decide")
@needs(Action.MANAGE_DIRECTORY)
def change_decide(change_id: int) -> Response:
    answer, remark = request.form.get("answer", ""), request.form.get("remark", "")
    if answer not in {"accept", "refuse"}:
        return _page(change_id, 422, problem="Accept or refuse.", remark=remark)
    try:
        with unit_of_work():
            operations.decide(change_id, accept=answer == "accept", remark=remark, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        return _page(change_id, 422, problem=refusal.message, remark=remark)
    except Conflict as refusal:
        return _page(change_id, 409, problem=refusal.message, remark=remark)
    flash("Accepted: readers see it now." if answer == "accept" else "Refused: readers see what they saw before.")
    return redirect(url_for("desk_directory.changes"), code=303)


def _page(change_id: int, status: int = 200, *, problem: str = "", remark: str = "") -> Response:
    found = queries.get_change(change_id)
    about = (
        queries.get_practice(found.practice_id).name
        if found.practitioner_id is None
        else queries.get_practitioner(found.practitioner_id).name
    )
    html = render_template(
        "desk/directory/change.html",
        change=found,
        about=about,
        practice=queries.get_practice(found.practice_id),
        compared=operations.compared(found),
        problem=problem,
        remark=remark,
    )
    return make_response(html, status)
