"""Asking people in: by a mail with a link, by which they choose a password."""

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import EmailField, StringField

from app.accounts import account_mails, links, queries
from app.accounts.permissions import Action, Role
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.fields import ChoiceField
from app.web.desk.users import ROLES
from app.web.desk.words import the_site
from app.web.form_base import Form


class InvitationForm(Form):
    email = EmailField("E-mail address", description="The link goes there, and they log in with it.")
    name = StringField("Name", description="As colleagues see it.")
    role = ChoiceField("Role", choices=[(r.value, ROLES[r]) for r in links.INVITABLE], default=Role.AUTHOR.value)


@blueprint.route("/desk/users/invite", methods=["GET", "POST"])
@needs(Action.MANAGE_PEOPLE)
def invitation_new() -> Response:
    form = InvitationForm()
    if not form.is_submitted():
        return make_response(render_template("desk/users/invite.html", form=form))
    try:
        if not form.validate():
            return make_response(render_template("desk/users/invite.html", form=form), 422)
        with unit_of_work():
            sent = links.invite(
                email=form.email.data or "",
                name=form.name.data or "",
                role=Role(form.role.data),
                by=current_actor(),
                now=clock.now(),
            )
            _mail(sent)
            said = f"{sent.link.name} is invited. The link in the mail is good for seven days."
    except Invalid as refusal:
        form.take(refusal)
        return make_response(render_template("desk/users/invite.html", form=form), 422)
    flash(said)
    return redirect(url_for("desk.users"), code=303)


@blueprint.post("/desk/users/invitations/<id:link_id>/again")
@needs(Action.MANAGE_PEOPLE)
def invitation_again(link_id: int) -> Response:
    with unit_of_work():
        sent = links.invite_again(link_id, by=current_actor(), now=clock.now())
        _mail(sent)
        name = sent.link.name
    flash(f"{name} gets another mail. Only the new link works.")
    return redirect(url_for("desk.users"), code=303)


@blueprint.post("/desk/users/invitations/<id:link_id>/take-back")
@needs(Action.MANAGE_PEOPLE)
def invitation_back(link_id: int) -> Response:
    with unit_of_work():
        name = links.take_back(link_id, by=current_actor(), now=clock.now())
    flash(f"The invitation of {name} is taken back. Its link does nothing any more.")
    return redirect(url_for("desk.users"), code=303)


@blueprint.post("/desk/users/<id:user_id>/reset")
@needs(Action.MANAGE_PEOPLE)
def user_reset(user_id: int) -> Response:
    """Mail somebody a link for a new password; until they use it nothing changes."""
    actor, now = current_actor(), clock.now()
    with unit_of_work():
        found = queries.get_user(user_id)
        if not found.active:
            raise Invalid(f"{found.name} is locked out. Let them in first.")
        sent = links.reset(found, by=actor.name, now=now)
        address = the_site().absolute(url_for("desk.reset", token=sent.token))
        account_mails.mail_reset(sent, address=address, site_name=the_site().name, now=now)
        links.note_reset(found, by=actor, now=now)
        name = found.name
    flash(f"{name} gets a mail with a link that is good for 30 minutes.")
    return redirect(url_for("desk.user", user_id=user_id), code=303)


def _mail(sent: links.Sent) -> None:
    address = the_site().absolute(url_for("desk.welcome", token=sent.token))
    role = sent.link.role.value if sent.link.role else ""
    account_mails.mail_invitation(sent, address=address, site_name=the_site().name, role=role, now=clock.now())
