"""Choosing a password by a link from a mail, without an account yet or with a forgotten password."""

from flask import flash, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from app.accounts import links, passwords
from app.accounts.models import LinkPurpose
from app.core import clock
from app.core.errors import Fault, Gone, Invalid, TooMany
from app.core.jobs import enqueue
from app.core.unit_of_work import unit_of_work
from app.web import auth
from app.web.desk import blueprint
from app.web.form_base import Form


class ForgottenForm(Form):
    email = EmailField("E-mail address", [InputRequired("Type your e-mail address.")])


class ChoiceForm(Form):
    new = PasswordField("New password", description="At least 12 characters; a few words in a row are fine.")
    again = PasswordField("New password again")


@blueprint.route("/login/forgotten/", methods=["GET", "POST"])
def forgotten() -> Response:
    """The answer is the same whether anybody has that address: the mail is written by a job, later."""
    form = ForgottenForm()
    if not form.is_submitted():
        return make_response(render_template("desk/forgotten.html", form=form, asked=False))
    if not form.validate():
        return make_response(render_template("desk/forgotten.html", form=form, asked=False), 422)
    email, now = (form.email.data or "")[:255], clock.now()
    try:
        with unit_of_work():
            if links.may_ask(email, auth.client_address(request), now=now):
                enqueue("mail_reset", {"email": email}, now=now)
    except TooMany as refusal:
        form.form_errors.append(refusal.message)
        return make_response(render_template("desk/forgotten.html", form=form, asked=False), 429)
    return make_response(render_template("desk/forgotten.html", form=form, asked=True))


@blueprint.route("/login/invitation/<token>/", methods=["GET", "POST"])
def welcome(token: str) -> Response:
    return _by_link(token, LinkPurpose.INVITE, "Welcome. You are logged in.")


@blueprint.route("/login/reset/<token>/", methods=["GET", "POST"])
def reset(token: str) -> Response:
    return _by_link(
        token, LinkPurpose.RESET, "You are logged in with your new password, and logged out everywhere else."
    )


def _by_link(token: str, purpose: LinkPurpose, said: str) -> Response:
    """Looking at the link changes nothing: mail programs open links, too."""
    form = ChoiceForm()
    try:
        if not form.is_submitted():
            return _page(form, token, purpose)
        return _chosen(form, token, purpose, said)
    except Gone as refusal:
        return _private(render_template("desk/link_over.html", message=refusal.message, invited=_is_new(purpose)), 410)
    except Invalid as refusal:
        form.take(refusal)
        return _page(form, token, purpose, 422)


def _chosen(form: ChoiceForm, token: str, purpose: LinkPurpose, said: str) -> Response:
    new = form.new.data or ""
    faults = passwords.faults(new, field="new")
    if new != form.again.data:
        faults.append(Fault("again", "The two are not the same."))
    if faults:
        raise Invalid.of(faults)
    links.find_link(token, purpose=purpose, now=clock.now())  # hashing is slow, and for nobody without a link
    hashed = passwords.hashed(new)
    with unit_of_work():
        user = links.use_link(token, purpose=purpose, password_hash=hashed, now=clock.now())
        secret = auth.start_session(user.id)
    session.clear()
    flash(said)
    response = redirect(auth.landing(secret, None), code=303)
    auth.set_cookie(response, secret)
    return response


def _page(form: ChoiceForm, token: str, purpose: LinkPurpose, status: int = 200) -> Response:
    link = links.find_link(token, purpose=purpose, now=clock.now())
    html = render_template("desk/choose_password.html", form=form, link=link, invited=_is_new(purpose))
    return _private(html, status)


def _private(html: str, status: int) -> Response:
    """The address of such a page is told to nobody elsewhere; with no referrer at all browsers would not say either that the
    form comes from here."""
    response = make_response(html, status)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _is_new(purpose: LinkPurpose) -> bool:
    return purpose is LinkPurpose.INVITE
