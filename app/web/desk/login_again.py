"""Logging in again in place: the page with the text stays open, and a new session takes over."""

from flask import g, jsonify, request, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from app.core.errors import TooMany
from app.core.unit_of_work import unit_of_work
from app.web import auth
from app.web.desk import blueprint
from app.web.desk.fields import number_of


@blueprint.route("/desk/login-again", methods=["GET", "POST"])
def login_again() -> Response:
    """Who is logged in now, and the token that goes with it: another tab may have logged in already."""
    if request.method == "POST":
        return _log_in()
    person = current_user.actor.user_id if current_user.is_authenticated else None
    return jsonify(person=person, csrf_token=generate_csrf())


def _log_in() -> Response:
    """A new session for the person who wrote, and for nobody else; answers with the new token."""
    email, expected = request.form.get("email", ""), number_of(request.form.get("person"))
    try:
        user_id = auth.check_password(email, request.form.get("password", ""))
    except TooMany as refusal:
        return _refused(429, refusal.message)
    if user_id is None:
        return _refused(422, "That e-mail address and password do not belong together.")
    if user_id != expected:
        return _refused(
            403, "Somebody else wrote what is on this page. Only that person can log in here to go on with it."
        )
    with unit_of_work():
        secret = auth.start_session(user_id)
    session.clear()
    g.pop("csrf_token", None)  # it belonged to the session before
    response = jsonify(person=user_id, csrf_token=generate_csrf())
    auth.set_cookie(response, secret)
    return response


def _refused(status: int, message: str) -> Response:
    response = jsonify(message=message)
    response.status_code = status
    return response
