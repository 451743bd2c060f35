"""The dashboard: what is wrong, what waits and what is planned, the most urgent first."""

from flask import render_template

from app.accounts.permissions import Action
from app.core import clock
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.home_sections import SHOWN, Asking, sections


@blueprint.get("/desk/")
@needs(Action.OPEN_DESK)
def home() -> str:
    asking = Asking(current_actor(), clock.now())
    return render_template("desk/home.html", sections=sections(asking), shown=SHOWN)
