from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content import feedback as messages
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint


@blueprint.get("/desk/feedback/")
@needs(Action.READ_FEEDBACK)
def feedback() -> str:
    done = request.args.get("done") == "1"
    return render_template("desk/feedback.html", feedback=messages.list_feedback(handled=done), done=done)


@blueprint.post("/desk/feedback/<id:feedback_id>/done")
@needs(Action.READ_FEEDBACK)
def feedback_done(feedback_id: int) -> Response:
    with unit_of_work():
        messages.settle_feedback(messages.get_feedback(feedback_id), by=current_actor(), now=clock.now())
    flash("Done. It is in the list of what was dealt with.")
    return redirect(url_for("desk.feedback"), code=303)
