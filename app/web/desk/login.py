from flask import flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.core.errors import Invalid, TooMany
from app.web import auth
from app.web.desk import blueprint, kept
from app.web.desk.login_form import LoginForm


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> Response:
    form = LoginForm()
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                return _let_in(auth.log_in(form.email.data or "", form.password.data or ""))
            except Invalid as refusal:
                form.take(refusal)
            except TooMany as refusal:
                form.form_errors.append(refusal.message)
                status = 429
    return make_response(kept.login_page(form, *kept.waiting()), status)


def _let_in(token: str) -> Response:
    """To where the person wanted to go; with a form that waited, to the button that saves it."""
    target, fields = kept.waiting()
    if target:
        g.pop("csrf_token", None)  # it belonged to the session before the login
        response = make_response(render_template("desk/save_kept.html", target=target, fields=fields))
    else:
        response = make_response(redirect(auth.landing(token, request.args.get("next")), code=303))
    auth.set_cookie(response, token)
    return response


@blueprint.post("/desk/logout")
@auth.needs(Action.OPEN_DESK)
def logout() -> Response:
    return log_out("You are logged out.")


def log_out(message: str) -> Response:
    """End this session and go to the login page, which says `message`."""
    auth.log_out()
    flash(message)
    response = redirect(url_for("desk.login"), code=303)
    auth.drop_cookie(response)
    return response
