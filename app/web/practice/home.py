"""The way in, for those who keep several diaries or none yet, and the way out."""

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.booking import diary
from app.core.errors import NotFound
from app.web import auth
from app.web.auth import current_actor, needs
from app.web.practice import blueprint


@blueprint.get("/practice/")
@needs(Action.KEEP_DIARY)
def home() -> Response:
    """Straight to the diary of whoever keeps one."""
    practices = diary.practices_of(current_actor().user_id)
    if len(practices) == 1:
        return redirect(url_for("practice.day", practice_id=practices[0].id), code=303)
    return make_response(render_template("practice/home.html", practices=practices))


@blueprint.post("/practice/logout")
@needs(Action.KEEP_DIARY)
def logout() -> Response:
    auth.log_out()
    flash("You are logged out.")
    response = redirect(url_for("desk.login"), code=303)
    auth.drop_cookie(response)
    return response


@blueprint.get("/practice/<path:rest>")
@needs(Action.KEEP_DIARY)
def nothing_here(rest: str) -> Response:
    raise NotFound("There is no such page.")
