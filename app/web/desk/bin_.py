from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content import operations, queries
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.rows import edit_link


@blueprint.get("/desk/bin/", endpoint="bin")
@needs(Action.BIN)
def show_bin() -> str:
    return _page()


@blueprint.post("/desk/bin/<id:entry_id>/restore")
@needs(Action.BIN)
def bin_restore(entry_id: int) -> Response:
    try:
        with unit_of_work():
            entry = queries.get_binned(entry_id)
            operations.restore(entry, by=current_actor(), now=clock.now())
            title, back = entry.title, edit_link(entry)
    except Invalid as refusal:
        return make_response(_page(refusal.message), 422)
    flash(f"“{title}” is back, with its address and in the state it had.")
    return redirect(back, code=303)


@blueprint.get("/desk/bin/<id:entry_id>/delete")
@needs(Action.EMPTY_BIN)
def bin_delete(entry_id: int) -> str:
    """Asks whether it is meant."""
    return render_template("desk/bin/delete.html", entry=queries.get_binned(entry_id))


@blueprint.post("/desk/bin/<id:entry_id>/delete-for-ever")
@needs(Action.EMPTY_BIN)
def bin_delete_for_ever(entry_id: int) -> Response:
    try:
        with unit_of_work():
            entry = queries.get_binned(entry_id)
            title = entry.title
            operations.delete_for_ever(entry, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        return make_response(_page(refusal.message), 422)
    flash(f"“{title}” is deleted for ever.")
    return redirect(url_for("desk.bin"), code=303)


def _page(problem: str = "") -> str:
    return render_template("desk/bin/list.html", entries=queries.list_bin(), problem=problem)
