"""One's own account: where one is logged in, and the password."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField

from app.accounts import operations, passwords, queries
from app.accounts.permissions import Action
from app.core import clock
from app.core.errors import Fault, Invalid, TooMany
from app.core.unit_of_work import unit_of_work
from app.web import auth
from app.web.desk import blueprint
from app.web.desk.login import log_out
from app.web.form_base import Form


class PasswordForm(Form):
    current = PasswordField("Your password now", description="So that nobody can change it at a desk you left.")
    new = PasswordField("New password", description="At least 12 characters; a few words in a row are fine.")
    again = PasswordField("New password again")


@blueprint.get("/desk/account/")
@auth.needs(Action.OPEN_DESK)
def account() -> str:
    return _page(PasswordForm())


@blueprint.post("/desk/account/password")
@auth.needs(Action.OPEN_DESK)
def change_password() -> Response | tuple[str, int]:
    """A new password ends every session; this browser gets a new one."""
    form = PasswordForm()
    try:
        user_id = _checked(form)
    except Invalid as refusal:
        form.take(refusal)
        return _page(form), 422
    except TooMany as refusal:
        form.form_errors.append(refusal.message)
        return _page(form), 429
    hashed = passwords.hashed(form.new.data or "")
    with unit_of_work():
        operations.set_password(queries.get_user(user_id), hashed)
        token = auth.start_session(user_id)
    flash("Your password is changed. You are logged out everywhere else.")
    response = make_response(redirect(url_for("desk.account"), code=303))
    auth.set_cookie(response, token)
    return response


@blueprint.post("/desk/account/sessions/<id:session_id>/end")
@auth.needs(Action.OPEN_DESK)
def end_session(session_id: int) -> Response:
    if session_id == _this_session():
        return log_out("You are logged out.")
    with unit_of_work():
        operations.end_one_session(auth.current_actor().user_id, session_id)
    flash("That browser is logged out.")
    return redirect(url_for("desk.account"), code=303)


@blueprint.post("/desk/account/sessions/end-others")
@auth.needs(Action.OPEN_DESK)
def end_other_sessions() -> Response:
    with unit_of_work():
        operations.end_other_sessions(auth.current_actor().user_id, but=request.cookies.get(auth.COOKIE, ""))
    flash("You are logged out everywhere but here.")
    return redirect(url_for("desk.account"), code=303)


def _checked(form: PasswordForm) -> int:
    """The id of the person, when the password now is right and the new one can be taken."""
    new = form.new.data or ""
    faults = passwords.faults(new, field="new")
    if new != form.again.data:
        faults.append(Fault("again", "The two are not the same."))
    if faults:
        raise Invalid.of(faults)
    email = queries.get_user(auth.current_actor().user_id).email
    user_id = auth.check_password(email, form.current.data or "")
    if user_id is None:
        raise Invalid("That is not your password.", field="current")
    return user_id


def _this_session() -> int | None:
    found = queries.find_session(request.cookies.get(auth.COOKIE, ""), now=clock.now())
    return None if found is None else found.id


def _page(form: PasswordForm) -> str:
    mine = queries.list_sessions(auth.current_actor().user_id, now=clock.now())
    return render_template("desk/account.html", form=form, sessions=mine, this=_this_session())
