from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from app.accounts.permissions import Action
from app.core.errors import Invalid, TooMany
from app.web import auth
from app.web.desk import blueprint
from app.web.form_base import Form


class LoginForm(Form):
    email = EmailField("E-mail address", [InputRequired("Type your e-mail address.")])
    password = PasswordField("Password", [InputRequired("Type your password.")])


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> Response | str | tuple[str, int]:
    form = LoginForm()
    status = 200
    if form.validate_on_submit():
        try:
            token = auth.log_in(form.email.data or "", form.password.data or "")
        except Invalid as refusal:
            form.take(refusal)
            status = 422
        except TooMany as refusal:
            form.form_errors.append(refusal.message)
            status = 429
        else:
            response = redirect(auth.safe_next(request.args.get("next")), code=303)
            auth.set_cookie(response, token)
            return response
    return render_template("desk/login.html", form=form), status


@blueprint.post("/desk/logout")
@auth.needs(Action.OPEN_DESK)
def logout() -> Response:
    auth.log_out()
    flash("You are logged out.")
    response = redirect(url_for("desk.login"), code=303)
    auth.drop_cookie(response)
    return response


@blueprint.get("/desk/")
@auth.needs(Action.OPEN_DESK)
def home() -> str:
    return render_template("desk/home.html")
